"""Speed, as figures and ratios. Nothing here passes or fails: machines are shared and noisy."""

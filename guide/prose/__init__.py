"""Checks of the prose in docs/: pages read, translation kept up, typography and terms."""

"""The flow chart of the decision: from rules to steps, words, layout and SVG."""

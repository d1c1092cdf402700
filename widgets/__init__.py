"""The self-check: its Python package, its web files, and the build that puts them together."""

"""Tests of the PDFs: what is printed, how it is built, and what a reader can do with it."""

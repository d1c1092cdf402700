"""Tests of the built site, of the macros that fill it and of the hooks that build it."""

"""The blocks that macros put on pages, a module a kind of block."""

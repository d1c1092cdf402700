"""Run inside Pyodide: leaves in `result` which byte code this Python reads."""

import importlib.util

result = importlib.util.MAGIC_NUMBER.hex()

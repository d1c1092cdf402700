"""Compiles the shared data into the package when it is built inside the guide's repository."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileGuide(BuildHookInterface[Any]):
    """Writes guide.json before packing; an unpacked source archive already holds it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile `guide/` beside this package's repository, if that is where we are."""
        repository = Path(self.root).parent.parent
        if (repository / "guide" / "loader.py").exists():
            sys.path.insert(0, str(repository))
            from guide import load
            from guide.compile import write

            write(load())

"""Compiles the shared data into the package when it is built inside the guide's repository."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileGuide(BuildHookInterface[Any]):
    """Packs the compiled guide; an unpacked source archive already holds it.

    Installed in place, the package reads what the repository's build compiles.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile `guide/` beside this package's repository, if that is where we are."""
        repository = Path(self.root).parent.parent
        if version != "editable" and (repository / "guide" / "loader.py").exists():
            sys.path.insert(0, str(repository))
            from guide import load
            from guide.compile import ENGINE_DATA, LISTS_DATA, PAPERS_DATA, write

            write(load())
            package = ("" if self.target_name == "wheel" else "src/") + "keep_or_cancel"
            places = {
                ENGINE_DATA: package,
                LISTS_DATA: f"{package}/lists",
                PAPERS_DATA: f"{package}/papers",
            }
            for path, folder in places.items():
                build_data["force_include"][str(path)] = f"{folder}/{path.name}"

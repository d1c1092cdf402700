"""What the steps of the build share: where things are, running a command, naming by content."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "widgets/keep_or_cancel"
WEB = ROOT / "widgets/web"


class BuildError(Exception):
    """The widget cannot be built; the message says what to change."""


def browsers() -> str:
    """Return the lowest browsers that scripts are written for, as esbuild names them."""
    listed = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["browserslist"]
    return ",".join(browser.replace(" ", "") for browser in listed)


def integrity(content: bytes) -> str:
    """Return the `integrity` value of `content`, as browsers check it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def hashed_name(name: str, content: bytes) -> str:
    """Return `name` with eight hex digits of its content's hash before the ending."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}{dot}{ending}"


def compact(data: Any) -> bytes:
    """Return `data` as JSON without needless bytes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def run(*command: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run `command`, return its standard output; raise `BuildError` with what it said."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env={**os.environ, **(env or {})},
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]}: not found; it is needed to build the widget") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise BuildError(f"{' '.join(map(str, command))}\nended with {done.returncode}: {said}")
    return done.stdout

"""The built runtime under Node, with the archives as a site serves them, to be asked things."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from widgets.build import OUT, build

SERVER = Path(__file__).with_name("pyodide.mjs")
# Modules that both Pythons import.
OWN = Path(__file__).parent.parent / "pyodide"


class FailedError(Exception):
    """What was asked raised an error; the message is its traceback."""


class Pyodide:
    """A runtime that runs; `last` holds what the last call took, as pyodide.mjs tells it."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        assert server.stdin is not None
        assert server.stdout is not None
        self._to, self._back = server.stdin, server.stdout
        self.last: dict[str, float] = {}

    def call(self, module: str, name: str, *args: Any, content: bytes | None = None) -> str | bytes:
        """Return what a function of the runtime's returns; raises FailedError."""
        asked: dict[str, Any] = {"module": module, "name": name, "args": args}
        if content is not None:
            asked["content"] = base64.b64encode(content).decode()
        self._to.write(json.dumps(asked) + "\n")
        self._to.flush()
        line = self._back.readline()
        assert line, "the runtime ended"
        said = json.loads(line)
        self.last = {key: said[key] for key in ("milliseconds", "cpu", "heap")}
        if "failed" in said:
            raise FailedError(said["failed"])
        return str(said["text"]) if "text" in said else base64.b64decode(said["content"])


@contextmanager
def started() -> Iterator[Pyodide]:
    """Start the runtime of this commit; end it in the end."""
    build(OUT)
    command = ["node", str(SERVER), str(OUT), str(OWN)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as server:
        yield Pyodide(server)
        assert server.stdin is not None
        server.stdin.close()
        assert server.wait(timeout=30) == 0

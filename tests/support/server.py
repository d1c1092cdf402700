"""A web server for a folder, with faults to order."""

from __future__ import annotations

import functools
import http.server
import json
import socket
import sys
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from keep_or_cancel.browser import check_json, replay_json
from keep_or_cancel.lists import browser as lists
from keep_or_cancel.lists.session import Session
from keep_or_cancel.papers import browser as papers

TYPES = {
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".zip": "application/zip",
    ".svg": "image/svg+xml",
}
STAND_IN = Path(__file__).with_name("stand_in.js")


@dataclass
class Faults:
    """What a server does wrong, by how the path ends; `replaced` is sent instead of the file."""

    missing: set[str] = field(default_factory=set)
    corrupt: set[str] = field(default_factory=set)
    hanging: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    replaced: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def clear(self) -> None:
        """Serve everything properly from now on."""
        for faults in vars(self).values():
            faults.clear()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves one folder under the base path of the site, with right types and ordered faults."""

    protocol_version = "HTTP/1.1"
    # Head and body are written apart: the body would wait 40 ms until the head is acknowledged.
    disable_nagle_algorithm = True
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012  # as the base class has it

    # By worker that is stood in for.
    sessions: ClassVar[defaultdict[str, Session]] = defaultdict(Session)

    def __init__(self, *args: Any, faults: Faults, served: list[str], **kwargs: Any) -> None:
        self.faults, self.served = faults, served
        super().__init__(*args, **kwargs)

    def _ordered(self, faults: set[str] | Mapping[str, Any]) -> str | None:
        path = urllib.parse.urlsplit(self.path).path
        return next((end for end in faults if path.endswith(end)), None)

    def _has(self, faults: set[str]) -> bool:
        """Whether the path has one of them; "" is every path's end."""
        return self._ordered(faults) is not None

    def do_GET(self) -> None:
        self.served.append(self.path)
        if self._has(self.faults.dropped):
            self.close_connection = True
        elif self._has(self.faults.hanging):
            while self._has(self.faults.hanging):
                time.sleep(0.05)
            self.close_connection = True
        elif self._has(self.faults.missing):
            self.send_error(404)
        elif end := self._ordered(self.faults.replaced):
            self._send(self.faults.replaced[end])
        elif self._has(self.faults.corrupt):
            content = bytearray(Path(self.translate_path(self.path)).read_bytes())
            content[len(content) // 2] ^= 1
            self._send(bytes(content))
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """Answer what stand_in.js passes on, a message to the worker, by this process's package."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        text, _, content = body.partition(b"\n")
        question = json.loads(text)
        try:
            answer = self._answer(question, content)
        except Exception as error:  # whatever it is, the page hears of it
            self._send(repr(error).encode(), 500)
        else:
            if isinstance(answer, str):
                self._send(answer.encode(), kind="application/json")
            else:
                self._send(answer)

    def _answer(self, question: Mapping[str, Any], content: bytes) -> str | bytes:
        if question["type"] == "call":
            asked = question["call"], question["args"], content if question["brings"] else None
            if question["package"] == "papers":
                return papers.call(*asked)
            return lists.call(*asked, self.sessions[question["worker"]])
        answer = {"check": check_json, "replay": replay_json}[question["type"]]
        return answer(question["text"], question["lang"])

    def do_HEAD(self) -> None:
        if self._has(self.faults.dropped):
            self.close_connection = True
        elif self._has(self.faults.missing):
            self.send_error(404)
        else:
            super().do_HEAD()

    def guess_type(self, path: Any) -> str:
        end = self._ordered(self.faults.types)
        return self.faults.types[end] if end else super().guess_type(path)

    def _send(self, content: bytes, status: int = 200, kind: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind or self.guess_type(self.path))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        path = urllib.parse.urlsplit(self.path).path
        for end, headers in tuple(self.faults.headers.items()):
            for name, value in headers.items() if path.endswith(end) else ():
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # name of the base class
        """Keep the test report free of a line a request."""


class QuietServer(http.server.ThreadingHTTPServer):
    """A server that takes a page's leaving in the middle of a file as the normal thing it is.

    Once it is closed, connections that browsers keep open bring nothing more either.
    """

    daemon_threads = True

    def __init__(self, *args: Any) -> None:
        self.open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request_thread(request, client_address)
        self.open.discard(request)

    def server_close(self) -> None:
        super().server_close()
        for connection in tuple(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@dataclass(frozen=True)
class Server:
    """A running server: its address, the faults it has, the paths it was asked for."""

    url: str
    faults: Faults
    served: list[str]
    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        """What is built of the self-check: the names and hashes of its files."""
        return manifest(self.folder)

    def stand_in(self) -> Server:
        """Serve the stand-in for the worker from now on, until the faults are cleared."""
        self.faults.replaced[self.manifest["worker"]] = STAND_IN.read_bytes()
        return self


def manifest(site: Path) -> dict[str, Any]:
    """Return the manifest of the self-check in a built site."""
    read: dict[str, Any] = json.loads((site / "widget/manifest.json").read_text(encoding="utf-8"))
    return read


def serve(folder: Path) -> Generator[Server]:
    """Serve `folder` on a free loopback port until the generator is closed."""
    faults, served = Faults(), []  # type: Faults, list[str]
    handler = functools.partial(Handler, directory=str(folder), faults=faults, served=served)
    with QuietServer(("127.0.0.1", 0), handler) as server:
        # How often it looks whether it is to end, in seconds: each end waits for that.
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield Server(f"http://127.0.0.1:{server.server_port}/", faults, served, folder)
        faults.clear()
        server.shutdown()

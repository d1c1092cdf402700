"""The self-check in Chromium against stock Pyodide, PyScript and plain JavaScript, interleaved.

First outcome and Python ready are read off the page's own clock, from the start of navigation. The
slow line is made by the server: one shared rate for all connections and a delay before each answer,
so that workers feel it as pages do. Of plain JavaScript there are two pages: one that shows nothing
but the outcome, and one with the words, the form and the style of our page for frames.
"""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import mimetypes
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from keep_or_cancel import check
from lxml import html
from playwright.sync_api import BrowserContext, sync_playwright

from tests.bench.table import table
from tests.support.chromium import CHROMIUM, CHROMIUM_ARGS
from tests.support.server import TYPES
from tests.support.site import VERSION
from widgets.build.runtime import PYODIDE, build_wheel
from widgets.cache import kept

ROOT = Path(__file__).parent.parent.parent
SITE = ROOT / os.environ.get("KOC_SITE", "site")
PAGES = Path(__file__).parent / "pages"
PYSCRIPT = ROOT / "node_modules/@pyscript/core/dist"
# PyScript fetches it first thing; npm's package of Pyodide does not hold it.
MICROPIP = "micropip==0.11.1"
FACTS = {
    "holder": "company",
    "status": "normal",
    "need": "none",
    "contract": "none",
    "arrears": "yes",
    "number_type": "mobile",
    "channel": "carrier",
    "company_event": "none",
    "bindings": "cleared",
    "records": "done_or_not_needed",
}
EXPECTED = check(FACTS)["outcome"]
STOCK, LATEST = "stock Pyodide, our release", "stock Pyodide, latest"
FLOOR, FORM = "plain JavaScript, nothing else", "plain JavaScript, our form"
FRAME = "/widget/embed.en.html"
VARIANTS = {
    "ours, page of the guide": "/en/check/",
    "ours, page for frames": FRAME,
    STOCK: "/pages/stock.html",
    LATEST: "/pages/stock.html?latest",
    "PyScript core": "/pages/pyscript.html",
    FLOOR: "/pages/floor.html",
    FORM: "/stock/form.html",
}
RUNS = int(os.environ.get("KOC_BENCH_RUNS", "5"))
RATE = 9_000_000 / 8  # bytes a second
DELAY = 0.085  # seconds before each answer
SETTLE = 0.5
TIMEOUT = 300_000


@dataclass
class Line:
    """The line between server and browser, and what went over it."""

    slow: bool = False
    sent: int = 0
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, size: int) -> None:
        """Take as long as `size` bytes take on this line, whoever else is sending."""
        with self.lock:
            self.sent += size
            if self.slow:
                time.sleep(size / RATE)


@functools.cache
def compressed(path: Path) -> bytes:
    """Return a file as brotli at its best quality; a large one takes a minute, once."""

    def compress(target: Path) -> None:
        target.write_bytes(brotli.compress(path.read_bytes(), quality=11))

    return kept(f"{path.name.partition('.')[0]}.br", [path], compress).read_bytes()


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the site and the rivals from one origin, brotli and cacheable, over one line."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, line: Line, stock: Path, **kwargs: object) -> None:
        self.line, self.stock = line, stock
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as received

    def _file(self) -> Path:
        path = urllib.parse.urlsplit(self.path).path
        for prefix, folder in (("/pages/", PAGES), ("/stock/", self.stock)):
            if path.startswith(prefix):
                return folder / path.removeprefix(prefix)
        file = SITE / path.lstrip("/")
        return file / "index.html" if path.endswith("/") else file

    def do_GET(self) -> None:
        file = self._file()
        if self.line.slow:
            time.sleep(DELAY)
        self.line.requests += 1
        if not file.is_file():
            self.send_error(404)
            return
        content = compressed(file)
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "text/plain"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "public, max-age=86400")
        self.end_headers()
        for at in range(0, len(content), 16_384):
            part = content[at : at + 16_384]
            self.line.carry(len(part))
            self.wfile.write(part)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""


def gather(folder: Path) -> None:
    """Put into `folder` what the rivals load: two releases of Pyodide, PyScript, our wheel."""
    build_wheel(folder)
    (folder / "form.html").write_bytes(form_page())
    (folder / "pyodide-latest").symlink_to(PYODIDE.with_name("pyodide-latest"))
    (folder / "pyscript").symlink_to(PYSCRIPT)
    pyodide = folder / "pyodide"
    shutil.copytree(PYODIDE, pyodide)
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", pyodide, MICROPIP],
        check=True,
    )
    # That wheel was built anew for the package index: its hash is another than the lock's.
    (wheel,) = pyodide.glob("micropip-*.whl")
    lock = json.loads((pyodide / "pyodide-lock.json").read_text())
    lock["packages"]["micropip"] |= {
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
    }
    (pyodide / "pyodide-lock.json").write_text(json.dumps(lock))


def form_page() -> bytes:
    """Return our page for frames with the script of the plain page in place of ours."""
    page = html.document_fromstring((SITE / FRAME.lstrip("/")).read_bytes())
    for ours in page.xpath("//script | //link[contains(@rel, 'preload')] | //meta[@http-equiv]"):
        ours.drop_tree()
    (head,) = page.xpath("//head")
    head.insert(0, page.makeelement("base", href=FRAME))
    page.get_element_by_id("embed-check").attrib.pop("hidden")
    page.xpath("//body")[0].extend(html.parse(PAGES / "floor.html").getroot().xpath(".//script"))
    return html.tostring(page, doctype="<!doctype html>")


@contextmanager
def served() -> Iterator[tuple[str, Line]]:
    """Serve on a loopback port; yield its address and the line."""
    line = Line()
    with tempfile.TemporaryDirectory() as folder:
        gather(Path(folder))
        handler = functools.partial(Handler, line=line, stock=Path(folder))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}", line
            server.shutdown()


# Notes when the outcome first stands on the page, and starts our Python as a person's touch would.
WATCH = """
const look = () => {
  if (document.querySelector(".koc-card")) window.firstOutcome = performance.now();
  else requestAnimationFrame(look);
};
look();
customElements.whenDefined("keep-or-cancel").then(() =>
  document.querySelector("keep-or-cancel").check(FACTS).then(() => {
    window.pythonReady = performance.now();
  }));
""".replace("FACTS", json.dumps(FACTS))


@dataclass
class Visit:
    """One visit: ms to the first outcome and to Python's answer, bytes before and after."""

    first: float
    python: float
    sent: int


def visit(context: BrowserContext, line: Line, url: str) -> Visit:
    """Open `url` in `context` and wait for Python's answer."""
    page = context.new_page()
    page.add_init_script(WATCH)
    line.sent = 0
    page.goto(url, wait_until="commit")
    page.wait_for_function(
        "() => window.firstOutcome && window.pythonReady", timeout=TIMEOUT, polling=50
    )
    first, python = page.evaluate("[window.firstOutcome, window.pythonReady]")
    outcome = page.locator(".koc-card").get_attribute("data-outcome")
    if outcome != EXPECTED:
        raise ValueError(f"{url}: outcome {outcome}, expected {EXPECTED}")
    time.sleep(SETTLE)
    page.close()
    return Visit(first, python, line.sent)


def before_interest(context: BrowserContext, line: Line, url: str) -> int:
    """Return the bytes sent for `url` to somebody who only looks at it."""
    page = context.new_page()
    line.sent = 0
    page.goto(url)
    page.wait_for_load_state("networkidle")
    time.sleep(SETTLE)
    page.close()
    return line.sent


def main() -> None:
    """Print the tables."""
    fragment = f"#v={VERSION}&" + urllib.parse.urlencode(FACTS)
    variants = VARIANTS
    visits: dict[tuple[str, bool, str], list[Visit]] = {}
    looked: dict[str, int] = {}
    with served() as (origin, line), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        for path in variants.values():  # so that no visit waits for a file to be compressed
            with browser.new_context() as context:
                visit(context, line, origin + path + fragment)
        for slow in (False, True):
            for _ in range(RUNS):
                for name, path in variants.items():
                    line.slow = slow
                    context = browser.new_context()
                    for kind in ("cold", "warm"):
                        seen = visit(context, line, origin + path + fragment)
                        visits.setdefault((name, slow, kind), []).append(seen)
                    context.close()
        line.slow = False
        for name, path in variants.items():
            context = browser.new_context()
            looked[name] = before_interest(context, line, origin + path)
            context.close()
        browser.close()
    for slow in (False, True):
        rows = []
        stock, latest, floor, form = (
            visits[name, slow, "cold"] for name in (STOCK, LATEST, FLOOR, FORM)
        )
        for name in variants:
            cold, warm = visits[name, slow, "cold"], visits[name, slow, "warm"]

            def median(visits: list[Visit], key: str) -> float:
                return float(statistics.median(getattr(one, key) for one in visits))

            rows.append(
                (
                    name,
                    f"{median(cold, 'first'):.0f}",
                    *(
                        f"{median(cold, 'first') / median(other, 'first'):.1f}×"
                        for other in (floor, form)
                    ),
                    f"{median(cold, 'python'):.0f}",
                    *(
                        f"{median(cold, 'python') / median(other, 'python'):.2f}×"
                        for other in (stock, latest)
                    ),
                    f"{median(warm, 'first'):.0f}",
                    f"{median(warm, 'python'):.0f}",
                    f"{median(cold, 'sent') / 1000:,.0f}",
                    *(
                        f"{median(cold, 'sent') / median(other, 'sent'):.2f}×"
                        for other in (stock, latest)
                    ),
                    f"{median(warm, 'sent') / 1000:,.0f}",
                )
            )
        table(
            f"Browser, {'9 Mbps and 85 ms' if slow else 'unthrottled'}, medians of {RUNS}",
            (
                "page",
                "first outcome, cold, ms",
                "of plain",
                "of plain with form",
                "Python, cold, ms",
                "of stock",
                "of latest",
                "first outcome, warm, ms",
                "Python, warm, ms",
                "kB (brotli), cold",
                "of stock",
                "of latest",
                "kB, warm",
            ),
            rows,
        )
    table(
        "Bytes before a person shows interest",
        ("page", "kB (brotli)"),
        [(name, f"{size / 1000:,.0f}") for name, size in looked.items()],
    )

"""`mkdocs serve` on a copy of the sources, which can be edited: for tests and for figures."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.site import ROOT

COPIED = (
    *("guide", "macros", "pdf", "docs", "widgets"),
    *("mkdocs.yml", "mkdocs.en.yml", "package.json", "package-lock.json"),
)
PATIENCE = 120  # seconds: a slow machine builds both trees in half of it


def copy_sources(folder: Path) -> None:
    """Copy what the site is built from into `folder`, with what earlier builds have left."""
    without = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=without)
        else:
            shutil.copy(source, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    copy_built(folder)


def copy_built(folder: Path) -> None:
    """Copy what is kept by its content, runtime, fonts, drawings, but for other browsers."""
    if (ROOT / "build").exists():
        ignore = shutil.ignore_patterns("chromium-*")
        shutil.copytree(ROOT / "build", folder / "build", ignore=ignore)


@dataclass(frozen=True)
class Edit:
    """An edit that shows: in `file`, `old` becomes `new`; then the page at `path` holds `shows`."""

    file: str
    old: str
    new: str
    path: str
    shows: str

    def make(self, folder: Path) -> None:
        """Make the edit in the copy in `folder`; what is to be replaced has to be there."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        assert self.old in text, f"{self.file} no longer holds {self.old!r}"
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


# One edit of each kind of file.
EDITS = {
    "page, zh": Edit("docs/zh/why.md", "{#why}\n", "{#why}\n\n改了一页。\n", "why/", "改了一页。"),
    "page, en": Edit(
        "docs/en/why.md", "{#why}\n", "{#why}\n\nEdited.\n", "en/why/", "<p>Edited.</p>"
    ),
    "stylesheet": Edit(
        "docs/overrides/assets/stylesheets/guide.css",
        ":root",
        ":root { --edited: 1 }\n:root",
        "assets/stylesheets/guide.css",
        "--edited",
    ),
    "theme's template": Edit("docs/overrides/404.html", "<h1>", "<h1>改了，", "404.html", "改了，"),
    "macros' template": Edit(
        "macros/templates/claim.html.j2",
        "data-claim",
        "data-edited data-claim",
        "why/",
        "data-edited",
    ),
    "macro": Edit(
        "macros/render.py",
        ".strip()\n",
        ".strip() + '<!-- edited -->'\n",
        "why/",
        "<!-- edited -->",
    ),
    "data": Edit(
        "guide/data/claims.yaml",
        'zh: "要不要消号',
        'zh: "改了：要不要消号',
        "",
        "改了：要不要消号",
    ),
    "script of the self-check": Edit(
        "widgets/web/embed.js", "const ", "const edited = 1;\nconst ", "widget/embed.js", "edited"
    ),
}


@dataclass(frozen=True)
class Serving:
    """A running `mkdocs serve`: its folder, its process, its address."""

    folder: Path
    process: subprocess.Popen[bytes]
    url: str

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / "serve.log").read_text(encoding="utf-8")

    @property
    def builds(self) -> int:
        """How often it has begun to build both languages."""
        return self.log.count("Building documentation...")

    def read(self, path: str) -> str:
        """Return the text at `path`, or "" where there is none yet; a rebuild is waited for."""
        assert self.process.poll() is None, self.log
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=60) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return ""

    def wait_for(self, path: str, words: str) -> str:
        """Return the text at `path` as soon as it holds `words`."""
        end = time.monotonic() + PATIENCE
        text = ""
        while time.monotonic() < end:
            text = self.read(path)
            if words in text:
                return text
            time.sleep(0.05)
        raise AssertionError(
            f"{words!r} did not appear on {path}: {text[-2000:]}\n{self.log[-2000:]}"
        )


@contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    """Serve the copy in `folder` on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    # The engine is installed from the repository; here it is to be that of the copy.
    env = {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(folder / "widgets/keep_or_cancel/src")}
    with (folder / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={**os.environ, **env},
        )
        try:
            yield Serving(folder, process, f"http://{address}/")
        finally:
            process.terminate()
            process.wait(30)

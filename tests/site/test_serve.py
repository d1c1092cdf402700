"""Broken data end a build, but while serving they appear on the page until they are mended."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.site import ROOT, mkdocs

COPIED = ("guide", "macros", "docs", "widgets", "mkdocs.yml", "mkdocs.en.yml")
BROKEN = ("claims.yaml", "verdict: ", "verdikt: ")
REPORT = "guide/data/claims.yaml:"
PATIENCE = 120  # seconds: a slow machine builds both trees in half of it


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the site is built from, its claims broken."""
    folder = tmp_path_factory.mktemp("copy")
    without = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=without)
        else:
            shutil.copy(source, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    if (ROOT / "build").exists():  # spares a second build of the self-check's runtime
        shutil.copytree(ROOT / "build", folder / "build")
    break_data(folder)
    return folder


def break_data(folder: Path) -> None:
    name, right, wrong = BROKEN
    path = folder / "guide/data" / name
    path.write_text(path.read_text("utf-8").replace(right, wrong, 1), "utf-8")


def mend_data(folder: Path) -> None:
    name = BROKEN[0]
    shutil.copyfile(ROOT / "guide/data" / name, folder / "guide/data" / name)


def test_broken_data_end_a_build_with_the_report(copy: Path) -> None:
    done = mkdocs("build", "-d", copy / "out", cwd=copy)
    assert done.returncode != 0
    assert REPORT in done.stderr
    assert "verdikt" in done.stderr
    assert not (copy / "out/index.html").exists()


@pytest.fixture
def server(copy: Path) -> Iterator[Callable[[str], str]]:
    """Serve the copy; the value returns the text of a page, or "" where there is none yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    log = (copy / "serve.log").open("w")
    process = subprocess.Popen(
        command, cwd=copy, stdout=log, stderr=log, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )

    def read(path: str) -> str:
        assert process.poll() is None, (copy / "serve.log").read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=60) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return ""

    yield read
    process.terminate()
    process.wait(30)
    log.close()


def wait_for(read: Callable[[str], str], path: str, words: str) -> str:
    end = time.monotonic() + PATIENCE
    page = ""
    while time.monotonic() < end:
        page = read(path)
        if words in page:
            return page
        time.sleep(0.5)
    raise AssertionError(f"{words!r} did not appear on {path}: {page[-2000:]}")


def test_broken_data_show_on_the_page_and_mending_them_mends_the_page(
    copy: Path, server: Callable[[str], str]
) -> None:
    for path in ("why/", "en/why/"):
        page = wait_for(server, path, 'class="guide-error"')
        assert REPORT in page
        assert page.count('class="guide-error"') == 1
        assert "data-claim" not in page
    mend_data(copy)
    for path in ("why/", "en/why/"):
        page = wait_for(server, path, 'data-claim="C05"')
        assert "guide-error" not in page

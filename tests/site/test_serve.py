"""Broken data end a build; while serving they show until they are mended, as every edit does."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from guide import Guide
from tests.support.serve import EDITS, Edit, Serving, copy_sources, serving
from tests.support.site import mkdocs

BREAK = Edit("guide/data/claims.yaml", "verdict: ", "verdikt: ", "why/", "guide/data/claims.yaml:")
MEND = Edit("guide/data/claims.yaml", "verdikt: ", "verdict: ", "why/", 'data-claim="C05"')
# Longer than the watcher needs to see that something has changed.
WATCHED = 1.5


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the site is built from, its claims broken."""
    folder = tmp_path_factory.mktemp("copy")
    copy_sources(folder)
    BREAK.make(folder)
    return folder


def test_broken_data_end_a_build_with_the_report(copy: Path) -> None:
    done = mkdocs("build", "-d", copy / "out", cwd=copy)
    assert done.returncode != 0
    assert BREAK.shows in done.stderr
    assert "verdikt" in done.stderr
    assert not (copy / "out/index.html").exists()


def rebuilds(server: Serving, *edits: Edit) -> int:
    """Make edits, see that they show, and return how many rebuilds it took."""
    before = server.builds
    for edit in edits:
        edit.make(server.folder)
    for edit in edits:
        server.wait_for(edit.path, edit.shows)
    time.sleep(WATCHED)
    server.read("")
    return server.builds - before


def test_broken_data_and_every_edit_show_while_serving(copy: Path, guide: Guide) -> None:
    with serving(copy) as server:
        for path in ("why/", "en/why/"):
            page = server.wait_for(path, BREAK.shows)
            assert page.count('class="guide-error"') == 1
            assert "data-claim" not in page
        # Nothing but data changes: no code of ours is loaded anew.
        assert rebuilds(server, MEND) == 1
        for path in ("why/", "en/why/"):
            assert "guide-error" not in server.wait_for(path, MEND.shows)
        for path, lang in (("downloads/", "zh"), ("en/downloads/", "en")):
            page = server.read(path)
            # What `make site` makes later is not offered; what stands beside it is.
            assert "data-made" not in page
            assert "data-download" not in page
            assert getattr(guide.ui.ui["copy_about"], lang) in page
        # Files saved together may be seen one after the other.
        others = [edit for kind, edit in EDITS.items() if kind not in ("macro", "data")]
        assert rebuilds(server, *others) <= len(others)
        assert rebuilds(server, EDITS["macro"]) == 1
        # What was edited before is still there.
        for edit in (*others, MEND):
            assert edit.shows in server.read(edit.path), edit.file

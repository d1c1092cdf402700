"""Python in the browser reads lists: what it loads for which file, and what may fail to load."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.server import Server
from widgets.build.tools import WEB, browsers, run
from widgets.build.web import ESBUILD

CORPUS = Path(__file__).parent.parent / "corpus/lists"
TEXT, BOOK, OLD, LOCKED = (
    *("03-gb18030.csv", "20-wps-wrong-dimension.xlsx"),
    *("41-carrier-export.xls", "34-password.xlsx"),
)
# A runner as the page of lists makes it, which notes how far it is.
START = """([manifest, limits]) => {
  const { worker, runtime, archives, modules } = manifest;
  const base = new URL("/widget/", location.href);
  const config = { worker, runtime, archives, ahead: ["lists"] };
  window.runner = new Lists.Caller(config, base, modules.list);
  Object.assign(runner.limits, limits);
  window.steps = [];
  runner.addEventListener("change", () => steps.push([runner.state, runner.progress?.step ?? ""]));
}"""
# What a call gives: a file as its size and its first bytes, an error as its name and what it holds.
CALL = """async ([call, args, file]) => {
  steps.length = 0;
  const content = file ? Uint8Array.from(atob(file), (c) => c.charCodeAt(0)).buffer : undefined;
  const start = performance.now();
  const said = await runner.call("lists", call, { lang: "zh", ...args }, content).then(
    (told) => (told instanceof Uint8Array ? { head: [...told.slice(0, 4)] } : told),
    ({ name, code, file, message }) => ({ name, code, file, message }),
  );
  const ran = steps.map(([state, step]) => `${state} ${step}`.trim());
  const took = performance.now() - start;
  return { said, given: content?.byteLength, ran, state: runner.state, took };
}"""
DUMB = b"""addEventListener("message", ({data}) => {
  if (data.type === "boot") postMessage({type: "ready"});
});"""


class Lists:
    """A page with a runner."""

    def __init__(self, page: Page, server: Server, script: str, limits: dict[str, int]) -> None:
        self.page, self.server = page, server
        page.goto(f"{server.url}list/")
        page.add_script_tag(content=script)
        page.evaluate(START, [server.manifest, limits])

    def call(self, name: str, file: str = "", **args: Any) -> dict[str, Any]:
        """Return what a call gives, with what went before it."""
        content = base64.b64encode((CORPUS / file).read_bytes()).decode() if file else ""
        told: dict[str, Any] = self.page.evaluate(CALL, [name, args, content])
        return told

    def fetched(self) -> list[str]:
        """Return the archives that were asked for, Python's own apart."""
        names = [path.rpartition("/")[2].split(".")[0] for path in self.server.served]
        return [name for name in names if name in self.server.manifest["archives"]]


@pytest.fixture(scope="module")
def script() -> str:
    """The runner as a script of its own."""
    return run(
        *(ESBUILD, WEB / "caller.js", "--bundle", "--format=iife", "--global-name=Lists"),
        f"--target={browsers()}",
    )


@pytest.fixture
def lists(
    new_page: Callable[..., Page], faulty: Server, script: str
) -> Iterator[Callable[..., Lists]]:
    """Return a function that opens a page with a runner; nothing may go wrong in its script."""
    errors: list[str] = []

    def opened(**limits: int) -> Lists:
        page = new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return Lists(page, faulty, script, limits)

    yield opened
    assert errors == []


def test_each_kind_of_file_brings_its_library_once(lists: Callable[..., Lists]) -> None:
    here = lists()
    # The page of lists itself has fetched nothing.
    assert here.fetched() == []
    read = here.call("read", TEXT)
    assert (read["said"]["kind"], read["said"]["encoding"]) == ("text", "gb18030")
    assert read["given"] == 0  # it is the worker's
    assert here.fetched() == ["lists"]
    assert read["ran"][0] == "loading download"
    assert read["ran"][-4:] == ["ready", "ready archive", "ready archive", "ready"]
    assert here.call("judge")["said"]["total"]["size"] == len(here.call("rows")["said"]["rows"])
    for file, kind, library in ((BOOK, "xlsx", "openpyxl"), (OLD, "xls", "xlrd")):
        first, second = here.call("read", file), here.call("read", file)
        assert first["said"]["kind"] == second["said"]["kind"] == kind
        assert first["ran"] == ["ready archive", "ready archive", "ready"]
        assert second["ran"] == []
        assert here.fetched()[-1] == library
    exported = here.call("export", kind="xlsx")
    assert exported["said"]["head"] == [*b"PK\x03\x04"]
    assert here.call("export", kind="csv")["said"]["head"][:3] == [0xEF, 0xBB, 0xBF]
    assert here.fetched() == ["lists", "openpyxl", "xlrd", "xlsxwriter"]
    locked = here.call("read", LOCKED)["said"]
    assert (locked["name"], locked["code"]) == ("RefusedError", "encrypted")
    assert "密码" in locked["message"]
    wrong = here.call("read", choices={"header_row": "x"})["said"]
    assert wrong["name"] in ("FactsError", "RefusedError")


def test_what_does_not_come_is_named_may_come_later_and_the_list_before_it_stays(
    lists: Callable[..., Lists], faulty: Server
) -> None:
    # What lists need is fetched while Python starts.
    faulty.faults.replaced[faulty.manifest["archives"]["lists"]["file"]] = b"PK"
    here = lists()
    failed = here.call("read", TEXT)
    assert (failed["said"]["code"], failed["state"]) == ("hash", "ready")
    faulty.faults.clear()
    before = here.call("read", TEXT)["said"]["counts"]
    book, old = (faulty.manifest["archives"][name]["file"] for name in ("openpyxl", "xlrd"))
    for fault, code in (("missing", "missing"), ("corrupt", "hash"), ("dropped", "offline")):
        getattr(faulty.faults, fault).add(book)
        failed = here.call("read", BOOK)
        assert (failed["said"]["name"], failed["said"]["code"]) == ("RuntimeFailure", code)
        assert (failed["said"]["file"], failed["state"]) == (book, "ready")
        assert here.call("read")["said"]["counts"] == before
        faulty.faults.clear()
    assert here.call("read", BOOK)["said"]["kind"] == "xlsx"
    # The site has been updated: the page is made with other scripts by now.
    faulty.faults.missing.add(old)
    faulty.faults.replaced["/list/"] = b"<!doctype html><script src=other.js></script>"
    failed = here.call("read", OLD)
    assert (failed["said"]["code"], failed["state"]) == ("released", "ready")
    faulty.faults.clear()
    faulty.faults.hanging.add(old)
    here.page.evaluate("() => { runner.limits.boot = 1000; }")
    failed = here.call("read", OLD)
    assert (failed["said"]["code"], failed["state"]) == ("timeout", "failed")


def test_a_list_may_take_longer_than_a_check_but_not_for_ever(
    lists: Callable[..., Lists], faulty: Server
) -> None:
    faulty.faults.replaced[faulty.manifest["worker"]] = DUMB
    here = lists(check=100, call=1500)
    failed = here.call("read", TEXT)
    assert (failed["said"]["code"], failed["state"]) == ("timeout", "failed")
    assert failed["took"] > 1400

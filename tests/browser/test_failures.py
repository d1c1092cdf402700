"""Whatever fails to load, the graph's answer stays, with words, a way out and what helps."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.support.chromium import CHROMIUM_ARGS, SHELL, CheckPage
from tests.support.engines import eventually
from tests.support.server import STAND_IN, Server, manifest
from tests.support.site import CHECK_PAGES, VERSION

Opens = Callable[..., CheckPage]
NO_WASM = {"Content-Security-Policy": "default-src 'self'; script-src 'self'"}
# A worker that starts and then never says a word about what it is asked.
DUMB = b"""addEventListener("message", ({data}) => {
  if (data.type === "boot") postMessage({type: "ready"});
});"""
CRASHING = b"""addEventListener("message", ({data}) => {
  if (data.type === "boot") throw new Error("no");
});"""


@pytest.fixture
def worker_name(site: Path) -> str:
    """The built worker's file name."""
    return str(manifest(site)["worker"])


LIMITED = "(element, limit) => Object.assign(element.limits, {boot: limit, check: limit})"


def broken(check_page: Opens, server: Server) -> CheckPage:
    """Open the page, give an answer that settles it, and wait until Python has failed."""
    # A file that was right once is asked for again all the same.
    server.faults.headers[""] = {"Cache-Control": "no-store"}
    self_check = check_page("zh", server).open()
    self_check.answer({"status": "police_stop"})
    self_check.page.wait_for_selector("keep-or-cancel[data-python=failed]")
    return self_check


def assert_leads_somewhere(page: Page, link: Locator) -> None:
    """The place that a link names is there."""
    address, place = (link.evaluate("link => link.href")).split("#")
    assert f'id="{place}"' in page.request.get(address).text()


def assert_answered_all_the_same(self_check: CheckPage, code: str, *, helps: bool = True) -> None:
    """The outcome, what is missing and why, the table and a button are there.

    Where another try would not help there is no button.
    """
    page = self_check.page
    assert self_check.outcome() == "ask_first"
    alert = page.locator(".koc-python .koc-alert")
    expect(alert).to_have_attribute("data-failure", code)
    expect(alert.locator("button")).to_have_count(int(helps))
    assert_leads_somewhere(page, alert.locator("a"))
    expect(page.locator(".koc-loading")).to_have_count(0)


def test_whatever_is_wrong_with_a_file_is_named_and_the_next_try_finds_what_is_there(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    """One page goes from fault to fault; after each the button tries again."""
    faults = faulty.faults
    faults.missing.add(".wasm")
    self_check = broken(check_page, faulty)
    page = self_check.page
    assert_answered_all_the_same(self_check, "missing")

    def again(code: str) -> None:
        """Try again: what is wrong by now is of another kind than before."""
        page.locator(".koc-python button").click()
        assert_answered_all_the_same(self_check, code)
        for one in (faults.missing, faults.corrupt, faults.dropped, faults.replaced):
            one.clear()

    faults.missing.clear()
    for fault, path, code in (
        ("corrupt", ".wasm", "hash"),
        ("dropped", ".wasm", "offline"),
        ("corrupt", ".zip", "hash"),
        ("missing", ".zip", "missing"),
        ("corrupt", "pyodide.asm.js", "hash"),
        ("missing", "pyodide.js", "missing"),
        ("corrupt", "pyodide.js", "hash"),
        ("missing", worker_name, "missing"),
    ):
        getattr(faults, fault).add(path)
        again(code)
    # What is not the one that was published is never run.
    faults.replaced["pyodide.js"] = b"postMessage({type: 'step', step: 'ran'});"
    again("hash")
    faults.replaced[worker_name] = CRASHING
    again("worker")
    self_check.element.evaluate(LIMITED, 1500)
    faults.hanging.add(".zip")
    again("timeout")
    faults.hanging.clear()
    self_check.element.evaluate(LIMITED, 60_000)
    faults.replaced[worker_name] = CRASHING
    again("worker")
    self_check.element.evaluate("(element) => Object.assign(element.limits, {check: 1500})")
    faults.replaced[worker_name] = DUMB
    again("timeout")

    # All is there, though the server calls WebAssembly by another type.
    self_check.element.evaluate(LIMITED, 60_000)
    faults.types[".wasm"] = "application/octet-stream"
    page.locator(".koc-python button").click()
    self_check.python_ready()
    expect(page.locator(".koc-because")).to_have_count(1)
    expect(page.locator(".koc-alert")).to_have_count(0)
    # A check needs nothing of lists and letters.
    archives = [entry["file"] for entry in faulty.manifest["archives"].values()]
    assert not [path for path in faulty.served if path.rpartition("/")[2] in archives]
    assert faulty.manifest["modules"]["list"] not in " ".join(faulty.served)


def test_check_rejects_when_python_cannot_be_had_and_no_try_is_offered_that_cannot_help(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    faults = faulty.faults
    faults.missing.add(".zip")
    self_check = broken(check_page, faulty)
    worker = (faulty.folder / "widget" / worker_name).read_bytes()

    def rejected() -> list[str]:
        error: list[str] = self_check.element.evaluate(
            "element => element.check({}).catch(({name, code, file}) => [name, code, file])"
        )
        return error

    assert rejected() == ["RuntimeFailure", "missing", "python.zip"]
    faults.missing.clear()
    faulty.served.clear()
    # Barred WebAssembly is named before anything is downloaded.
    faults.headers[worker_name] = NO_WASM
    assert rejected() == ["RuntimeFailure", "blocked", ""]
    assert_answered_all_the_same(self_check, "blocked", helps=False)
    assert not [path for path in faulty.served if "runtime-" in path]
    del faults.headers[worker_name]
    for older in (
        # No WebAssembly; less of it than the runtime needs; scripts that cannot be read, which is
        # said before the rest has come.
        b"delete self.WebAssembly;",
        b"""WebAssembly.instantiateStreaming = () =>
          Promise.reject(new WebAssembly.CompileError("invalid opcode"));""",
        b"self.importScripts = () => { throw new SyntaxError('Unexpected token {'); };",
    ):
        if b"importScripts" in older:
            faults.hanging.add(".wasm")
        faults.replaced[worker_name] = older + worker
        assert rejected()[:2] == ["RuntimeFailure", "browser"], older
        assert_answered_all_the_same(self_check, "browser", helps=False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_the_graph_the_steps_take_the_place_of_the_form_until_tried_again(
    check_page: Opens, faulty: Server, lang: str
) -> None:
    graph = faulty.stand_in().manifest["graph"]["file"]
    faulty.faults.missing.add(graph)
    self_check = check_page(lang, faulty)
    page = self_check.page
    page.goto(f"{faulty.url}{'en/' if lang == 'en' else ''}check/")
    alert = page.locator("keep-or-cancel[data-state=failed] [role=alert]")
    expect(alert).to_be_visible()
    assert_leads_somewhere(page, alert.locator("a"))
    expect(page.locator(".koc-by-hand")).to_be_visible()
    expect(page.locator("keep-or-cancel form")).to_be_hidden()
    faulty.faults.missing.clear()
    alert.locator("button").click()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    self_check.answer({"status": "police_stop"})
    assert self_check.outcome() == "ask_first"


def test_answers_given_before_the_script_came_count(check_page: Opens, faulty: Server) -> None:
    faulty.stand_in().faults.hanging.add(".json")
    self_check = check_page("zh", faulty)
    page = self_check.page
    page.goto(f"{faulty.url}check/")
    page.locator('.koc-choices [href$="holder=other_person"]').click()
    faulty.faults.hanging.clear()
    page.wait_for_selector("keep-or-cancel[data-step=status]")
    self_check.tap("normal")
    assert self_check.outcome() == "fix_holder"


def test_the_element_taken_away_while_it_loads_leaves_no_error(
    check_page: Opens, faulty: Server
) -> None:
    faulty.faults.hanging.add(".json")
    self_check = check_page("zh", faulty)
    page = self_check.page
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{faulty.url}check/")
    page.evaluate("document.querySelector('keep-or-cancel').remove()")
    faulty.faults.clear()
    page.wait_for_timeout(500)
    assert errors == []


# --- what no other try helps against -------------------------------------------------------------


def release(server: Server) -> None:
    """Publish the site anew: files whose name holds a hash are gone, others are in their place.

    The worker's new one is the stand-in.
    """
    folder, faults = server.folder, server.faults
    hashed = {
        path.name: re.sub(r"[0-9a-f]{8}", "0" * 8, path.name)
        for path in (folder / "widget").iterdir()
        if re.search(r"[.-][0-9a-f]{8}\b", path.name)
    }

    def anew(text: str) -> bytes:
        for before, now in hashed.items():
            text = text.replace(before, now)
        return text.encode()

    for before, now in hashed.items():
        path = folder / "widget" / before
        for file in path.iterdir() if path.is_dir() else [path]:
            old, new = file.relative_to(folder / "widget").as_posix(), file.name
            new = f"{now}/{file.name}" if path.is_dir() else now
            faults.missing.add(old)
            text = file.suffix in (".js", ".json") and not path.is_dir()
            faults.replaced[new] = anew(file.read_text()) if text else file.read_bytes()
    faults.replaced[hashed[server.manifest["worker"]]] = STAND_IN.read_bytes()
    for page in CHECK_PAGES.values():
        faults.types[page] = "text/html"
        faults.replaced[page] = anew((folder / page / "index.html").read_text())


@pytest.mark.parametrize(("lang", "place"), [("zh", ".koc-python"), ("en", ".koc-details")])
def test_after_a_new_release_the_page_is_to_be_loaded_anew_and_has_the_answers(
    check_page: Opens, faulty: Server, lang: str, place: str
) -> None:
    self_check = check_page(lang, faulty).open()
    page = self_check.page
    release(faulty)
    self_check.tap("company", "police_stop")
    assert self_check.outcome() == "ask_first"
    for alert in (".koc-python", ".koc-details"):
        expect(page.locator(f"{alert} .koc-alert")).to_have_attribute("data-failure", "released")
        expect(page.locator(f"{alert} button")).to_have_count(1)
    page.locator(f"{place} [data-key=reload]").click()
    page.wait_for_url("**/check/#*status=police_stop*")
    self_check.python_ready()
    assert self_check.outcome() == "ask_first"
    expect(page.locator(".koc-because")).to_have_count(1)
    expect(page.locator(".koc-alert")).to_have_count(0)


def test_a_new_release_while_the_form_loads_is_said_by_the_form(
    check_page: Opens, faulty: Server
) -> None:
    faulty.faults.hanging.add(".json")
    self_check = check_page("en", faulty)
    page = self_check.page
    page.goto(f"{faulty.url}{CHECK_PAGES['en']}#v={VERSION}&status=police_stop")
    release(faulty)
    faulty.faults.hanging.clear()
    alert = page.locator("keep-or-cancel[data-state=failed] [role=alert]")
    expect(alert).to_have_attribute("data-failure", "released")
    alert.locator("button").click()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    assert self_check.outcome() == "ask_first"


def test_a_browser_without_workers_is_told_so(check_page: Opens, faulty: Server) -> None:
    self_check = check_page("en", faulty)
    self_check.page.add_init_script("delete self.Worker")
    self_check.open(f"#v={VERSION}&status=police_stop")
    self_check.page.wait_for_selector("keep-or-cancel[data-python=failed]")
    assert_answered_all_the_same(self_check, "browser", helps=False)


def test_a_policy_against_workers_is_named(check_page: Opens, faulty: Server) -> None:
    faulty.faults.headers["check/"] = {"Content-Security-Policy": "worker-src 'none'"}
    assert_answered_all_the_same(broken(check_page, faulty), "blocked", helps=False)


# --- a page that Python has ended ----------------------------------------------------------------


def killed(faulty: Server, playwright_: Playwright) -> tuple[Any, Callable[[str], Any]]:
    """Kill the page while Python starts, as a system short of memory does, and load it again.

    Return the browser and a function that runs a script in the page; Playwright itself gives a
    page up that has crashed.
    """
    browser = playwright_.chromium.launch(executable_path=SHELL, args=CHROMIUM_ARGS)
    page = browser.new_page()
    devtools = page.context.new_cdp_session(page)
    faulty.faults.hanging.add(".wasm")
    page.goto(f"{faulty.url}check/#v={VERSION}&status=police_stop")
    page.wait_for_selector("keep-or-cancel[data-python=loading]")
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    with page.expect_event("crash"):
        for process in processes:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
    faulty.faults.clear()
    faulty.served.clear()
    devtools.send("Page.reload")

    def run(script: str) -> Any:
        return devtools.send("Runtime.evaluate", {"expression": script})["result"].get("value")

    return browser, run


def test_a_page_that_python_has_ended_is_not_ended_again(
    faulty: Server, playwright_: Playwright
) -> None:
    browser, run = killed(faulty, playwright_)
    try:
        held = "document.querySelector('.koc-python [data-failure=ended] button')"
        eventually(lambda: run(f"Boolean({held}?.checkVisibility())"), "it is said")
        # Interest alone does not start it.
        run("document.querySelector('.koc-result').dispatchEvent(new Event('pointerdown'))")
        shown = "document.querySelector('.koc-card').dataset.outcome"
        state = "document.querySelector('keep-or-cancel').dataset.python"
        assert (run(shown), run(state)) == ("ask_first", "idle")
        assert not [path for path in faulty.served if "runtime-" in path]
        faulty.stand_in()
        run(f"{held}.click()")
        eventually(lambda: run(state) == "ready", "Python is ready")
        # It went well this time, so the next visit may start it again.
        assert run("sessionStorage.length") == 0
    finally:
        browser.close()


# --- without the explanation ---------------------------------------------------------------------


def test_a_link_without_the_explanation_fetches_nothing_of_python(
    check_page: Opens, faulty: Server
) -> None:
    self_check = check_page("zh", faulty).open("?python=off")
    page = self_check.page
    switch = page.locator("[data-key=without]")
    self_check.tap("company", "police_stop")
    assert self_check.outcome() == "ask_first"
    expect(page.locator(".koc-steps").first).to_be_visible()
    expect(switch).to_be_checked()
    assert self_check.element.get_attribute("data-python") == "idle"
    assert not [path for path in faulty.served if "runtime-" in path]
    # So do the link for others and the other language, and the page when it is loaded anew.
    assert "?python=off#" in page.locator("keep-or-cancel").evaluate("() => location.href")
    for link in page.locator("a[hreflang]").all():
        assert "?python=off#" in (link.get_attribute("href") or "")
    page.reload()
    expect(switch).to_be_checked()
    assert not [path for path in faulty.served if "runtime-" in path]
    faulty.stand_in()
    switch.uncheck()
    self_check.python_ready()
    expect(page.locator(".koc-because")).to_have_count(1)
    assert "python=off" not in page.url
    assert "status=police_stop" in page.url


def test_the_switch_stops_what_is_being_fetched_and_keeps_it_so(
    check_page: Opens, faulty: Server
) -> None:
    faulty.faults.hanging.add(".wasm")
    self_check = check_page("zh", faulty).open(f"#v={VERSION}&status=police_stop")
    page = self_check.page
    page.wait_for_selector("keep-or-cancel[data-python=loading]")
    page.locator("[data-key=without]").check()
    page.wait_for_selector("keep-or-cancel[data-python=idle]")
    expect(page.locator(".koc-python")).to_be_empty()
    self_check.to("status")
    self_check.tap("normal")
    assert self_check.element.get_attribute("data-python") == "idle"
    assert "?python=off#" in page.url

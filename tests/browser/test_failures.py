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
from tests.support.server import Faults, Server, manifest
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


def broken(
    check_page: Opens, server: Server, lang: str = "zh", limit: int | None = None
) -> CheckPage:
    """Open the page, give an answer that settles it, and wait until Python has failed."""
    self_check = check_page(lang, server).open()
    if limit:
        self_check.element.evaluate(
            "(element, limit) => Object.assign(element.limits, {boot: limit, check: limit})", limit
        )
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


def retried(self_check: CheckPage, faults: Faults) -> None:
    """Mend the server, press the button, and find everything there."""
    faults.clear()
    self_check.page.locator(".koc-python button").click()
    self_check.python_ready()
    expect(self_check.page.locator(".koc-because")).to_have_count(1)
    expect(self_check.page.locator(".koc-alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("fault", "path", "code"),
    [
        ("missing", ".wasm", "missing"),
        ("missing", ".zip", "missing"),
        ("missing", "pyodide.js", "missing"),
        ("corrupt", ".wasm", "hash"),
        ("corrupt", ".zip", "hash"),
        ("corrupt", "pyodide.asm.js", "hash"),
        ("corrupt", "pyodide.js", "hash"),
        ("dropped", ".wasm", "offline"),
    ],
)
def test_a_file_missing_changed_or_out_of_reach_is_named_and_can_be_retried(
    check_page: Opens, faulty: Server, fault: str, path: str, code: str
) -> None:
    getattr(faulty.faults, fault).add(path)
    self_check = broken(check_page, faulty)
    assert_answered_all_the_same(self_check, code)
    retried(self_check, faulty.faults)


def test_a_changed_file_is_never_run(check_page: Opens, faulty: Server) -> None:
    faulty.faults.replaced["pyodide.js"] = b"postMessage({type: 'step', step: 'ran'});"
    self_check = broken(check_page, faulty)
    assert_answered_all_the_same(self_check, "hash")


def test_webassembly_that_is_barred_is_named_before_anything_is_downloaded(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    faulty.faults.headers[worker_name] = NO_WASM
    self_check = broken(check_page, faulty)
    assert_answered_all_the_same(self_check, "blocked", helps=False)
    assert not [path for path in faulty.served if "runtime-" in path]


def test_a_worker_that_is_missing_is_named(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    faulty.faults.missing.add(worker_name)
    self_check = broken(check_page, faulty)
    assert_answered_all_the_same(self_check, "missing")
    retried(self_check, faulty.faults)


def test_a_worker_that_crashes_is_named(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    faulty.faults.replaced[worker_name] = CRASHING
    assert_answered_all_the_same(broken(check_page, faulty), "worker")


def test_a_download_that_hangs_is_given_up(check_page: Opens, faulty: Server) -> None:
    faulty.faults.hanging.add(".zip")
    self_check = broken(check_page, faulty, limit=1500)
    assert_answered_all_the_same(self_check, "timeout")
    self_check.element.evaluate("element => Object.assign(element.limits, {boot: 60000})")
    retried(self_check, faulty.faults)


def test_a_worker_that_hangs_over_an_answer_is_given_up(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    faulty.faults.replaced[worker_name] = DUMB
    assert_answered_all_the_same(broken(check_page, faulty, limit=1500), "timeout")


def test_a_server_that_calls_webassembly_by_another_type_is_put_up_with(
    check_page: Opens, faulty: Server
) -> None:
    faulty.faults.types[".wasm"] = "application/octet-stream"
    self_check = check_page("zh", faulty).open()
    self_check.answer({"status": "police_stop"})
    self_check.python_ready()
    expect(self_check.page.locator(".koc-because")).to_have_count(1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_check_rejects_when_python_cannot_be_had(
    check_page: Opens, faulty: Server, lang: str
) -> None:
    faulty.faults.missing.add(".zip")
    self_check = check_page(lang, faulty).open()
    error = self_check.element.evaluate(
        "element => element.check({}).catch(({name, code, file}) => [name, code, file])"
    )
    assert error == ["RuntimeFailure", "missing", "python.zip"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_the_graph_the_steps_take_the_place_of_the_form_until_tried_again(
    check_page: Opens, faulty: Server, lang: str, site: Path
) -> None:
    graph = faulty.manifest["graph"]["file"]
    faulty.faults.missing.add(graph)
    self_check = check_page(lang, faulty)
    page = self_check.page
    page.goto(f"{faulty.url}{'en/' if lang == 'en' else ''}check/")
    alert = page.locator("keep-or-cancel[data-state=failed] [role=alert]")
    expect(alert).to_be_visible()
    assert_leads_somewhere(page, alert.locator("a"))
    expect(page.locator(".koc-by-hand")).to_be_visible()
    expect(page.locator("keep-or-cancel form")).to_be_hidden()
    faulty.faults.clear()
    alert.locator("button").click()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    self_check.answer({"status": "police_stop"})
    assert self_check.outcome() == "ask_first"


def test_answers_given_before_the_script_came_count(check_page: Opens, faulty: Server) -> None:
    faulty.faults.hanging.add(".json")
    self_check = check_page("zh", faulty)
    page = self_check.page
    page.goto(f"{faulty.url}check/")
    page.locator('.koc-choices [href$="holder=other_person"]').click()
    faulty.faults.clear()
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
    """Publish the site anew: files whose name holds a hash are gone, others are in their place."""
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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_release_while_the_form_loads_is_said_by_the_form(
    check_page: Opens, faulty: Server, lang: str
) -> None:
    faulty.faults.hanging.add(".json")
    self_check = check_page(lang, faulty)
    page = self_check.page
    page.goto(f"{faulty.url}{CHECK_PAGES[lang]}#v={VERSION}&status=police_stop")
    release(faulty)
    faulty.faults.hanging.clear()
    alert = page.locator("keep-or-cancel[data-state=failed] [role=alert]")
    expect(alert).to_have_attribute("data-failure", "released")
    alert.locator("button").click()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    assert self_check.outcome() == "ask_first"


def test_a_browser_without_webassembly_is_told_so(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    worker = (faulty.folder / "widget" / worker_name).read_bytes()
    faulty.faults.replaced[worker_name] = b"delete self.WebAssembly;" + worker
    assert_answered_all_the_same(broken(check_page, faulty), "browser", helps=False)


def test_a_browser_that_knows_less_of_it_than_the_runtime_needs_is_told_so(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    older = b"""WebAssembly.instantiateStreaming = () =>
      Promise.reject(new WebAssembly.CompileError("invalid opcode"));"""
    worker = (faulty.folder / "widget" / worker_name).read_bytes()
    faulty.faults.replaced[worker_name] = older + worker
    assert_answered_all_the_same(broken(check_page, faulty), "browser", helps=False)


def test_a_browser_that_cannot_read_the_scripts_is_told_so_before_it_has_fetched_the_rest(
    check_page: Opens, faulty: Server, worker_name: str
) -> None:
    faulty.faults.hanging.add(".wasm")
    older = b"self.importScripts = () => { throw new SyntaxError('Unexpected token {'); };"
    worker = (faulty.folder / "widget" / worker_name).read_bytes()
    faulty.faults.replaced[worker_name] = older + worker
    assert_answered_all_the_same(broken(check_page, faulty), "browser", helps=False)


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


def killed(faulty: Server, playwright_: Playwright, lang: str) -> tuple[Any, Callable[[str], Any]]:
    """Kill the page while Python starts, as a system short of memory does, and load it again.

    Return the browser and a function that runs a script in the page; Playwright itself gives a
    page up that has crashed.
    """
    browser = playwright_.chromium.launch(executable_path=SHELL, args=CHROMIUM_ARGS)
    page = browser.new_page()
    devtools = page.context.new_cdp_session(page)
    faulty.faults.hanging.add(".wasm")
    page.goto(f"{faulty.url}{CHECK_PAGES[lang]}#v={VERSION}&status=police_stop")
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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_that_python_has_ended_is_not_ended_again(
    faulty: Server, playwright_: Playwright, lang: str
) -> None:
    browser, run = killed(faulty, playwright_, lang)
    try:
        held = "document.querySelector('.koc-python [data-failure=ended] button')"
        eventually(lambda: run(f"Boolean({held}?.checkVisibility())"), "it is said")
        # Interest alone does not start it.
        run("document.querySelector('.koc-result').dispatchEvent(new Event('pointerdown'))")
        shown = "document.querySelector('.koc-card').dataset.outcome"
        state = "document.querySelector('keep-or-cancel').dataset.python"
        assert (run(shown), run(state)) == ("ask_first", "idle")
        assert not [path for path in faulty.served if "runtime-" in path]
        run(f"{held}.click()")
        eventually(lambda: run(state) == "ready", "Python is ready")
        # It went well this time, so the next visit may start it again.
        assert run("sessionStorage.length") == 0
    finally:
        browser.close()


# --- without the explanation ---------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_without_the_explanation_fetches_nothing_of_python(
    check_page: Opens, faulty: Server, lang: str
) -> None:
    self_check = check_page(lang, faulty).open("?python=off")
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

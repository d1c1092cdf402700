"""Whatever fails to load, the graph's answer stays, with words, a way out and another try."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.chromium import CheckPage
from tests.support.server import Faults, Server, manifest

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
def test_without_the_graph_the_form_stays_and_says_so(
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
    expect(page.locator("#koc-holder-company")).to_be_visible()
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

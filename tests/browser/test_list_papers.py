"""Letters and dates out of a list: asked for, typed once, downloaded, opened by other programs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.support.cases import CLEARED
from tests.support.chromium import findings, watch
from tests.support.server import Server
from tests.support.site import TREES

COMPANY = "甲公司"
ID_NUMBER = "110105199003078515"
FACTS = {**CLEARED, "contract": "none", "linked": "none", "company_event": "none"}
LEAVING = {**FACTS, "holder": "staff_leaving_or_left", "need": "ongoing"}
SPARE = {**FACTS, "need": "standby", "used_by_other": "false"}
HEAD = ("number", "carrier", *FACTS)


def written() -> str:
    """Four numbers of one carrier, three of another, one of somebody who leaves, one spare."""
    kinds = [*[("移动", FACTS)] * 4, *[("联通", FACTS)] * 3, ("电信", LEAVING), ("电信", SPARE)]
    rows = [
        ",".join([f"1380013{n:04d}", carrier, *facts.values()])
        for n, (carrier, facts) in enumerate(kinds)
    ]
    return "\n".join([",".join(HEAD).replace("number", "号码").replace("carrier", "运营商"), *rows])


def downloaded(page: Page, key: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(f'[data-key="{key}"]').click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def words_of(content: bytes) -> str:
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_letters_and_dates_come_out_of_a_list(
    server: Server, visit: Callable[..., Page], lang: str
) -> None:
    page = visit(width=390, height=844)
    seen = watch(page, server.url)
    page.goto(f"{server.url}{TREES[lang]}list/")
    page.locator("#list-paste").fill(written())
    page.locator('[data-key="read"]').click()
    panel = page.locator(".list-papers")
    expect(panel).to_be_visible()
    # Nothing of letters is worked out before it is asked for.
    assert panel.locator("[data-letter]").count() == 0
    panel.locator('[data-key="papers-look"]').click()
    letter = panel.locator("[data-letter=cancel_company]")
    letter.locator("summary").click()
    assert letter.locator("li").count() == 2
    assert "138****0001" in letter.inner_text()
    assert "13800130001" not in panel.inner_text()

    # What is wrong is said at its field, and no letter is made of it.
    company, handler = (
        letter.locator(f"[data-field={name}]") for name in ("company_name", "handler_name")
    )
    company.fill(COMPANY)
    handler.fill(ID_NUMBER)
    letter.locator("[data-key=letter-cancel_company-save]").click()
    expect(letter.locator(".fill__error")).to_be_visible()
    expect(handler).to_be_focused()
    assert findings(page, ".list-papers") == []
    handler.fill("王五")
    handler.blur()
    expect(letter.locator(".fill__error")).to_have_count(0)
    # Typed once, it stands in the others, too.
    authority = panel.locator("[data-letter=authority] [data-field=company_name]")
    assert authority.input_value() == COMPANY

    name, content = downloaded(page, "letter-cancel_company-save")
    assert name.endswith(".zip")
    assert "138" not in name
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = [words_of(archive.read(one)) for one in archive.namelist()]
    assert len(texts) == 2
    for text, own in zip(texts, (range(4), range(4, 7)), strict=True):
        assert [n for n in range(9) if f"1380013{n:04d}" in text] == list(own)
        assert COMPANY in text
        assert "王五" in text
        # Who reads English sees what the Chinese says.
        assert ("Application to cancel" in text) == (lang == "en")

    name, content = downloaded(page, "dates-save")
    assert name.endswith(".ics")
    events = icalendar.Calendar.from_ical(content).events
    assert len(events) > 1
    assert b"1380013" not in content
    page.locator('[data-key="dates-numbers"]').check()
    again = icalendar.Calendar.from_ical(downloaded(page, "dates-save")[1]).events
    assert {str(event["uid"]) for event in again} == {str(event["uid"]) for event in events}
    assert any("13800130008" in str(event["summary"]) for event in again)
    # On the narrowest screen nothing is cut off.
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert (seen.errors, seen.foreign) == ([], [])
    # Nothing that was typed is kept.
    assert COMPANY not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert ID_NUMBER not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")

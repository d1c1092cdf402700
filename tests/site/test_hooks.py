"""The hooks, on sites of one page: notices in stale sections, dates, structured data."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.utils import CountHandler

from guide import Guide
from guide.freshness import reviews
from guide.prose.translation import mark
from tests.support.site import ROOT

ZH = """---
title: "怎么办"
description: "几步办完。"
---

# 怎么办 {#how}

先看顺序。

## 顺序 {#order}

先换绑。

## 最后 {#end}

再消号。
"""
EN = """---
title: "How"
description: "Done </script> in a few steps."
---

# How {#how}

See the order first.

## Order {#order}

Accounts first. See [the law](laws.md#law-crpl-reg-24).

## The end {#end}

Then cancel.
"""
THEME = """{% set dates = page_dates or {} %}
<html><body data-past="{{ dates.past }}" data-review="{{ dates.review_by }}">
<script type="application/ld+json">{{ structured_data }}</script>{{ page.content }}</body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A guide of one page, its English marked as up to date, with a theme that shows everything."""
    for lang, name, text in (("zh", "how", ZH), ("en", "how", EN)):
        (tmp_path / "docs" / lang).mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / lang / f"{name}.md").write_text(text, encoding="utf-8")
    laws = '---\ntitle: "Laws"\ndescription: "All."\n---\n\n## Law {#law-crpl-reg-24}\n'
    (tmp_path / "docs/en/laws.md").write_text(laws, encoding="utf-8")
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/main.html").write_text(THEME, encoding="utf-8")
    mark("how", tmp_path / "docs")
    return tmp_path


def built(folder: Path, hook: str, guide: Guide) -> HtmlElement:
    """Build the English page strictly with one hook; return it. Raises Abort on a warning."""
    (folder / "mkdocs.yml").write_text("site_name: a\n", encoding="utf-8")
    config = load_config(
        str(folder / "mkdocs.yml"),
        strict=True,
        docs_dir=str(folder / "docs/en"),
        site_dir=str(folder / "site"),
        site_url="https://example.org/en/",
        theme={"name": None, "custom_dir": str(folder / "theme")},
        hooks=[str(ROOT / "macros/hooks" / hook)],
        markdown_extensions=["attr_list"],
        plugins=[],
        extra={"lang": "en", "words": {key: text.en for key, text in guide.ui.ui.items()}},
    )
    build(config)
    return html.document_fromstring((folder / "site/how/index.html").read_bytes())


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "docs/zh/how.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def notices(page: HtmlElement) -> list[tuple[str, str, str]]:
    """Return (what, the heading it stands under, where it leads) for every notice."""
    return [
        (
            str(notice.get("data-translation")),
            str(notice.xpath("string(./preceding-sibling::*[1]/@id)")),
            str(notice.xpath("string(.//a/@href)")),
        )
        for notice in page.xpath("//div[@class='translation-gap']")
    ]


def test_a_page_that_is_up_to_date_has_no_notice(folder: Path, guide: Guide) -> None:
    assert notices(built(folder, "translation.py", guide)) == []


def test_a_stale_section_says_so_under_its_heading(folder: Path, guide: Guide) -> None:
    change(folder, "先换绑。", "先换绑，一个一个换。")
    page = built(folder, "translation.py", guide)
    assert notices(page) == [("stale", "order", "../../how/#order")]
    (notice,) = page.xpath("//div[@class='translation-gap']")
    assert guide.ui.ui["translation_behind"].en in notice.text_content()


def test_what_is_not_translated_is_said_under_the_first_heading(folder: Path, guide: Guide) -> None:
    change(folder, "## 最后 {#end}", "## 中间 {#middle}\n\n等。\n\n## 最后 {#end}")
    page = built(folder, "translation.py", guide)
    assert notices(page) == [("missing", "how", "../../how/#middle")]


def test_a_page_without_a_chinese_one_is_left_as_it_is(folder: Path, guide: Guide) -> None:
    (folder / "docs/zh/how.md").unlink()
    assert notices(built(folder, "translation.py", guide)) == []


def test_front_matter_that_cannot_be_read_ends_a_build_and_is_named(
    folder: Path, guide: Guide, caplog: pytest.LogCaptureFixture
) -> None:
    change(folder, 'title: "怎么办"', 'titel: "怎么办"')
    with pytest.raises(Abort):
        built(folder, "translation.py", guide)
    assert "docs/zh/how.md:1: title: Field required" in caplog.text


def test_a_past_review_is_information_and_fails_no_strict_build(
    folder: Path, guide: Guide, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1830297600")  # 2028-01-01, past every review
    counted = CountHandler()
    counted.setLevel(logging.WARNING)
    logging.getLogger("mkdocs").addHandler(counted)
    try:
        with caplog.at_level(logging.INFO, logger="mkdocs"):
            page = built(folder, "dates.py", guide)
    finally:
        logging.getLogger("mkdocs").removeHandler(counted)
    assert counted.get_counts() == []
    assert page.xpath("string(//body/@data-past)") == "True"


def test_what_is_past_review_is_logged_with_its_date(
    guide: Guide, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from macros.hooks import dates

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1830297600")
    config = load_config(str(ROOT / "mkdocs.yml"))
    with caplog.at_level(logging.INFO, logger="mkdocs"):
        dates.on_pre_build(config)
    law = guide.laws.laws[0]
    said = [r for r in caplog.records if f"laws.yaml {law.id}" in r.getMessage()]
    assert [record.levelno for record in said] == [logging.INFO]
    assert str(law.review_by) in said[0].getMessage()


def test_a_page_is_due_with_the_first_law_it_links_to(
    folder: Path, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    from macros.hooks import dates

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    (law,) = [law for law in guide.laws.laws if law.id == "crpl-reg-24"]
    sooner = law.review_by.replace(year=law.review_by.year - 1, month=12)
    laws = [
        law.model_copy(update={"review_by": sooner}) if one is law else one
        for one in guide.laws.laws
    ]
    changed = guide.model_copy(update={"laws": guide.laws.model_copy(update={"laws": laws})})
    monkeypatch.setattr("macros.data.current_reviews", lambda: reviews(changed))
    assert dates.__name__ == "macros.hooks.dates"
    assert built(folder, "dates.py", guide).xpath("string(//body/@data-review)") == str(sooner)


def test_structured_data_cannot_end_their_script(folder: Path, guide: Guide) -> None:
    page = built(folder, "head.py", guide)
    (script,) = page.xpath("//script[@type='application/ld+json']")
    assert json.loads(script.text)["description"] == "Done </script> in a few steps."

"""Terms of the glossary are explained once a page, in running text only."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement
from markdown import Markdown

from guide import Guide
from macros.hooks.terms import Explain
from tests.support.site import LANGUAGES

Pages = dict[str, dict[str, HtmlElement]]
# Common English words, although the glossary has them: to explain them everywhere is noise.
COMMON = {"suspension", "penalty", "freeze"}


def test_each_term_is_explained_once_a_page_and_leads_to_its_entry(
    pages: Pages, guide: Guide
) -> None:
    for lang in LANGUAGES:
        explained = set()
        for name, page in pages[lang].items():
            links = page.xpath("//a[@class='explained']")
            targets = [link.get("href") for link in links]
            assert len(targets) == len(set(targets)), f"{lang} {name}"
            for link in links:
                page_path, _, anchor = link.get("href").partition("#")
                assert page_path.endswith("glossary/")
                (entry,) = pages[lang]["glossary/index.html"].xpath(f"//*[@id='{anchor}']")
                term = next(t for t in guide.glossary.terms if f"term-{t.id}" == anchor)
                meaning = getattr(term.meaning, lang)
                assert link.get("title").endswith(meaning)
                words = [w.lower() for w in getattr(term.in_text, lang)]
                assert link.text_content().lower() in words
                assert entry.text_content() == getattr(term.term, lang)
                explained.add(term.id)
        assert len(explained) > 8, lang


def test_headings_links_and_the_glossary_are_left_alone(pages: Pages) -> None:
    kinds = ("h1", "h2", "h3", "h4", "a", "code", "summary")
    around = "|".join(f"ancestor::{kind}" for kind in kinds)
    for lang in LANGUAGES:
        for name, page in pages[lang].items():
            assert page.xpath(f"//a[@class='explained'][{around}]") == [], f"{lang} {name}"
        assert pages[lang]["glossary/index.html"].xpath("//a[@class='explained']") == []


def test_common_english_words_are_not_taken_for_terms(pages: Pages, guide: Guide) -> None:
    words = {w.lower() for term in guide.glossary.terms for w in term.in_text.en}
    assert COMMON & words == set()
    for page in pages["en"].values():
        shown = {a.text_content().lower() for a in page.xpath("//a[@class='explained']")}
        assert COMMON & shown == set()


WORDS = {
    "停机": ("stop", "停机：暂时不能用"),
    "停机保号": ("suspend", "停机保号：留号"),
    "porting": ("port", "porting: keep the number"),
    "sleeping card": ("sleep", "sleeping card: idle"),
}


def rendered(text: str, page: str = "how.md") -> str:
    explain = Explain(WORDS)
    explain.page = page
    markdown = Markdown(extensions=[explain])
    return str(markdown.convert(text))


def link(name: str, word: str, folder: str = "") -> str:
    title = WORDS[word.lower()][1]
    href = f"{folder}glossary.md#term-{name}"
    return f'<a class="explained" href="{href}" title="{title}">{word}</a>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "先停机保号，再停机。",
            f"<p>先{link('suspend', '停机保号')}，再{link('stop', '停机')}。</p>",
        ),
        ("停机，又停机。", f"<p>{link('stop', '停机')}，又停机。</p>"),
        ("**停机**了", f"<p><strong>{link('stop', '停机')}</strong>了</p>"),
        ("[停机](x.md)和停机", f'<p><a href="x.md">停机</a>和{link("stop", "停机")}</p>'),
        ("`停机`", "<p><code>停机</code></p>"),
        (
            '见<a class="cite" href="#l">停机规定</a>，停机',
            f'<p>见<a class="cite" href="#l">停机规定</a>，{link("stop", "停机")}</p>',
        ),
        ("Porting, not supporting.", f"<p>{link('port', 'Porting')}, not supporting.</p>"),
        ("A sleeping card.", f"<p>A {link('sleep', 'sleeping card')}.</p>"),
    ],
)
def test_what_is_explained_and_what_is_not(text: str, shown: str) -> None:
    assert rendered(text) == shown


def test_a_heading_is_left_alone() -> None:
    assert rendered("# 停机\n\n停机") == f"<h1>停机</h1>\n<p>{link('stop', '停机')}</p>"


def test_links_are_relative_to_the_page() -> None:
    assert link("stop", "停机", "../") in rendered("停机", "situations/leaver.md")


def test_the_glossary_does_not_explain_itself() -> None:
    assert rendered("停机", "glossary.md") == "<p>停机</p>"

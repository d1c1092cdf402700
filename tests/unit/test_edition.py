"""An edition: names, words and marks of one language, and the address of every entry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guide import Guide
from guide.edition import (
    CHECKLIST_PAGES,
    KINDS,
    LANGUAGES,
    OUTCOME_PAGES,
    PARTS,
    Address,
    Edition,
    EditionError,
    Lang,
    anchor,
    page_url,
)
from guide.prose.pages import read_all

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(params=LANGUAGES)
def edition(guide: Guide, request: pytest.FixtureRequest) -> Edition:
    lang: Lang = request.param
    return Edition(guide, lang, read_all(lang))


class Page:
    """A page as it is written."""

    title = "page"

    def __init__(self, *calls: tuple[str, tuple[str, ...]]) -> None:
        self.calls = calls


# --- names ---------------------------------------------------------------------------------------


def test_every_variable_has_a_name_and_a_label_for_each_value(edition: Edition) -> None:
    guide = edition.guide
    for question in guide.questions.questions:
        variable = edition.variable(question.id)
        assert variable.question is question
        assert variable.short == edition.text(question.short)
        assert variable.asked == variable.title == edition.text(question.title)
        assert variable.labels == {v.id: edition.text(v.label) for v in question.values}
    for derived in guide.rules.derived:
        variable = edition.variable(derived.id)
        assert variable.question is None
        assert variable.asked[-1] in "？?"
        assert list(variable.answers) == derived.values
    assert edition.variable("blockers").labels == {"any": edition.word("any")}


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda e: e.variable("nonesuch"), "no variable has the id 'nonesuch'; allowed: holder"),
        (lambda e: e.word("nonesuch"), "ui.yaml has no 'nonesuch'; it has: yes"),
        (lambda e: e.outcome("nonesuch"), "no entry has the id 'nonesuch'; allowed: keep_use"),
        (lambda e: anchor("nonesuch", "x"), "no 'nonesuch' with the id 'x'; allowed: group"),
        (lambda e: anchor("rule"), "no 'rule' with the id ''; allowed: outcomes"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    edition: Edition,
    ask: object,
    says: str,
) -> None:
    assert callable(ask)
    with pytest.raises(EditionError, match=says):
        ask(edition)


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("zh", ["规则：甲", "甲（乙）", "或者甲", "中文", "反电信网络诈骗法第三十一条"]),
        ("en", ["Rule: a", "a (b)", "or a", "English", "Anti-Fraud Law, art. 31"]),
    ],
)
def test_words_are_put_together_as_the_language_has_it(
    guide: Guide, lang: Lang, shown: list[str]
) -> None:
    edition = Edition(guide, lang)
    a, b = ("甲", "乙") if lang == "zh" else ("a", "b")
    law = next(law for law in guide.laws.laws if law.id == "fraud-31")
    assert [
        edition.labelled("rule", a),
        edition.bracketed(a, b),
        edition.joined(edition.word("or"), a),
        edition.own_name,
    ] == shown[:4]
    gap = "" if lang == "zh" else ", "
    assert law.article is not None
    assert edition.law(law) == f"{edition.text(law.short)}{gap}{edition.text(law.article)}"


# --- addresses -----------------------------------------------------------------------------------


def test_everything_has_an_address_of_its_own(edition: Edition) -> None:
    """Save advice that no page quotes, which only the self-check gives."""
    places: dict[Address, tuple[str, str]] = {}
    for kind, name in edition.entries():
        place = edition.place(kind, name)
        if place is None:
            assert kind == "advice", (kind, name)
            continue
        assert place.page in edition.pages
        assert places.setdefault(place, (kind, name)) == (kind, name)
    assert {kind for kind, _ in edition.entries()} == {*KINDS, *PARTS, "paragraph"}


def test_both_editions_have_the_same_addresses(guide: Guide) -> None:
    zh, en = (Edition(guide, lang, read_all(lang)) for lang in LANGUAGES)
    assert list(zh.entries()) == list(en.entries())
    differing = [entry for entry in zh.entries() if zh.place(*entry) != en.place(*entry)]
    assert differing == []


def test_the_same_page_comes_first_then_the_overviews(guide: Guide) -> None:
    call = ("rules", ())
    pages = {"how": Page(call), "how-it-decides": Page(call), "qa": Page()}
    edition = Edition(guide, "zh", pages)
    assert edition.address("rule", "R01").page == "how-it-decides"
    assert edition.address("rule", "R01", here="how").page == "how"
    assert edition.address("rule", "R01", here="qa").page == "how-it-decides"


def test_a_checklist_stands_on_its_own_page_and_so_do_its_items(guide: Guide) -> None:
    page = f"{CHECKLIST_PAGES}suspend"
    edition = Edition(guide, "zh", {page: Page(("checklist", ("suspend",)))})
    items = next(c.entries for c in guide.checklists.checklists if c.id == "suspend")
    assert edition.address("checklist", "suspend") == Address(page)
    assert edition.address("item", items[0].id) == Address(page, f"check-{items[0].id}")


def test_an_outcome_stands_on_its_own_page_or_else_in_the_table(guide: Guide) -> None:
    table = {"how-it-decides": Page(("outcomes", ()))}
    own = {f"{OUTCOME_PAGES}suspend": Page()}
    assert Edition(guide, "zh", table | own).address("outcome", "suspend") == Address(
        "outcomes/suspend"
    )
    assert Edition(guide, "zh", table).address("outcome", "suspend") == Address(
        "how-it-decides", "outcome-suspend"
    )
    with pytest.raises(EditionError, match="no page in docs/zh shows outcome suspend"):
        Edition(guide, "zh").address("outcome", "suspend")


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("index", ""),
        ("how", "how/"),
        ("situations/index", "situations/"),
        ("outcomes/suspend", "outcomes/suspend/"),
    ],
)
def test_a_page_has_an_address(page: str, url: str) -> None:
    assert page_url(page) == url


# --- one home ------------------------------------------------------------------------------------

HOME = ROOT / "guide/edition.py"
PREFIXES = "|".join({re.escape(kind.prefix) for kind in (*KINDS.values(), *PARTS.values())})
# The start of an anchor with something filled in behind it, as Python, Jinja and JavaScript do it.
FILLED = rf"""["'`#]({PREFIXES})-(\{{|\$\{{|["'] ?[~+%])"""
# An id, or a link within a page, that names a part of the guide.
NAMED = rf"""(\bid ?= ?["']|href ?= ?["']#|["']#)({PREFIXES})["']"""
TYPED_ANCHOR = re.compile(f"{FILLED}|{NAMED}")
# A mark of one language as a text of its own, or a choice between two texts by language.
TYPED_MARK = re.compile(
    r"""["'] ?[：，；、？（）]+ ?["']|\b(lang|language)\b.{,12}["'](zh|en)["'].* else """
)


def sources(*folders: str) -> list[Path]:
    """Return the files under `folders` that write pages, documents and texts."""
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in (".py", ".j2", ".html", ".mjs") and path != HOME
    ]


def typed(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Return "path: line" for every line that has `pattern`."""
    return [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if pattern.search(line)
    ]


def test_no_anchor_is_typed_outside_the_address_book() -> None:
    assert typed(TYPED_ANCHOR, sources("guide", "macros", "pdf", "widgets")) == []


def test_no_address_of_a_page_is_typed_in_scripts() -> None:
    """They are given with the texts."""
    address = re.compile(r"""["'`][\w/-]+/#""")
    assert address.search("link(`laws/#law-${law}`)")
    assert typed(address, sorted((ROOT / "widgets/web").rglob("*.js"))) == []


def test_no_mark_of_a_language_is_typed_outside_the_edition() -> None:
    # Whatever lints texts, or reads people's own files, has to name the marks it looks for.
    reader = ROOT / "widgets/keep_or_cancel/src/keep_or_cancel/lists/text.py"
    paths = sources("guide/data", "macros", "pdf", "widgets")
    assert typed(TYPED_MARK, [path for path in paths if path != reader]) == []


@pytest.mark.parametrize(
    "line",
    [
        'href = f"rule-{rule.id}"',
        'e.LI(label, id=f"koc-{amount.id}")',
        '<h3 id="law-{{ law.id }}">',
        '<a href="#claim-{{ claim.id | lower }}">',
        '{% set id = "koc-" ~ amount.id %}',
        '<div id="outcomes">',
        'form.append(e.H2(word("amounts"), id="koc-amounts"))',
        '<a href="#rules">',
    ],
)
def test_a_typed_anchor_is_seen(line: str) -> None:
    assert TYPED_ANCHOR.search(line)


@pytest.mark.parametrize(
    "line",
    [
        'colon = "：" if lang == "zh" else ": "',
        '{{ items | join("、") }}',
        '{% if lang == "en" %}, {% else %}{% endif %}',
        'joined = "" if self.lang == "zh" else " "',
    ],
)
def test_a_typed_mark_is_seen(line: str) -> None:
    assert TYPED_MARK.search(line)

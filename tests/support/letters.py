"""What letters are filled with in tests, and every way in which each is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from keep_or_cancel import check

from guide import load
from tests.support.cases import every_example

TODAY = "2026-11-30"
LETTERS = {letter.id: letter for letter in load().letters.letters}
FIELDS = {field.id: field for field in load().letters.fields}
# By the form a letter is written in: its arguments, and the languages that stand in it.
FORMS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "zh": ({"lang": "zh"}, ("zh",)),
    "gloss": ({"lang": "en", "gloss": True}, ("zh", "en")),
    "en": ({"lang": "en"}, ("en",)),
}
OF_KIND = {
    "words": "某某",
    "lines": "第一件事\n第二件事",
    "phone": "13900000002",
    "money": "1200",
    "count": "2",
    "tail": "0001",
    "numbers": "",
}
# Days before and after today, as each has to lie.
DAYS = {"behind": "2026-10-05", "ahead": "2027-03-01", None: "2026-10-31"}
VALUES = {
    name: DAYS[field.lies] if "date" in field.kind else OF_KIND[field.kind]
    for name, field in FIELDS.items()
    if field.default is None
}
VALUES |= {"sms_sign": "某某科技", "notice_place": "本公司官网", "contact_after": "02088880000"}


def rows(count: int) -> list[dict[str, str]]:
    """Return so many numbers of one company as a list has them."""
    told = {"holder": "某某公司", "plan": "29 元套餐", "contract_end": "2027-05-31", "note": "<&>"}
    return [{"number": f"1380000{n:04}", **told} for n in range(1, count + 1)]


@cache
def offered() -> dict[str, dict[str, dict[str, Any]]]:
    """Return for each letter, by outcome, the facts of the first case that offers it."""
    found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in LETTERS}
    for facts, _ in every_example():
        answer = check(facts)
        for name in answer["letters"]:
            found[name].setdefault(answer["outcome"], facts)
    return found


def every_draft(name: str, *, each_outcome: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the form and the arguments of each way a letter is asked for: blank, and filled."""
    cases = list(offered()[name].values())
    optional = [line.id for line in LETTERS[name].lines if line.optional]
    for form, (args, _) in FORMS.items():
        yield form, {"id": name, **args}
        for facts in cases if each_outcome else cases[:1]:
            yield form, {"id": name, **args, "facts": facts}
            filled = {"values": VALUES, "numbers": rows(2), "today": TODAY}
            yield form, {"id": name, **args, "facts": facts, **filled}
        many = {"numbers": rows(5), "lines": optional}
        yield form, {"id": name, **args, "facts": cases[0], **filled, **many}

"""Whatever is typed into a letter: no token is left, nothing taken is lost, days are in order."""

from __future__ import annotations

import datetime
import io
import json
import re
from typing import Any

from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from keep_or_cancel.papers import docx, draft
from keep_or_cancel.papers.values import clean, secret

from tests.support.facts import allowed
from tests.support.letters import FIELDS, FORMS, LETTERS, VALUES, rows

SOME = settings(max_examples=120, deadline=None)
names = st.sampled_from(sorted(LETTERS))
forms = st.sampled_from(list(FORMS))
# Anything, and what might be taken for something else.
texts = st.text(max_size=60) | st.sampled_from(
    [
        *("{{numbers}}", "{{self}}", "{title}", "}}{{", "%s", "\\1", "<w:t>", "&amp;", "□ 1. "),
        *(
            "\x00\x1b[31m",
            "\ud800",
            "\u202eabc",
            "a\nb\r\nc",
            "。",
            "……",
            " ",
            "11010519491231002X",
        ),
    ]
)
# All that was ever there, and days from the first to the last that may be told.
days = st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 12, 31)).map(str)
values = st.dictionaries(st.sampled_from(sorted(FIELDS)), texts | days, max_size=12)
todays = st.dates(datetime.date(2024, 1, 1), datetime.date(2032, 12, 31)).map(str)
# Leap days, month ends, turns of the year.
TURNS = ("2028-02-29", "2026-12-31", "2027-01-31", "2026-02-28")


def visible(made: dict[str, Any]) -> str:
    return "\n".join(one["zh"] for one in made["paragraphs"])


@SOME
@given(names, forms, values, allowed, st.integers(0, 5), todays)
def test_any_values_are_filled_in_or_said_to_be_wrong(
    name: str, form: str, typed: dict[str, str], facts: dict[str, Any], count: int, today: str
) -> None:
    args = {"id": name, **FORMS[form][0], "values": typed, "facts": facts, "today": today}
    args["numbers"] = rows(count)
    made = draft(args)
    json.dumps(made, ensure_ascii=False).encode()  # no half of a character is left
    text = visible(made)
    for field in made["fields"]:
        kind, given_ = FIELDS[field["id"]].kind, typed.get(field["id"], "")
        plain = clean(given_, lines=kind in ("lines", "numbers"))
        if field["problem"]:
            assert field["value"] == plain
            continue
        if kind in ("words", "phone", "lines") and plain:
            assert field["given"] == "typed"
            # A full stop may fall together with that of the letter.
            assert plain.rstrip("。；，.;,") in text
    # Of what was written by us, nothing is a token.
    kept = "".join(clean(one, lines=True) for one in typed.values())
    if "{{" not in kept:
        assert "{{" not in text
    assert made["blank"] == bool(made["missing"])


@SOME
@given(names, values, todays)
def test_any_values_make_a_document_that_opens(
    name: str, typed: dict[str, str], today: str
) -> None:
    args = {"id": name, "lang": "en", "gloss": True, "values": typed, "today": today}
    content = docx(args)
    assert content == docx(args)
    paragraphs = [one.text for one in Document(io.BytesIO(content)).paragraphs if one.text]
    said = [one[lang] for one in draft(args)["paragraphs"] for lang in ("zh", "en") if one[lang]]
    assert [re.sub(r"^\d+\.\t", "", one) for one in paragraphs] == said


@SOME
@given(names, st.dictionaries(st.sampled_from(sorted(FIELDS)), days, max_size=8), todays)
@example("authority", {}, TURNS[0])
@example("stop_using", {}, TURNS[1])
@example("query_carrier", {}, TURNS[2])
@example("authority", {"valid_from": TURNS[0]}, TURNS[3])
def test_days_are_in_order_and_lie_where_they_must(
    name: str, typed: dict[str, str], today: str
) -> None:
    made = draft({"id": name, "lang": "zh", "values": typed, "today": today})
    taken = {f["id"]: f["value"] for f in made["fields"] if f["value"] and not f["problem"]}
    for field, day in taken.items():
        told = FIELDS[field]
        if told.kind not in ("date", "short_date"):
            continue
        datetime.date.fromisoformat(day)
        assert told.lies != "ahead" or day >= today
        assert told.lies != "behind" or day <= today
        if told.not_before in taken:
            assert taken[told.not_before] <= day
    for follow in made["follow_ups"]:
        if follow["date"]:
            datetime.date.fromisoformat(follow["date"])


@given(
    st.from_regex(
        r"[1-9][0-9]{5}19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}[0-9X]", fullmatch=True
    )
)
@settings(max_examples=60, deadline=None)
def test_no_id_number_is_taken_however_it_is_written(digits: str) -> None:
    parted = f"{digits[:6]} {digits[6:14]} {digits[14:]}"
    wide = "".join(chr(ord(c) + 0xFEE0) for c in digits)
    for written in (digits, f"证号 {digits}。", parted, wide):
        assert secret(written) == "id_number"
        for name in ("cancel_company", "complain_authority"):
            fields = dict.fromkeys(("carrier_name", "reason", "handler_name"), written)
            made = draft({"id": name, "lang": "zh", "values": {**VALUES, **fields}})
            assert written not in made["text"]
            assert all(f["problem"] for f in made["fields"] if f["id"] in fields)

"""Letters as they are filled in: nothing is lost, no placeholder is left, what is wrong is said."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from keep_or_cancel.facts import FactsError
from keep_or_cancel.papers import draft
from keep_or_cancel.papers.browser import call

from guide import load
from guide.schema import SMS_LENGTH
from tests.support.cases import CLEARED
from tests.support.letters import FIELDS, LETTERS, TODAY, VALUES, offered, rows

# Who is offered a letter, by letter: the first case of each.
FIRST = {name: next(iter(cases.values())) for name, cases in offered().items()}


def drafted(name: str, **args: Any) -> dict[str, Any]:
    return draft({"id": name, "lang": "zh", "today": TODAY, **args})


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_blank_one_has_lines_to_write_on_and_no_placeholder(name: str, lang: str) -> None:
    for facts in ({}, FIRST[name]):
        made = drafted(name, lang=lang, facts=facts, today=None)
        assert made["blank"]
        assert set(LETTERS[name].needs) == set(made["missing"])
        assert not set("{}") & set(made["text"])
        assert {"zh": "＿＿", "en": "__"}[lang] in made["text"]
        assert made["title"] == getattr(LETTERS[name].title, lang)


def test_braces_in_a_value_stay_text() -> None:
    values = {"company_name": "{{agent_no}}", "carrier_name": "{0}"}
    made = drafted("cancel_company", values=values)
    assert "致：{0}\n" in made["text"]
    assert "{{agent_no}}（公章）" in made["text"]


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"id": "none"}, "id"),
        ({"id": "authority", "colour": 1}, "colour"),
        ({"id": "authority", "lang": "fr"}, "lang"),
        ({"id": "authority", "today": "soon"}, "today"),
        ({"id": "authority", "values": {"colour": "red"}}, "values.colour"),
        ({"id": "authority", "values": 1}, "values"),
        ({"id": "authority", "lines": ["exit"]}, "lines"),
        ({"id": "authority", "numbers": ["1"]}, "numbers 1"),
        ({"id": "authority", "numbers": [{"number": "138", "name": "x"}]}, "numbers 1.name"),
        ({"id": "authority", "facts": {"holder": "nobody"}}, "holder"),
    ],
)
def test_what_is_not_allowed_is_named(args: dict[str, Any], field: str) -> None:
    with pytest.raises(FactsError) as refused:
        draft(args)
    assert refused.value.field == field
    told = json.loads(str(call("letter", json.dumps(args))))["error"]
    assert told["field"] == field
    assert told["message"]


PROBLEMS = [
    ("date", "wish_date", "soon"),
    ("date", "wish_date", "20261201"),
    ("past", "wish_date", "2026-11-29"),
    ("future", "asked_on", "2026-12-01"),
    ("order", "valid_to", "2026-12-01"),
    ("money", "disputed_amount", "a lot"),
    ("money", "disputed_amount", "-3"),
    ("count", "count", "many"),
    ("tail", "tail4", "123"),
    ("number", "numbers", "139 0000 0001、办公室"),
    ("number", "handler_phone", "打微信"),
    ("own_number", "handler_phone", "李华 +86 138-0000-0001"),
    ("id_number", "reason", "他的证件 110105 19491231 002X"),
    ("card", "reason", "卡 6222021234567890128"),
    ("long", "carrier_name", "长" * 201),
]


@pytest.mark.parametrize(("code", "field", "typed"), PROBLEMS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_not_taken_says_why_and_leaves_a_line(
    code: str, field: str, typed: str, lang: str
) -> None:
    name = next(
        one
        for one in LETTERS
        if field in {f["id"] for f in drafted(one, facts=FIRST[one], lines=optional(one))["fields"]}
    )
    values = {"valid_from": "2026-12-05", field: typed}
    # Numbers that are known are counted here.
    numbers = [] if field == "count" else rows(1)
    made = drafted(
        name,
        lang=lang,
        lines=optional(name),
        facts=FIRST[name],
        values=values,
        numbers=numbers,
    )
    (told,) = (one for one in made["fields"] if one["id"] == field)
    said = load().letters.problems[code]
    pattern = re.sub(r"\\{\w+\\}", ".*", re.escape(getattr(said, lang)))
    assert re.fullmatch(pattern, told["problem"]), told["problem"]
    assert told["value"] == typed
    assert typed not in made["text"]
    if code in ("id_number", "card"):
        assert not re.search(r"\d{4}", told["problem"])
    assert (field in made["missing"]) == told["needed"]


def test_every_problem_has_a_case() -> None:
    assert {code for code, *_ in PROBLEMS} == set(load().letters.problems)


def optional(name: str) -> list[str]:
    return [line.id for line in LETTERS[name].lines if line.optional]


def test_a_ticket_is_no_card_and_the_number_of_a_thing_no_id() -> None:
    values = {"ticket": "2026112800000000012", "numbers": "1064912345678"}
    made = drafted("complain_authority", values=values)
    assert "工单 2026112800000000012" in made["text"]
    made = drafted("query_carrier", values=values)
    assert "1064912345678" in made["text"]


def test_a_blank_stands_between_chinese_and_latin_but_not_in_a_text_message() -> None:
    text = drafted("cancel_company", values={**VALUES, "carrier_name": "A 公司"}, numbers=rows(1))
    assert "号码：13800000001，共 1 个。" in text["text"]
    assert "请在 2027 年 3 月 1 日停止服务" in text["text"]
    assert "致：A 公司" in text["text"]
    sms = {"sms_sign": "某某ABC", "new_number": "13900000002", "stop_date": "2026-12-31"}
    made = drafted("sms_new", values={**sms, "tail4": "0001"})
    assert made["text"] == (
        "【某某ABC】您好，我们的电话改为13900000002，尾号0001的旧号用到12月31日。可打旧号核实。"
    )
    assert made["message"] == {"used": len(made["text"]), "most": SMS_LENGTH}
    assert "until 31 December;" in drafted("sms_new", lang="en", values=sms)["text"]


def test_a_text_message_is_counted_as_carriers_count() -> None:
    blank = drafted("sms_new")["message"]
    assert blank == {"used": 55, "most": 70}
    long = drafted("sms_new", values={"sms_sign": "某某科技😀" * 8})
    assert long["message"]["used"] == 55 - 6 + 48 > 70
    ascii_ = drafted("sms_new", lang="en", values={"sms_sign": "Acme"})["message"]
    assert ascii_["most"] == 160


def test_dates_that_count_from_another_do_so_and_may_be_set() -> None:
    def days(name: str, **values: str) -> dict[str, str]:
        made = drafted(name, values=values)
        return {f["id"]: f["value"] for f in made["fields"] if "date" in f["kind"] and f["value"]}

    assert days("authority") == {
        "sign_date": TODAY,
        "valid_from": TODAY,
        "valid_to": "2027-01-29",
    }
    assert days("authority", valid_from="2027-01-01")["valid_to"] == "2027-03-02"
    assert days("dispute_bill", sign_date="2026-12-31")["reply_by"] == "2027-01-15"
    # Ten working days from a Monday: two weeks.
    assert days("stop_using")["deadline"] == "2026-12-14"
    assert drafted("authority", today=None)["follow_ups"][0]["date"] is None
    follow = {one["id"]: one["date"] for one in drafted("authority")["follow_ups"]}
    assert follow == {"authority_end": "2027-01-22"}
    follow = {one["id"]: one["date"] for one in drafted("cancel_company")["follow_ups"]}
    assert follow["application_3"] == "2026-12-03"
    assert follow["complaint_15"] is None


def test_answers_and_lists_fill_in_what_they_know() -> None:
    amounts = {"penalty": "10", "monthly_fee": "100", "months_left": "6"}
    facts = {**CLEARED, **amounts, "contract": "in_exit_fee", "contract_end": "2027-05-31"}
    made = drafted("cancel_company", facts=facts)
    assert "打算提前解约" in made["text"]
    told = {one["id"]: (one["value"], one["given"]) for one in made["fields"]}
    assert told["contract_end"] == ("2027-05-31", "answers")
    numbers = [{"number": "138", "holder": "甲公司"}]
    made = drafted("cancel_company", facts=facts, numbers=numbers)
    told = {one["id"]: (one["value"], one["given"]) for one in made["fields"]}
    assert told["numbers"] == ("138", "list")
    assert told["company_name"] == ("甲公司", "list")
    assert told["contract_numbers"] == ("138", "list")
    assert told["sign_date"] == (TODAY, "today")


@pytest.mark.parametrize(("count", "stands"), [(0, False), (3, False), (4, True), (500, True)])
def test_more_than_three_numbers_stand_in_a_schedule(count: int, stands: bool) -> None:
    made = drafted("cancel_company", numbers=rows(count), values={"count": "7"})
    assert (made["schedule"] is not None) == stands
    if stands:
        first = ["1", "13800000001", "某某公司", "29 元套餐", "2027 年 5 月 31 日", "销户", "<&>"]
        assert made["schedule"]["rows"][0] == first
        assert len(made["schedule"]["rows"]) == count
        assert f"13800000001 等（见附表），共 {count} 个" in made["text"]
    elif count:
        assert f"13800000001、13800000002、13800000003，共 {count} 个" in made["text"]
    sheet = drafted("handover", numbers=rows(count))["schedule"]
    assert len(sheet["rows"]) == count
    assert sheet["after"] is not None


@pytest.mark.parametrize(
    ("facts", "name", "signs", "called"),
    [
        ({"holder": "company", "company_event": "none"}, "query_carrier", "（公章）", "本公司"),
        ({"holder": "company", "company_event": "winding_up"}, "dispute_bill", "清算组", "本公司"),
        ({"holder": "self"}, "dispute_bill", "亲笔签名", "本人"),
        ({"holder": "deceased"}, "query_carrier", "以自己的名义", "本人"),
        ({"company_event": "gone"}, "query_carrier", "以自己的名义", "本人"),
    ],
)
def test_who_signs_follows_from_the_answers(
    facts: dict[str, str], name: str, signs: str, called: str
) -> None:
    made = drafted(name, facts=facts, lines=["called"] if name == "query_carrier" else [])
    last = "\n".join(one["zh"] for one in made["paragraphs"] if one["kind"] == "sign")
    assert signs in last
    assert called in made["text"]
    # Until that is answered, either may sign.
    either = drafted(name)
    notes = [one["zh"] for one in either["paragraphs"] if one["kind"] == "note"]
    assert any("选一种" in note for note in notes)


def test_lines_that_are_picked_stand_and_requests_are_numbered_through() -> None:
    facts = FIRST["not_mine"]
    plain, picked = (drafted("not_mine", facts=facts, lines=ids) for ids in ([], ["unsure"]))
    assert [one["on"] for one in plain["lines"]] == [False] * len(plain["lines"])
    assert "不记得办过" in picked["text"]
    assert "不是本人办的" in plain["text"]
    assert "不是本人办的" not in picked["text"]
    for name in LETTERS:
        made = drafted(name, facts=FIRST[name], lines=optional(name))
        numbers = [one["number"] for one in made["paragraphs"] if one["number"]]
        assert numbers == list(range(1, len(numbers) + 1))


def test_fields_that_are_asked_for_are_those_of_the_data() -> None:
    asked = {
        field["id"]
        for name in LETTERS
        for lines in ([], optional(name))
        for facts in ({}, FIRST[name], {"company_event": "gone"})
        for field in drafted(name, lines=lines, facts=facts)["fields"]
    }
    assert asked == set(FIELDS)

"""Letters: the right ones for what was answered, whole in both languages, civil and never too much.

That placeholders are declared, cited laws confirmed and messages short enough the schema sees to;
each of its refusals has a case in bad/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from keep_or_cancel import check
from keep_or_cancel.model import current

from guide import Guide, load
from guide.schema import PLACEHOLDER, SMS_LENGTH, Allowed, Letter, LetterLine
from tests.support.cases import every_example

GUIDE: Guide = load()
LETTERS = {letter.id: letter for letter in GUIDE.letters.letters}
FIELDS = {field.id: field for field in GUIDE.letters.fields}
# As long as each may be, or a line of its kind, where it has no limit.
WORDS = {
    "words": "甲乙丙",
    "lines": "甲乙。\n丙丁。",
    "numbers": "13800000001",
    "tail": "0001",
    "count": "12",
    "phone": "13900000002",
    "money": "1200.00",
    "date": "2026年11月26日",
    "short_date": "12月31日",
}
# Said as a threat, an admission or a promise beyond one's control, or stiff.
NOT_SAID = (
    "曝光|报警|起诉|举报|否则|后果|诈骗罪|霸王|三倍|强制投诉|保证|承诺|放弃|转让|确有"
    "|兹|特此|敬请|为荷|谨此|我方|甲方|机主|法人(?!代表)"
)

Facts = Mapping[str, object]


def allows(allowed: Allowed, value: str) -> bool:
    return (value in allowed.values) != allowed.negated


def fits(
    when: Sequence[Mapping[str, Allowed]] | None,
    blockers: Sequence[str],
    known: Mapping[str, str],
    in_the_way: Sequence[str],
) -> bool:
    """Whether a condition holds for certain or one of the blockers stands in the way."""
    met = any(
        all(name in known and allows(allowed, known[name]) for name, allowed in case.items())
        for case in when or ()
    )
    return met or any(name in in_the_way for name in blockers)


def answered(facts: Facts) -> tuple[dict[str, str], list[str]]:
    """What conditions read of some answers, and what stands in the way."""
    answer = check(facts)
    known = {name: str(value).lower() for name, value in {**facts, **answer["presumed"]}.items()}
    if answer["outcome"]:
        known["outcome"] = answer["outcome"]
        known["family"] = current().outcomes[answer["outcome"]]["family"]
    return known, answer["blockers"]


def standing(letter: Letter, facts: Facts) -> list[LetterLine]:
    """The paragraphs of a letter, without those that are to be picked."""
    known, in_the_way = answered(facts)
    lines: list[LetterLine] = []
    for line in letter.lines:
        conditional = line.when is not None or line.blockers
        if line.optional or (conditional and not fits(line.when, line.blockers, known, in_the_way)):
            continue
        if line.instead:
            lines.pop()
        lines.append(line)
    return lines


def offered(facts: Facts) -> set[str]:
    """The letters offered where nothing is known beyond the answers."""
    known, in_the_way = answered(facts)

    def open_requests(letter: Letter) -> bool:
        requests = [line for line in letter.lines if line.request]
        if not requests or any(r.when is None and not r.blockers for r in requests):
            return True
        return any(line.request for line in standing(letter, facts))

    return {
        name
        for name, letter in LETTERS.items()
        if fits(letter.when, letter.blockers, known, in_the_way) and open_requests(letter)
    }


OFFERS = {case.name: (facts, offered(facts)) for facts, case in every_example()}


def test_each_letter_of_the_list_is_there() -> None:
    assert set(LETTERS) == {
        *("cancel_company", "cancel_person", "authority", "query_carrier", "dispute_bill"),
        *("not_mine", "reverse_transfer", "ask_new_holder", "stop_using", "handover", "restore"),
        *("sms_new", "sms_end", "sms_close", "chat_new", "mail_new", "closing_notice"),
        *("reseller_gone", "complain_authority", "suspend_apply", "transfer_apply"),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_answer_offers_those_that_fit_in_the_order_of_the_data(lang: str) -> None:
    """Read plainly, or by the engine: the same letters, with their titles and conditions."""
    unreached = 0
    for name, (facts, letters) in OFFERS.items():
        answer = check(facts, lang)
        unreached += answer["outcome"] is None
        expected = letters if answer["outcome"] else set()
        assert answer["letters"] == [one for one in LETTERS if one in expected], name
        assert answer["texts"]["letters"] == {
            one: {
                key: getattr(text, lang)
                for key, text in (("title", LETTERS[one].title), ("only_if", LETTERS[one].only_if))
                if text
            }
            for one in answer["letters"]
        }
    # What is only possible is not offered.
    assert unreached


def test_every_letter_is_offered_to_somebody_and_not_to_all() -> None:
    for name in LETTERS:
        takers = sum(name in letters for _, letters in OFFERS.values())
        assert takers, f"{name} is offered with no case"
        # A complaint may follow anything.
        assert takers < len(OFFERS) or name == "complain_authority", f"{name}: always offered"


@pytest.mark.parametrize(
    ("wanted", "letters"),
    [
        ({"outcome": "cancel_now", "holder": "company"}, {"cancel_company", "authority"}),
        ({"outcome": "settle_then_cancel", "holder": "self"}, {"cancel_person"}),
        ({"outcome": "settle_then_cancel", "arrears": "yes"}, {"dispute_bill", "query_carrier"}),
        ({"outcome": "settle_then_cancel", "customers_told": "not_yet"}, {"sms_new", "mail_new"}),
        ({"outcome": "suspend", "number_type": "mobile"}, {"suspend_apply", "query_carrier"}),
        ({"outcome": "wait_contract"}, {"query_carrier"}),
        ({"outcome": "keep_backup"}, {"query_carrier", "handover"}),
        ({"status": "police_stop"}, {"query_carrier"}),
        ({"status": "gone"}, {"query_carrier"}),
        ({"holder": "not_mine"}, {"not_mine"}),
        ({"holder": "staff_leaving_or_left", "outcome": "fix_holder"}, {"reverse_transfer"}),
        ({"holder": "staff_leaving_or_left", "outcome": "fix_holder"}, {"handover"}),
        (
            {"outcome": "fix_holder", "number_type": "mobile", "holder": "other_person"},
            {"transfer_apply"},
        ),
        ({"holder": "deceased"}, {"query_carrier"}),
        ({"used_by_other": "true", "holder": "self"}, {"stop_using"}),
        ({"status": "risk_stop", "outcome": "ask_first"}, {"restore"}),
        ({"channel": "reseller_lost", "holder": "company"}, {"reseller_gone"}),
        ({"company_event": "winding_up", "outcome": "fix_holder"}, {"sms_close", "transfer_apply"}),
    ],
)
def test_what_was_answered_leads_to_its_letters(wanted: dict[str, str], letters: set[str]) -> None:
    takers = [
        found for facts, found in OFFERS.values() if wanted.items() <= answered(facts)[0].items()
    ]
    assert takers
    assert all(letters <= found for found in takers)


def test_nobody_is_offered_what_cannot_be_done() -> None:
    moves = {"cancel_company", "cancel_person", "authority", "suspend_apply", "transfer_apply"}
    for name, (facts, letters) in OFFERS.items():
        if facts.get("number_type") in ("n95_1010", "cloud"):
            assert not letters & moves, name
        if facts.get("company_event") == "gone":
            assert not letters & {"cancel_company", "authority"}, name
        if facts.get("holder") == "deceased":
            assert not letters & {*moves, "dispute_bill", "stop_using", "reseller_gone"}, name
        if facts.get("holder") == "not_mine":
            assert letters <= {"not_mine", "complain_authority"}, name
        if facts.get("holder") in ("other_person", "not_mine"):
            # A card in somebody else's name is not written about as one's own.
            assert "reseller_gone" not in letters, name


def test_an_instead_takes_the_place_of_its_line() -> None:
    facts = {"need": "none", "holder": "company", "number_type": "n400"}
    ids = [line.id for line in standing(LETTERS["cancel_company"], facts)]
    assert "asks_400" in ids
    assert "asks" not in ids


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_filled_or_blank_no_placeholder_is_left_and_braces_neither(letter: Letter) -> None:
    signatures = [one for one in GUIDE.letters.signatures if one.id in letter.signed]
    declared = {*letter.needs, *letter.takes, "self"}
    for lang in ("zh", "en"):
        texts = [getattr(line.says, lang) for line in letter.lines]
        assert {n for text in texts for n in PLACEHOLDER.findall(text)} <= declared
        texts += [getattr(line, lang) for one in signatures for line in one.lines]
        for filled in (WORDS, dict.fromkeys(WORDS, "＿＿＿＿")):
            values = {name: filled[FIELDS[name].kind] for name in FIELDS} | {"self": "本公司"}
            for text in texts:
                said = PLACEHOLDER.split(text)
                # The names stand between the texts.
                said[1::2] = [values[name] for name in said[1::2]]
                assert not set("{}") & set("".join(said))


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_nothing_is_threatened_admitted_or_promised(letter: Letter) -> None:
    for line in letter.lines:
        found = re.search(NOT_SAID, line.says.zh)
        assert found is None, f"{letter.id}, {line.id}: {found}"


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_a_law_is_named_in_a_letter_only_where_it_is_cited_and_picked(letter: Letter) -> None:
    for line in letter.lines:
        if "条" in re.sub("哪一条|条件|条款", "", line.says.zh):
            assert line.optional, f"{letter.id}, {line.id}"
            assert line.laws, f"{letter.id}, {line.id}"


@pytest.mark.parametrize("name", [one.id for one in LETTERS.values() if one.form == "sms"])
def test_a_text_message_filled_to_the_brim_is_one(name: str) -> None:
    """Counted as carriers count: UTF-16 units, the signature with its brackets among them."""
    (line,) = LETTERS[name].lines
    longest = {n: "1" * (FIELDS[n].most or 0) for n in LETTERS[name].needs}
    said = PLACEHOLDER.sub(lambda m: longest[m[1]], line.says.zh)
    assert said.startswith("【")
    assert 0 < said.count("1") < len(said.encode("utf-16-le")) // 2 <= SMS_LENGTH
    assert "http" not in said


def test_personal_fields_are_marked() -> None:
    """What names a person or a whole number never goes into a link."""
    for field in FIELDS.values():
        assert field.personal or field.kind != "numbers", field.id
    assert {
        *("holder_name", "numbers", "handler_name", "handler_phone", "address", "email"),
        *("agent_name", "agent_phone", "new_holder", "leaver", "successor", "user_name"),
    } <= {field.id for field in FIELDS.values() if field.personal}


def test_what_a_lawyer_should_still_read_is_said_where_most_is_at_stake() -> None:
    flagged = {name for name, letter in LETTERS.items() if letter.lawyer}
    assert flagged >= {"not_mine", "reverse_transfer", "stop_using", "restore", "reseller_gone"}

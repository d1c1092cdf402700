"""Links as chats hand them on: what is read of them was sent, and what is not read is said."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from keep_or_cancel import written as written_amounts
from keep_or_cancel.facts import DAYS
from keep_or_cancel.model import current

from tests.support.site import VERSION, written

WEB = Path(__file__).parent.parent.parent / "widgets/web"
MODEL = current()
QUESTIONS = {name: MODEL.values[name] for name in MODEL.questions}
AMOUNTS = {**written_amounts.export(MODEL), "dayNames": DAYS}
SENT = {"holder": "company", "contract": "in_exit_fee", "need": "none", "penalty": "300.50"}
LINK = written(SENT)
CASES = 6000


def read(texts: Sequence[str]) -> list[dict[str, Any] | None]:
    """Return what the pages read in each of these fragments."""
    given = {"folder": str(WEB), "questions": QUESTIONS, "amounts": AMOUNTS, "texts": texts}
    done = subprocess.run(
        ["node", Path(__file__).with_name("link.mjs")],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    told: list[dict[str, Any] | None] = json.loads(done.stdout)
    return told


def wide(text: str) -> str:
    """Return `text` in full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


# What happens to links on their way and takes nothing from them.
HARMLESS: dict[str, str] = {
    "as sent": LINK,
    **{f"ends in {mark}": LINK + mark for mark in "。，,.;；!！?？)）」』”\"'’》>】]*…、:："},
    "a word after it": LINK + "这个链接",
    "thanks": LINK + "谢谢！",
    "an English word": LINK + "thanks",
    "a sentence after it": LINK + " see you at 5 o'clock & bring=cards",
    "encoded": "#" + quote(LINK[1:], safe=""),
    "encoded twice": "#" + quote(quote(LINK[1:], safe=""), safe=""),
    "encoded thrice": "#" + quote(quote(quote(LINK[1:], safe=""), safe=""), safe=""),
    "and its number sign": quote(LINK, safe=""),
    "encoded with a word": LINK + quote("这个链接"),
    "encoded in another way": LINK + "%D5%E2%B8%F6%C1%B4%BD%D3",
    "HTML": LINK.replace("&", "&amp;"),
    "HTML twice": LINK.replace("&", "&amp;amp;"),
    "encoded HTML": LINK.replace("&", "%26amp%3B"),
    "full width": "#" + wide(LINK[1:]),
    "full-width separators": LINK.replace("&", "＆").replace("=", "＝"),
    "upper case": LINK.upper(),
    "followed": LINK + "&from=timeline&isappinstalled=0",
    "tracked": LINK + "?utm_source=wechat&utm_medium=social",
    "redirected": LINK + "#wechat_redirect",
    "tracked before": LINK.replace("#", "#utm_source=wechat&", 1),
    "a router's": LINK.replace("#", "#/?", 1),
    "a query": LINK.replace("#", "?", 1),
    "twice": f"{LINK} https://example.org/check/{LINK}",
    "a line broken": LINK.replace("company", "comp\nany"),
    "a line broken and indented": LINK.replace("&need", "\r\n  &need"),
    "a name broken": LINK.replace("contract", "con\ntract"),
    "spaces": LINK.replace("&", " & "),
    "unseen": "\u200b".join(LINK),
    "a soft hyphen": LINK.replace("company", "com\u00adpany"),
    "escaped": LINK.replace("_", "\\_"),
    "in brackets": LINK.replace("=", "=（") + "）",
    "answered twice alike": LINK + "&need=none",
    "by hand": LINK.replace("&n=4", "").replace("&end", ""),
    "by hand, and a sentence": LINK.replace("&n=4", "").replace("&end", "。谢谢"),
    "old": LINK.replace("&n=4", "").replace("&end", "").replace(VERSION, "2020.1"),
}


def test_what_can_be_undone_for_certain_is_undone() -> None:
    for name, told in zip(HARMLESS, read(list(HARMLESS.values())), strict=True):
        assert told, name
        assert {**told["answers"], **told["amounts"]} == SENT, name
        assert (told["unread"], told["twice"], told["lost"]) == ([], [], False), name
        assert told["version"] == ("2020.1" if name == "old" else VERSION), name


# What is left of the answers and amounts, and what is said of the others.
BROKEN: dict[str, tuple[set[str], set[str], set[str], bool]] = {
    f"#v={VERSION}&n=2&holder=company&need=no": ({"holder"}, {"need"}, set(), False),
    f"#v={VERSION}&holder=company&need=no": ({"holder"}, {"need"}, set(), False),
    f"#v={VERSION}&holder=company&need": ({"holder"}, set(), set(), True),
    f"#v={VERSION}&n=2&holder=company&arrears": ({"holder"}, set(), set(), True),
    f"#v={VERSION}&n=2&holder=company&ne": ({"holder"}, set(), set(), True),
    f"#v={VERSION}&n=2&holder=company": ({"holder"}, set(), set(), True),
    f"#v={VERSION}&n=2&holder=company&penalty=300.5": ({"holder"}, {"penalty"}, set(), False),
    f"#v={VERSION}&n=2&holder=company&penalty=300.5&from=x": (
        {"holder"},
        {"penalty"},
        set(),
        False,
    ),
    f"#v={VERSION}&holder=company&penalty=3…": ({"holder"}, {"penalty"}, set(), False),
    f"#v={VERSION}&holder=company&penalty=3 00.50": ({"holder"}, {"penalty"}, set(), False),
    f"#v={VERSION}&holder=company&penalty=300-500": ({"holder"}, {"penalty"}, set(), False),
    f"#v={VERSION}&holder=company&penalty=约300": ({"holder"}, {"penalty"}, set(), False),
    f"#v={VERSION}&holder=company&need=none&need=pause": ({"holder"}, set(), {"need"}, False),
    f"#v={VERSION}&holder=company&need=none&need=pau": ({"holder"}, {"need"}, set(), False),
    f"#v={VERSION}&holder=company&need=<b>none</b>": ({"holder"}, {"need"}, set(), False),
    f"#v={VERSION}&holder=company&need=constructor": ({"holder"}, {"need"}, set(), False),
    f"#v={VERSION}&n=x&holder=company": ({"holder"}, set(), set(), True),
    f"#v={VERSION}&n=1": (set(), set(), set(), True),
    f"#v={VERSION}": (set(), set(), set(), True),
    "#need=non": (set(), {"need"}, set(), False),
}


def test_what_is_not_read_is_said() -> None:
    for (text, expected), told in zip(BROKEN.items(), read(list(BROKEN)), strict=True):
        assert told, text
        facts = {**told["answers"], **told["amounts"]}
        assert (set(facts), set(told["unread"]), set(told["twice"]), told["lost"]) == expected, text


@pytest.mark.parametrize(
    "text",
    ["", "#", "#outcomes", "#contract", "#koc-marked", "#at=need", "?q=need", "?h=v", "#中文"],
)
def test_a_place_on_a_page_is_no_link(text: str) -> None:
    assert read([text]) == [None]


@pytest.mark.parametrize("version", ["<b>2026.1</b>", "2026", "x", "2026.", "20261", "１.２", ""])
def test_a_version_is_one_or_none(version: str) -> None:
    (told,) = read([f"#v={version}&need=none"])
    assert told
    assert told["version"] is None
    assert told["answers"] == {"need": "none"}


@pytest.mark.parametrize(
    ("text", "plan", "day", "lost"),
    [
        ("#plan=contract_end&day=2027-06-30", "contract_end", "2027-06-30", False),
        (LINK + "&plan=wish&day=2027-06-30。谢谢", "wish", "2027-06-30", False),
        ("#plan=wish", "wish", None, False),
        ("#plan=wish&day=2027-06-3", "wish", None, False),
        ("#plan=wish&day=2027-06-301", "wish", None, False),
        ("#day=2027-06-30", None, "2027-06-30", True),
    ],
)
def test_a_plan_and_its_day_are_read(
    text: str, plan: str | None, day: str | None, lost: bool
) -> None:
    (told,) = read([text])
    assert told
    assert (told["plan"], told["day"], told["lost"]) == (plan, day, lost)
    assert told["answers"] == (
        {n: t for n, t in SENT.items() if n != "penalty"} if LINK in text else {}
    )


def test_no_answer_is_the_beginning_of_another() -> None:
    """Else a link that was cut could hold another answer than was sent."""
    for name, values in QUESTIONS.items():
        assert not [pair for pair in pairwise(sorted(values)) if pair[1].startswith(pair[0])], name


# --- any mangling at all -------------------------------------------------------------------------

Mangle = Callable[[str, random.Random], str]
MARKS = [
    "。",
    "，",
    ")",
    "）",
    "”",
    "…",
    "...",
    "这个链接",
    "谢谢",
    " ok",
    "thanks",
    "5分钟",
    "?",
    "\n",
]
GAPS = [" ", "\n", "\r\n  ", "\u200b", "\u00ad", "\ufeff", "\u3000", "+", "%20", "%0A", "%E2%80%8B"]
TRACKS = ["&from=timeline", "?utm_source=x", "#wechat_redirect", "&isappinstalled=0", "&v2=1"]


def cut(text: str, rest: random.Random) -> str:
    return text[: rest.randrange(len(text) + 1)]


def elided(text: str, rest: random.Random) -> str:
    first, last = sorted(rest.randrange(len(text) + 1) for _ in range(2))
    return text[:first] + rest.choice(["…", "...", "……", "···"]) + text[last:]


def gap(text: str, rest: random.Random) -> str:
    at = rest.randrange(len(text) + 1)
    return text[:at] + rest.choice(GAPS) + text[at:]


def joined(text: str, rest: random.Random) -> str:
    """A separator less."""
    at = [m.start() for m in re.finditer("[&=]", text)]
    where = rest.choice(at) if at else 0
    return text[:where] + text[where + 1 :]


def some_encoded(text: str, rest: random.Random) -> str:
    return "".join(quote(c, safe="") if rest.random() < 0.3 else c for c in text)


MANGLES: list[Mangle] = [
    cut,
    cut,
    elided,
    gap,
    gap,
    joined,
    some_encoded,
    lambda text, rest: text + rest.choice(MARKS),
    lambda text, rest: text + rest.choice(TRACKS),
    lambda text, _: "#" + quote(text[1:], safe=""),
    lambda text, _: text.replace("&", "&amp;"),
    lambda text, _: wide(text),
    lambda text, _: text.upper(),
    lambda text, _: text + " https://example.org/check/" + text,
    lambda text, _: text.replace("_", ""),
]


@cache
def mangled() -> list[tuple[Mapping[str, str], str, str]]:
    """Return links that were sent: each as {name: text}, what became of it, a question added."""
    rest = random.Random(12)
    cases: list[tuple[Mapping[str, str], str, str]] = []
    for _ in range(CASES):
        names = rest.sample([*QUESTIONS], rest.randrange(1, 8))
        sent = {name: rest.choice(QUESTIONS[name]) for name in names}
        for name in rest.sample(["penalty", "monthly_fee", "months_left"], rest.randrange(3)):
            texts = (
                ["0", "7", "30", "300"] if name == "months_left" else ["12.5", "1200.50", "999999"]
            )
            sent[name] = rest.choice(texts)
        if rest.random() < 0.2:
            sent["application"] = "2026-11-23"
        text = written(sent)
        added = rest.choice([*QUESTIONS]) if rest.random() < 0.1 else ""
        if added:
            text += f"&{added}={rest.choice(QUESTIONS[added])}"
        for _ in range(rest.randrange(1, 4)):
            mangle = rest.choice(MANGLES)
            # What is added takes the place of what is run together, in number.
            text = text if added and mangle is joined else mangle(text, rest)
        cases.append((sent, text, added))
    return cases


def test_what_is_read_of_a_mangled_link_was_sent_and_the_rest_is_said() -> None:
    cases = mangled()
    whole = 0
    texts = [text for _, text, _ in cases]
    for (sent, text, added), told in zip(cases, read(texts), strict=True):
        if told is None:
            # Not even its beginning has come.
            continue
        facts = {**told["answers"], **told["amounts"]}
        # Where a sender's own answer is lost, one that was added cannot be told from it.
        others = {name for name, text in facts.items() if sent.get(name) != text} - {added}
        assert not others, (text, sent, facts)
        right = {name for name, text in sent.items() if facts.get(name) == text}
        missing = sent.keys() - right - {*told["unread"], *told["twice"]}
        assert not missing or told["lost"], (text, sent, told)
        whole += len(right) == len(sent)
    # Not all is lost.
    assert whole > CASES / 4

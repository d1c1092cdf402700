"""Amounts as people write them: the package and the page read the same, or refuse the same."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from keep_or_cancel import written
from keep_or_cancel.facts import DAYS, Facts, FactsError
from keep_or_cancel.model import current

WEB = Path(__file__).parent.parent.parent / "widgets/web"
MODEL = current()
DATA = {**written.export(MODEL), "dayNames": DAYS}

# What is certain.
UNDERSTOOD = {
    "1250": "1250",
    " 12.50 ": "12.5",
    "1,250": "1250",
    "1，250": "1250",
    "1,250.50": "1250.5",
    "1 250": "1250",
    "1\u00a0250,50": "1250.5",
    "1\u202f250": "1250",
    "1.250,50": "1250.5",
    "12,50": "12.5",
    "12,5": "12.5",
    "0,5": "0.5",
    "１，２５０．５０": "1250.5",
    "\u3000３００\u3000": "300",
    "300元": "300",
    "300 元": "300",
    "300块": "300",
    "300块钱": "300",
    "¥300": "300",
    "￥ 300": "300",
    "￥300.00 元": "300",
    "RMB 300": "300",
    "rmb300": "300",
    "ＲＭＢ　３００": "300",
    "CNY 1,250.00": "1250",
    "300 CNY": "300",
    "人民币300元": "300",
    "30.": "30",
    ".5": "0.5",
    "007": "7",
    "+5": "5",
    "-0": "0",
    "-0.00": "0",
    "3\u200b00": "300",
    "\ufeff300": "300",
    "999,999.00": "999999",
}
# What may mean more than one thing, is none, or more than there can be.
REFUSED = [
    "1_000",
    "1e3",
    "1E3",
    "12,50,000",
    "1,2345",
    "1,25,000",
    "0,500",
    "1250,500",
    ",500",
    "1,250,",
    "1.250",
    "1,250,50",
    "12 50",
    "1 2 3",
    "12.505",
    "12.500",
    "5²",
    "①",
    "½",
    "1/2",
    "50%",
    "三百",
    "3万",
    "很多",
    "约300",
    "300左右",
    "300-500",
    "300~500",
    "300多",
    "≈300",
    "٣٠٠",
    "३००",
    "NaN",
    "Infinity",
    "-5",
    "−5",
    "--5",
    "0x10",
    "300元/月",
    "300 USD",
    "$300",
    "€300",
    "300元元",
    "3个月",
    "300\x00",
    "1000000",
    "1" * 400,
    "元",
    "¥",
    "300.5.5",
    "300 元 整",
]
# Of other kinds.
OTHERS = {
    ("monthly_fee", "30元/月"): "30",
    ("monthly_fee", "¥30 每月"): "30",
    ("monthly_fee", "30 yuan a month"): "30",
    ("suspend_fee", "5/月"): "5",
    ("months_left", "3个月"): "3",
    ("months_left", "１２"): "12",
    ("months_left", "12 Months"): "12",
    ("months_left", "12.0"): "12",
    ("months_left", "3月"): None,
    ("months_left", "3.5"): None,
    ("months_left", "1年"): None,
    ("months_left", "601"): None,
    ("months", "0"): None,
    ("months", "6个月"): "6",
    ("count", "3张卡"): "3",
    ("count", "1,200"): "1200",
    ("count", "0"): None,
    ("start", "2026-02-28"): "2026-02-28",
    ("start", "2026-02-30"): None,
    ("start", "1999-12-31"): None,
    ("start", "2026/02/28"): None,
    ("start", "２０２６-02-28"): None,
    ("start", "300"): None,
    ("application", "2024-02-29"): "2024-02-29",
}
CASES: dict[tuple[str, str], str | None] = {
    **{("penalty", text): number for text, number in UNDERSTOOD.items()},
    **{("penalty", text): None for text in REFUSED},
    **OTHERS,
}


def by_package(name: str, text: str) -> str | None:
    """Return what the package understands, or None where it refuses."""
    try:
        return str(Facts(MODEL, {name: text}).as_json()[name])
    except FactsError:
        return None


def by_page(cases: Sequence[tuple[str, str]]) -> list[str | None]:
    """Return what the page understands."""
    done = subprocess.run(
        ["node", Path(__file__).with_name("amount.mjs")],
        input=json.dumps({"folder": str(WEB), "data": DATA, "cases": cases}),
        capture_output=True,
        text=True,
        check=True,
    )
    told: list[str | None] = json.loads(done.stdout)
    return told


def same(one: str | None, other: str | None) -> bool:
    """Whether two readings are one: the package writes two decimals where there are some."""
    if one is None or other is None or "-" in one:
        return one == other
    return float(one) == float(other)


def test_the_package_reads_what_is_certain_and_refuses_the_rest() -> None:
    for (name, text), number in CASES.items():
        assert same(by_package(name, text), number), (name, text)


def test_the_page_reads_what_the_package_reads() -> None:
    for (case, number), told in zip(CASES.items(), by_page(list(CASES)), strict=True):
        assert same(told, number), case


PARTS = [
    *"0123456789.,  ",
    *("00", "000", "250", "１", "，", "．", "\u00a0", "\u3000", "\u200b", "_", "e", "-", "+", "'"),
    *(
        "¥",
        "￥",
        "元",
        "rmb",
        "RMB",
        "CNY",
        "/月",
        "个月",
        "month",
        "张",
        "三",
        "٣",
        "²",
        "½",
        "\n",
    ),
    *("\x85", "\x1c", "\u2028", "ſ", "K", "İ", "\U0001d7d8", "\ud83d", "块钱", "人民币", "yuan"),
]


def test_the_two_agree_on_any_text() -> None:
    rest = random.Random(12)
    names = [*MODEL.amounts, "months", *DAYS]
    cases = [
        (rest.choice(names), "".join(rest.choices(PARTS, k=rest.randrange(1, 8))))
        for _ in range(20_000)
    ]
    # Texts that are near to an amount.
    for text in [text for _, text in CASES]:
        for _ in range(40):
            at = rest.randrange(len(text) + 1)
            cut = rest.randrange(2)
            cases.append(("penalty", text[:at] + rest.choice(["", *PARTS]) + text[at + cut :]))
    read = 0
    for (name, text), told in zip(cases, by_page(cases), strict=True):
        package = by_package(name, text)
        assert (told is None) == (package is None), (name, text, told, package)
        assert same(told, package), (name, text, told, package)
        read += told is not None
    assert len(cases) / 20 < read < len(cases) / 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_names_what_is_allowed(lang: str) -> None:
    with pytest.raises(FactsError) as refused:
        Facts(MODEL, {"penalty": "三百"})
    assert "三百" in refused.value.message(lang)
    assert "0 – 999,999" in refused.value.message(lang)


def test_what_a_link_carries_is_read_again_as_it_is() -> None:
    texts = [text for text in by_page(list(CASES)) if text is not None]
    assert by_page([("penalty", text) for text in texts if "-" not in text]) == [
        text for text in texts if "-" not in text
    ]

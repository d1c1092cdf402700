"""Freshness: every dated entry is listed, what is past comes first, and the build says so."""

import datetime

import pytest

from guide import Guide, load
from guide.__main__ import main
from guide.freshness import build_day, report, reviews


@pytest.fixture(scope="module")
def guide() -> Guide:
    return load()


def with_law_due(guide: Guide, day: datetime.date) -> Guide:
    """The guide with its last law to be checked again by `day`."""
    *others, last = guide.laws.laws
    law = last.model_copy(
        update={"review_by": day, "checked_on": day - datetime.timedelta(days=90)}
    )
    laws = guide.laws.model_copy(update={"laws": [*others, law]})
    return guide.model_copy(update={"laws": laws})


def test_every_law_source_unconfirmed_item_and_the_guide_itself_are_listed(guide: Guide) -> None:
    listed = {(review.kind, review.id) for review in reviews(guide)}
    expected = {("laws", law.id) for law in guide.laws.laws}
    expected |= {("unconfirmed", item.id) for item in guide.laws.unconfirmed}
    expected |= {("sources", source.id) for source in guide.sources.sources}
    expected |= {("meta", "meta")}
    assert expected <= listed


def test_every_entry_that_has_a_review_date_is_listed_whatever_file_it_stands_in(
    guide: Guide,
) -> None:
    def dates(part: object) -> int:
        if isinstance(part, dict):
            dated = isinstance(part.get("review_by"), str)  # in ui.yaml the key names a word
            return dated + sum(dates(inner) for inner in part.values())
        return sum(dates(inner) for inner in part) if isinstance(part, list) else 0

    assert len(reviews(guide)) == dates(guide.model_dump(mode="json"))


def test_what_is_past_review_comes_first_and_fails_the_command(guide: Guide) -> None:
    law = guide.laws.laws[-1].id
    lines, past = report(
        with_law_due(guide, datetime.date(2026, 12, 1)), datetime.date(2026, 12, 2)
    )
    assert past
    assert lines[0].startswith("PAST 2026-12-01")
    assert f"laws {law}:" in lines[0]
    assert "1 past review" in lines[-1]


def test_on_the_day_of_the_review_nothing_is_past(guide: Guide) -> None:
    lines, past = report(
        with_law_due(guide, datetime.date(2026, 12, 1)), datetime.date(2026, 12, 1)
    )
    assert not past
    assert not [line for line in lines if line.startswith("PAST")]


def test_the_command_fails_on_a_day_after_all_reviews_and_passes_before_all(
    guide: Guide, capsys: pytest.CaptureFixture[str]
) -> None:
    days = [review.review_by for review in reviews(guide)]
    assert main(["freshness", "--on", str(max(days) + datetime.timedelta(days=1))]) == 1
    assert f"{len(days)} past review" in capsys.readouterr().out
    assert main(["freshness", "--on", str(min(days))]) == 0
    assert "PAST" not in capsys.readouterr().out


def test_a_build_takes_its_day_from_source_date_epoch(
    guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1830297600")
    assert build_day(guide) == datetime.date(2028, 1, 1)


def test_an_epoch_older_than_the_guide_is_no_day_but_a_constant(
    guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "315532800")
    assert build_day(guide) == guide.meta.checked_on


def test_without_an_epoch_the_calendar_decides(
    guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert build_day(guide) == datetime.date.today()

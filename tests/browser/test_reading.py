"""An outcome is read in minutes: how high it may be on a phone, folded as it first shows."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable

import pytest

from guide.schema import Guide
from tests.support.cases import facts_for
from tests.support.chromium import CheckPage
from tests.support.reading import PHONE, screens
from tests.support.site import LANGUAGES, VERSION

# In screens of a phone.
OUTCOME = 3.3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_outcome_keeps_to_its_budget(
    guide: Guide, check_page: Callable[..., CheckPage], lang: str
) -> None:
    over = {}
    for outcome in guide.outcomes.outcomes:
        facts = {name: str(value).lower() for name, value in facts_for(outcome.id).items()}
        given = urllib.parse.urlencode({"v": VERSION, **facts})
        checked = check_page(lang, **PHONE).open(f"#{given}").python_ready()
        assert checked.outcome() == outcome.id
        if (measured := screens(checked.page)) > OUTCOME:
            over[outcome.id] = round(measured, 2)
    assert over == {}

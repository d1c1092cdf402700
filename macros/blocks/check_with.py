"""Ways into the self-check that have given some answers already."""

from __future__ import annotations

from urllib.parse import urlencode

from keep_or_cancel import check

from guide.edition import CHECK_PAGE, OUTCOME_PAGES, EditionError
from macros.answers import facts, given
from macros.data import current_model
from macros.render import render
from macros.view import View


def check_with(view: View, **answers: str) -> str:
    """Return a link into the self-check with these answers given, and where they lead.

    What they lead to is reckoned by the engine, never typed on a page.
    """
    known = given(view, "check_with", answers)
    if not known:
        raise EditionError('check_with(): needs at least one answer, such as holder="company"')
    state = facts(known)
    possible = check(state, view.lang, current_model())["possible"]
    fragment = urlencode({"v": view.guide.meta.rules_version, **state})
    return render(
        "check_with.html.j2",
        view,
        target=view.href(CHECK_PAGE, fragment),
        fragment=fragment,
        answers=known,
        here=view.page.removeprefix(OUTCOME_PAGES),
        outcomes=[o for o in view.guide.outcomes.outcomes if o.id in possible],
    )

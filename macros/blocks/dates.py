"""Plans counted back from one day: the steps with their days, for a script to put dates to."""

from __future__ import annotations

from dataclasses import dataclass

from guide.schema import TimelineLeads, TimelineWhen
from macros.blocks.self_check import manifest
from macros.render import render
from macros.view import View


@dataclass(frozen=True)
class Cell:
    """When a step begins for one kind of day, in words, and where the number is from."""

    text: str
    href: str | None


def dates(view: View) -> str:
    """Return the steps and a table of their days; a script dates them and makes a calendar."""
    timeline = view.guide.timeline
    return render(
        "dates.html.j2",
        view,
        kinds=timeline.kinds,
        steps=[(step, _leads(view, step.leads)) for step in timeline.steps],
        rows=[
            (step, [_cell(view, step.when[kind.id]) for kind in timeline.kinds])
            for step in timeline.steps
        ],
        base=view.root("widget/"),
        manifest=manifest(),
    )


def _leads(view: View, leads: TimelineLeads) -> list[tuple[str, str]]:
    """Return name and address of what serves a step."""
    guide = view.guide
    checklists = {checklist.id: checklist.title for checklist in guide.checklists.checklists}
    letters = {letter.id: letter.title for letter in guide.letters.letters}
    found = [
        *((view.text(checklists[n]), view.address("checklist", n)) for n in leads.checklists),
        *((view.text(letters[n]), view.address("letter", n)) for n in leads.letters),
    ]
    if leads.hotline:
        found.append((view.word("hotline_title"), view.address("hotline_sheet")))
    return found


def _cell(view: View, when: TimelineWhen) -> Cell:
    plain, working = (
        ("dates_apply_after", "dates_apply_after_working")
        if when.of == "apply"
        else ("dates_before", "dates_before_working")
        if when.days < 0
        else ("dates_after", "dates_after_working")
    )
    word = view.word(working if when.working_days else plain)
    text = word.format(days=abs(when.days))
    rests = [
        *(("law", name) for name in when.laws),
        *(("claim", name) for name in when.claims),
        *(("varies", name) for name in when.varies),
    ]
    return Cell(text, view.place(*rests[0]) if rests else None)

"""The state of the guide: what was checked, what is due, what is open, what is translated."""

from __future__ import annotations

import datetime
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import get_args

from guide.edition import EditionError, find
from guide.freshness import Review, build_day, reviews
from guide.prose.pages import read_all
from guide.prose.translation import SOURCE, TARGET, gaps
from guide.schema import Verdict
from macros.blocks.claim import VERDICT_ICONS
from macros.grounds import Citation, statement_citations
from macros.render import render
from macros.view import View

# What the address book calls the kinds of dated entries that are shown.
DATED = {"laws": "law", "unconfirmed": "unconfirmed", "sources": "source", "varies": "varies"}


@dataclass(frozen=True)
class Translated:
    """One page: its name and link, and how many of its sections the English lacks or is behind."""

    name: str
    page: Citation
    missing: int
    stale: int
    sections: int


def state(view: View, part: str) -> str:
    """Return one part of the page: "dates", "claims", "reviews", "unconfirmed", "translation"."""
    parts: dict[str, Callable[[View], str]] = {
        "dates": _dates,
        "claims": _claims,
        "reviews": _reviews,
        "unconfirmed": _unconfirmed,
        "translation": _translation,
    }
    if part not in parts:
        raise EditionError(f"state(): no part {part!r}; allowed: {', '.join(parts)}")
    return parts[part](view)


def _dates(view: View) -> str:
    dated = reviews(view.guide)
    return render(
        "state_dates.html.j2",
        view,
        meta=view.guide.meta,
        oldest=min(review.checked_on for review in dated),
        soonest=min(review.review_by for review in dated),
        count=len(dated),
    )


def _claims(view: View) -> str:
    """Return how many claims have which verdict, and how much stands beside them."""
    guide = view.guide
    verdicts = Counter(claim.verdict for claim in guide.claims.claims)
    counted = [
        ("added", len(guide.claims.additions)),
        ("contradictions", len(guide.claims.contradictions)),
        ("laws", len(guide.laws.laws)),
        ("other_sources", len(guide.sources.sources)),
        ("values_that_vary", len(guide.varies.varies)),
        ("checklist_steps", sum(len(c.entries) for c in guide.checklists.checklists)),
        ("unconfirmed_rules", len(guide.laws.unconfirmed)),
    ]
    return render(
        "state_claims.html.j2",
        view,
        verdicts=[(v, VERDICT_ICONS[v], verdicts[v]) for v in get_args(Verdict)],
        total=len(guide.claims.claims),
        counted=counted,
    )


def _reviews(view: View) -> str:
    """Return what is past review, what comes next, and how much is due on each later day."""
    today = build_day(view.guide)
    dated = reviews(view.guide)
    days = {
        day: list(group)
        for day, group in itertools.groupby(
            (r for r in dated if not r.past(today)), key=lambda r: r.review_by
        )
    }
    return render(
        "state_reviews.html.j2",
        view,
        today=today,
        past=[_entry(view, review) for review in dated if review.past(today)],
        days=[
            (day, [_entry(view, review) for review in group] if n == 0 else [], len(group))
            for n, (day, group) in enumerate(days.items())
        ],
    )


def _entry(view: View, review: Review) -> tuple[Citation, datetime.date]:
    """Return the link to a dated entry and the day by which it is due."""
    label = view.text(review.title)
    if review.kind == "laws":
        label = view.edition.law(find("state", view.guide.laws.laws, review.id))
    elif review.file == "meta":
        label = view.word("guide_as_a_whole")
    kind = DATED.get(review.kind)
    href = view.place(kind, review.id) if kind else None
    return Citation(label, href or ""), review.review_by


def _unconfirmed(view: View) -> str:
    """Return what was heard of but not read, and the claims that could not be verified."""
    rules = [
        Citation(view.text(rule.title), view.address("unconfirmed", rule.id))
        for rule in view.guide.laws.unconfirmed
    ]
    open_claims = [
        claim.id
        for claim in view.guide.claims.claims
        if claim.verdict == "unverifiable" or claim.certainty == "unconfirmed"
    ]
    claims = statement_citations(view, open_claims)
    return render("state_unconfirmed.html.j2", view, rules=rules, claims=claims)


def _translation(view: View) -> str:
    """Return for every page how far its English has kept up with its Chinese."""
    rows = list(_translated(view))
    behind = [row for row in rows if row.missing or row.stale]
    kept_up = [row for row in rows if row not in behind]
    return render("state_translation.html.j2", view, behind=behind, kept_up=kept_up)


def _translated(view: View) -> Iterator[Translated]:
    source, target = read_all(SOURCE), read_all(TARGET)
    open_gaps = list(gaps(source, target))
    for name, written in view.edition.pages.items():
        own = [gap.state for gap in open_gaps if gap.page == name and gap.section]
        whole = any(gap.page == name and not gap.section for gap in open_gaps)
        sections = len(source[name].sections) if name in source else 0
        page = Citation(written.title, view.href(name))
        missing = sections if whole else own.count("missing")
        yield Translated(name, page, missing, own.count("stale"), sections)

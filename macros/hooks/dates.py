"""Gives every page the dates its grounds were checked, and says in the log what is past review.

A past review is logged as information, not as a warning: a strict build counts warnings, and a
guide that could be built yesterday must not become unbuildable overnight because a day has passed.
Whoever keeps the guide learns of it from `python -m guide freshness`, which fails, and from the
log; whoever reads it from the state page and from the foot of the page itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import html
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.pages import Page

if TYPE_CHECKING:
    from guide.freshness import Review

log = get_plugin_logger("guide")


def on_pre_build(config: MkDocsConfig) -> None:
    """Log what is past review, once for both languages."""
    from guide import GuideError
    from guide.freshness import build_day
    from macros.data import current, current_reviews

    if config.extra["lang"] != "zh":
        return
    try:
        guide = current()
    except GuideError:  # reported with every mistake by hooks/pages.py
        return
    today = build_day(guide)
    for review in current_reviews():
        if review.past(today):
            log.info(
                "past its review date %s: %s.yaml %s", review.review_by, review.file, review.id
            )


def on_page_context(
    context: dict[str, Any], *, page: Page, config: MkDocsConfig, nav: object
) -> dict[str, Any]:
    """Put `page_dates` into the context: oldest check and earliest review of the page's grounds."""
    from guide import GuideError
    from guide.freshness import build_day
    from macros.data import current, current_reviews

    try:
        guide = current()
    except GuideError:
        return context
    shown = _shown(page.content or "", current_reviews())
    review_by = min(review.review_by for review in shown)
    context["page_dates"] = {
        "checked_on": min(review.checked_on for review in shown),
        "review_by": review_by,
        "past": review_by < build_day(guide),
    }
    return context


def _shown(content: str, reviews: list[Review]) -> list[Review]:
    """Return the dated entries a page shows or links to; the guide as a whole is always one."""
    from guide.edition import anchor
    from macros.blocks.state import DATED

    tree = html.fragment_fromstring(content, create_parent="div")
    fragments = {str(href).partition("#")[2] for href in tree.xpath(".//a/@href")}
    fragments.update(map(str, tree.xpath(".//@id")))
    return [
        review
        for review in reviews
        if review.file == "meta"
        or (review.kind in DATED and anchor(DATED[review.kind], review.id) in fragments)
    ]

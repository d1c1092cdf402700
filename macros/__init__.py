"""The macros of the pages: this module only registers them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from guide import GuideError
from macros.blocks import (
    answers,
    asking,
    check,
    checklists,
    claims,
    decision,
    embed,
    glossary,
    laws,
    outcome_page,
    page,
    paragraphs,
    proof,
    state,
)
from macros.data import current
from macros.drawing import flow_chart
from macros.errors import error_block
from macros.view import View, read_pages

MACROS: tuple[Callable[..., str], ...] = (
    claims.claim,
    claims.addition,
    claims.contradiction,
    claims.see,
    checklists.checklist,
    decision.outcomes,
    decision.outcome,
    decision.rules,
    decision.blockers,
    decision.advice,
    flow_chart.flow_chart,
    outcome_page.outcome_head,
    outcome_page.outcome_text,
    outcome_page.outcome_rules,
    outcome_page.outcome_blockers,
    outcome_page.outcome_steps,
    outcome_page.outcome_grounds,
    proof.proof,
    proof.rule_changes,
    proof.unknowns,
    laws.laws,
    laws.unconfirmed,
    laws.sources,
    laws.law,
    laws.source,
    glossary.glossary,
    glossary.terms,
    check.self_check,
    check.start_check,
    check.cta,
    check.question,
    answers.check_with,
    asking.ask,
    asking.varies,
    asking.hotline,
    paragraphs.rests_on,
    embed.embed_snippet,
    embed.embed_builder,
    page.version,
    state.state,
    page.downloads,
)


def define_env(env: Any) -> None:
    """Register every macro with mkdocs-macros, bound to the page it is called on."""
    serving = bool(env.conf["extra"].get("serving"))
    reported: set[str] = set()

    lang = env.conf["extra"]["lang"]

    def view() -> View:
        return View(
            guide=current(),
            lang=lang,
            url=env.page.url,
            pages=read_pages(env.variables["files"]),
            # The English tree's address is one folder below that of the site.
            site=urljoin(env.conf["site_url"], "../" if lang == "en" else "./"),
        )

    def bound(macro: Callable[..., str]) -> Callable[..., str]:
        @functools.wraps(macro)
        def called(*arguments: str, **named: str) -> str:
            try:
                return macro(view(), *arguments, **named)
            except (GuideError, ValueError) as error:
                if not serving:
                    raise
                # Broken data break every macro of a page alike: say so once.
                if isinstance(error, GuideError) and env.page.url in reported:
                    return ""
                reported.add(env.page.url)
                return error_block(error)

        return called

    for macro in MACROS:
        env.macro(bound(macro))

"""The macros of the pages: this module only registers them.

A macro stands in the module of its name in `blocks` or `drawing`: `hotline` in `blocks/hotline.py`.
Where several belong together the module has their common name: `law` and `laws` in `law.py`,
`outcome_head` in `outcome.py`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from guide import GuideError
from macros.blocks import (
    addition,
    advice,
    ask,
    blockers,
    check_with,
    checklist,
    claim,
    contradiction,
    cta,
    dates,
    downloads,
    embed,
    exit_example,
    glossary,
    hotline,
    kept_copy,
    law,
    list_files,
    number_list,
    outcome,
    papers,
    proof,
    question,
    rests_on,
    rule_changes,
    rules,
    see,
    self_check,
    source,
    start_check,
    state,
    terms,
    unconfirmed,
    unknowns,
    varies,
    version,
)
from macros.drawing import flow_chart
from macros.errors import error_block
from macros.view import View, edition

MACROS: tuple[Callable[..., str], ...] = (
    addition.addition,
    advice.advice,
    ask.ask,
    blockers.blockers,
    check_with.check_with,
    exit_example.exit_example,
    checklist.checklist,
    checklist.checklist_line,
    claim.claim,
    contradiction.contradiction,
    cta.cta,
    dates.dates,
    downloads.downloads,
    downloads.downloads_size,
    kept_copy.kept_copy,
    embed.embed_builder,
    embed.embed_snippet,
    flow_chart.flow_chart,
    glossary.glossary,
    hotline.hotline,
    law.law,
    law.laws,
    list_files.list_files,
    number_list.number_list,
    outcome.outcome_blockers,
    outcome.outcome_grounds,
    outcome.outcome_head,
    outcome.outcome_cases,
    outcome.outcome_rules,
    outcome.outcome_steps,
    outcome.outcome_text,
    outcome.outcomes,
    papers.papers,
    proof.proof,
    question.question,
    rests_on.rests_on,
    rule_changes.rule_changes,
    rules.rules,
    see.see,
    self_check.self_check,
    source.source,
    source.sources,
    start_check.start_check,
    state.state,
    terms.terms,
    unconfirmed.unconfirmed,
    unknowns.unknowns,
    varies.varies,
    version.version,
)


def define_env(env: Any) -> None:
    """Register every macro with mkdocs-macros, bound to the page it is called on."""
    serving = bool(env.conf["extra"].get("serving"))
    reported: set[str] = set()

    def view() -> View:
        here = edition(env.conf["extra"]["lang"], env.variables["files"])
        # The tree's address is that of the site, or of a folder in it.
        up = "../" * here.language.tree.count("/")
        return View(here, env.page.url, urljoin(env.conf["site_url"], up or "./"))

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

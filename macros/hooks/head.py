"""Gives the head of a page its structured data, and the self-check's page what to load first."""

from __future__ import annotations

import json
from typing import Any

from lxml import html
from lxml.html import HtmlElement
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

# Pages whose headings of the second level are questions, answered by the paragraph after them.
QUESTIONS = ("qa",)
# Pages that are tools or lists rather than text to be read through.
TOOLS = (
    "index",
    "check",
    "hotline",
    "list",
    "papers",
    "dates",
    "laws",
    "glossary",
    "varies",
    "downloads",
    "state",
)
# Scripts by name, and the attributes of what they serve.
MODULES = {
    "checklists": ("data-items", "data-checklist"),
    "hotline": ("data-hotline",),
    "list": ("data-number-list",),
    "papers": ("data-papers",),
    "dates": ("data-dates",),
    "kept_copy": ("data-kept-copy",),
}


def on_page_context(
    context: dict[str, Any], *, page: Page, config: MkDocsConfig, nav: object
) -> dict[str, Any]:
    """Put `structured_data` into the context: JSON-LD that can stand in a script element.

    Also `modules`, the addresses of the scripts that the page's content needs, and on the
    self-check's page `preloads`, links.
    """
    # Imported here: while serving, a module loaded at the top would stay that of the first build.
    from guide.edition import CHECK_PAGE, CHECKLIST_PAGES, LANGUAGES
    from macros.blocks.self_check import manifest, preloads

    language = LANGUAGES[config.extra["lang"]]
    name = page.file.src_uri.removesuffix(".md")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage" if name in TOOLS or name.startswith(CHECKLIST_PAGES) else "Article",
        "headline": page.meta["title"],
        "name": page.meta["title"],
        "description": page.meta["description"],
        "inLanguage": language.html,
        "url": page.canonical_url,
        "isPartOf": {"@type": "WebSite", "name": config.site_name, "url": config.site_url},
    }
    if name in QUESTIONS:
        tree = html.fragment_fromstring(page.content or "", create_parent="div")
        data["@type"] = "FAQPage"
        data["mainEntity"] = [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
            for question, answer in questions(tree)
        ]
    widget = get_relative_url("widget/", f"{language.tree}{page.url}")
    built = manifest()["modules"]
    context["modules"] = [
        widget + built[module]
        for module, marks in MODULES.items()
        if any(f" {mark}" in (page.content or "") for mark in marks)
    ]
    if name == CHECK_PAGE:
        context["preloads"] = preloads(widget, language.code)
    # "<" could end the script element.
    context["structured_data"] = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return context


def questions(tree: HtmlElement) -> list[tuple[str, str]]:
    """Return (question, answer) as the page shows them: a heading and the first paragraph under it.

    A heading without a paragraph of its own is no question.
    """
    return [
        (_text(heading), _text(answer))
        for heading in tree.xpath("./h2")
        for answer in heading.xpath("./following-sibling::p[1]")
        if answer.xpath("./preceding-sibling::h2[1]") == [heading]
    ]


def _text(element: HtmlElement) -> str:
    """Return the text of an element without the link to itself that headings end with."""
    words = element.xpath(".//text()[not(ancestor::a[@class='headerlink'])]")
    return " ".join("".join(words).split())

"""The self-check on other sites: its bare page for frames, its oEmbed record, its snippets."""

from __future__ import annotations

import json
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup, escape

from guide import Guide
from guide.edition import (
    CHECK_PAGE,
    LANGUAGES,
    RULES_PAGE,
    Edition,
    EditionError,
    Lang,
    anchor,
    page_url,
)
from macros.blocks.self_check import form, manifest, preloads
from macros.render import render
from macros.view import View

# These addresses stand in pages of other sites: they never change.
PAGE = "widget/embed.{}.html"
RECORD = "oembed/{}.json"
SCRIPT = "widget/embed.js"
# Where no script tells a frame how high it should be; what an oEmbed consumer gets.
FRAME_SIZE = {"width": 640, "height": 700}
# How long, in seconds, a consumer may keep the record.
CACHE_AGE = 86_400

SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox"
SNIPPETS = {
    "link": '<a href="{check}">{title}</a>',
    "element": (
        '<script async src="{script}"></script>\n'
        '<keep-or-cancel-embed lang="{lang}" theme="{theme}"{look}>\n'
        '  <a href="{check}">{title}</a>\n'
        "</keep-or-cancel-embed>"
    ),
    "frame": (
        '<iframe src="{frame}" title="{title}" width="{width}" height="{height}" loading="lazy"'
        f' referrerpolicy="no-referrer" sandbox="{SANDBOX}"'
        ' style="border: 0; max-width: 100%"></iframe>'
    ),
    "listen": (
        "<script>\n"
        '  const frame = document.querySelector("iframe");\n'
        '  addEventListener("message", ({{ source, origin, data }}) => {{\n'
        '    if (source !== frame.contentWindow || origin !== "{origin}") return;\n'
        '    if (data?.source !== "keep-or-cancel" || data.version !== 1) return;\n'
        '    if (data.type === "resize") frame.style.height = data.height + "px";\n'
        '    if (data.type === "focus" && document.activeElement === frame) {{\n'
        "      frame.style.scrollMarginTop = `calc(25vh - ${{data.top}}px)`;\n"
        "      frame.scrollIntoView();\n"
        "    }}\n"
        "  }});\n"
        "</script>"
    ),
    "integrity": (
        '<script async src="{hashed}" integrity="{integrity}" crossorigin="anonymous"></script>'
    ),
}


def check(lang: Lang) -> str:
    """Return the address of the self-check's page under the site's root."""
    return f"{LANGUAGES[lang].tree}{page_url(CHECK_PAGE)}"


def policy(site: str) -> Markup:
    """Return the embed page's content security policy, for the site at the address `site`.

    In a sandbox without an origin WebKit takes 'self' for nothing, so a published site, one at
    https, is also named where files are loaded from.
    """
    parts = urlsplit(site)
    own = f" https://{parts.netloc}" if parts.scheme == "https" else ""
    # Quotes stay as they are: the attribute it stands in has double ones.
    return Markup("; ").join(
        Markup(directive)
        for directive in [
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval'{own}",
            "worker-src 'self'",
            f"connect-src 'self'{own}",
            f"style-src 'self'{own}",
            f"img-src 'self' data:{own}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def page(guide: Guide, lang: Lang, site: str) -> str:
    """Return the bare page with the self-check in `lang`, as HTML.

    `site` is the absolute address of the site's root.
    """
    view = View(Edition(guide, lang), "", site)
    target = f"../{check(lang)}"
    table = f"../{LANGUAGES[lang].tree}{page_url(RULES_PAGE)}#{anchor('rules')}"
    before, after = view.word("embed_share").split("{host}")
    return render(
        "embed.html.j2",
        view,
        meta=guide.meta,
        manifest=manifest(),
        families=[family.id for family in guide.outcomes.families],
        policy=policy(site),
        preloads=preloads("", lang),
        canonical=urljoin(site, check(lang)),
        site_name=view.text(guide.meta.title),
        check=target,
        form=Markup(form(view, "", table, compact=True)),
        twin=f"embed.{view.edition.other.code}.html",
        share_before=before,
        share_after=after,
    )


def record(guide: Guide, lang: Lang, site: str) -> str:
    """Return the oEmbed record of the check page in `lang`, as JSON."""
    view = View(Edition(guide, lang), "", site)
    data = {
        "version": "1.0",
        "type": "rich",
        "title": view.word("embed_title"),
        "provider_name": view.text(guide.meta.title),
        "provider_url": site,
        "cache_age": CACHE_AGE,
        "html": SNIPPETS["frame"].format(**_values(view)),
        **FRAME_SIZE,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _values(view: View) -> dict[str, str]:
    """Return what the snippets for the self-check of the page's language are filled with."""
    script = manifest()["embed"]["script"]
    values = {
        "lang": view.lang,
        "theme": "auto",
        "look": "",
        "origin": "{0.scheme}://{0.netloc}".format(urlsplit(view.site)),
        "check": urljoin(view.site, check(view.lang)),
        "frame": urljoin(view.site, PAGE.format(view.lang)),
        "script": urljoin(view.site, SCRIPT),
        "hashed": urljoin(view.site, f"widget/{script['file']}"),
        "integrity": script["integrity"],
        "title": view.word("embed_title"),
        **FRAME_SIZE,
    }
    return {name: str(escape(value)) for name, value in values.items()}


def embed_snippet(view: View, kind: str) -> str:
    """Return a snippet to copy; the builder changes the parts that have elements of their own."""
    if kind not in SNIPPETS:
        raise EditionError(f"embed_snippet(): no {kind!r}; allowed: {', '.join(SNIPPETS)}")
    part = Markup('<span data-fill="{}">{}</span>')
    shown = {name: part.format(name, value) for name, value in _values(view).items()}
    # Line ends as entities: templates and Markdown join lines.
    code = escape(SNIPPETS[kind]).format(**shown).replace("\n", Markup("&#10;"))
    return render("embed_snippet.html.j2", view, kind=kind, code=code)


def embed_builder(view: View) -> str:
    """Return the choices that fill the page's snippets, and a preview; both need script."""
    languages = [
        {"edition": Edition(view.guide, lang), "check": check(lang), "frame": PAGE.format(lang)}
        for lang in LANGUAGES
    ]
    return render(
        "embed_builder.html.j2",
        view,
        languages=languages,
        root=view.root("./"),
        base=view.root("widget/"),
        manifest=manifest()["embed"],
    )

"""The page "On your site": what is chosen is what is copied and shown, and it works on a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import findings, watch
from tests.support.embed_host import SETTLED_AS, SETTLING, Embedded, Hosted, Opens, hosted
from tests.support.server import Server

PAGES = {"zh": "embed/", "en": "en/embed/"}


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Hosted]:
    yield from hosted(site, tmp_path)


def code(page: Page, kind: str) -> str:
    """A snippet as it would be copied."""
    return page.locator(f'[data-snippet="{kind}"] code').inner_text()


def choose(page: Page, **choices: str) -> None:
    """Make choices in the builder, by name."""
    for name, value in choices.items():
        field = page.locator(f"#embed-{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
            field.blur()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_choices_fill_the_snippets_and_the_preview(
    server: Server, visit: Opens, lang: str
) -> None:
    page = visit()
    page.goto(server.url + PAGES[lang])
    assert Embedded(page).ready().frame.evaluate("document.documentElement.lang").startswith(lang)
    other = "en" if lang == "zh" else "zh"
    choose(page, lang=other, theme="dark", width="480", accent="#8fbcf2")
    page.locator("#embed-ask").check()
    element = code(page, "element")
    assert f'src="{server.url}widget/embed.js"' in element
    for attribute in (f'lang="{other}"', 'theme="dark"', 'accent="8fbcf2"', 'ask="outcome"'):
        assert attribute in element
    frame = code(page, "frame")
    assert f"{server.url}widget/embed.{other}.html?theme=dark&amp;accent=8fbcf2" in frame
    assert 'width="480"' in frame
    preview = Embedded(page).ready()
    assert preview.frame.url.endswith(f"embed.{other}.html?theme=dark&accent=8fbcf2")
    expect(preview.inside.locator("#embed-share")).to_be_visible()
    assert preview.answer(**SETTLING).outcome() == SETTLED_AS
    # A change of colours alone loses no answer.
    choose(page, theme="light")
    preview.frame.wait_for_selector("body[data-md-color-scheme=default]")
    assert preview.outcome() == SETTLED_AS


def test_a_colour_that_cannot_be_read_is_said_to_be_so(server: Server, visit: Opens) -> None:
    page = visit(color_scheme="light")
    page.goto(server.url + PAGES["en"])
    Embedded(page).ready()
    choose(page, accent="ffee00")
    expect(page.locator(".embed-builder__note")).not_to_be_empty()
    choose(page, accent="no colour")
    expect(page.locator(".embed-builder__note")).to_be_empty()
    assert "accent" not in code(page, "element")
    assert page.locator("#embed-accent").evaluate("e => e.validity.valid") is False


def test_copied_snippets_work_on_another_site(host: Hosted, new_page: Opens) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(host.site.url + PAGES["zh"])
    choose(page, theme="dark", width="480", accent="8fbcf2")
    taken = []
    for kind in ("element", "frame"):
        snippet = page.locator(f'[data-snippet="{kind}"]')
        snippet.locator("button").click()
        expect(snippet.locator("[role=status]")).not_to_be_empty()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == code(page, kind)
        taken.append(copied)
    page.goto(host.page("".join(taken), head=""))
    for number in range(2):
        embedded = Embedded(page, number).ready().answer(**SETTLING)
        assert embedded.outcome() == SETTLED_AS
        embedded.python("ready")
        shown = embedded.handle.bounding_box()
        assert shown
        assert shown["width"] == pytest.approx(480, abs=4)
        assert embedded.frame.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_the_listening_snippet_gives_the_frame_its_height(host: Hosted, new_page: Opens) -> None:
    page = new_page()
    page.goto(host.site.url + PAGES["zh"])
    low = code(page, "frame").replace('height="700"', 'height="300"')
    page.goto(host.page(low + code(page, "listen"), head=""))
    embedded = Embedded(page).ready().answer(**SETTLING)
    assert embedded.outcome() == SETTLED_AS
    assert page.locator("iframe").evaluate("frame => frame.clientHeight") == 700


def test_without_script_the_snippets_stand_ready(server: Server, new_page: Opens) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(server.url + PAGES["zh"])
    for kind in ("link", "element", "frame", "listen", "integrity"):
        expect(page.locator(f'[data-snippet="{kind}"] code')).to_be_visible()
    expect(page.locator(".embed-builder form")).to_be_hidden()
    expect(page.locator(".snippet__copy").first).to_be_hidden()


def test_axe_finds_nothing_in_the_article(server: Server, visit: Opens) -> None:
    page = visit(width=320, color_scheme="dark")
    page.goto(server.url + PAGES["en"])
    Embedded(page).ready()
    assert findings(page, "article") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    assert findings(page, "article") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_theme_does_not_follow_the_oembed_link(server: Server, new_page: Opens) -> None:
    page = new_page()
    seen = watch(page, server.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("check/", "en/check/"):
        page.goto(server.url + path, wait_until="networkidle")
        link = page.locator('head link[type="application/json+oembed"]')
        assert "alternate" in link.evaluate("e => [...e.relList]")
    assert [url for url in asked if "sitemap" in url or "oembed" in url] == []
    assert seen.foreign == []
    assert seen.errors == []

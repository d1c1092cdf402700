"""Nothing is said in full twice."""

import pytest
from lxml import html
from lxml.html import HtmlElement

from tests.support.reading import blocks, repeats
from tests.support.site import LANGUAGES

MOST_REPEATED = 0.12


@pytest.mark.parametrize("lang", LANGUAGES)
def test_little_is_said_twice(pages: dict[str, dict[str, HtmlElement]], lang: str) -> None:
    said = repeats(pages[lang])
    assert said.total > 50_000
    assert said.share <= MOST_REPEATED, said.worst[:20]


def test_what_counts_as_said() -> None:
    long = "a sentence that is long enough to be read, "
    article = html.fromstring(
        f"<article><p>{long}<em>with a stress</em></p><script>{long}</script><p>short</p>"
        f"<details><summary>{long}folded</summary>{long}inside</details>"
        "<p>十六个汉字以上才算一句要读的话，这就是。</p><p>短句不算。</p></article>"
    )
    assert blocks(article) == [
        f"{long}with a stress",
        f"{long}folded",
        f"{long}inside",
        "十六个汉字以上才算一句要读的话，这就是。",
    ]
    said = repeats({"a/": article, "b/": article})
    assert said.share == 0.5
    assert said.pages["a/"] == (said.distinct, said.distinct)

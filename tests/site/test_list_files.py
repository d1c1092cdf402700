"""The blank list and the list to try, where the pages say they are."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from keep_or_cancel.model import Model
from lxml.html import HtmlElement

from guide import Guide, compile_guide
from guide.edition import Edition, Lang
from tests.support.site import LANGUAGES, TREES
from widgets.list_files import SAMPLE, list_files


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_files_can_be_taken_away_under_a_name_in_words(
    site: Path, pages: dict[str, dict[str, HtmlElement]], guide: Guide, lang: Lang
) -> None:
    made = list_files(Model(compile_guide(guide)), Edition(guide, lang))
    links = pages[lang]["downloads/index.html"].xpath("//article//a[@download][not(@type)]")
    addresses = [urljoin(f"/{TREES[lang]}downloads/", link.get("href")) for link in links]
    assert [address.rpartition("/")[2] for address in addresses] == list(made)
    for link, address in zip(links, addresses, strict=True):
        name = address.rpartition("/")[2]
        assert (site / address.lstrip("/")).read_bytes() == made[name]
        # Both languages' files may lie in one folder.
        assert link.get("download").isascii() == (lang == "en")
        assert link.get("download").rpartition(".")[2] == name.rpartition(".")[2]
        assert (link.get("data-sample-list") is not None) == (name == SAMPLE)
        (size,) = link.xpath(".//*[@class='file-facts no-print']/text()")
        assert size == f"{max(1, round(len(made[name]) / 1000))} KB"

"""The table of the PDFs: names that stay, and parts in their place."""

from pdf.build import PARTS
from pdf.documents import DOCUMENTS, GUIDE, WHOLE, named


def test_the_whole_keeps_its_address() -> None:
    [whole] = named([WHOLE])
    assert whole.address("zh") == "downloads/keep-or-cancel-zh.pdf"
    assert whole.file("en") == "keep-or-cancel-en.pdf"


def test_every_document_has_a_name_of_its_own() -> None:
    files = [printed.file(lang) for printed in DOCUMENTS for lang in printed.pages]
    assert len(set(files)) == len(files) == 2 * len(DOCUMENTS)


def test_every_part_can_be_made_and_the_whole_holds_all() -> None:
    [whole] = named([WHOLE])
    parts = {part for printed in DOCUMENTS for part in printed.parts}
    assert parts == {GUIDE, *PARTS} == set(whole.parts)
    assert len(whole.parts) == len(parts)

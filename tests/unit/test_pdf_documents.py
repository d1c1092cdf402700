"""The table of the PDFs: names that stay, and parts in their place."""

from pdf.documents import DOCUMENTS, GUIDE, ONCE, WHOLE, named


def test_the_whole_keeps_its_address() -> None:
    [whole] = named([WHOLE])
    assert whole.address("zh") == "downloads/keep-or-cancel-zh.pdf"
    assert whole.file("en") == "keep-or-cancel-en.pdf"


def test_every_document_has_a_name_of_its_own() -> None:
    files = [printed.file(lang) for printed in DOCUMENTS for lang in printed.pages]
    assert len(set(files)) == len(files) == 2 * len(DOCUMENTS)


def test_every_part_is_known_and_an_entry_has_one_part() -> None:
    [whole] = named([WHOLE])
    assert {part for printed in DOCUMENTS for part in printed.parts} == set(ONCE)
    kinds = [kind for part in whole.parts for kind in ONCE[part]]
    assert len(set(kinds)) == len(kinds)
    assert GUIDE in whole.parts

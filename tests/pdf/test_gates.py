"""Every PDF passes two checkers of PDF/UA-1, and the checkers find what we break on purpose."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import page as validator
import pikepdf
import pytest

from guide.edition import LANGUAGES, Lang
from pdf.documents import DOCUMENTS, WHOLE
from tests.pdf.test_tags import loose_or_unowned
from tests.support.pdf import Reader
from tests.support.site import ROOT

Printed = dict[tuple[str, Lang], Reader]
EACH = [
    pytest.param(printed.name, lang, id=printed.file(lang))
    for printed in DOCUMENTS
    for lang in LANGUAGES
]
SHEETS = [each for each in EACH if each.values[0] != WHOLE]


def failed_rules(content: bytes) -> set[str]:
    """Return the rules of PDF/UA-1 that a PDF breaks."""
    report = validator.validate_pdf_bytes(content, profile="ua1")
    assert report.is_compliant == (not report.failures)
    return {failure.rule_id for failure in report.failures}


@pytest.mark.parametrize(("name", "lang"), EACH)
def test_it_keeps_the_rules(printed: Printed, name: str, lang: Lang) -> None:
    assert failed_rules(printed[name, lang].path.read_bytes()) == set()


def test_a_second_checker_finds_no_error(printed: Printed) -> None:
    """It is heard once for all: starting it takes longest."""
    # TAG-002 takes the running head of a page for prose without a tag.
    options = ("--layer", "conformance", "--skip", "TAG-002", "--fail-on", "error", "--quiet")
    paths = [str(reader.path) for reader in printed.values()]
    outloud = Path(sys.executable).with_name("outloud")
    done = subprocess.run(
        [str(outloud), *options, *paths], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("name", "lang"), SHEETS)
def test_all_of_it_is_tagged_or_artifact(printed: Printed, name: str, lang: Lang) -> None:
    assert loose_or_unowned(printed[name, lang]) == []


# --- what they must find ------------------------------------------------------------------------


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield all elements of the structure."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        kids = element.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                waiting.append(kid)


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def no_field_names(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if annotation.Subtype == "/Widget" and "/TU" in annotation:
                del annotation["/TU"]
            parent = annotation.get("/Parent")
            if parent is not None and "/TU" in parent:
                del parent["/TU"]


def no_link_words(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if annotation.Subtype == "/Link" and "/Contents" in annotation:
                del annotation["/Contents"]


def skipped_heading(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf):
        if element.S == "/H2":
            element.S = pikepdf.Name.H4


def no_heads(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf):
        if element.S == "/TD" and "/A" in element:
            del element["/A"]
        elif element.S == "/TH":
            element.S = pikepdf.Name.TD


def figure_without_words(pdf: pikepdf.Pdf) -> None:
    next(element for element in elements(pdf) if element.S == "/P").S = pikepdf.Name.Figure


def no_claim(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        del metadata["pdfuaid:part"]


BROKEN = (
    no_language,
    no_field_names,
    no_link_words,
    skipped_heading,
    no_heads,
    figure_without_words,
    no_claim,
)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_what_is_broken_is_found(printed: Printed, broken: Callable[[pikepdf.Pdf], None]) -> None:
    changed = io.BytesIO()
    with pikepdf.open(printed["self-check", "zh"].path) as pdf:
        broken(pdf)
        pdf.save(changed)
    assert failed_rules(changed.getvalue()) != set()


def test_what_the_checkers_miss_is_found_by_ours(printed: Printed, tmp_path: Path) -> None:
    """A page without any marks: nothing of it is read out, and no rule is broken."""
    path = tmp_path / "unmarked.pdf"
    with pikepdf.open(printed["shop-kit", "en"].path) as pdf:
        page = pdf.pages[0]
        drawn = [
            drawn
            for drawn in pikepdf.parse_content_stream(page)
            if str(drawn.operator) not in ("BDC", "BMC", "EMC")
        ]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(drawn))
        pdf.save(path)
    assert loose_or_unowned(Reader(path)) != []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_site_names_the_checkers_used(lang: Lang) -> None:
    about = (ROOT / f"docs/{lang}/about.md").read_text(encoding="utf-8")
    for name in ("page-validation", "outloud"):
        assert f"{name} {version(name)}" in about

"""The two halves of printing, each for a process of its own that ends with it.

What makes documents of the guide and what prints them takes much memory each, and needs nothing of
the other. So here is imported only what a half needs, when it begins.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from pdf.document import Document
from pdf.documents import Printed
from pdf.errors import PdfError

if TYPE_CHECKING:
    from guide.edition import Lang

type Batch = Sequence[tuple[Printed, Lang]]
# Documents, and where the PDFs of them belong.
type Made = Sequence[tuple[Path, Document]]


def apart[**Given, Result](
    function: Callable[Given, Result], *given: Given.args, **more: Given.kwargs
) -> Result:
    """Return what `function` makes of what is given, in a process that ends with it."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *given, **more).result()


def make(site: Path, batches: Sequence[Batch]) -> list[Made]:
    """Return for each batch its documents, made of the guide and of the built `site`.

    Raises PdfError for what stands in the way.
    """
    from guide import GuideError, load
    from guide.edition import EditionError
    from pdf.build import document, output

    try:
        guide = load()
        return [
            [(output(site, *each), document(site, *each, guide)) for each in batch]
            for batch in batches
        ]
    except (GuideError, EditionError) as error:
        raise PdfError(str(error)) from None


def write(made: Made) -> list[Path]:
    """Print documents, or take what is kept of them; return where the PDFs are.

    Raises PdfError for what stands in the way.
    """
    from pdf.keep import build

    return [build(target, source) for target, source in made]

"""A print document: what the parts of a PDF are put together to, and what is then printed.

It stands apart so that a process that prints need not know the guide.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

# Where the number of a page is to stand: an element that names the anchor on that page, and ends
# with this number until that is known. No number is wider.
TARGET, NUMBER = "data-page-of", "00"


@dataclass(frozen=True)
class Attached:
    """A file that a PDF carries: its name, what it is, its text, the day it is of."""

    name: str
    says: str
    text: str
    day: datetime.date


@dataclass(frozen=True)
class Document:
    """The print document as HTML, and for each of its anchors the words of what stands there.

    `attached` is what the PDF carries beside what is printed.
    """

    html: str
    titles: Mapping[str, str]
    attached: Attached | None = None

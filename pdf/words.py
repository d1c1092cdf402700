"""The words of the PDF in one language, from the shared data."""

from __future__ import annotations

from typing import Literal

from guide import Guide
from guide.schema import Text
from pdf.errors import PdfError

Lang = Literal["zh", "en"]


class Words:
    """Looks up interface words and bilingual texts in one language."""

    def __init__(self, guide: Guide, lang: Lang) -> None:
        self.lang: Lang = lang
        self._ui = guide.ui.ui
        # A language is named in itself; the link to the other language says just that name.
        names = self._ui["other_language"]
        self.language = names.en if lang == "zh" else names.zh

    def __call__(self, key: str) -> str:
        """Return the interface words called `key`; raise PdfError when there are none."""
        if key not in self._ui:
            raise PdfError(f"guide/data/ui.yaml: no words called {key!r}, which the PDF needs")
        return self.of(self._ui[key])

    def of(self, text: Text) -> str:
        """Return a bilingual text in this language."""
        return text.zh if self.lang == "zh" else text.en

    def pair(self, label: str, text: str) -> str:
        """Return `label` and `text` with this language's colon between them."""
        return f"{label}：{text}" if self.lang == "zh" else f"{label}: {text}"

"""Why a list cannot be read or written: an error with one clear line in either language."""

from keep_or_cancel.lists.words import vocabulary


class ListError(ValueError):
    """Nothing was read or written; `code` is an id of `refused` in the data, `what` its object."""

    def __init__(self, code: str, what: object = "", allowed: str = "") -> None:
        self.code, self.what, self.allowed = code, str(what), allowed
        super().__init__(self.message("en"))

    def message(self, lang: str) -> str:
        """Return the reason as one line in the language `lang` ("zh" or "en")."""
        return vocabulary().text("refused", self.code, lang, what=self.what, allowed=self.allowed)


class LibraryMissingError(ListError):
    """A library is needed that is not there; `what` is its name.

    On the command line one more thing to install; in the browser one more archive to load.
    """

    def __init__(self, name: str) -> None:
        super().__init__("library", name)

"""The one error of this package: what stands in the way of a PDF, in words for a person."""


class PdfError(Exception):
    """The PDF cannot be made; the message says why, one thing a line."""

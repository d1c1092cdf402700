"""Papers: letters and forms filled in on the device, as text and as .docx.

`draft` fills one in; what is not known is left as a line to write on.
"""

from keep_or_cancel.papers.draft import draft

__all__ = ["draft"]

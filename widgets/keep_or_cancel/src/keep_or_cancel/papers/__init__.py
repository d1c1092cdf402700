"""Papers: letters and forms filled in on the device, as text and as .docx.

`draft` fills one in; what is not known is left as a line to write on. `docx` gives its file.
"""

from keep_or_cancel.papers.document import docx
from keep_or_cancel.papers.draft import draft

__all__ = ["docx", "draft"]

"""Lists of numbers: read from what people have, judged row by row, written back.

`read` understands a file's bytes, `judge` decides, `export` writes. Nothing is lost on the way:
data rows, headers and skipped rows are all rows. Libraries load only for the kinds of files that
need them: openpyxl (.xlsx), xlrd (.xls), XlsxWriter (.xlsx out).
"""

from keep_or_cancel.lists.choices import Choices
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.table import Problem, Reading, Skipped, read

__all__ = ["Choices", "ListError", "Problem", "Reading", "Skipped", "read"]

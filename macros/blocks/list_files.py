"""Files around lists of numbers: the blank one to fill in, and one to try."""

from __future__ import annotations

from macros.data import current_list_files
from macros.render import render
from macros.view import View
from widgets.list_files import BLANK_CSV, BLANK_XLSX, SAMPLE

# What a link says, and what the file is called once it is saved.
FILES = (
    (BLANK_XLSX, "blank_list_xlsx", "blank_list_name"),
    (BLANK_CSV, "blank_list_csv", "blank_list_name"),
    (SAMPLE, "sample_list", "sample_list_name"),
)


def list_files(view: View) -> str:
    """Return the files as links, each with what it is called when it is saved, and its size.

    Scripts find the list to try by `data-sample-list`.
    """
    made, folder = current_list_files(view.lang), f"{view.edition.language.tree}downloads/"
    files = [
        {
            "href": view.root(f"{folder}{name}"),
            "title": view.word(word),
            "saved": f"{view.word(saved)}.{name.rpartition('.')[2]}",
            "size": f"{max(1, round(len(made[name]) / 1000))} KB",
            "sample": name == SAMPLE,
        }
        for name, word, saved in FILES
    ]
    return render("list_files.html.j2", view, files=files)

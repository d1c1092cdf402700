"""The command `letter`: one letter filled in from a file of facts, as .docx or as text."""

import datetime
import re
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from keep_or_cancel.cli import PIPED, content_of, write_whole
from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.papers.data import papers
from keep_or_cancel.papers.document import document
from keep_or_cancel.papers.draft import Draft

WORD = ".docx"
# What standard input is called.
STDIN = "stdin"
# What a file of facts holds beside those of the check, and what a letter calls it.
BESIDE = {"fields": "values", "numbers": "numbers", "lines": "lines"}


def write_letter(arguments: Namespace) -> int:
    """Write a letter, or print its text; return 0, or 2 with a line for each reason why not."""
    lang: str = arguments.lang
    source = papers()
    if arguments.list:
        for name, letter in source.letters.items():
            print(f"{name}\t{letter['title'][lang]}")
        return 0
    file: Path | None = arguments.file
    out: Path | None = arguments.output
    today: datetime.date = arguments.today or datetime.date.today()
    try:
        asked = _asked(file)
        how = {"lang": lang, "gloss": arguments.gloss, "today": str(today)}
        draft = Draft(source, {"id": arguments.id, **asked, **how})
    except FactsError as error:
        # As the file calls it.
        error.field = re.sub(r"^values\b", "fields", error.field)
        print(f"{file or STDIN}: {error.message(lang)}", file=sys.stderr)
        return 2
    except (OSError, UnicodeDecodeError) as error:
        print(f"{file or STDIN}: {error}", file=sys.stderr)
        return 2
    fields = draft.fields()
    wrong = [
        f"{file or STDIN}: fields.{one['id']}: {one['problem']}" for one in fields if one["problem"]
    ]
    if out is not None and (out.suffix.lower() != WORD or out == file):
        wrong.append(source.word("output", lang, what=out, allowed=WORD))
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 2
    if out is None:
        print(draft.text(draft.paragraphs()))
        return 0
    try:
        write_whole(out, document(draft))
    except OSError as error:
        print(f"{out}: {error.strerror}", file=sys.stderr)
        return 2
    blank = [one["title"] for one in fields if not one["value"]]
    print(source.word("left_blank" if blank else "written", lang, out=out, what=" · ".join(blank)))
    return 0


def _asked(file: Path | None) -> dict[str, Any]:
    """Return what `Draft` takes of a file of facts: those of the check, and what stands beside."""
    facts = read_object(content_of(file or PIPED).decode("utf-8-sig"))
    told = {name: facts.pop(key) for key, name in BESIDE.items() if key in facts}
    return {**told, "facts": facts}

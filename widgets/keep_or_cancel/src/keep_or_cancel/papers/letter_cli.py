"""The command `letter`: one filled in from a file of facts, or for a list, as .docx or as text."""

import datetime
import re
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from keep_or_cancel.cli import PIPED, content_of, write_whole
from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.lists.cli import given_choices, to_choose
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.session import Session
from keep_or_cancel.lists.table import ASK
from keep_or_cancel.papers.data import papers
from keep_or_cancel.papers.document import document
from keep_or_cancel.papers.draft import Draft

WORD, SEVERAL = ".docx", ".zip"
FACTS = ".json"
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
    if file not in (None, PIPED) and file.suffix.lower() != FACTS:
        return _for_list(arguments, str(today))
    try:
        asked = _asked(file)
        how = {"lang": lang, "gloss": arguments.gloss, "today": str(today)}
        draft = Draft(source, {"id": arguments.id, **asked, **how})
    except FactsError as error:
        print(f"{file or STDIN}: {_said(error, lang)}", file=sys.stderr)
        return 2
    except (OSError, UnicodeDecodeError) as error:
        print(f"{file or STDIN}: {error}", file=sys.stderr)
        return 2
    fields = draft.fields()
    if _refused(fields, file, out, WORD, lang):
        return 2
    if out is None:
        print(draft.text(draft.paragraphs()))
        return 0
    return _written(out, document(draft), fields, lang)


def _for_list(arguments: Namespace, today: str) -> int:
    """Write one letter for each carrier and holder of a list, as its page does."""
    lang, file, out = arguments.lang, arguments.file, arguments.output
    session, how = Session(), {"lang": lang, "gloss": arguments.gloss, "today": today}
    reads: Path | None = arguments.map
    try:
        choices = given_choices(arguments)
        if reads := arguments.fields:
            how["values"] = read_object(content_of(reads).decode("utf-8-sig"))
        reads = file
        session.read({"choices": choices, "today": today}, content_of(file))
        if session.reading.outcome == ASK:
            return to_choose(session.reading, arguments)
        offered = {one["id"]: one for one in session.papers(how)["letters"]}
        if arguments.id not in offered:
            raise FactsError(papers().model, "value", "id", arguments.id, ", ".join(offered))
        fields = offered[arguments.id]["fields"]
        kind = SEVERAL if len(offered[arguments.id]["groups"]) > 1 else WORD
        if _refused(fields, arguments.fields, out or Path("-o"), kind, lang):
            return 2
        return _written(out, session.paper({"id": arguments.id, **how}), fields, lang)
    except (FactsError, ListError) as error:
        said = _said(error, lang) if isinstance(error, FactsError) else error.message(lang)
        print(f"{reads}: {said}", file=sys.stderr)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{reads}: {error}", file=sys.stderr)
    return 2


def _said(error: FactsError, lang: str) -> str:
    """Return what is wrong, with the field as files call it."""
    error.field = re.sub(r"^values\b", "fields", error.field)
    return error.message(lang)


def _refused(
    fields: Sequence[Mapping[str, Any]], file: Path | None, out: Path | None, kind: str, lang: str
) -> bool:
    """Return whether something cannot be, said in a line each; `file` holds the fields."""
    wrong = [
        f"{file or STDIN}: fields.{one['id']}: {one['problem']}" for one in fields if one["problem"]
    ]
    if out is not None and (out.suffix.lower() != kind or out == file):
        wrong.append(papers().word("output", lang, what=out, allowed=kind))
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
    return bool(wrong)


def _written(out: Path, content: bytes, fields: Sequence[Mapping[str, Any]], lang: str) -> int:
    """Write a file and say so, and what is left to write by hand; return the exit status."""
    try:
        write_whole(out, content)
    except OSError as error:
        print(f"{out}: {error.strerror}", file=sys.stderr)
        return 2
    blank = [one["title"] for one in fields if not one["value"]]
    word = "left_blank" if blank else "written"
    print(papers().word(word, lang, out=out, what=" · ".join(blank)))
    return 0


def _asked(file: Path | None) -> dict[str, Any]:
    """Return what `Draft` takes of a file of facts: those of the check, and what stands beside."""
    facts = read_object(content_of(file or PIPED).decode("utf-8-sig"))
    told = {name: facts.pop(key) for key, name in BESIDE.items() if key in facts}
    return {**told, "facts": facts}

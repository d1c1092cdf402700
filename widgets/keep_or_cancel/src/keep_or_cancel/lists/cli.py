"""The commands for lists: `read` says how one is understood, `inventory` decides on each number."""

import datetime
import json
import shlex
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from keep_or_cancel.cli import content_of, write_whole
from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.lists.choices import Choices, from_json
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge
from keep_or_cancel.lists.table import ASK, Reading, read
from keep_or_cancel.lists.words import vocabulary

DONE, REFUSED, CHOOSE = 0, 2, 3
KINDS = (".xlsx", ".csv", ".json")
# Notes that name what a person must say.
CHOICES = ("no_number_column", "choose_sheet")


def run(arguments: Namespace) -> int:
    """Run `read` or `inventory`; return 0, 2 where refused, 3 where a person must choose."""
    lang = arguments.lang
    file: Path = arguments.map
    try:
        choices = choices_of(arguments)
        file = arguments.file
        content = content_of(file)
        reading = read(content, choices)
        if arguments.command == "inventory":
            return _inventory(reading, arguments)
    except (ListError, FactsError) as error:
        print(f"{file}: {error.message(lang)}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"{error.filename or file}: {error.strerror}", file=sys.stderr)
        return REFUSED
    json.dump(reading.as_json(), sys.stdout, ensure_ascii=False, indent=1)
    print()
    return to_choose(reading, arguments) if reading.outcome == ASK else DONE


def choices_of(arguments: Namespace) -> Choices:
    """Return how a list is to be read, as the command line says."""
    return from_json(given_choices(arguments), vocabulary())


def given_choices(arguments: Namespace) -> dict[str, Any]:
    """Return the same as `from_json` takes it."""
    given = {}
    if arguments.map:
        text = arguments.map.read_bytes().decode("utf-8-sig", "replace")
        given = read_object(text)
    if arguments.sheet is not None:
        given["sheet"] = arguments.sheet
    return given


def to_choose(reading: Reading, arguments: Namespace) -> int:
    """Say what a person must choose before a list can be read; return the exit status."""
    words = vocabulary()
    for note in reading.notes:
        if note.startswith(CHOICES):
            said = words.note(note, arguments.lang)
            example = _example(reading, note)
            line = words.text("words", "choose", arguments.lang, said=said, what=example)
            print(f"{arguments.file}: {line}", file=sys.stderr)
    return CHOOSE


def _example(reading: Reading, note: str) -> str:
    """Return what on the command line makes the choice that a note asks for."""
    if note.startswith("choose_sheet"):
        return f"--sheet {shlex.quote(str(reading.sheet))}"
    column = next(iter(reading.columns), "1")
    mapping = json.dumps({"columns": {column: "number"}}, ensure_ascii=False)
    return f"--map FILE, FILE: {mapping}"


def _inventory(reading: Reading, arguments: Namespace) -> int:
    out: Path | None = arguments.output
    if out is not None:
        file: Path = arguments.file
        same = out.exists() and file.exists() and out.samefile(file)
        if out.suffix.lower() not in KINDS or same:
            raise ListError("output", out)
    if reading.outcome == ASK:
        return to_choose(reading, arguments)
    writer = Writer(judge(reading, arguments.today or datetime.date.today()), arguments.lang)
    if out is not None:
        kind = out.suffix.lower()
        content = (
            writer.xlsx() if kind == ".xlsx" else writer.csv() if kind == ".csv" else writer.json()
        )
        write_whole(out, content)
    print("\n".join(writer.summary()))
    if out is not None:
        print(writer.word("written", what=out))
        print(writer.word("full_numbers"))
    return DONE

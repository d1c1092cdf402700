"""The command line: `check` one number's facts, `inventory` a list, `replay`, `prove` the rules.

`letter` writes what is handed in.
"""

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from keep_or_cancel.explain import check
from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.model import current
from keep_or_cancel.names import LANGS
from keep_or_cancel.prove import prove
from keep_or_cancel.versions import replay

# In place of a file: standard input.
PIPED = Path("-")


def content_of(file: Path) -> bytes:
    """Return what a file holds, or standard input."""
    # As bytes, so that what is read does not depend on the machine's settings.
    return sys.stdin.buffer.read() if file == PIPED else file.read_bytes()


def write_whole(out: Path, content: bytes) -> None:
    """Write a file: never half of one, nor another's lost to half of one."""
    part = out.with_name(f"{out.name}.part")
    part.write_bytes(content)
    part.replace(out)


def _how_to_read(command: argparse.ArgumentParser) -> None:
    """Let a command's list be read as a person says."""
    command.add_argument("--sheet", help="the sheet to read, where there are several")
    command.add_argument("--map", type=Path, metavar="FILE", help="corrections, as JSON")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 where the proof fails, 2 where the input is not allowed.

    3 is where a list needs a person's choice.
    """
    parser = argparse.ArgumentParser(prog="python -m keep_or_cancel", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("check", "answer for one number: a JSON object of facts in, JSON out"),
        ("replay", "what an earlier answer was then and would be now: its JSON in, JSON out"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("file", nargs="?", type=Path, help="a file; else standard input")
        command.add_argument("--lang", choices=LANGS, default="zh")
    commands.add_parser("prove", help="check the rules over every combination of answers")
    for name, what in (
        ("read", "how a list of numbers is understood: .xlsx, .xls, .csv or text in, JSON out"),
        ("inventory", "the decision on each number of a list"),
        ("calendar", "reminders as .ics: of one number's facts (a .json file), or of a list"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("file", type=Path, metavar="IN", help="a file; -: standard input")
        command.add_argument("--lang", choices=LANGS, default="zh")
        _how_to_read(command)
        if name == "read":
            continue
        kinds = ".ics" if name == "calendar" else ".xlsx, .csv or .json"
        command.add_argument(
            *("-o", "--output"),
            type=Path,
            metavar="OUT",
            required=name == "calendar",
            help=f"a file to write: {kinds}",
        )
        command.add_argument(
            "--today",
            type=datetime.date.fromisoformat,
            metavar="DAY",
            help="the day contracts are counted from, as YYYY-MM-DD; else the day it is",
        )
    command = commands.add_parser("letter", help="a letter or form, filled in, as .docx or as text")
    command.add_argument("id", nargs="?", metavar="ID", help="which: see --list")
    command.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="IN",
        help="facts with `fields`, `numbers`, `lines` (.json, or standard input), or a list",
    )
    command.add_argument(
        "--fields",
        type=Path,
        metavar="FILE",
        help="of a list: what is filled in, by field, as JSON",
    )
    _how_to_read(command)
    command.add_argument("--list", action="store_true", help="say which letters there are")
    command.add_argument("--lang", choices=LANGS, default="zh")
    command.add_argument("--gloss", action="store_true", help="Chinese, with English under it")
    command.add_argument(
        *("-o", "--output"),
        type=Path,
        metavar="OUT",
        help="a file to write: .docx, or .zip of a list that needs several",
    )
    command.add_argument(
        "--today", type=datetime.date.fromisoformat, metavar="DAY", help="its date"
    )
    arguments = parser.parse_args(argv)
    if arguments.command == "letter":
        if not arguments.list and arguments.id is None:
            command.error("ID or --list")
        from keep_or_cancel.papers.letter_cli import write_letter

        return write_letter(arguments)
    if arguments.command in ("read", "inventory"):
        # Imported here: one number needs nothing of lists.
        from keep_or_cancel.lists.cli import run

        return run(arguments)
    if arguments.command == "calendar":
        from keep_or_cancel.papers.cli import write_calendar

        return write_calendar(arguments)
    if arguments.command == "prove":
        proof = prove(current())
        print(proof)
        return 0 if proof.holds else 1
    try:
        text = content_of(arguments.file or PIPED).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{arguments.file or 'stdin'}: {error}", file=sys.stderr)
        return 2
    try:
        command_of = replay if arguments.command == "replay" else check
        answer = command_of(read_object(text), arguments.lang)
    except FactsError as error:
        print(error.message(arguments.lang), file=sys.stderr)
        return 2
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return 0

"""The command line: `check` one number's facts, `replay` an answer, `prove` the rules."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from keep_or_cancel.explain import check
from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.model import current
from keep_or_cancel.prove import prove
from keep_or_cancel.versions import replay

LANGS = ("zh", "en")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 where the proof fails, 2 where the input is not allowed."""
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
    arguments = parser.parse_args(argv)
    if arguments.command == "prove":
        proof = prove(current())
        print(proof)
        return 0 if proof.holds else 1
    try:
        # As bytes, so that what is read does not depend on the machine's settings.
        content = arguments.file.read_bytes() if arguments.file else sys.stdin.buffer.read()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{arguments.file or 'stdin'}: {error}", file=sys.stderr)
        return 2
    try:
        run = replay if arguments.command == "replay" else check
        answer = run(read_object(text), arguments.lang)
    except FactsError as error:
        print(error.message(arguments.lang), file=sys.stderr)
        return 2
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return 0

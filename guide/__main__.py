"""`python -m guide check` checks the shared data; `python -m guide compile` writes its JSON."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guide.compile import ENGINE_DATA, write
from guide.loader import GuideError, load


def main(argv: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 with the problems on standard error."""
    parser = argparse.ArgumentParser(prog="python -m guide", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check the YAML files and say what they hold")
    compile_command = commands.add_parser("compile", help="write the JSON the engine reads")
    compile_command.add_argument("path", nargs="?", type=Path, default=ENGINE_DATA)
    arguments = parser.parse_args(argv)
    try:
        guide = load()
    except GuideError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.command == "compile":
        write(guide, arguments.path)
    else:
        print(
            f"{len(guide.rules.rules)} rules, {len(guide.questions.questions)} questions, "
            f"{len(guide.claims.claims)} claims, {len(guide.laws.laws)} laws: no problem found"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

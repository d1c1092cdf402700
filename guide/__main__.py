"""`python -m guide`: check the shared data, compile it, keep a version of its rules."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guide.compile import ENGINE_DATA, archive, write
from guide.loader import GuideError, load


def main(argv: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 with the problems on standard error."""
    parser = argparse.ArgumentParser(prog="python -m guide", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check the YAML files and say what they hold")
    compiling = commands.add_parser("compile", help="write the JSON the engine reads")
    compiling.add_argument("path", nargs="?", type=Path, default=ENGINE_DATA)
    commands.add_parser("archive", help="keep this version of the rules, for replay")
    arguments = parser.parse_args(argv)
    try:
        guide = load()
        if arguments.command == "compile":
            write(guide, arguments.path)
        elif arguments.command == "archive":
            archive(guide)
        else:
            print(
                f"{len(guide.rules.rules)} rules, {len(guide.questions.questions)} questions, "
                f"{len(guide.claims.claims)} claims, {len(guide.laws.laws)} laws: no problem found"
            )
    except (GuideError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

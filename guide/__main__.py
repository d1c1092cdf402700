"""`python -m guide`: check data and pages, compile the data, keep its rules, begin a page."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from guide import freshness
from guide.compile import ENGINE_DATA, archive, archive_problem, write
from guide.edition import LANGUAGES
from guide.loader import GuideError, load
from guide.prose import new_page, translation
from guide.prose.pages import ROOT, Remark
from guide.schema import Guide


def _say(remarks: list[Remark], nothing: str) -> int:
    """Print the remarks, or that there are none; return the command's exit status."""
    print("\n".join(str(remark) for remark in remarks) or nothing)
    return 1 if remarks else 0


def _freshness(guide: Guide, on: datetime.date | None) -> int:
    lines, past = freshness.report(guide, on or datetime.date.today())
    print("\n".join(lines))
    return 1 if past else 0


def _translation(marked: list[str]) -> int:
    for name in marked:
        translation.mark(name)
        print(f"marked as up to date: {name}")
    return _say(translation.remarks(), "every English section renders the Chinese one as it is")


def _new_page(arguments: argparse.Namespace) -> int:
    titles: dict[str, str] = {lang: getattr(arguments, lang) for lang in LANGUAGES}
    for path in new_page.create(arguments.name, titles, arguments.section or None):
        print(f"written: {path.relative_to(ROOT)}")
    return 0


def _language(guide: Guide) -> int:
    # Imported here: the linter it rests on is needed for checking only, not for building.
    from guide.prose import language

    return _say(language.remarks(guide), "language: no problem found")


def main(argv: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 with the problems on standard error."""
    parser = argparse.ArgumentParser(prog="python -m guide", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="check the YAML files and the version of the rules")
    compiling = commands.add_parser("compile", help="write the JSON the engine reads")
    compiling.add_argument("path", nargs="?", type=Path, default=ENGINE_DATA)
    commands.add_parser("archive", help="keep this version of the rules, for replay")
    fresh = commands.add_parser("freshness", help="list what must be checked again, and by when")
    fresh.add_argument("--on", type=datetime.date.fromisoformat, help="as if today were this day")
    english = commands.add_parser("translation", help="list what the English pages lack")
    english.add_argument(
        "--mark",
        metavar="PAGE",
        nargs="+",
        default=[],
        help="first say that these pages (how, outcomes/suspend) render the Chinese text",
    )
    commands.add_parser("language", help="lint typography and terms of pages and data")
    page = commands.add_parser("new-page", help="begin a page in both languages")
    page.add_argument("name", help="its path without .md: porting, situations/porting")
    page.add_argument("--section", help="the section of the navigation, in either language")
    page.add_argument("--zh", help="its title in Chinese")
    page.add_argument("--en", help="its title in English")
    arguments = parser.parse_args(argv)
    try:
        if arguments.command == "new-page":
            return _new_page(arguments)
        if arguments.command == "translation":
            return _translation(arguments.mark)
        guide = load()
        if arguments.command == "compile":
            write(guide, arguments.path)
        elif arguments.command == "archive":
            print(f"kept: {archive(guide).relative_to(ROOT)}")
        elif arguments.command == "freshness":
            return _freshness(guide, arguments.on)
        elif arguments.command == "language":
            return _language(guide)
        elif problem := archive_problem(guide):
            raise ValueError(problem)
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

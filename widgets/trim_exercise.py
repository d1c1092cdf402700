"""Runs every path the browser can take inside Pyodide and leaves the modules loaded in `result`.

`ARGUMENTS`, JSON, is put before this source: by archive what is run of it. `facts` as JSON texts
and `mistakes`, texts that are no facts; `encodings`, those that text may come in; `lists`, files
of numbers as hexadecimal digits, and the `calls` made on each, names with arguments; `letters`,
what is asked of them; `papers`, other calls on their package. What is `apart` is loaded again by
those that come after it, if they need it too.
"""

import codecs
import contextlib
import encodings
import importlib
import json
import sys
import traceback
from typing import Any

from keep_or_cancel import browser

ARGUMENTS: str
# The standard library's archive, and that of the package and the libraries.
ARCHIVES = ("/lib/python{}{}.zip/".format(*sys.version_info), "/package.zip/")


def check(facts: list[str], mistakes: list[str]) -> None:
    """Check facts, and let mistakes be refused."""
    for lang in ("zh", "en"):
        for one in facts:
            answer = browser.check_json(one, lang)
            assert "error" not in json.loads(answer), one
            assert json.loads(browser.replay_json(answer, lang))["same"], one
        for mistake in mistakes:
            assert "error" in json.loads(browser.check_json(mistake, lang)), mistake
            assert "error" in json.loads(browser.replay_json(mistake, lang)), mistake
    # An error nobody expected crosses to JavaScript with its traceback.
    with contextlib.suppress(Exception):
        try:
            browser.check_json(None, "zh")  # type: ignore[arg-type]  # the mistake is the point
        except Exception:
            traceback.format_exc()
            raise


def work(content: str, calls: list[Any], lang: str) -> None:
    """Read a list, and do with it what `calls` say."""
    from keep_or_cancel.lists.browser import call

    for name, arguments in [("read", {}), *calls]:
        file = bytes.fromhex(content) if name == "read" else None
        reply = str(call(name, json.dumps({**arguments, "lang": lang}), file))
        assert not reply.startswith('{"missing"'), reply
        if reply.startswith('{"error"'):
            break  # a file that is refused


def write(letters: list[dict[str, Any]]) -> None:
    """Fill letters in."""
    from keep_or_cancel.papers.browser import LETTER_CALLS, call

    for asked in letters:
        for lang in ("zh", "en"):
            for name in LETTER_CALLS:
                reply = call(name, json.dumps({**asked, "lang": lang}))
                assert not str(reply).startswith('{"error"'), reply


def ask(papers: list[Any]) -> None:
    """Ask for plans, dates and calendars; mistakes are refused."""
    from keep_or_cancel.papers.browser import call

    for name, asked in papers:
        for lang in ("zh", "en"):
            assert not str(call(name, json.dumps({**asked, "lang": lang}))).startswith('{"missing"')


def loaded() -> dict[str, str]:
    """Return the names of the modules out of archives that are loaded, with their files there."""
    files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
    return {
        name: file.removeprefix(archive)
        for name, file in files.items()
        for archive in ARCHIVES
        if file and file.startswith(archive)
    }


told = {}
here: dict[str, str] = {}
for archive, given in json.loads(ARGUMENTS).items():  # noqa: F821  # it is put before this source
    check(given.get("facts", []), given.get("mistakes", []))
    for encoding in given.get("encodings", []):
        codecs.lookup(encoding)
        # One that was looked up for another archive is not imported anew by that.
        importlib.import_module(f"encodings.{encodings.normalize_encoding(encoding)}")
    for content in given.get("lists", []):
        for lang in ("zh", "en"):
            work(content, given.get("calls", []), lang)
    if "letters" in given:
        write(given["letters"])
    if "papers" in given:
        ask(given["papers"])
    now = loaded()
    told[archive] = sorted(set(now.values()) - set(here.values()))
    if not given.get("apart"):
        here = now
    for name in now.keys() - here:
        package, _, own = name.rpartition(".")
        vars(sys.modules.get(package, sys)).pop(own, None)
        del sys.modules[name]
    # What the worker does before the next.
    browser.add_archive("/package.zip", ["keep_or_cancel"])
result = json.dumps(told)

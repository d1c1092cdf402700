"""Runs every path the browser can take inside Pyodide and leaves the modules loaded in `result`.

`ARGUMENTS`, JSON, is put before this source: `facts` as JSON texts and `mistakes`, texts that are
no facts; `encodings`, those that text may come in; `lists`, files of numbers as hexadecimal digits,
and the `kinds` of files to write of them.
"""

import codecs
import contextlib
import json
import sys
import traceback

from keep_or_cancel import browser

ARGUMENTS: str
GIVEN = json.loads(ARGUMENTS)  # noqa: F821  # it is put before this source

for lang in ("zh", "en"):
    for facts in GIVEN["facts"]:
        answer = browser.check_json(facts, lang)
        assert "error" not in json.loads(answer), facts
        assert json.loads(browser.replay_json(answer, lang))["same"], facts
    for mistake in GIVEN["mistakes"]:
        assert "error" in json.loads(browser.check_json(mistake, lang)), mistake
        assert "error" in json.loads(browser.replay_json(mistake, lang)), mistake

# An error nobody expected crosses to JavaScript with its traceback.
with contextlib.suppress(Exception):
    try:
        browser.check_json(None, "zh")  # type: ignore[arg-type]  # the mistake is the point
    except Exception:
        traceback.format_exc()
        raise

# What the worker adds later.
browser.add_archive("/package.zip", ["keep_or_cancel"])

for encoding in GIVEN["encodings"]:
    codecs.lookup(encoding)

if GIVEN["lists"]:
    from keep_or_cancel.lists import ListError, read
    from keep_or_cancel.lists.errors import LibraryMissingError
    from keep_or_cancel.lists.export import Writer
    from keep_or_cancel.lists.judge import judge

    for content in GIVEN["lists"]:
        try:
            reading = read(bytes.fromhex(content))
        except LibraryMissingError:
            raise
        except ListError:
            continue
        for lang in ("zh", "en"):
            writer = Writer(judge(reading), lang)
            for kind in GIVEN["kinds"]:
                assert getattr(writer, kind)()

# The standard library's archive, and the package's.
ARCHIVES = ("/lib/python{}{}.zip/".format(*sys.version_info), "/package.zip/")
result = json.dumps(
    sorted(
        {
            source.removeprefix(archive)
            for module in list(sys.modules.values())
            for archive in ARCHIVES
            if (source := getattr(module, "__file__", None) or "").startswith(archive)
        }
    )
)

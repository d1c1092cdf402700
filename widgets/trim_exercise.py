"""Runs every path of the package inside Pyodide and leaves the modules loaded in `result`.

`ARGUMENTS`, JSON of [facts as JSON texts, texts that are no facts], is put before this source.
"""

import contextlib
import io
import json
import runpy
import sys
import tempfile
import traceback
from pathlib import Path

from keep_or_cancel import browser, cli, graph

GOOD, BAD = json.loads(ARGUMENTS)  # noqa: F821  # see above
LANGS = ("zh", "en")


def command(*arguments: str, text: str = "") -> int | str | None:
    """Run one command line as a person would and return its exit status."""
    sys.stdin = io.StringIO(text)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            return cli.main(arguments)
        except SystemExit as error:
            return error.code


for lang in LANGS:
    for facts in GOOD:
        assert "error" not in json.loads(browser.check_json(facts, lang)), facts
        assert command("check", "--lang", lang, text=facts) == 0, facts
    for mistake in BAD:
        assert "error" in json.loads(browser.check_json(mistake, lang)), mistake
        assert command("check", "--lang", lang, text=mistake) == 2, mistake

with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
    file.write(GOOD[0])
assert command("check", file.name) == 0
assert command("check", "no-such-file.json") == 2
assert command("--help") == 0
assert command("nothing") == 2
assert command("prove") == 0
assert graph.export()["nodes"]
sys.argv = ["keep_or_cancel", "check", file.name]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    runpy.run_module("keep_or_cancel", run_name="__main__")
Path(file.name).unlink()

# An error nobody expected crosses to JavaScript with its traceback.
try:
    browser.check_json(None, "zh")  # type: ignore[arg-type]  # the mistake is the point
except Exception:
    traceback.format_exc()

ARCHIVE = "/lib/python{}{}.zip/".format(*sys.version_info)
result = json.dumps(
    sorted(
        {
            source.removeprefix(ARCHIVE)
            for module in list(sys.modules.values())
            if (source := getattr(module, "__file__", None) or "").startswith(ARCHIVE)
        }
    )
)

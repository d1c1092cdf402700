"""Runs every path the browser can take inside Pyodide and leaves the modules loaded in `result`.

`ARGUMENTS`, JSON of [facts as JSON texts, texts that are no facts], is put before this source.
"""

import contextlib
import json
import sys
import traceback

from keep_or_cancel import browser

ARGUMENTS: str
GOOD, BAD = json.loads(ARGUMENTS)  # noqa: F821  # it is put before this source

for lang in ("zh", "en"):
    for facts in GOOD:
        answer = browser.check_json(facts, lang)
        assert "error" not in json.loads(answer), facts
        assert json.loads(browser.replay_json(answer, lang))["same"], facts
    for mistake in BAD:
        assert "error" in json.loads(browser.check_json(mistake, lang)), mistake
        assert "error" in json.loads(browser.replay_json(mistake, lang)), mistake

# An error nobody expected crosses to JavaScript with its traceback.
with contextlib.suppress(Exception):
    try:
        browser.check_json(None, "zh")  # type: ignore[arg-type]  # the mistake is the point
    except Exception:
        traceback.format_exc()
        raise

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

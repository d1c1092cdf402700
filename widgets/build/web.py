"""The web files: element, worker, styles, data and what other sites embed, named by content."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from guide.edition import CHECK_PAGE, Edition, page_url
from guide.palette import stylesheet
from widgets.build.archives import LISTS, PAPERS
from widgets.build.tools import PACKAGE, ROOT, WEB, browsers, compact, hashed_name, integrity, run
from widgets.build.words import app, dates, kept_copy, number_list, papers, plan, words

# The style of pages of ours without the site's theme, before what each has of its own.
BARE = WEB / "bare.css"
# Modules of the pages beside the self-check, each loaded where what it serves stands.
PAGE_MODULES = ("checklists", "hotline")
# What the element says where the file with its words is what is missing, or older or newer than it.
FIRST_WORDS = (
    *("koc_form_failed", "koc_see_outcomes", "retry", "reload"),
    *(
        f"koc_fail_{code}"
        for code in ("offline", "missing", "hash", "released", "sandbox", "broken")
    ),
)
# The global name of what the script that shows plans exports.
PLAN_VIEW = "KeepOrCancelPlan"
ESBUILD = ROOT / "node_modules/.bin/esbuild"

# Run by itself: while pages are being served, this process may hold an older engine.
DECISION = """
import json
from keep_or_cancel import facts, follow_up, graph, written
from keep_or_cancel.lists import sheets
from keep_or_cancel.model import current
model = current()
told = {"graph": graph.export(), "follow_up": follow_up.export(model)}
told["amounts"] = {**written.export(model), "dayNames": facts.DAYS}
told["most"] = sheets.MOST_MB
print(json.dumps(told))
"""


def decision() -> dict[str, Any]:
    """Return what the engine says of the compiled guide: `graph`, `follow_up`, `amounts`.

    `most` is the size of the largest list that is read, in MB.
    """
    said = run(sys.executable, "-c", DECISION, env={"PYTHONPATH": str(PACKAGE / "src")})
    exported: dict[str, Any] = json.loads(said)
    return exported


def bundle(path: Path, exports: str = "", **data: Any) -> bytes:
    """Return a module and all it imports as one plain script.

    One request instead of a chain of them is what a slow or filtered line needs, and a plain
    script runs whatever type a server gives it. `exports` is the global name of what the module
    exports, `data` what it imports as "built:NAME".
    """
    with tempfile.TemporaryDirectory() as folder:
        given = []
        for key, value in data.items():
            file = Path(folder) / f"{key}.json"
            file.write_bytes(compact(value))
            given.append(f"--alias:built:{key}={file}")
        return run(
            *(ESBUILD, path, "--bundle", "--format=iife", "--minify"),
            *([f"--global-name={exports}"] if exports else []),
            *("--charset=utf8", f"--target={browsers()}", "--log-level=warning", *given),
        ).encode()


class WebFiles:
    """Writes files under content-hashed names."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def add(self, name: str, content: bytes) -> dict[str, Any]:
        """Write `content` and return its entry: file name, integrity and size in bytes."""
        hashed = hashed_name(Path(name).name, content)
        (self.out / hashed).write_bytes(content)
        return {"file": hashed, "integrity": integrity(content), "bytes": len(content)}

    def add_script(self, name: str, exports: str = "", **data: Any) -> str:
        """Write a script of ours, see `bundle`; return its hashed name."""
        return str(self.add(name, bundle(WEB / name, exports, **data))["file"])


def build_embed(files: WebFiles) -> dict[str, Any]:
    """Write what other sites load, and the page that shows how; return its manifest entry."""
    content = (WEB / "embed.js").read_bytes()
    # Pages of other sites name it: this name stays, whatever is in the file.
    (files.out / "embed.js").write_bytes(content)
    names = {
        key: files.add(name, (WEB / name).read_bytes())["file"]
        for key, name in (
            ("frame", "embed-frame.js"),
            ("builder_style", "embed-builder.css"),
        )
    }
    style = BARE.read_bytes() + (WEB / "embed.css").read_bytes()
    return {
        "name": "embed.js",
        "script": files.add("embed.js", content),
        "builder": files.add_script("embed-builder.js"),
        "style": files.add("embed.css", style)["file"],
        **names,
    }


def build_web(
    out: Path,
    editions: Sequence[Edition],
    runtime: Mapping[str, Any],
    archives: Mapping[str, Any],
) -> dict[str, Any]:
    """Write the element, the worker, the styles and the data; return their manifest entries."""
    guide = editions[0].guide
    files = WebFiles(out)
    made = decision()
    graph = files.add("graph.json", compact(made["graph"]))
    texts = {
        edition.lang: files.add(
            f"texts.{edition.lang}.json", compact(words(edition, made["follow_up"], made["graph"]))
        )
        for edition in editions
    }
    plans = {
        edition.lang: files.add(f"plan.{edition.lang}.json", compact(plan(edition)))
        for edition in editions
    }
    plan_view = files.add_script("plan-view.js", exports=PLAN_VIEW)
    worker = files.add_script("worker.js")
    colours = stylesheet(guide.outcomes.families).encode()
    own = (WEB / "keep-or-cancel.css").read_bytes()
    style = files.add("keep-or-cancel.css", colours + own)["file"]
    copy = {edition.lang: kept_copy(edition) for edition in editions}
    lists = {edition.lang: number_list(edition, made["most"]) for edition in editions}
    # What a link may hold.
    facts = {
        "questions": {q.id: [value.id for value in q.values] for q in guide.questions.in_order},
        "amounts": made["amounts"],
    }
    # What starts Python.
    python = {
        "worker": worker,
        "runtime": {key: runtime[key] for key in ("dir", "info", "files")},
    }
    config = {
        **python,
        "version": guide.meta.rules_version,
        "date": guide.meta.rules_date.isoformat(),
        "review_by": guide.meta.review_by.isoformat(),
        "amounts": made["amounts"],
        "style": style,
        "graph": graph,
        "words": {
            edition.lang: {name: edition.word(name) for name in FIRST_WORDS} for edition in editions
        },
        "texts": texts,
        "plans": plans,
        "plan_view": {"file": plan_view, "name": PLAN_VIEW},
        "check": page_url(CHECK_PAGE),
    }
    return {
        "version": config["version"],
        "embed": build_embed(files),
        "element": files.add_script("keep-or-cancel.js", config=config),
        "modules": {
            **{
                name: files.add_script(f"{name}.js", facts=facts, config=config)
                for name in PAGE_MODULES
            },
            "kept_copy": files.add_script("copy/kept-copy.js", copy=copy),
            "list": files.add_script(
                "list/list.js",
                list=python | {"archives": archives, "ahead": [LISTS], "texts": lists},
                config=config,
            ),
            "dates": files.add_script(
                "dates/dates.js",
                dates=python
                | {
                    "archives": {name: archives[name] for name in (PAPERS, "icalendar")},
                    "ahead": [PAPERS],
                    "version": guide.meta.rules_version,
                    "texts": {edition.lang: dates(edition) for edition in editions},
                },
                facts=facts,
            ),
            "papers": files.add_script(
                "papers/papers.js",
                papers=python
                | {
                    "archives": {name: archives[name] for name in (PAPERS, "icalendar")},
                    "ahead": [PAPERS],
                    "version": guide.meta.rules_version,
                    "texts": {edition.lang: papers(edition) for edition in editions},
                },
                facts=facts,
            ),
        },
        "dates_style": files.add("dates.css", (WEB / "dates/dates.css").read_bytes())["file"],
        # Goes to the site's root, with what makes it that of a release: widgets/build/copy.py.
        "copy_worker": files.add_script("copy/copy-worker.js", copy=copy),
        "apps": {
            edition.lang: files.add(f"app.{edition.lang}.json", compact(app(edition)))["file"]
            for edition in editions
        },
        "list_style": files.add("list.css", (WEB / "list/list.css").read_bytes())["file"],
        "papers_style": files.add("papers.css", (WEB / "papers/papers.css").read_bytes())["file"],
        "style": style,
        "worker": worker,
        "graph": graph,
        "texts": texts,
        "plans": plans,
        "plan_view": plan_view,
    }

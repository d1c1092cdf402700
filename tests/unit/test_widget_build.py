"""The widget's build: what it writes and refuses, and that the page walks the graph exactly."""

from __future__ import annotations

import importlib.util
import json
import marshal
import random
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from keep_or_cancel import check
from keep_or_cancel.model import EXIT_COST, current

from widgets import build, trim

NODE_WALK = Path(__file__).parent / "reckon.mjs"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder the widget was built into."""
    folder = tmp_path_factory.mktemp("widget") / "widget"
    build.build(folder)
    return folder


@pytest.fixture(scope="module")
def manifest(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / build.MANIFEST).read_text())
    return found


# Prints the names that a WebAssembly file exports.
EXPORTS = """
const module = new WebAssembly.Module(require("node:fs").readFileSync(process.argv[1]));
console.log(JSON.stringify(WebAssembly.Module.exports(module).map(({ name }) => name)));
"""


def archive(out: Path, manifest: Mapping[str, Any]) -> zipfile.ZipFile:
    return zipfile.ZipFile(out / manifest["runtime"]["dir"] / build.ARCHIVE)


# --- what is written -----------------------------------------------------------------------------


def test_every_file_carries_the_hash_of_its_content(out: Path, manifest: dict[str, Any]) -> None:
    names = [manifest[key] for key in ("element", "style", "worker")]
    names += [entry["file"] for entry in (manifest["graph"], *manifest["texts"].values())]
    for name in names:
        content = (out / name).read_bytes()
        plain = re.sub(r"\.[0-9a-f]{8}(?=\.\w+$)", "", name)
        assert build.hashed_name(plain, content) == name


def test_the_library_has_no_line_numbers_and_the_package_has_them(
    out: Path, manifest: dict[str, Any]
) -> None:
    def tables(name: str) -> list[bytes]:
        with archive(out, manifest) as opened:
            pending = [marshal.loads(opened.read(name)[build.PYC_HEADER :])]
        found = []
        while pending:
            code = pending.pop()
            found.append(code.co_linetable)
            pending += [one for one in code.co_consts if isinstance(one, CodeType)]
        return found

    assert not any(tables("json/decoder.pyc"))
    assert all(tables("keep_or_cancel/explain.pyc"))


def test_the_runtime_entry_gives_integrity_and_size_of_each_file(
    out: Path, manifest: dict[str, Any]
) -> None:
    runtime = manifest["runtime"]
    assert set(runtime["files"]) == {build.LOADER, *build.SLIM_FILES, build.ARCHIVE}
    for name, entry in runtime["files"].items():
        content = (out / runtime["dir"] / name).read_bytes()
        assert entry == {"integrity": build.integrity(content), "bytes": len(content)}


def test_the_interpreter_is_as_released_but_for_what_it_exports(
    out: Path, manifest: dict[str, Any]
) -> None:
    released, ours = (
        path / "pyodide.asm.wasm" for path in (build.PYODIDE, out / manifest["runtime"]["dir"])
    )
    # The two largest sections, code and data, stand at the end: the interpreter itself.
    size = int(ours.stat().st_size * 0.95)
    assert ours.read_bytes()[-size:] == released.read_bytes()[-size:]
    names, exported = (
        json.loads(build.run("node", "-e", EXPORTS, path)) for path in (released, ours)
    )
    assert set(exported) < set(names)
    assert len(exported) < len(names) / 10


def test_every_import_of_a_module_leads_to_a_file(out: Path) -> None:
    for path in out.glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', path.read_text()):
            assert (out / name).exists(), (path.name, name)


def test_nothing_is_left_of_an_earlier_build(out: Path) -> None:
    (out / "keep-or-cancel.00000000.js").write_text("old")
    (out / build.MANIFEST).unlink()
    build.build(out)
    assert not (out / "keep-or-cancel.00000000.js").exists()


def test_the_archive_is_stored_sorted_and_without_times_sources_or_metadata(
    out: Path, manifest: dict[str, Any]
) -> None:
    entries = archive(out, manifest).infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.compress_type for e in entries} == {zipfile.ZIP_STORED}
    assert {e.date_time for e in entries} == {build.ZIP_TIME}
    assert not [e for e in entries if e.filename.endswith(".py") or ".dist-info/" in e.filename]
    assert "keep_or_cancel/guide.json" in {e.filename for e in entries}


def test_byte_code_is_of_the_kind_the_runtime_reads_and_checked_by_hash(
    out: Path, manifest: dict[str, Any]
) -> None:
    found = archive(out, manifest)
    for name in ("keep_or_cancel/model.pyc", "json/decoder.pyc"):
        head = found.read(name)[:8]
        assert head[:4] == importlib.util.MAGIC_NUMBER
        # A time in it would make two builds differ.
        assert int.from_bytes(head[4:], "little") & 1


def test_two_builds_give_the_same_bytes(
    out: Path, manifest: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "CACHE", tmp_path / "cache")
    again = build.build(tmp_path / "widget")
    assert again == manifest
    archives = [p / manifest["runtime"]["dir"] / build.ARCHIVE for p in (out, tmp_path / "widget")]
    assert archives[0].read_bytes() == archives[1].read_bytes()


def test_a_second_build_does_nothing_and_is_quick(out: Path) -> None:
    build.build(out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    took = []
    for _ in range(3):
        start = time.perf_counter()
        build.build(out)
        took.append(time.perf_counter() - start)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert min(took) < 0.3


def test_a_lost_file_is_made_again(out: Path, manifest: dict[str, Any]) -> None:
    lost = out / manifest["runtime"]["dir"] / build.ARCHIVE
    lost.unlink()
    build.build(out)
    assert lost.exists()


def test_another_style_does_not_remake_the_runtime(
    out: Path, manifest: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = tmp_path / "web"
    shutil.copytree(build.WEB, web)
    (web / "keep-or-cancel.css").write_text("keep-or-cancel { color: red }")
    monkeypatch.setattr(build, "WEB", web)

    def remade(*_: object) -> None:
        raise AssertionError("the runtime was built again")

    monkeypatch.setattr(build, "build_runtime", remade)
    copy = tmp_path / "widget"
    shutil.copytree(out, copy)
    changed = build.build(copy)
    assert changed["style"] != manifest["style"]
    assert changed["runtime"] == manifest["runtime"]


# --- what is refused -----------------------------------------------------------------------------


def make_zip(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, name)
    return path


def test_an_entry_in_both_archives_is_an_error(tmp_path: Path) -> None:
    stdlib = make_zip(tmp_path / "stdlib.zip", ["json/__init__.pyc"])
    wheel = make_zip(tmp_path / "w.whl", ["json/__init__.pyc"])
    with pytest.raises(build.BuildError, match=r"json/__init__\.pyc"):
        build.merge(tmp_path / "out.zip", stdlib, wheel, ["json/__init__.py"])


def test_the_archive_holds_the_modules_kept_and_the_data_of_the_package(tmp_path: Path) -> None:
    stdlib = make_zip(tmp_path / "stdlib.zip", ["b.pyc", "c.pyc", "LICENSE.txt"])
    wheel = make_zip(tmp_path / "w.whl", ["a.pyc", "d.pyc", "a.json", "x.dist-info/METADATA"])
    build.merge(tmp_path / "out.zip", stdlib, wheel, ["a.py", "b.py"])
    assert zipfile.ZipFile(tmp_path / "out.zip").namelist() == ["a.json", "a.pyc", "b.pyc"]


def test_a_kept_module_there_is_not_is_an_error(tmp_path: Path) -> None:
    stdlib = make_zip(tmp_path / "stdlib.zip", ["json/__init__.pyc"])
    wheel = make_zip(tmp_path / "w.whl", ["a.pyc"])
    with pytest.raises(build.BuildError, match=r"gone\.pyc"):
        build.merge(tmp_path / "out.zip", stdlib, wheel, ["json/__init__.py", "gone.py"])


def test_byte_code_of_another_python_is_refused_with_both_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build.check_magic()
    monkeypatch.setattr(importlib.util, "MAGIC_NUMBER", b"\x00\x01\r\n")
    with pytest.raises(build.BuildError, match=r"00010d0a.*would not start in the browser"):
        build.check_magic()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pyodide": "0.0.1"}, r"RUNTIME names 0\.0\.1"),
        ({"python": (3, 12)}, r"must be compiled by Python 3\.12"),
        ({"info": {"python": "3.12.0"}}, "info block"),
    ],
)
def test_a_runtime_that_does_not_belong_together_is_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str
) -> None:
    parts = {key: getattr(build.RUNTIME, key) for key in ("pyodide", "info", "python")}
    monkeypatch.setattr(build, "RUNTIME", build.Runtime(**{**parts, **change}))
    with pytest.raises(build.BuildError, match=message):
        build.check_runtime()


def test_an_icon_the_theme_lacks_is_an_error() -> None:
    with pytest.raises(build.BuildError, match="material/no-such-icon"):
        build.icon("material/no-such-icon")


# --- the trimmed standard library ----------------------------------------------------------------


def test_the_trim_list_lacks_no_module_that_any_path_loads() -> None:
    assert trim.missing(json.loads(build.KEEP.read_text())) == []


def test_a_module_taken_off_the_list_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trim, "needed", lambda: ["json/__init__.py", "enum.py"])
    assert trim.missing(["enum.py"]) == ["json/__init__.py"]


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_the_element_says_is_there(
    out: Path, manifest: dict[str, Any], lang: str
) -> None:
    words = json.loads((out / manifest["texts"][lang]["file"]).read_text())
    sources = "".join((build.WEB / f"{name}.js").read_text() for name in ("view", "keep-or-cancel"))
    used = set(re.findall(r"\bui\.(\w+)", sources))
    used |= set(re.findall(r"\b(?:say|labelled|section|folded)\(\s*\"(\w+)\"", sources))
    used |= set(re.findall(r'"(koc_\w+)"', sources))
    used |= {f"stage_{stage}" for stage in ("before", "on_the_day", "after")}
    used |= {f"koc_step_{step}" for step in ("download", "start", "rules")}
    codes = re.findall(r'Failure\("(\w+)"', (build.WEB / "worker.js").read_text())
    used |= {f"koc_fail_{code}" for code in {*codes, "worker", "timeout", "broken", "hash"}}
    assert len(used) > 50
    assert sorted(used - set(words["ui"])) == []


def test_what_each_outcome_lists_names_the_questions_its_blockers_read(
    out: Path, manifest: dict[str, Any]
) -> None:
    outcomes = json.loads((out / manifest["texts"]["zh"]["file"]).read_text())["outcomes"]
    assert {"bindings", "records", "customers_told", "applicant"} <= set(
        outcomes["settle_then_cancel"]["completes"]
    )
    assert "records" not in outcomes["keep_use"]["follow_up"]
    for outcome in outcomes.values():
        assert set(outcome["completes"]) <= set(outcome["follow_up"])


LINK = """
import { plain } from "STATE";
const texts = JSON.parse(process.argv[1]);
console.log(JSON.stringify(texts.filter((text) => "n" in plain({ n: text }))));
"""


def test_a_link_carries_every_amount_and_day_that_may_be_given_and_no_phone_number() -> None:
    data = current().data
    most = [f"{u['maximum']}{'.99'[: u['decimals'] + 1]}" for u in data["units"].values()]
    good = [*(text.removesuffix(".") for text in most), "0", "0.05", *data["days"].values()]
    bad = ["6212345", "01062123456", "13812345678", "95123456", "4001234567", "-1", "1e9", "NaN"]
    script = LINK.replace("STATE", (build.WEB / "state.js").as_uri())
    told = build.run("node", "--input-type=module", "-e", script, json.dumps([*good, *bad]))
    assert json.loads(told) == good


# --- the page's walk of the graph ----------------------------------------------------------------


@pytest.fixture(scope="module")
def walk(out: Path, manifest: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A function that gives what the page makes of each set of answers."""
    folder = tmp_path_factory.mktemp("modules")
    for path in build.WEB.glob("*.js"):
        shutil.copy(path, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    given = {
        "folder": str(folder),
        "graph": json.loads((out / manifest["graph"]["file"]).read_text()),
        "words": json.loads((out / manifest["texts"]["zh"]["file"]).read_text()),
    }

    def walked(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        done = subprocess.run(
            ["node", NODE_WALK],
            input=json.dumps({**given, "cases": cases}),
            capture_output=True,
            text=True,
            check=True,
        )
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    return walked


def some_answers(count: int) -> list[dict[str, str]]:
    """Return sets of answers of every size, drawn from a fixed seed."""
    chance = random.Random(20261123)
    values = {name: v for name, v in current().values.items() if name != EXIT_COST}
    return [
        {
            name: chance.choice(values[name])
            for name in chance.sample(sorted(values), chance.randint(0, len(values)))
        }
        for _ in range(count)
    ]


def test_the_page_finds_the_outcomes_and_the_next_question_that_python_finds(walk: Any) -> None:
    sets = [{}, *some_answers(400)]
    for answers, found in zip(
        sets, walk([{"answers": a, "amounts": {}} for a in sets]), strict=True
    ):
        expected = check(answers)
        seen = (found["possible"], found["outcome"], found["settled"], found["presumed"])
        keys = ("possible", "outcome", "settled", "presumed")
        assert seen == tuple(expected[key] for key in keys), answers
        if not expected["presumed"] and not expected["settled"]:
            assert found["next"] == expected["next_questions"], answers


def test_what_the_page_sets_aside_changes_neither_outcome_nor_blockers_nor_advice_nor_steps(
    walk: Any,
) -> None:
    sets = some_answers(300)
    kept = ("possible", "outcome", "rule", "blockers", "blockers_open", "advice", "steps", "cost")
    for answers, found in zip(
        sets, walk([{"answers": a, "amounts": {}} for a in sets]), strict=True
    ):
        everything, sent = check(answers), check(found["facts"])
        if everything["outcome"]:
            assert {key: sent[key] for key in kept} == {key: everything[key] for key in kept}, (
                answers
            )


@pytest.mark.parametrize("penalty", ["300", "299"])
def test_with_all_amounts_the_page_leaves_the_comparison_to_python(walk: Any, penalty: str) -> None:
    answers = {"holder": "company", "status": "normal", "need": "none", "contract": "in_exit_fee"}
    answers |= {"arrears": "yes", "number_type": "mobile", "channel": "carrier"}
    answers |= {"company_event": "none"}
    amounts = {"penalty": penalty, "monthly_fee": "30", "months_left": "10"}
    (found,) = walk([{"answers": answers, "amounts": amounts}])
    expected = check(found["facts"])
    assert found["outcome"] is None
    assert expected["outcome"] in found["possible"]
    assert found["facts"] == {**answers, **amounts}

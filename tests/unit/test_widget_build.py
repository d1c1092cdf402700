"""The widget's build: what it writes and refuses, and that the page walks the graph exactly."""

from __future__ import annotations

import importlib.util
import json
import marshal
import random
import re
import shutil
import subprocess
import traceback
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from keep_or_cancel import check
from keep_or_cancel.model import EXIT_COST, current

from guide import load
from guide.edition import LANGUAGES, Edition
from widgets import build, cache, trim
from widgets.build import imports, runtime, tools, words
from widgets.build import web as build_web
from widgets.build.tools import WEB, BuildError

NODE_WALK = Path(__file__).parent / "reckon.mjs"


@pytest.fixture(scope="module")
def out() -> Path:
    """The folder the widget is built into: the one the site takes it from, built if need be."""
    build.build()
    return build.OUT


@pytest.fixture
def copy(out: Path, tmp_path: Path) -> Path:
    """Return a copy of it that may be spoiled."""
    return Path(shutil.copytree(out, tmp_path / "widget"))


@pytest.fixture(scope="module")
def manifest(out: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / build.MANIFEST).read_text())
    return content


def archive(out: Path, manifest: Mapping[str, Any]) -> zipfile.ZipFile:
    return zipfile.ZipFile(out / manifest["runtime"]["dir"] / runtime.ARCHIVE)


# --- what is written -----------------------------------------------------------------------------


def test_every_file_carries_the_hash_of_its_content(out: Path, manifest: dict[str, Any]) -> None:
    names = [manifest[key] for key in ("element", "style", "worker")]
    names += [entry["file"] for entry in (manifest["graph"], *manifest["texts"].values())]
    names += [manifest["plan_view"], *(entry["file"] for entry in manifest["plans"].values())]
    names += [entry["file"] for entry in manifest["archives"].values()]
    for name in names:
        content = (out / name).read_bytes()
        plain = re.sub(r"\.[0-9a-f]{8}(?=\.\w+$)", "", name)
        assert tools.hashed_name(plain, content) == name


def test_the_library_has_no_line_numbers_and_the_package_has_them(
    out: Path, manifest: dict[str, Any]
) -> None:
    def tables(name: str) -> list[bytes]:
        with archive(out, manifest) as opened:
            module = marshal.loads(opened.read(name)[runtime.PYC_HEADER :])
        return [code.co_linetable for code in runtime.codes(module)]

    assert set(b"".join(tables("json/decoder.pyc"))) <= set(runtime.NO_PLACE)
    assert all(set(table) - set(runtime.NO_PLACE) for table in tables("keep_or_cancel/explain.pyc"))


def test_the_runtime_entry_gives_integrity_and_size_of_each_file(
    out: Path, manifest: dict[str, Any]
) -> None:
    files = manifest["runtime"]["files"]
    assert set(files) == {*runtime.RELEASED, runtime.ARCHIVE}
    for name, entry in files.items():
        content = (out / manifest["runtime"]["dir"] / name).read_bytes()
        assert entry == {"integrity": tools.integrity(content), "bytes": len(content)}


def test_the_interpreter_is_as_released(out: Path, manifest: dict[str, Any]) -> None:
    for name in runtime.RELEASED:
        ours = out / manifest["runtime"]["dir"] / name
        assert ours.read_bytes() == (runtime.PYODIDE / name).read_bytes()


def test_an_error_in_the_library_is_told_though_it_has_no_line_numbers(tmp_path: Path) -> None:
    code = compile("def fail():\n" + "    x = [1]\n" * 9 + "    x[1]\n", "library.py", "exec")
    bare = runtime.without_lines(bytes(runtime.PYC_HEADER) + marshal.dumps(code))
    names: dict[str, Any] = {}
    exec(marshal.loads(bare[runtime.PYC_HEADER :]), names)
    with pytest.raises(IndexError) as raised:
        names["fail"]()
    told = "".join(traceback.format_exception(raised.value))
    assert 'File "library.py", line' in told
    assert told.endswith("IndexError: list index out of range\n")


def test_every_import_of_a_module_leads_to_a_file(out: Path) -> None:
    for path in out.glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', path.read_text()):
            assert (out / name).exists(), (path.name, name)


def test_nothing_is_left_of_an_earlier_build(copy: Path) -> None:
    (copy / "keep-or-cancel.00000000.js").write_text("old")
    content = json.loads((copy / build.MANIFEST).read_text())
    (copy / build.MANIFEST).write_text(json.dumps(content | {"inputs": ""}))
    build.build(copy)
    assert not (copy / "keep-or-cancel.00000000.js").exists()


def test_the_archive_is_stored_sorted_and_without_times_sources_or_metadata(
    out: Path, manifest: dict[str, Any]
) -> None:
    entries = archive(out, manifest).infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.compress_type for e in entries} == {zipfile.ZIP_STORED}
    assert {e.date_time for e in entries} == {runtime.ZIP_TIME}
    assert not [e for e in entries if e.filename.endswith(".py") or ".dist-info/" in e.filename]
    assert "keep_or_cancel/guide.json" in {e.filename for e in entries}


def test_byte_code_is_of_the_kind_the_runtime_reads_and_checked_by_hash(
    out: Path, manifest: dict[str, Any]
) -> None:
    opened = archive(out, manifest)
    for name in ("keep_or_cancel/model.pyc", "json/decoder.pyc"):
        head = opened.read(name)[:8]
        assert head[:4] == importlib.util.MAGIC_NUMBER
        # A time in it would make two builds differ.
        assert int.from_bytes(head[4:], "little") & 1


def test_two_builds_give_the_same_bytes(
    out: Path, manifest: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "CACHE", tmp_path / "cache")
    assert build.build(tmp_path / "widget") == manifest

    def contents(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    assert contents(tmp_path / "widget") == contents(out)


def test_a_second_build_does_nothing(out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    build.build()
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_a_lost_file_is_missed(copy: Path, manifest: dict[str, Any]) -> None:
    assert build.complete(copy, manifest)
    for name in (manifest["archives"]["lists"]["file"], f"{manifest['runtime']['dir']}python.zip"):
        content = (copy / name).read_bytes()
        (copy / name).unlink()
        assert not build.complete(copy, manifest)
        (copy / name).write_bytes(content)


def test_another_style_does_not_remake_the_runtime(
    copy: Path, manifest: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = tmp_path / "web"
    shutil.copytree(WEB, web)
    (web / "keep-or-cancel.css").write_text("keep-or-cancel { color: red }")
    for module in (build, build_web, words):
        monkeypatch.setattr(module, "WEB", web)

    def remade(*_: object) -> None:
        raise AssertionError("the runtime was built again")

    monkeypatch.setattr(build, "build_runtime", remade)
    changed = build.build(copy)
    assert changed["style"] != manifest["style"]
    assert changed["runtime"] == manifest["runtime"]


def test_what_is_kept_is_made_once_and_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "CACHE", tmp_path)
    calls = []

    def make(path: Path) -> None:
        calls.append(path)
        path.write_text(str(len(calls)))

    def fail(path: Path) -> None:
        path.write_text("half")
        raise BuildError("disk full")

    with pytest.raises(BuildError, match="disk full"):
        cache.kept("thing.txt", ["a"], fail)
    assert list(tmp_path.iterdir()) == []
    first = cache.kept("thing.txt", ["a"], make)
    assert first.read_text() == "1"
    assert cache.kept("thing.txt", ["a"], make) == first
    file = tmp_path / "input"
    file.write_text("a")
    # Neither content run together nor moved from one input to the next is the same.
    others: list[list[Path | str]] = [["b"], ["a", ""], ["", "a"], [file], ["aa"]]
    assert len({first, *(cache.kept("thing.txt", other, make) for other in others)}) == 6
    assert len(calls) == 6


# --- what is refused -----------------------------------------------------------------------------


def make_zip(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, name)
    return path


def test_an_entry_in_both_archives_is_an_error(tmp_path: Path) -> None:
    stdlib = make_zip(tmp_path / "stdlib.zip", ["json/__init__.pyc"])
    wheel = make_zip(tmp_path / "w.whl", ["json/__init__.pyc"])
    with pytest.raises(BuildError, match=r"json/__init__\.pyc"):
        runtime.merge(tmp_path / "out.zip", stdlib, wheel, ["json/__init__.py"])


def test_the_archive_holds_the_modules_kept_and_the_data_of_the_package(tmp_path: Path) -> None:
    stdlib = make_zip(tmp_path / "stdlib.zip", ["b.pyc", "c.pyc", "LICENSE.txt"])
    wheel = make_zip(tmp_path / "w.whl", ["a.pyc", "d.pyc", "a.json", "x.dist-info/METADATA"])
    runtime.merge(tmp_path / "out.zip", stdlib, wheel, ["a.py", "b.py"])
    assert zipfile.ZipFile(tmp_path / "out.zip").namelist() == ["a.json", "a.pyc", "b.pyc"]


def test_a_kept_module_there_is_not_is_an_error(tmp_path: Path) -> None:
    stdlib = make_zip(tmp_path / "stdlib.zip", ["json/__init__.pyc"])
    wheel = make_zip(tmp_path / "w.whl", ["a.pyc"])
    with pytest.raises(BuildError, match=r"gone\.pyc"):
        runtime.merge(tmp_path / "out.zip", stdlib, wheel, ["json/__init__.py", "gone.py"])


def test_byte_code_of_another_python_is_refused_with_both_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "MAGIC_NUMBER", b"\x00\x01\r\n")
    with pytest.raises(BuildError, match=r"00010d0a.*would not start in the browser"):
        runtime.check_magic()


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
    parts = {key: getattr(runtime.RUNTIME, key) for key in ("pyodide", "info", "python")}
    monkeypatch.setattr(runtime, "RUNTIME", runtime.Runtime(**{**parts, **change}))
    with pytest.raises(BuildError, match=message):
        runtime.check_runtime()


def test_an_icon_the_theme_lacks_is_an_error() -> None:
    with pytest.raises(BuildError, match="material/no-such-icon"):
        words.icon("material/no-such-icon")


# --- the trimmed standard library ----------------------------------------------------------------


def test_the_trim_list_lacks_no_module_that_any_path_loads() -> None:
    assert trim.missing(json.loads(runtime.KEEP.read_text())) == []


def test_a_module_taken_off_the_list_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trim, "needed", lambda: {"lists": ["csv.py", "enum.py"]})
    assert trim.missing({"lists": ["enum.py"]}) == ["lists: csv.py"]


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("import statistics", "statistics"),
        ("from email.message import Message", "email.message"),
        ("def late():\n    from xml.etree import ElementTree", "xml.etree"),
        ("from keep_or_cancel import prove", "keep_or_cancel.prove"),
        ("import numpy", "numpy"),
    ],
)
def test_an_import_the_browser_cannot_serve_fails_the_build_and_names_the_remedy(
    tmp_path: Path, line: str, module: str
) -> None:
    keep = json.loads(runtime.KEEP.read_text())[runtime.PYTHON]
    stdlib = runtime.compiled_stdlib()
    shutil.copytree(tools.PACKAGE / "src/keep_or_cancel", tmp_path / "keep_or_cancel")
    imports.check_imports(tmp_path, stdlib, keep)
    with (tmp_path / "keep_or_cancel/cost.py").open("a") as file:
        file.write(f"\n{line}\n")
    says = re.escape(f"keep_or_cancel/cost.py imports {module}, ") + ".*run `make trim`"
    with pytest.raises(BuildError, match=says):
        imports.check_imports(tmp_path, stdlib, keep)


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_the_element_says_is_there(
    out: Path, manifest: dict[str, Any], lang: str
) -> None:
    def sent(kind: str) -> set[str]:
        return set(json.loads((out / manifest[kind][lang]["file"]).read_text())["ui"])

    assert not sent("texts") & sent("plans")
    sources = "".join(path.read_text() for path in WEB.glob("*.js"))
    used = set(re.findall(r"\bui\.(\w+)", sources))
    used |= set(re.findall(r"\b(?:say|#labelled)\(\s*\"(\w+)\"", sources))
    used |= set(re.findall(r'"(koc_\w+)"', sources))
    used |= {f"koc_card_{code}" for code in ("zh", "en")}
    used |= {f"koc_step_{step}" for step in ("download", "start", "rules")}
    codes = re.findall(r'Failure\("(\w+)"', sources)
    more = {"worker", "blocked", "sandbox", "missing", "hash"}
    # Who stops it needs no words.
    used |= {f"koc_fail_{code}" for code in {*codes, *more} - {"stopped"}}
    assert len(used) > 50
    assert sorted(used - sent("texts") - sent("plans")) == []


def test_every_word_of_the_list_is_in_its_script(out: Path, manifest: dict[str, Any]) -> None:
    built = (out / manifest["modules"]["list"]).read_text()
    sources = "".join(path.read_text() for path in (WEB / "list").glob("*.js"))
    guide = load()
    used = {name for name in re.findall(r"\blist_\w+", sources) if name in guide.ui.ui}
    assert len(used) > 100
    # Of what it imports, too, and what is put together.
    used |= {"koc_fail_offline", "koc_step_download", "retry", "reload"}
    for lang in LANGUAGES:
        edition = Edition(guide, lang)
        missing = {name for name in used if edition.word(name) not in built}
        assert missing == set()


def test_words_that_no_script_names_are_not_sent() -> None:
    names = ["koc_fail_hash", "koc_step", "clear", "clearly", "start_date", "rule"]
    sources = "ui.clear; ui[`koc_fail_${code}`]; say(`${day}_date`); fill(`${a}, ${b}`)"
    assert words.spoken(names, sources) == {"koc_fail_hash", "clear", "start_date"}


LINK = """
import { plain } from "MODULE";
const texts = JSON.parse(process.argv[1]);
console.log(JSON.stringify(texts.filter((text) => "n" in plain({ n: text }))));
"""


def test_a_link_carries_every_amount_and_day_that_may_be_given_and_no_phone_number() -> None:
    data = current().data
    most = [f"{u['maximum']}{'.99'[: u['decimals'] + 1]}" for u in data["units"].values()]
    good = [*(text.removesuffix(".") for text in most), "0", "0.05", *data["days"].values()]
    bad = ["6212345", "01062123456", "13812345678", "95123456", "4001234567", "-1", "1e9", "NaN"]
    script = LINK.replace("MODULE", (WEB / "link.js").as_uri())
    told = tools.run("node", "--input-type=module", "-e", script, json.dumps([*good, *bad]))
    assert json.loads(told) == good


# --- the page's walk of the graph ----------------------------------------------------------------


@pytest.fixture(scope="module")
def walk(out: Path, manifest: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A function that gives what the page makes of each set of answers."""
    folder = tmp_path_factory.mktemp("modules")
    for path in WEB.glob("*.js"):
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
        reckoned: list[dict[str, Any]] = json.loads(done.stdout)
        return reckoned

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


def test_the_page_finds_the_outcomes_and_the_open_questions_that_python_finds(walk: Any) -> None:
    sets = [{}, *some_answers(400)]
    for answers, page in zip(
        sets, walk([{"answers": a, "amounts": {}} for a in sets]), strict=True
    ):
        expected = check(answers)
        seen = (page["possible"], page["outcome"], page["settled"], page["presumed"])
        keys = ("possible", "outcome", "settled", "presumed")
        assert seen == tuple(expected[key] for key in keys), answers
        if not expected["presumed"] and not expected["settled"]:
            # The page asks in the order of the data, not what narrows most first.
            order = load().questions.asked
            assert page["next"] == sorted(expected["next_questions"], key=order.index), answers


def test_what_the_page_sets_aside_changes_neither_outcome_nor_blockers_nor_advice_nor_steps(
    walk: Any,
) -> None:
    sets = some_answers(300)
    kept = ("possible", "outcome", "rule", "blockers", "blockers_open", "advice", "steps", "cost")
    for answers, page in zip(
        sets, walk([{"answers": a, "amounts": {}} for a in sets]), strict=True
    ):
        everything, sent = check(answers), check(page["facts"])
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
    (page,) = walk([{"answers": answers, "amounts": amounts}])
    expected = check(page["facts"])
    assert page["outcome"] is None
    assert expected["outcome"] in page["possible"]
    assert page["facts"] == {**answers, **amounts}

"""A page begun by `make new-page`: both trees, both navigations, and every refusal."""

import difflib
import shutil
from pathlib import Path

import pytest

from guide.prose.new_page import CONFIGS, create, nav_sections
from guide.prose.pages import ROOT, read
from guide.prose.translation import remarks

TITLES = {"zh": "携号转网：“能不能带走”", "en": "Porting: what if it's yours"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for lang in CONFIGS:
        shutil.copytree(ROOT / "docs" / lang, tmp_path / "docs" / lang)
        shutil.copy(ROOT / CONFIGS[lang], tmp_path)
    return tmp_path


def added(copy: Path, lang: str) -> list[str]:
    """Return the lines that the copy's configuration has more; none may be lost or changed."""
    before = (ROOT / CONFIGS[lang]).read_text(encoding="utf-8").splitlines()
    after = (copy / CONFIGS[lang]).read_text(encoding="utf-8").splitlines()
    lines = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert all(line.startswith("+") for line in lines)
    return [line[2:] for line in lines]


def test_a_page_stands_in_both_trees_and_navigations(copy: Path) -> None:
    create("porting", TITLES, root=copy)
    for lang in CONFIGS:
        page = read(lang, "porting", copy / "docs")
        assert page.front.title == TITLES[lang]
        assert [section.id for section in page.sections] == ["porting"]
        assert added(copy, lang) == ["      - porting.md"]
        first = nav_sections((copy / CONFIGS[lang]).read_text(encoding="utf-8"))[0]
        assert first.pages[-1] == "porting.md"
    assert remarks(copy / "docs") == []


def test_a_page_of_a_folder_goes_where_its_like_are(copy: Path) -> None:
    create("situations/shared_desk", root=copy)
    for lang in CONFIGS:
        sections = nav_sections((copy / CONFIGS[lang]).read_text(encoding="utf-8"))
        place = next(s for s in sections if "situations/index.md" in s.pages)
        assert place.pages[-1] == "situations/shared_desk.md"
        page = read(lang, "situations/shared_desk", copy / "docs")
        assert page.sections[0].id == "shared-desk"


@pytest.mark.parametrize("section", ["依据", "Grounds"])
def test_a_section_is_named_in_either_language(copy: Path, section: str) -> None:
    create("porting", TITLES, section, root=copy)
    for lang in CONFIGS:
        sections = nav_sections((copy / CONFIGS[lang]).read_text(encoding="utf-8"))
        holders = [s.title for s in sections if "porting.md" in s.pages]
        assert holders == [{"zh": "依据", "en": "Grounds"}[lang]]


@pytest.mark.parametrize(
    ("name", "section", "says"),
    [
        (
            "how",
            None,
            "NAME: found 'how'; allowed: a name not taken by docs/zh/how.md, docs/en/how.md",
        ),
        ("How", None, "NAME: found 'How'; allowed: "),
        ("../how", None, "NAME: found '../how'; allowed: "),
        ("how.md", None, "NAME: found 'how.md'; allowed: "),
        ("", None, "NAME: found ''; allowed: "),
        ("porting", "Ground", "SECTION: found 'Ground'; allowed: 阅读指南, "),
    ],
)
def test_what_is_refused_is_named_and_nothing_is_written(
    copy: Path, name: str, section: str | None, says: str
) -> None:
    before = sorted(copy.rglob("*"))
    with pytest.raises(ValueError, match=r"^(NAME|SECTION): ") as caught:
        create(name, None, section, root=copy)
    assert str(caught.value).startswith(says)
    assert sorted(copy.rglob("*")) == before
    assert added(copy, "zh") == added(copy, "en") == []

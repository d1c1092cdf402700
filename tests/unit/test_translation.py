"""Translation: what is missing, stale or orphaned is found, and marking touches nothing else."""

from pathlib import Path

import pytest

from guide.prose.pages import PageError, read
from guide.prose.translation import mark, remarks

ZH = """---
title: "怎么办"
description: "几步办完。"
---

# 怎么办 {#how}

先看顺序。

## 顺序 {#order}

1. 一。
2. 二。

```text
## 不是标题 {#no-heading}
```

## 最后 {#end}

完。
"""
EN = """---
title: "How"
# A comment that must survive.
description: "Done in a few steps."
hide:
  - toc
---

# How {#how}

See the order first.

## Order {#order}

1. One.
2. Two.

## The end {#end}

Done.
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A small guide of one page whose English is marked as up to date."""
    write(tmp_path, "zh", "how", ZH)
    write(tmp_path, "en", "how", EN)
    mark("how", tmp_path)
    return tmp_path


def write(docs: Path, lang: str, name: str, text: str) -> None:
    path = docs / lang / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(docs: Path, lang: str, old: str, new: str) -> None:
    path = docs / lang / "how.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def found(docs: Path) -> list[str]:
    return [remark.message.partition(": the")[0] for remark in remarks(docs)]


def test_a_page_just_marked_has_no_gap(docs: Path) -> None:
    assert found(docs) == []


def test_marking_adds_its_block_and_changes_no_other_byte(docs: Path) -> None:
    text = (docs / "en/how.md").read_text(encoding="utf-8")
    block = text[text.index("translation:") : text.index("---\n\n# How")]
    assert [line.split(":")[0].strip() for line in block.splitlines()] == [
        "translation",
        "how",
        "order",
        "end",
    ]
    assert text.replace(block, "") == EN


def test_marking_again_rewrites_only_the_block_wherever_it_stands(docs: Path) -> None:
    change(docs, "en", 'title: "How"\n', "")
    change(docs, "en", "---\n\n# How", 'title: "How"  # last\n---\n\n# How')
    before = (docs / "en/how.md").read_text(encoding="utf-8")
    mark("how", docs)
    assert (docs / "en/how.md").read_text(encoding="utf-8") == before
    change(docs, "zh", "\n完。", "\n办完了。")
    mark("how", docs)
    after = (docs / "en/how.md").read_text(encoding="utf-8")
    differing = [
        (a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b
    ]
    assert len(differing) == 1
    assert all("end:" in line for pair in differing for line in pair)


def test_a_changed_chinese_section_makes_only_its_own_section_stale(docs: Path) -> None:
    change(docs, "zh", "2. 二。", "2. 三。")
    assert found(docs) == ["#order: stale"]
    assert remarks(docs)[0].path.endswith("/en/how.md")
    line = remarks(docs)[0].line
    assert (docs / "en/how.md").read_text(encoding="utf-8").splitlines()[line - 1] == (
        "## Order {#order}"
    )


@pytest.mark.parametrize(("old", "new"), [("几步办完", "五步办完"), ("怎么办", "如何办")])
def test_a_changed_title_or_description_makes_the_first_section_stale(
    docs: Path, old: str, new: str
) -> None:
    change(docs, "zh", old, new)
    assert found(docs) == ["#how: stale"]


def test_blank_lines_make_nothing_stale(docs: Path) -> None:
    change(docs, "zh", "先看顺序。\n", "先看顺序。\n\n\n")
    assert found(docs) == []


def test_a_heading_inside_a_code_block_is_no_section(docs: Path) -> None:
    assert [section.id for section in read("zh", "how", docs).sections] == ["how", "order", "end"]


def test_an_unmarked_page_counts_as_stale(docs: Path) -> None:
    write(docs, "en", "how", EN)
    assert found(docs) == ["#how: stale", "#order: stale", "#end: stale"]


def test_a_section_without_its_english_is_missing(docs: Path) -> None:
    change(docs, "zh", "## 最后 {#end}", "## 中间 {#middle}\n\n在这。\n\n## 最后 {#end}")
    assert found(docs) == ["#middle: missing"]


def test_a_section_whose_chinese_is_gone_is_an_orphan(docs: Path) -> None:
    change(docs, "zh", "## 最后 {#end}\n\n完。\n", "")
    assert found(docs) == ["#end: orphan"]


def test_a_page_in_one_language_only_is_missing_or_an_orphan(docs: Path) -> None:
    write(docs, "zh", "outcomes/new", ZH)
    write(docs, "en", "old", EN)
    said = [str(remark).partition(": the")[0] for remark in remarks(docs)]
    assert [line.partition("/en/")[2] for line in said] == [
        "old.md:1: page: orphan",
        "outcomes/new.md:1: page: missing",
    ]


def test_a_page_that_is_not_there_cannot_be_marked(docs: Path) -> None:
    with pytest.raises(PageError, match=r"no such page; there are: how"):
        mark("nowhere", docs)


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ('title: "a"', "description: Field required"),
        ('title: "a"\ndescription: "b"\nauthor: "c"', "author: Extra inputs"),
        ('title: "a"\ndescription: ""', "description: String should have at least 1"),
        ("title: {a: b?}\n  description: c", "not readable as YAML"),
        ('title: "a"\ndescription: "b"\ntranslation:\n  how: "12"', "translation.how"),
    ],
)
def test_front_matter_that_is_not_as_it_must_be_is_refused(
    docs: Path, front: str, says: str
) -> None:
    write(docs, "en", "bad", f"---\n{front}\n---\n\n# A {{#a}}\n")
    with pytest.raises(PageError, match=says):
        read("en", "bad", docs)


def test_a_page_without_front_matter_is_refused(docs: Path) -> None:
    write(docs, "en", "bad", "# A {#a}\n")
    with pytest.raises(PageError, match="no front matter; allowed keys: title, description"):
        read("en", "bad", docs)

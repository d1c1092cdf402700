"""Language: each mistake of typography or wording is caught where it stands; the guide has none."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from guide import Guide, load
from guide.prose.language import Leaf, WordingFile, data_leaves, lint, page_leaves, remarks, wording

WORDING = """about: ["guide/data/laws.yaml#*"]
zh:
  - term: cancel-a-number
    not: ["销户"]
    unless: ["销户回执"]
  - say: "你"
    not: ["您"]
en:
  - term: legal-representative
    not: ["legal person"]
"""


@pytest.fixture(scope="module")
def guide() -> Guide:
    return load()


@pytest.fixture(scope="module")
def rules(guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> WordingFile:
    path = tmp_path_factory.mktemp("wording") / "language.yaml"
    path.write_text(WORDING, encoding="utf-8")
    return wording(guide, path)


def said(rules: WordingFile, lang: str, text: str, path: str = "docs/zh/how.md") -> list[str]:
    return [remark.message for remark in lint(Leaf(path, 3, "", lang, text), rules)]


def test_pages_and_data_hold_no_mistake(guide: Guide) -> None:
    assert [str(remark) for remark in remarks(guide)] == []


def test_pages_and_data_are_read_in_full(guide: Guide) -> None:
    pages, data = list(page_leaves()), list(data_leaves())
    assert {leaf.lang for leaf in pages} == {leaf.lang for leaf in data} == {"zh", "en"}
    assert {leaf.text for leaf in data} >= {term.meaning.zh for term in guide.glossary.terms}
    assert {leaf.text for leaf in data} >= {w for t in guide.glossary.terms for w in t.also.zh}
    assert any("运营商自己的渠道提交" in leaf.text for leaf in pages)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("先换绑,再消号。", "ASCII punctuation"),
        ("问清楚: 多少钱?", "ASCII punctuation"),
        ("欠费(含违约金)", "ASCII punctuation"),
        ('他说"不行"', "ASCII punctuation"),
        ("先问;再办", "ASCII punctuation"),
        ("等一等...", "ASCII punctuation"),
        ("号码-台账", "ASCII hyphen"),
        ("停机 保号", "space between Han characters"),
        ("先把号码上的客户\n都搬走", "line broken between Han characters"),
        ("下载PDF文件", "write '下载 PDF 文件'"),
        ("每月5元", "write '每月 5 元'"),
        ("见《电信条例》第5条", "第 5 条"),
        ("按 1０ 元算", "write '按 10 元算'"),
        ("写在`#`后面", "write '写在 `#` 后面'"),
        ("中文 。句号", "write '中文。句号'"),
        ("您先问运营商", "'您': say '你'"),
        ("先去销户", "'销户': say '消号'"),
    ],
)
def test_a_mistake_in_chinese_is_caught(rules: WordingFile, text: str, says: str) -> None:
    assert any(says in message for message in said(rules, "zh", text)), said(rules, "zh", text)


@pytest.mark.parametrize(
    "text",
    [
        "先换绑，再消号：下载 PDF 看第 5 条（3‰）。",
        "答案会记在网址的 `#` 后面，`a,b` 是例子。",
        "依据见{{ law('pipl-19') }}。",
        "问清：“销户去哪里办？”",
        "要一张销户回执。",
        "可以是 `zh`、`en`。",
        "问运营商：哪天停机，哪天销户？",
        "第 {step} 步，共 {steps} 步",
        "在中文里写 English words,\nthen 中文。",
    ],
)
def test_good_chinese_passes(rules: WordingFile, text: str) -> None:
    assert said(rules, "zh", text) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Ask the legal person.", "say 'legal representative'"),
        ("LEGAL PERSON", "say 'legal representative'"),
        ("Ask first，then cancel", "full-width punctuation"),
        ("Ask  twice", "two spaces"),
        ('Say "no"', "straight quotation mark"),
        ("the carrier’s own list", "curly apostrophe"),
        ("Ask , then go", "space before punctuation"),
    ],
)
def test_a_mistake_in_english_is_caught(rules: WordingFile, text: str, says: str) -> None:
    assert any(says in message for message in said(rules, "en", text))


@pytest.mark.parametrize(
    "text",
    [
        "The legal personality of a firm.",
        "The article 《电销卡》 says “yes”.",
        "Kept after the `#`;",
    ],
)
def test_good_english_passes(rules: WordingFile, text: str) -> None:
    assert said(rules, "en", text) == []


@pytest.mark.parametrize(
    ("lang", "text", "says"),
    [
        ("zh", "见到的合同多写 90 日。", "我们看过的合同里，网页上说"),
        ("zh", "请问运营商：能不能销户？", "问运营商"),
        ("zh", "卡在别人名下的，先理清实名。", "先解决登记人问题"),
        ("zh", "先认门，再去办。", "找对公司"),
        ("en", "What is charged stands on the bill.", "is on"),
        ("en", "The dearest way to wait.", "most expensive"),
        ("en", "In contracts seen it is 90 days.", "contracts we read"),
    ],
)
def test_what_reads_like_a_translation_or_like_old_books_is_caught(
    guide: Guide, lang: str, text: str, says: str
) -> None:
    """With the guide's own list of wordings."""
    messages = [r.message for r in lint(Leaf("docs/zh/how.md", 1, "", lang, text), wording(guide))]
    assert any(says in message for message in messages), messages


def test_where_a_word_is_the_subject_it_may_stand(rules: WordingFile) -> None:
    assert said(rules, "zh", "先去销户", "guide/data/laws.yaml") == []


def test_a_mistake_is_named_with_file_and_line(rules: WordingFile) -> None:
    leaf = Leaf("docs/zh/how.md", 3, "", "zh", "第一行，\n第二 行")
    assert [str(r) for r in lint(leaf, rules)] == [
        "docs/zh/how.md:4: space between Han characters: '第一行，\\n第二 行'"
    ]


def test_lines_of_shared_data_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text(
        'terms:\n  - id: a\n    term:\n      zh: "一"\n      en: b\n'
    )
    assert [(leaf.line, leaf.where, leaf.lang) for leaf in data_leaves(tmp_path)] == [
        (4, "terms.a.term.zh", "zh"),
        (5, "terms.a.term.en", "en"),
    ]


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ("about: []\nzh:\n  - {not: [a]}\nen: []\n", "either `term`"),
        ("about: []\nzh:\n  - {say: a, term: b, not: [a]}\nen: []\n", "either `term`"),
        ("about: []\nzh:\n  - {say: a, not: []}\nen: []\n", "at least 1 item"),
        ("about: []\nzh: []\nen: []\nfr: []\n", "Extra inputs"),
    ],
)
def test_wordings_that_are_not_as_they_must_be_are_refused(
    guide: Guide, tmp_path: Path, found: str, says: str
) -> None:
    path = tmp_path / "language.yaml"
    path.write_text(found, encoding="utf-8")
    with pytest.raises(ValidationError, match=says):
        wording(guide, path)


def test_a_wording_for_a_term_the_glossary_has_not_is_refused(guide: Guide, tmp_path: Path) -> None:
    path = tmp_path / "language.yaml"
    path.write_text(WORDING.replace("legal-representative", "boss"), encoding="utf-8")
    with pytest.raises(ValueError, match="no term 'boss'; allowed: telesales-card"):
        wording(guide, path)

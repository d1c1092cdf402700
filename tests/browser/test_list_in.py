"""A list is brought in: pasted, dropped or chosen; how it is understood is seen and corrected."""

from __future__ import annotations

import base64
import itertools
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support.chromium import findings, watch
from tests.support.server import Server
from tests.support.site import TREES

CORPUS = Path(__file__).parent.parent / "corpus/lists"
EXPECTED = sorted(CORPUS.glob("*.expected.json"))
# Whole numbers that stand in what the page shows.
WHOLE = r"""() => {
  const fields = [...document.querySelectorAll("input, textarea, select")].map((one) => one.value);
  const seen = [document.body.innerText, document.title, location.href, ...fields].join("\n");
  return [...new Set(seen.match(/(?<!\d)1[3-9]\d{9}(?!\d)/g) ?? [])];
}"""
DROP = """([element, { name, type, content }]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type }));
  for (const event of ["dragenter", "dragover", "drop"]) {
    element.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""
PASTE = """([element, { name, type, content }]) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([content], name, { type }));
  const options = { clipboardData, bubbles: true, cancelable: true };
  element.dispatchEvent(new ClipboardEvent("paste", options));
}"""
WIDER = "document.documentElement.scrollWidth - innerWidth"


class ListPage:
    """The page of the number list as a person uses it."""

    def __init__(self, page: Page, server: Server, lang: str) -> None:
        self.page, self.server, self.lang = page, server, lang
        self.line = page.locator(".list-in__line")
        self.read = page.locator(".list-read")
        self.alert = page.locator(".list__alert")
        self.said = page.locator(".list__status")
        self.wrong = page.locator(".list-wrong")
        self.outcome = page.locator(".list__outcome")

    def open(self) -> ListPage:
        self.page.goto(f"{self.server.url}{TREES[self.lang]}list/")
        self.page.wait_for_selector(".list-in__ways")
        return self

    def again(self) -> ListPage:
        """Have the ways in on the screen."""
        if self.line.is_visible():
            self.line.locator("button").click()
        return self

    def choose(self, file: Path | FilePayload) -> ListPage:
        self.again().page.locator(".list-in__file").set_input_files(file)
        return self

    def drop(self, path: Path, type_: str = "") -> ListPage:
        content = base64.b64encode(path.read_bytes()).decode()
        given = {"name": path.name, "type": type_, "content": content}
        self.again().page.evaluate(DROP, [self.page.locator("h1").element_handle(), given])
        return self

    def paste(self, text: str) -> ListPage:
        """Paste with the keys, as from a spreadsheet."""
        self.again().page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.field.focus()
        self.page.keyboard.press("Control+V")
        return self

    @property
    def field(self) -> Locator:
        return self.page.locator("#list-paste")

    def unfold(self) -> ListPage:
        """Have all of what was understood on the screen."""
        if (change := self.read.locator('[data-key="change"]')).is_visible():
            change.click()
        return self

    def columns(self) -> dict[str, str | None]:
        """Return what each column is taken for; None: given back, or personal."""
        taken: list[list[str | None]] = self.read.locator("tbody").last.evaluate(
            """body => [...body.rows].map((row) => {
              const { value, dataset } = row.querySelector("select, input");
              const header = dataset.key.replace(/^(column|personal)-/, "");
              return [header, ["-", "on"].includes(value) ? null : value];
            })"""
        )
        return {str(header): field for header, field in taken}

    def word(self, text: str) -> Locator:
        return self.read.locator("fieldset", has_text=f"“{text}”")


Opens = Callable[..., ListPage]


@pytest.fixture
def list_page(server: Server, visit: Callable[..., Page]) -> Opens:
    """A function that opens the page of a language: `list_page("en", width=320)`."""

    def opened(lang: str = "zh", **options: Any) -> ListPage:
        return ListPage(visit(**options), server, lang).open()

    return opened


def expectation(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def listed(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".expected.json"))


def of_each_kind() -> list[Path]:
    """The first and the last of each kind of file and outcome; tests/unit reads all of them."""
    kinds = defaultdict[tuple[str, str], list[Path]](list)
    for path in EXPECTED:
        kinds[listed(path).suffix, expectation(path)["outcome"]].append(path)
    return [path for paths in kinds.values() for path in dict.fromkeys((paths[0], paths[-1]))]


# --- in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_is_pasted_dropped_or_chosen(
    server: Server, new_page: Callable[..., Page], lang: str
) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    opened = ListPage(page, server, lang).open()
    seen = watch(opened.page, server.url)
    opened.paste((CORPUS / "14-bare-list.txt").read_text(encoding="utf-8"))
    expect(opened.read).to_contain_text("11")
    expect(opened.outcome).to_be_visible()
    opened.drop(CORPUS / "20-wps-wrong-dimension.xlsx")
    expect(opened.line).to_contain_text("20-wps-wrong-dimension.xlsx")
    expect(opened.read).to_contain_text("8")
    opened.choose(CORPUS / "03-gb18030.csv")
    expect(opened.read).to_contain_text("GB18030")
    opened.choose(CORPUS / "41-carrier-export.xls")
    expect(opened.line).to_contain_text("41-carrier-export.xls")
    expect(opened.read).to_be_visible()
    # What was understood first is right: nothing has to be pressed.
    expect(opened.outcome).to_be_visible()
    assert (seen.errors, seen.foreign) == ([], [])


def test_each_kind_of_file_is_understood_as_on_the_command_line(list_page: Opens) -> None:
    opened = list_page()
    for path in of_each_kind():
        expected = expectation(path)
        opened.choose(listed(path))
        read = opened.page.locator(".list-read:visible, .list__failed")
        expect(read).to_have_count(1)
        if opened.alert.inner_text():
            assert expected["outcome"] in ("refused", "read_or_refused"), path.name
            expect(opened.page.locator(".list-in__ways")).to_be_visible()
            continue
        opened.unfold()
        assert opened.columns() == expected["columns"], path.name
        total = opened.read.locator("p").first.inner_text()
        assert total.startswith(f"号码 {expected['data_rows']} 行"), path.name
        if expected["outcome"] == "ask":
            expect(opened.outcome).to_be_hidden()
            expect(opened.read.locator('[data-key="on"]')).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sample_comes_in_one_tap_and_no_number_is_shown_whole(
    list_page: Opens, lang: str
) -> None:
    opened = list_page(lang)
    opened.page.locator('[data-key="sample"]').click()
    expect(opened.read.locator("fieldset")).to_have_count(1)
    opened.read.locator('[data-key="on"]').click()
    expect(opened.outcome).to_be_visible()
    opened.wrong.locator("summary").click()
    expect(opened.wrong.locator("tbody tr").first).to_be_visible()
    assert opened.unfold().page.evaluate(WHOLE) == []
    assert "1" not in opened.page.title()


def test_what_is_no_list_gets_a_clear_word_and_the_ways_in_stay(list_page: Opens) -> None:
    opened = list_page()
    page = opened.page
    alert, ways = opened.alert, page.locator(".list-in__ways")

    def refused(words: str) -> None:
        expect(alert).to_contain_text(words)
        expect(ways).to_be_visible()

    page.locator('[data-key="read"]').click()
    refused("上面还是空的")
    opened.choose({"name": "图.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
    refused("图片和 PDF")
    given = {"name": "image.png", "type": "image/png", "content": "x"}
    page.evaluate(PASTE, [opened.field.element_handle(), given])
    refused("图片和 PDF")
    opened.choose({"name": "空.csv", "mimeType": "text/csv", "buffer": b""})
    refused("这个文件是空的")
    opened.choose(CORPUS / "34-password.xlsx")
    refused("有密码")
    page.evaluate("Object.defineProperty(File.prototype, 'size', { value: 70_000_000 })")
    opened.drop(CORPUS / "01-utf8.csv")
    refused("最多 60 MB")
    page.evaluate(
        """Object.defineProperty(DataTransferItem.prototype, "webkitGetAsEntry",
           { value: () => ({ isDirectory: true }) })"""
    )
    opened.drop(CORPUS / "01-utf8.csv")
    refused("这是文件夹")


# --- how it is understood ------------------------------------------------------------------------


def test_a_word_is_asked_once_and_then_judged(list_page: Opens) -> None:
    opened = list_page()
    opened.paste(
        "号码\t状态\t登记人\n13800000001\t停机\t公司\n13800000002\t停机\t公司\n13800000003\t正常\t公司"
    )
    expect(opened.read.locator("fieldset")).to_have_count(1)
    expect(opened.word("停机")).to_contain_text("第 2、3 行")
    expect(opened.outcome).to_be_hidden()
    # What is likely comes first; every other answer may be chosen, too.
    answers = opened.word("停机").locator("label")
    assert answers.count() > 1
    rest = opened.word("停机").locator("select")
    assert rest.locator("option").count() > 4
    open_, arrears = (
        opened.word("停机").get_by_label(name, exact=True) for name in ("先不定", "欠费停机")
    )
    expect(open_).to_be_checked()
    rest.select_option("normal")
    expect(open_).not_to_be_checked()
    arrears.check()
    expect(rest).to_have_value("")
    opened.read.locator('[data-key="on"]').click()
    expect(opened.outcome).to_be_visible()
    expect(opened.read.locator("fieldset")).to_have_count(0)
    expect(opened.wrong).to_be_hidden()
    opened.unfold()
    expect(opened.read.locator("tbody").last).to_contain_text("欠费停机")


def test_what_is_left_open_stays_a_problem_and_may_be_settled_later(list_page: Opens) -> None:
    opened = list_page("en")
    opened.choose(CORPUS / "19-loose-values.csv")
    opened.read.locator('[data-key="on"]').click()
    expect(opened.outcome).to_be_visible()
    left = opened.read.locator("p").first
    expect(left).to_contain_text("words left open")
    opened.wrong.locator("summary").click()
    expect(opened.wrong.locator("tbody tr").first).to_be_visible()
    before = opened.wrong.locator("tbody tr").count()
    opened.unfold()
    opened.word("停了").locator("select").select_option("normal")
    opened.read.locator('[data-key="on"]').click()
    expect(opened.wrong.locator("summary")).to_contain_text("mend")
    expect(opened.word("停了")).to_have_count(0)
    expect(opened.wrong.locator("tbody tr")).to_have_count(before - 1)


def test_encoding_header_and_columns_can_be_corrected(list_page: Opens) -> None:
    opened = list_page()
    opened.choose(CORPUS / "03-gb18030.csv")
    expect(opened.outcome).to_be_visible()
    opened.unfold()
    # A column that is given back only is not judged; another may take its place.
    key = "column-登记在谁名下"
    opened.page.locator(f'[data-key="{key}"]').focus()
    opened.page.locator(f'[data-key="{key}"]').select_option("-")
    expect(opened.page.locator(f'[data-key="{key}"]')).to_have_value("-")
    expect(opened.page.locator(f'[data-key="{key}"]')).to_be_focused()
    assert opened.columns()["登记在谁名下"] is None
    opened.page.locator('[data-key="header"]').select_option("0")
    expect(opened.read.locator("p").first).to_contain_text("号码 4 行，别的内容 1 行")
    opened.page.locator('[data-key="header"]').select_option("")
    expect(opened.read.locator("p").first).to_contain_text("号码 4 行，别的内容 0 行")
    opened.page.locator('[data-key="encoding"]').select_option("utf-8")
    # Refused: what was understood before stands.
    expect(opened.alert).to_contain_text("编码")
    expect(opened.page.locator('[data-key="encoding"]')).to_have_value("")
    expect(opened.outcome).to_be_visible()


def test_personal_columns_are_named_and_carried_along_only_if_ticked(list_page: Opens) -> None:
    opened = list_page()
    opened.choose(CORPUS / "18-personal-columns.csv")
    expect(opened.read).to_contain_text("证件号码")
    opened.unfold()
    box = opened.page.locator('[data-key="personal-证件号码"]')
    expect(box).not_to_be_checked()
    box.check()
    expect(opened.read.locator("ul").first).not_to_contain_text("证件号码")
    expect(box).to_be_checked()
    box.uncheck()
    expect(opened.read.locator("ul").first).to_contain_text("证件号码")


def test_a_file_that_leaves_the_sheet_open_is_not_judged_before_it_is_said(
    list_page: Opens, tmp_path: Path
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for name, number in (("一月", 13800000001), ("二月", 13800000002)):
        sheet = book.create_sheet(name)
        sheet.append(["号码", "状态"])
        sheet.append([number, "正常"])
    book.save(tmp_path / "两张.xlsx")
    opened = list_page()
    opened.choose(tmp_path / "两张.xlsx")
    expect(opened.read).to_contain_text("请选一张")
    expect(opened.outcome).to_be_hidden()
    opened.page.locator('[data-key="sheet"]').select_option("二月")
    expect(opened.read.locator('[data-key="on"], [data-key="change"]')).to_be_visible()
    expect(opened.outcome).to_be_visible()


# --- what is wrong -------------------------------------------------------------------------------


def test_a_bad_row_is_kept_and_mended_in_its_place(list_page: Opens) -> None:
    opened = list_page()
    opened.choose(CORPUS / "08-scientific.csv")
    expect(opened.wrong.locator("summary")).to_contain_text("3 行里有要改的")
    opened.wrong.locator("summary").click()
    rows = opened.wrong.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("丢了尾数")
    first = rows.first.locator("input")
    first.fill("1380013")
    first.press("Enter")
    expect(opened.said).to_contain_text("位数不对")
    expect(rows).to_have_count(3)
    expect(rows.first.locator("input")).to_have_value("1380013")
    rows.first.locator("input").fill("13800130099")
    rows.first.locator("input").press("Enter")
    expect(rows).to_have_count(2)
    expect(opened.said).to_contain_text("改好了")
    # On to the next.
    expect(rows.first.locator("input")).to_be_focused()
    # Read anew, what was mended is still there.
    opened.unfold().page.locator('[data-key="encoding"]').select_option("gb18030")
    expect(opened.page.locator('[data-key="encoding"]')).to_have_value("gb18030")
    expect(opened.wrong.locator("summary")).to_contain_text("2 行里有要改的")


# --- Python does not come ------------------------------------------------------------------------


def test_without_what_reads_lists_it_is_said_and_tried_again(
    new_page: Callable[..., Page], faulty: Server
) -> None:
    archive = Path(faulty.manifest["archives"]["lists"]["file"]).name
    faulty.faults.corrupt.add(archive)
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    opened = ListPage(page, faulty, "en").open()
    opened.paste("13800000001")
    expect(opened.alert).to_contain_text("not the one that was published")
    faulty.faults.clear()
    opened.alert.locator("button").click()
    expect(opened.read).to_contain_text("Rows of numbers: 1")
    expect(opened.outcome).to_be_visible()
    # With Python there but the line gone: the library for a workbook.
    opened.page.context.set_offline(True)
    opened.choose(CORPUS / "20-wps-wrong-dimension.xlsx")
    expect(opened.alert).to_contain_text("network")
    opened.page.context.set_offline(False)
    opened.alert.locator("button").click()
    expect(opened.read).to_contain_text("Rows of numbers: 8")


# --- for everybody -------------------------------------------------------------------------------

STATES = ("empty", "refused", "asked", "read", "all", "wrong")


def in_state(opened: ListPage, state: str) -> None:
    if state == "refused":
        opened.choose(CORPUS / "34-password.xlsx")
        expect(opened.page.locator(".list__failed")).to_be_visible()
    elif state == "asked":
        opened.choose(CORPUS / "19-loose-values.csv")
        expect(opened.read).to_be_visible()
    elif state in ("read", "all", "wrong"):
        opened.choose(CORPUS / "09-number-forms.csv")
        expect(opened.outcome).to_be_visible()
        if state == "all":
            opened.unfold()
        if state == "wrong":
            opened.wrong.locator("summary").click()
            expect(opened.wrong.locator("table")).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "looks"),
    [("zh", [(320, "dark"), (1280, "light")]), ("en", [(1280, "dark"), (320, "light")])],
    ids=["zh", "en"],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    list_page: Opens, lang: str, looks: list[tuple[int, Any]]
) -> None:
    """Of two looks each state has one in turn; the other language has it in another."""
    opened = list_page(lang, reduced_motion="reduce")
    page = opened.page
    for state, (width, scheme) in zip(STATES, itertools.cycle(looks), strict=False):
        in_state(opened, state)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        look = {"light": "default", "dark": "slate"}[scheme]
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", look)
        assert findings(page, ".number-list") == [], (state, width)
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate(WIDER) <= 0, state


def tab_to(target: Locator) -> None:
    """Press Tab until `target` has the focus."""
    for _ in range(40):
        target.page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def test_by_keyboard_alone(list_page: Opens) -> None:
    opened = list_page()
    keys = opened.page.keyboard
    opened.field.focus()
    keys.insert_text("号码,状态,登记人\n13800000001,停机,公司\n1380000000,正常,公司")
    keys.press("Tab")
    keys.press("Enter")
    title = opened.read.locator("h2")
    expect(title).to_be_focused()
    keys.press("Tab")
    keys.press("ArrowDown")
    expect(opened.read.locator("input[type=radio]").first).to_be_checked()
    for _ in range(2):
        keys.press("Tab")
    expect(opened.read.locator('[data-key="on"]')).to_be_focused()
    keys.press("Enter")
    expect(opened.outcome).to_be_visible()
    expect(title).to_be_focused()
    tab_to(opened.wrong.locator("summary"))
    keys.press("Enter")
    field = opened.wrong.locator("tbody input")
    expect(field).to_be_visible()
    tab_to(field)
    # What is a whole number, or nearly one, is not shown: it is written anew.
    expect(field).to_have_value("")
    keys.type("13800000002")
    keys.press("Enter")
    expect(opened.said).to_contain_text("改好了")

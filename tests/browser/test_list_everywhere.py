"""The number list in every browser: from a file to files, without a network once all is there."""

from __future__ import annotations

import base64
import datetime
import io
from pathlib import Path

import openpyxl
from keep_or_cancel.lists import Reading, read
from keep_or_cancel.lists.choices import Choices
from keep_or_cancel.lists.judge import judge

from tests.support.engines import Tab, eventually
from tests.support.server import Server

CORPUS = Path(__file__).parent.parent / "corpus/lists"
BOOK = "21-number-formats.xlsx"
SAMPLE = "downloads/keep-or-cancel-sample.csv"
# What the list to try leaves open, and what is said of it here.
MEANT = "arrears_stop"
MENDED = "13800000118"
# Files that the page saves are kept instead, and what breaks is noted.
KEEP = """() => {
  window.saved = [];
  window.broken = [];
  // That sizes were told a frame later than they changed is a browser's remark, without an error.
  addEventListener("error", ({ message, error }) => error && broken.push(message));
  addEventListener("unhandledrejection", ({ reason }) => broken.push(String(reason)));
  const blobs = new Map();
  const address = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const made = address(blob);
    blobs.set(made, blob);
    return made;
  };
  const click = HTMLAnchorElement.prototype.click;
  // Left with work in hand, the page would ask; the next test cannot answer.
  const listen = window.addEventListener;
  window.addEventListener = (type, ...more) =>
    type === "beforeunload" || listen.call(window, type, ...more);
  HTMLAnchorElement.prototype.click = function () {
    if (this.download) saved.push({ name: this.download, blob: blobs.get(this.href) });
    else click.call(this);
  };
}"""
SAVED = """async (count) => {
  if (saved.length < count) return null;
  const { name, blob } = saved[count - 1];
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return { name, content: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
}"""
PASTE = """(text) => {
  const field = document.querySelector("#list-paste");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
CHOOSE = """(name, content) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const input = document.querySelector("[data-number-list] input[type=file]");
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""
PILES = """() => Object.fromEntries(Array.from(
  document.querySelectorAll(".list-piles__table tr[data-row]"),
  ({ dataset, cells }) => [dataset.row, Number(cells[1].textContent)],
))"""


def piles_of(reading: Reading, today: datetime.date) -> dict[str, int]:
    """Return how many rows each outcome has, as CPython decides."""
    return {pile.name: pile.size for pile in judge(reading, today).piles()}


def put(tab: Tab, selector: str, value: str) -> None:
    """Write or choose a value in a field, as a person does who then leaves it."""
    tab.run(
        """(selector, value) => {
          const field = document.querySelector(selector);
          field.value = value;
          field.dispatchEvent(new Event("input", { bubbles: true }));
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        selector,
        value,
    )


class List:
    """The page of the number list in a tab."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.files = 0

    def judged(self, count: int) -> dict[str, int]:
        """Wait until `count` rows are judged and in the table; return the piles."""
        self.tab.until(
            "(count) => document.querySelectorAll('tr[data-index]').length === count", count
        )
        found: dict[str, int] = self.tab.until(PILES)
        assert found.pop("total") == count
        return found

    def there(self, selector: str) -> None:
        """Wait until what the selector names is in the page."""
        self.tab.until("(selector) => document.querySelector(selector) !== null", selector)

    def open(self, index: int) -> None:
        """Open a row, and wait for its cells and its plan, which has files of its own."""
        self.tab.click(f'tr[data-index="{index}"] .list-open')
        self.there(".list-opened .koc-result:not([aria-busy]) #list-cell-number")
        self.there(".list-opened .koc-onward a")

    def take(self, kind: str) -> tuple[str, bytes]:
        """Export the list; return the file's name and its content."""
        self.tab.click(f'[data-key="out-{kind}"]')
        self.files += 1
        made = self.tab.until(SAVED, self.files)
        return str(made["name"]), base64.b64decode(made["content"])


def test_a_list_is_brought_judged_mended_and_taken_along_without_a_network(
    tab: Tab, faulty: Server, site: Path
) -> None:
    today = datetime.date.today()
    tab.visit(f"{faulty.url}list/").run(KEEP)
    page = List(tab)

    # With a network: all that the page can do is loaded while it is done once.
    book = (CORPUS / BOOK).read_bytes()
    tab.click("#list-paste")
    tab.run(CHOOSE, BOOK, base64.b64encode(book).decode())
    expected = read(book)
    assert page.judged(len(expected.rows)) == piles_of(expected, today)
    page.open(0)
    again = read(page.take("xlsx")[1])
    assert again.numbers == expected.numbers
    asked = len(faulty.served)
    assert asked > 10

    # Without one: each answer from here on comes out of the page itself.
    faulty.faults.dropped.add("")
    tab.click('[data-key="other"]')
    text = (site / SAMPLE).read_text(encoding="utf-8-sig")
    tab.run(PASTE, text)
    tab.click('[data-key="read"]')
    page.there(".list-read__word")
    tab.click(f'.list-read__word input[value="{MEANT}"]')
    tab.click('[data-key="on"]')
    choices = Choices(values={"status": {"停机": MEANT}})
    expected = read(text.encode(), choices)
    assert page.judged(len(expected.rows)) == piles_of(expected, today)
    # Nobody looking over a shoulder reads a number.
    shown = tab.run("() => document.querySelector('[data-number-list]').innerText")
    assert "138****0101" in shown
    assert not [number for number in expected.numbers if number and number in shown]

    last = len(expected.rows) - 1
    assert expected.numbers[last] is None
    page.open(last)
    put(tab, "#list-cell-number", MENDED)
    assert expected.mend(last, "number", MENDED, choices) is None
    after = piles_of(expected, today)
    eventually(lambda: page.judged(len(expected.rows)) == after, "the piles follow the mended row")
    assert "no_number" not in after

    name, content = page.take("csv")
    assert not any(letter.isdigit() for letter in name.replace(today.isoformat(), ""))
    written = read(content)
    assert written.numbers == expected.numbers
    assert written.fields["status"] == expected.fields["status"]
    book_again = openpyxl.load_workbook(io.BytesIO(page.take("xlsx")[1]), read_only=True)
    assert len(book_again.sheetnames) == 4

    assert faulty.served[asked:] == []
    fetched = tab.run("() => performance.getEntriesByType('resource').map(({ name }) => name)")
    assert [one for one in fetched if not one.startswith((faulty.url, "blob:", "data:"))] == []
    assert tab.run("() => broken") == []

"""Text files and pasted text: from bytes to rows of cells, without losing one."""

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from keep_or_cancel.lists import numbers
from keep_or_cancel.lists.cells import unguarded
from keep_or_cancel.lists.choices import MIXED
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.words import Vocabulary, seen

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
# Two bytes of UTF-8 each; Latin letters within a word are no Chinese read wrongly.
TWO_BYTES = re.compile(r"[\u0080-\u07ff]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]*[a-z][A-Za-z\u00c0-\u024f]*")
LATER = re.compile(r"[\u0800-\U0010ffff]")

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 4096
# Before any other, those that stand in no number and in few words.
SEPARATORS = ("\t", ";", "|", ",", "，")
LOOSE = re.compile(r"[\s,，、;；|]+")
SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
PROBE = 200
# With these a cell begins that is guarded from spreadsheets, or an error of theirs.
GUARDS = ("'", "=", "#")

type Records = list[tuple[str, ...]]


class Decoded(NamedTuple):
    """Text and the name of its encoding; `certain` is false where another would do as well."""

    text: str
    encoding: str
    certain: bool = True


class Split(NamedTuple):
    """Rows of cells; `separator` None: one cell a line; "mixed": whole lines, as in a chat.

    `first` is the number of rows that say what separates; `loose` gives by row number (from 0) the
    text of a line in which a quotation mark is not closed.
    """

    rows: Records
    separator: str | None
    first: int
    loose: dict[int, str]


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """Return the text in `content`; in `encoding`, if the person chose one.

    raises ListError where it cannot be read so. Lines in no single encoding are read one by one.
    """
    if encoding == MIXED:
        return Decoded(_by_line(content), MIXED, False)
    if encoding:
        try:
            return Decoded(content.decode(encoding).removeprefix("\ufeff"), encoding)
        except (UnicodeDecodeError, LookupError):
            raise ListError("encoding", encoding) from None
    for mark, name in MARKS:
        if content.startswith(mark):
            text = content.decode(name, "replace")
            return Decoded(text, name, "\ufffd" not in text)
    if wide := _wide(content[:SAMPLE]):
        return Decoded(content.decode(wide, "replace"), wide)
    utf8, chinese = _strict(content, "utf-8"), _strict(content, "gb18030")
    if utf8 is None and chinese is None:
        return Decoded(_by_line(content), MIXED, False)
    if utf8 is None or (chinese is not None and _misread(utf8, chinese)):
        return Decoded(chinese or "", "gb18030", utf8 is None)
    return Decoded(utf8, "utf-8")


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(sample: bytes) -> str | None:
    """Return which UTF-16 without a mark this is, by where its noughts stand."""
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most, name = max((odd, "utf-16-le"), (even, "utf-16-be"))
    least = min(odd, even)
    return name if most > len(sample) // 16 and least * 8 <= most else None


def _misread(utf8: str, chinese: str) -> bool:
    """Return whether this is Chinese that happens to be valid UTF-8: 陆路 reads as ½·.

    What has longer sequences cannot be chance; neither can accents within words of small letters.
    """
    if not TWO_BYTES.search(utf8) or LATER.search(utf8) or not HAN.search(chinese):
        return False
    return TWO_BYTES.search(LATIN.sub("", utf8)) is not None


def _by_line(content: bytes) -> str:
    """Return text whose lines have several encodings: a file put together of two."""

    def line(part: bytes) -> str:
        for name in ("utf-8", "gb18030"):
            if (text := _strict(part, name)) is not None:
                return text
        return part.decode("utf-8", "replace")

    return "".join(map(line, content.splitlines(keepends=True)))


def split(text: str, vocabulary: Vocabulary, separator: str | None = None) -> Split:
    """Return the rows of `text`; `separator` is the one the person chose, if any."""
    lines = list(io.StringIO(text, newline=""))
    first = 0
    if lines and (told := SEPARATOR_LINE.fullmatch(lines[0].strip("\r\n"))):
        separator, first = separator or told[1], 1
    if separator is None:
        separator = guessed(lines, vocabulary)
    if separator == MIXED:
        return Split(_mixed(lines), MIXED, first, {})
    if separator is None:
        rows: Records = [(unguarded(line.strip("\r\n").strip('"')),) for line in lines]
        return Split(rows, None, first, {})
    rows, loose = _records(lines, separator, first)
    return Split(rows, separator, first, loose)


def guessed(lines: Sequence[str], vocabulary: Vocabulary) -> str | None:
    """Return what separates cells: of the header that names a number, else of equal counts."""
    probe = [line.strip("\r\n") for line in itertools.islice(filter(str.strip, lines), PROBE)]
    for line in probe:
        ways = ((one, line.split(one, PROBE)) for one in SEPARATORS if one in line)
        named = {
            one: sum(vocabulary.header(cell.strip('" ')) is not None for cell in cells)
            for one, cells in ways
            if any(vocabulary.header(cell.strip('" ')) == "number" for cell in cells)
        }
        if named:
            return max(named, key=lambda one: named[one])
        if vocabulary.header(line.strip('" ')) == "number":
            return None
    tokens = _tokens(probe)
    if len(tokens) > len(probe) and all(numbers.of_text(token).digits for token in tokens):
        return MIXED
    for one in SEPARATORS:
        counts = Counter(line.count(one) for line in probe)
        if counts and (common := counts.most_common(1)[0])[0] and common[1] * 5 >= len(probe) * 4:
            return one
    alone = all(seen(line).isascii() and numbers.of_text(line).digits for line in probe)
    return None if alone or not any(map(_has_number, probe)) else MIXED


def _has_number(line: str) -> bool:
    return numbers.INSIDE.search(seen(line)) is not None


def _tokens(lines: Sequence[str]) -> list[str]:
    return [token for line in lines for token in LOOSE.split(line) if token]


def _mixed(lines: Sequence[str]) -> Records:
    """Return each line as one cell; where there are only numbers, each number."""
    tokens = _tokens(lines)
    if all(numbers.of_text(token).digits for token in tokens):
        return [(token,) for token in tokens]
    return [(line.strip("\r\n"),) for line in lines]


def _records(lines: list[str], separator: str, first: int) -> tuple[Records, dict[int, str]]:
    """Return the rows of lines, and the lines in which a quotation mark is not closed."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        records = list(reader)
    except csv.Error:
        return _one_by_one(lines, separator, None)
    if reader.line_num == len(records):
        return [_unguarded(record) for record in records], {}
    width = len(records[first]) if first < len(records) else 0
    return _one_by_one(lines, separator, width)


def _one_by_one(
    lines: list[str], separator: str, width: int | None
) -> tuple[Records, dict[int, str]]:
    """Return rows read one by one; `width` is that of the header where all quotes are paired.

    csv swallows rows without a word where a quotation mark stays open; here such a line is split as
    plain text, and reading goes on behind it.
    """
    records: Records = []
    loose: dict[int, str] = {}
    start = 0
    while start < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), delimiter=separator)
        try:
            record = next(reader)
        except csv.Error:  # a cell beyond all length
            record = None
        if record is None or (reader.line_num > 1 and _swallowed(record, width)):
            loose[len(records)] = line = lines[start].strip("\r\n")
            records.append(tuple(unguarded(cell.strip('"')) for cell in line.split(separator)))
            start += 1
        else:
            records.append(_unguarded(record))
            start += reader.line_num
    return records, loose


def _unguarded(record: list[str]) -> tuple[str, ...]:
    # Few cells bear a guard: the first character tells.
    return tuple([unguarded(cell) if cell[:1] in GUARDS else cell for cell in record])


def _swallowed(record: Sequence[str], width: int | None) -> bool:
    """Return whether a cell of several lines holds another row's number."""
    if width is not None and len(record) == width:
        return False
    later = (line for cell in record for line in re.split(r"\r\n|\r|\n", cell)[1:])
    return any(map(_has_number, later))

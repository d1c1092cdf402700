"""A letter filled in: its paragraphs in both languages, what is missing, what goes with it."""

import datetime
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from keep_or_cancel.decide import decide
from keep_or_cancel.explain import known
from keep_or_cancel.facts import Facts, FactsError, day_of, kind_of
from keep_or_cancel.names import LANGS
from keep_or_cancel.papers.data import Papers, papers
from keep_or_cancel.papers.values import FEW, Values, clean, digits_of, secret
from keep_or_cancel.reminders import dated

PLACEHOLDER = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}")
OWN_NAME = "self"
# Forms that are sent as they are, with no title over them and nobody's signature.
MESSAGES = ("sms", "message", "mail")
# Of a text message, in UTF-16 units, and of one in plain Latin letters.
SMS_LENGTH, SMS_LATIN = 70, 160
# Between these stands a blank: Chinese, and Latin letters or digits.
HAN, LATIN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"), re.compile(r"[A-Za-z0-9+]")
COLON = re.compile(r"[：:]\s*$")
ENDS = "。；，.;,"
# What a row of a list may tell of a number beside it.
ROW = ("number", "holder", "plan", "contract_end", "asks", "note", "number_type")
KEYS = ("id", "facts", "values", "lines", "numbers", "lang", "gloss", "today")


def draft(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return a letter filled in, as a JSON-able dict; keys: see the package's README.

    `args`: `id` of the letter; `facts` of the check; `values` typed, by field; `lines`, ids of the
    optional ones that are picked; `numbers` [{number, holder, plan, contract_end, asks, note}];
    `lang` of what is said about it and, without `gloss`, of the letter, which with it is Chinese
    with English under each paragraph; `today` (ISO), or null for one that has no date yet.
    Raises FactsError where one of them is not allowed.
    """
    return Draft(papers(), args).as_json()


class Draft:
    """One letter, filled in."""

    def __init__(self, source: Papers, args: Mapping[str, Any]) -> None:
        self.papers, self.model = source, source.model
        for name in args:
            self._need(name in KEYS, name, args[name], KEYS)
        wanted = str(args.get("id"))
        self._need(wanted in source.letters, "id", wanted, source.letters)
        self.letter: dict[str, Any] = source.letters[wanted]
        self.lang = str(args.get("lang") or "zh")
        self._need(self.lang in LANGS, "lang", self.lang, LANGS)
        self.gloss = bool(args.get("gloss"))
        # Those it is written in, the first above the other.
        self.langs = LANGS if self.gloss else (self.lang,)
        self.today = day_of(self.model, "today", args["today"]) if args.get("today") else None
        self.facts = Facts(self.model, args.get("facts") or {})
        self.decision = decide(self.model, self.facts.domains)
        self.known = known(self.model, self.facts, self.decision)
        typed = args.get("values") or {}
        self._kind(isinstance(typed, Mapping), "values", typed, "{…}")
        for field in typed:
            self._need(field in source.fields, f"values.{field}", typed[field], source.fields)
        numbers, picked = args.get("numbers") or [], args.get("lines") or []
        self._kind(isinstance(numbers, list), "numbers", numbers, "[…]")
        self._kind(isinstance(picked, list), "lines", picked, "[…]")
        rows = [self._row(row, n) for n, row in enumerate(numbers, 1)]
        self.values = Values(source, self.facts, self.known, typed, rows, self.today)
        self.rows = {digits_of(row["number"]): row for row in rows}
        ids = [line["id"] for line in self.letter["lines"]]
        self.picked = [str(line) for line in picked]
        for line in self.picked:
            self._need(line in ids, "lines", line, ids)
        self.sms = self.letter["form"] == "sms"
        requests = [line for line in self.letter["lines"] if line["request"]]
        # One of these must stand: whoever writes may ask the others, too.
        self.open = bool(requests) and all("when" in r or r["blockers"] for r in requests)
        self.lines = list(self._standing())
        self.signatures = self._signatures()

    def _need(self, good: bool, field: str, value: object, allowed: Any) -> None:
        if not good:
            raise FactsError(self.model, "value", field, value, ", ".join(allowed))

    def _kind(self, good: bool, field: str, value: object, allowed: str) -> None:
        if not good:
            raise FactsError(self.model, "value", field, kind_of(value), allowed)

    def _row(self, row: object, place: int) -> dict[str, str]:
        where = f"numbers {place}"
        if not isinstance(row, Mapping):
            raise FactsError(self.model, "value", where, kind_of(row), "{…}")
        for key in row:
            self._need(key in ROW, f"{where}.{key}", row[key], ROW)
        told = {key: clean(row[key]) for key in ROW if row.get(key)}
        self._need(bool(told.get("number")), f"{where}.number", told.get("number"), ["13800000001"])
        if "contract_end" in told:
            day_of(self.model, f"{where}.contract_end", told["contract_end"])
        return told

    # --- which lines stand -----------------------------------------------------------------------

    def _holds(self, line: Mapping[str, Any]) -> bool | None:
        """Return whether a line's conditions hold: True, False, or None while that is open."""
        if "when" not in line and not line["blockers"]:
            return True
        if any(name in self.decision.blockers for name in line["blockers"]):
            return True
        holds = self.model.holds(line["when"], self.known) if "when" in line else False
        return None if holds is False and line["blockers"] and not self.decision.outcome else holds

    def _may_be_picked(self, line: Mapping[str, Any]) -> bool:
        holds = self._holds(line)
        return bool(
            (line["optional"] and holds is not False)
            or holds is None
            or (self.open and line["request"])
        )

    def _standing(self) -> Iterator[tuple[Mapping[str, Any], bool]]:
        """Yield the lines that stand, each with whether it is one to tick.

        While nothing is answered the letter is a form: what may have to stand is there to tick.
        """
        standing: list[tuple[Mapping[str, Any], bool]] = []
        for line in self.letter["lines"]:
            holds = self._holds(line)
            picked = line["id"] in self.picked and self._may_be_picked(line)
            sure = picked or (holds is True and not line["optional"])
            tick = not sure and holds is None and not self.decision.outcome
            if not sure and (not tick or line["optional"] or line["instead"]):
                continue
            if line["instead"]:
                standing.pop()
            standing.append((line, not sure))
        yield from standing

    def _signatures(self) -> list[Mapping[str, Any]]:
        """Return who signs; several, who call themselves differently, while that is open."""
        may = [self.papers.signatures[name] for name in self.letter["signed"]]
        holds = [self.model.holds(one["when"], self.known) for one in may]
        if True in holds:
            return [may[holds.index(True)]]
        left = [one for one, verdict in zip(may, holds, strict=True) if verdict is None] or may[:1]
        names = [one["called"]["zh"] for one in left]
        return [one for n, one in enumerate(left) if names.index(names[n]) == n]

    # --- words -----------------------------------------------------------------------------------

    def _called(self, lang: str) -> str:
        if len(self.signatures) > 1:
            return self.papers.word("either", lang)
        return str(self.signatures[0]["called"][lang])

    def filled(self, text: Mapping[str, str], lang: str) -> str:
        """Return a text with its placeholders filled in, once: braces in a value stay text."""
        parts = PLACEHOLDER.split(text[lang])
        for n in range(1, len(parts), 2):
            name, after = parts[n], parts[n + 1]
            if name == OWN_NAME:
                parts[n] = self._called(lang)
                continue
            shown = self.values.shown(name, lang, sms=self.sms, table=bool(self.letter["columns"]))
            if "\n" in shown and COLON.search(parts[n - 1]):
                # Several lines stand below what they are told of, not half beside it.
                parts[n - 1], shown = parts[n - 1].rstrip(), f"\n{shown}"
            # No two full stops where a value ends in one.
            parts[n] = shown.rstrip(ENDS) or shown if after[:1] in (*ENDS,) and after else shown
        return parts[0] + "".join(
            self._gap(left, right, lang) + right for left, right in itertools.pairwise(parts)
        )

    def _gap(self, left: str, right: str, lang: str) -> str:
        """Return what stands between two parts: in Chinese a blank beside Latin and digits."""
        if lang != "zh" or self.sms or not left or not right:
            return ""
        pair = (left[-1], right[0])
        mixed = any(HAN.match(a) and LATIN.match(b) for a, b in (pair, pair[::-1]))
        return " " if mixed else ""

    def paragraphs(self) -> list[dict[str, Any]]:
        """Return the letter: `{kind, id, number, zh, en}`; lines have ids, requests numbers."""
        found: list[dict[str, Any]] = []

        def add(kind: str, texts: Mapping[str, str], name: str = "", number: int = 0) -> None:
            told = {"kind": kind, "id": name or None, "number": number or None}
            found.append({**told, **{lang: texts[lang] for lang in LANGS}})

        def own(name: str) -> dict[str, str]:
            return {lang: self.papers.word(name, lang) for lang in LANGS}

        message = self.letter["form"] in MESSAGES
        if not message:
            add("title", self.letter["title"])
        if any(tick for _, tick in self.lines):
            add("note", own("ticked"))
        number = 0
        for line, tick in self.lines:
            texts = {lang: self.filled(line["says"], lang) for lang in LANGS}
            if tick:
                texts = {k: self.papers.word("tick", k, text=text) for k, text in texts.items()}
            kind = "sign" if line["signing"] else "to" if line["id"] == "to" else "text"
            kind = "request" if line["request"] else kind
            number += line["request"]
            add(kind, texts, line["id"], number if line["request"] else 0)
        if len(self.signatures) > 1:
            add("note", own("either_signs"))
        for signature in self.signatures:
            for text in signature["lines"]:
                add("sign", {lang: self.filled(text, lang) for lang in LANGS})
        return found

    # --- what goes with it -----------------------------------------------------------------------

    def _used(self) -> list[str]:
        """Return the fields that stand in the letter: needed ones first, then as declared."""
        texts = [line["says"]["zh"] for line, _ in self.lines]
        texts += [text["zh"] for one in self.signatures for text in one["lines"]]
        used = {name for text in texts for name in PLACEHOLDER.findall(text)} - {OWN_NAME}
        declared = [*self.letter["needs"], *self.letter["takes"]]
        ordered = [*declared, *(name for name in self.papers.fields if name not in declared)]
        return [name for name in ordered if name in used]

    def fields(self) -> list[dict[str, Any]]:
        """Return what is filled in: as it is typed, where it is from, what is wrong with it."""
        found = []
        for name in self._used():
            field, value = self.papers.fields[name], self.values[name]
            found.append(
                {
                    "id": name,
                    "title": field["title"][self.lang],
                    "hint": field["hint"][self.lang] if "hint" in field else None,
                    "kind": field["kind"],
                    "personal": field["personal"],
                    "needed": name in self.letter["needs"],
                    "value": value.text,
                    "given": value.given,
                    "problem": self.values.why(value.problem, self.lang) if value.problem else None,
                }
            )
        return found

    def optional(self) -> list[dict[str, Any]]:
        """Return the lines that may be picked, and whether they stand."""
        stand = {line["id"] for line, tick in self.lines if not tick}
        return [
            {
                "id": line["id"],
                "says": self.filled(line["says"], self.lang),
                "on": line["id"] in stand,
            }
            for line in self.letter["lines"]
            if self._may_be_picked(line)
        ]

    def table(self) -> dict[str, Any] | None:
        """Return the schedule of more than a few numbers, or a form's table; else None.

        `after` is the place of the paragraph it follows, or None: then it is a page of its own.
        """
        own = self.letter["columns"]
        numbers, lang = self.values.numbers, self.langs[0]
        if not own and len(numbers) <= FEW:
            return None
        columns = [self.papers.columns[name] for name in own or self.papers.data["schedule"]]
        return {
            "title": self.papers.word("schedule", lang),
            "columns": ["\n".join(one["title"][each] for each in self.langs) for one in columns],
            "widths": [one["width"] for one in columns],
            "rows": [
                [self._cell(one["id"], n, number, lang) for one in columns]
                for n, number in enumerate(numbers, 1)
            ],
            "end": self.papers.word("schedule_end", lang),
            "after": self._place("numbers") if own else None,
        }

    def _place(self, name: str) -> int | None:
        """Return the place of the paragraph with a field in it, among all paragraphs."""
        lines = [line for line, _ in self.lines if name in PLACEHOLDER.findall(line["says"]["zh"])]
        ids = [line["id"] for line in lines]
        return next((n for n, one in enumerate(self.paragraphs()) if one["id"] in ids), None)

    def _cell(self, column: str, place: int, number: str, lang: str) -> str:
        row = self.rows.get(digits_of(number), {})
        if column == "place":
            return str(place)
        if column == "number":
            return number
        if column == "asks" and "asks" not in row:
            matter: Mapping[str, str] = self.letter.get("matter", {})
            return matter.get(lang, "")
        if column == "contract_end" and column in row:
            return self.values.day(datetime.date.fromisoformat(row[column]), lang)
        text = row.get(column, "")
        return "" if secret(text) else text

    def follow_ups(self) -> list[dict[str, Any]]:
        """Return what to do afterwards, with its day where that is known."""
        handed_in = self.facts.days.get("application") or self._date("sign_date")
        anchors = {
            "application": handed_in,
            "complained": self._date("complained_on"),
            "charged": self._date("event_date"),
            "authority": None,
        }
        found = []
        for name in self.letter["follow_ups"]:
            entry = self.papers.follow_ups[name]
            anchor = entry["anchor"]
            day = dated(entry, anchors[anchor] if anchor in anchors else self._date(anchor))
            date = day and day.isoformat()
            found.append({"id": name, "says": entry["says"][self.lang], "date": date})
        return found

    def _date(self, name: str) -> datetime.date | None:
        content = self.values[name].content
        return content if isinstance(content, datetime.date) else None

    def laws(self) -> list[dict[str, Any]]:
        """Return the laws that the letter, its lines and what follows rest on."""
        entries: Sequence[Mapping[str, Any]] = [
            self.letter,
            *(line for line, _ in self.lines),
            *self.signatures,
            *(self.papers.follow_ups[name] for name in self.letter["follow_ups"]),
        ]
        names = dict.fromkeys(law for entry in entries for law in entry["laws"])
        return [
            {
                "id": name,
                **{
                    key: self.papers.laws[name][key][self.lang]
                    if key in self.papers.laws[name]
                    else None
                    for key in ("title", "article", "href")
                },
            }
            for name in names
        ]

    def message(self) -> dict[str, int] | None:
        """Return how long a text message is, and how long one may be; blanks as long as may be."""
        if not self.sms:
            return None
        lang = self.langs[0]
        (line, _), *_ = self.lines
        sizes = {
            name: self.papers.fields[name]["most"] if value.content is None else None
            for name in self._used()
            if (value := self.values[name])
        }
        text = PLACEHOLDER.sub(
            lambda found: (
                "0" * size
                if (size := sizes[found[1]])
                else self.values.shown(found[1], lang, sms=True)
            ),
            line["says"][lang],
        )
        if text.isascii():
            # These take two places in the alphabet of text messages.
            return {"used": len(text) + sum(map(text.count, "[]{}^~|\\")), "most": SMS_LATIN}
        return {"used": sum(1 + (ord(c) > 0xFFFF) for c in text), "most": SMS_LENGTH}

    def text(self, paragraphs: Sequence[Mapping[str, Any]]) -> str:
        """Return the letter as text to copy, without what is only for a printed form."""
        lines = []
        for one in paragraphs:
            number = f"{one['number']}. " if one["number"] else ""
            lines += [f"{number if n == 0 else ''}{one[lang]}" for n, lang in enumerate(self.langs)]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return all of it under the keys of the contract."""
        letter, lang = self.letter, self.lang
        fields, paragraphs = self.fields(), self.paragraphs()
        missing = [
            field["id"]
            for field in fields
            if field["needed"] and self.values[field["id"]].content is None
        ]

        def said(text: Mapping[str, str] | None) -> str | None:
            return None if text is None else text[lang]

        notes = [one["note"][lang] for one in self.signatures if "note" in one]
        return {
            "id": letter["id"],
            "title": letter["title"][lang],
            "form": letter["form"],
            "sender": letter["sender"][lang],
            "receiver": letter["receiver"][lang],
            "fields": fields,
            "lines": self.optional(),
            "paragraphs": paragraphs,
            "schedule": self.table(),
            "missing": missing,
            "blank": bool(missing),
            "text": self.text(paragraphs),
            "message": self.message(),
            "attach": [text[lang] for text in letter["attach"]],
            "traps": [text[lang] for text in letter["traps"]],
            "ways": [
                {"id": name, "title": way["title"][lang], "says": way["says"][lang]}
                for name in letter["ways"]
                for way in (self.papers.ways[name],)
            ],
            "signing": notes,
            "follow_ups": self.follow_ups(),
            "laws": self.laws(),
            "only_if": said(letter.get("only_if")),
            "does": letter["does"][lang],
            "does_not": letter["does_not"][lang],
            "lawyer": said(letter.get("lawyer")),
        }

"""The rules as DMN 1.3 XML, so that other decision engines can read and run them.

`python -m widgets.dmn zh|en` prints them, labelled in that language.

The decision `keep_or_cancel` is the decision table. It rests on two smaller decisions: what
leaving a contract costs (`exit_cost`), and whether any blocker of a cancellation holds
(`any_blocker`). Names are the ids of the model; labels, descriptions and
annotations are its words in one language.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from keep_or_cancel.model import BLOCKERS, EXIT_COST, Case, Model

from guide import GuideError, compile_guide, load
from guide.edition import LANGUAGES, Edition, find

MODEL_NS = "https://www.omg.org/spec/DMN/20191111/MODEL/"
FEEL_NS = "https://www.omg.org/spec/DMN/20191111/FEEL/"

# The final decision, and the one that says whether a blocker holds.
DECISION = "keep_or_cancel"
ANY_BLOCKER = "any_blocker"
OUTPUTS = ("rule", "outcome", "blocker")

# How `exit_cost` follows from the amounts, in FEEL: the same as `Facts.exit_cost`.
EXIT_AMOUNTS = ("penalty", "months_left", "monthly_fee")
EXIT_EXPRESSION = (
    "if penalty = null or months_left = null or monthly_fee = null "
    'then "unknown" '
    "else if penalty > 0 and penalty >= months_left * monthly_fee "
    'then "dear" '
    'else "cheap"'
)


def export(model: Model, edition: Edition) -> str:
    """Return the rules of `model` as XML, in the words of an edition of the guide it is made of."""
    document = _Document(model, edition).build()
    ET.indent(document)
    text = ET.tostring(document, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _quoted(values: Iterable[str]) -> str:
    """Return FEEL for "one of these words"."""
    return ",".join(f'"{value}"' for value in values)


class _Document:
    """Writes one file; each method adds the elements of one kind."""

    def __init__(self, model: Model, edition: Edition) -> None:
        self.model, self.edition = model, edition
        self.root = ET.Element(
            "definitions",
            {
                "xmlns": MODEL_NS,
                "expressionLanguage": FEEL_NS,
                "id": "definitions",
                "name": edition.text(edition.guide.meta.title),
                "namespace": f"urn:keep-or-cancel:rules:{model.version}",
                "exporter": "keep_or_cancel",
            },
        )
        about = " ".join(
            f"{edition.word(key)} {value}"
            for key, value in (("rules_version", model.version), ("rules_date", model.date))
        )
        _text(self.root, "description", f"{about}\n{edition.word('not_legal_advice')}")

    def build(self) -> ET.Element:
        """Return the document: types, inputs, then the decisions that rest on them."""
        derived = {entry["id"]: entry for entry in self.model.data["derived"]}
        read = [name for name in self.model.variables if name not in derived]
        typed = [*read, *(name for name in derived if name in self.model.variables)]
        for name in typed:
            self._type(name, self.model.values[name])
        self._type("outcome", list(self.model.outcomes))
        self._type("rule", [rule["id"] for rule in self.model.rules])
        self._type("blocker", list(self.model.blockers))
        result = ET.SubElement(
            self.root, "itemDefinition", id=f"type_{DECISION}", name=f"{DECISION}_type"
        )
        for output in OUTPUTS:
            part = ET.SubElement(result, "itemComponent", name=output)
            _text(part, "typeRef", f"{output}_type")

        for name in read:
            variable = self.edition.variable(name)
            self._input(name, f"{name}_type", variable.short, variable.title)
        for name in EXIT_AMOUNTS if EXIT_COST in derived else ():
            amount = find("amount", self.edition.guide.questions.amounts, name)
            text = self.edition.text
            self._input(name, "number", text(amount.title), text(amount.hint))

        if EXIT_COST in derived:
            self._exit_cost()
        self._any_blocker()
        self._rules()
        return self.root

    # --- types and inputs ------------------------------------------------------------------------

    def _type(self, name: str, values: Sequence[str]) -> None:
        entry = ET.SubElement(self.root, "itemDefinition", id=f"type_{name}", name=f"{name}_type")
        _text(entry, "typeRef", "string")
        _text(ET.SubElement(entry, "allowedValues"), "text", _quoted(values))

    def _input(self, name: str, kind: str, label: str, about: str) -> None:
        entry = ET.SubElement(self.root, "inputData", id=name, name=name, label=label)
        if about:
            _text(entry, "description", about)
        ET.SubElement(entry, "variable", id=f"variable_{name}", name=name, typeRef=kind)

    # --- decisions -------------------------------------------------------------------------------

    def _variable(self, name: str) -> str:
        """Return what a rule reads for the model's variable `name`."""
        if name == BLOCKERS:
            return ANY_BLOCKER
        return name

    def _label(self, name: str) -> str:
        """Return the words for a variable of the model."""
        return self.edition.variable(name).short

    def _decision(
        self, name: str, label: str, about: str, kind: str, needs: Iterable[str]
    ) -> ET.Element:
        """Return a new decision that rests on the inputs and decisions `needs`."""
        decision = ET.SubElement(self.root, "decision", id=name, name=name, label=label)
        if about:
            _text(decision, "description", about)
        ET.SubElement(decision, "variable", id=f"variable_{name}", name=name, typeRef=kind)
        for needed in needs:
            requirement = ET.SubElement(
                decision, "informationRequirement", id=f"{name}_needs_{needed}"
            )
            given = needed in self.model.questions or needed in self.model.amounts
            ET.SubElement(
                requirement, "requiredInput" if given else "requiredDecision", href=f"#{needed}"
            )
        return decision

    def _table(
        self,
        decision: ET.Element,
        columns: Sequence[tuple[str, str, str]],
        outputs: Sequence[str] = (),
        policy: str = "FIRST",
    ) -> ET.Element:
        """Return a new table; `columns` are expression, type and label, `outputs` their names.

        A table with one output takes name and type from its decision, as DMN has it.
        """
        name = str(decision.get("id"))
        table = ET.SubElement(decision, "decisionTable", id=f"table_{name}", hitPolicy=policy)
        for number, (expression, kind, label) in enumerate(columns, 1):
            column = ET.SubElement(table, "input", id=f"{name}_input_{number}", label=label)
            read = ET.SubElement(
                column, "inputExpression", id=f"{name}_expression_{number}", typeRef=kind
            )
            _text(read, "text", expression)
        for output in outputs:
            label = self.edition.word(output)
            ET.SubElement(
                table,
                "output",
                id=f"{name}_output_{output}",
                label=label,
                name=output,
                typeRef=f"{output}_type",
            )
        if not outputs:
            ET.SubElement(table, "output", id=f"{name}_output", label=str(decision.get("label")))
        ET.SubElement(table, "annotation", name=self.edition.word("because"))
        return table

    def _case_columns(self, cases: Sequence[Case]) -> dict[str, str]:
        """Return the variables that these cases read, each with what a table reads for it."""
        names = dict.fromkeys(name for case in cases for name in case)
        return {name: self._variable(name) for name in names}

    def _column(self, name: str, read: str) -> tuple[str, str, str]:
        kind = "boolean" if name == BLOCKERS else f"{name}_type"
        return read, kind, self._label(name)

    def _tests(self, case: Case, columns: Iterable[str]) -> list[str]:
        """Return the cells of one case under the columns of the variables named."""
        return [
            "-" if name not in case else "true" if name == BLOCKERS else _quoted(case[name])
            for name in columns
        ]

    def _exit_cost(self) -> None:
        """Add the decision on what leaving a contract early costs against staying."""
        variable, kind = self.edition.variable(EXIT_COST), f"{EXIT_COST}_type"
        decision = self._decision(EXIT_COST, variable.short, variable.hint, kind, EXIT_AMOUNTS)
        expression = ET.SubElement(decision, "literalExpression", id=f"{EXIT_COST}_expression")
        _text(expression, "text", EXIT_EXPRESSION)

    def _any_blocker(self) -> None:
        """Add the decision on whether anything stands in the way of a cancellation."""
        blockers = {name: self.model.blockers[name] for name in self.model.cancel_blockers}
        columns = self._case_columns([case for b in blockers.values() for case in b["when"]])
        decision = self._decision(
            ANY_BLOCKER, self._label(BLOCKERS), "", "boolean", columns.values()
        )
        table = self._table(decision, [self._column(*pair) for pair in columns.items()])
        for name, blocker in blockers.items():
            for number, case in enumerate(blocker["when"], 1):
                cells = self._tests(case, columns)
                note = f"{name}: {self.edition.text(self.edition.blocker(name).title)}"
                _rule(table, f"{ANY_BLOCKER}_{name}_{number}", cells, ["true"], note)
        _rule(table, f"{ANY_BLOCKER}_else", ["-"] * len(columns), ["false"])

    def _rules(self) -> None:
        """Add the decision table itself."""
        rules = self.model.rules
        columns = self._case_columns([case for rule in rules for case in rule["when"]])
        decision = self._decision(
            DECISION,
            self.edition.word("decision_table"),
            self.edition.word("first_match"),
            f"{DECISION}_type",
            columns.values(),
        )
        table = self._table(
            decision,
            [self._column(*pair) for pair in columns.items()],
            OUTPUTS,
            str(self.model.data["hit_policy"]).upper(),
        )
        says = {rule.id: self.edition.text(rule.says) for rule in self.edition.guide.rules.rules}
        for rule in rules:
            for number, case in enumerate(rule["when"], 1):
                name = rule["id"] if len(rule["when"]) == 1 else f"{rule['id']}_{number}"
                blocker = _quoted([rule["blocker"]]) if "blocker" in rule else "null"
                outputs = [_quoted([rule["id"]]), _quoted([rule["outcome"]]), blocker]
                _rule(table, name, self._tests(case, columns), outputs, says[rule["id"]])


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _rule(
    table: ET.Element, name: str, tests: Iterable[str], outputs: Iterable[str], note: str = ""
) -> None:
    """Add one row: the tests of the inputs, what it gives, and a note for readers."""
    row = ET.SubElement(table, "rule", id=name)
    for number, test in enumerate(tests, 1):
        _text(ET.SubElement(row, "inputEntry", id=f"{name}_input_{number}"), "text", test)
    for number, value in enumerate(outputs, 1):
        _text(ET.SubElement(row, "outputEntry", id=f"{name}_output_{number}"), "text", value)
    _text(ET.SubElement(row, "annotationEntry"), "text", note)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the rules; return 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m widgets.dmn", description=__doc__)
    parser.add_argument("lang", choices=LANGUAGES, help="language of the labels")
    arguments = parser.parse_args(argv)
    try:
        guide = load()
    except GuideError as error:
        print(error, file=sys.stderr)
        return 1
    print(export(Model(compile_guide(guide)), Edition(guide, arguments.lang)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())

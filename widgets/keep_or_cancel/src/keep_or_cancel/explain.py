"""The whole answer: what follows from the facts, why, what is open, and what to do."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from functools import reduce
from typing import Any

from keep_or_cancel.cost import costs
from keep_or_cancel.decide import Decision, decide
from keep_or_cancel.facts import Facts
from keep_or_cancel.model import BLOCKERS, EXIT_COST, UNKNOWN, Case, Domains, Model, current
from keep_or_cancel.names import names
from keep_or_cancel.reminders import reminders

# What a case holds beside its texts.
NOT_TEXTS = {"when", "asserts", "laws"}
# Remainders of the diagram of outcomes whose questions are kept in order.
MOST_KEPT = 2_000


def check(
    facts: Mapping[str, object], lang: str = "zh", model: Model | None = None
) -> dict[str, Any]:
    """Return the answer to `facts` as a JSON-able dict, texts in `lang` ("zh" or "en").

    `facts` maps question and amount ids to values; what is missing or null is open, "unknown" is
    an answer. Raises FactsError where a fact is not allowed. Keys: see the package's README.
    """
    model = model or current()
    return _Answer(model, Facts(model, facts), lang).as_json()


class _Answer:
    """Works out one answer; each method gives one part of it."""

    def __init__(self, model: Model, facts: Facts, lang: str) -> None:
        self.model, self.facts, self.lang = model, facts, lang
        self.names = names(model, lang)
        self.decision = decide(model, facts.domains)
        presumed = {name: [value] for name, value in self.decision.presumed.items()}
        self.domains: Domains = {**facts.domains, **presumed}
        self.outcome = self.decision.outcome
        self.rule = model.rules[self.decision.rules[0]] if self.decision.rule else None
        self.reached = model.outcome_names(set(self.decision.rules))
        self.with_outcome = known(model, facts, self.decision)

    def as_json(self) -> dict[str, Any]:
        """Return the parts under the keys of the contract."""
        reached = self.outcome is not None
        decision = self.decision
        advice = [
            name
            for name, entry in self.model.advice.items()
            if self.model.holds(entry["when"], self.with_outcome)
        ]
        answer: dict[str, Any] = {
            "rules_version": self.model.version,
            "rules_date": self.model.date,
            "lang": self.lang,
            "facts": self.facts.as_json(),
            "settled": decision.settled,
            "outcome": decision.outcome,
            "presumed": dict(decision.presumed),
            "possible": list(decision.possible),
            "rule": decision.rule,
            "because": self.because() if reached else [],
            "ruled_out": list(self.ruled_out()),
            "blockers": list(decision.blockers),
            "blockers_open": list(decision.blockers_open),
            "warnings": [name for name in advice if self.model.advice[name]["kind"] == "warning"],
            "advice": advice,
            "steps": self.steps(),
            "next_questions": [] if decision.settled else matters(self.model, self.facts.domains),
            "unknowns": list(self.unknowns()),
            "what_would_change": list(self.what_would_change()) if reached else [],
            "letters": letters(self.model, self.with_outcome, self.decision) if reached else [],
            "cost": costs(self.model, self.facts, self.domains, self.lang),
            "remarks": remarks(self.model, self.facts, self.lang),
            "reminders": reminders(
                self.model, self.facts, self.with_outcome, self.outcome, self.lang
            )
            if self.outcome
            else [],
        }
        answer["texts"] = self.texts(answer)
        return answer

    # --- why -------------------------------------------------------------------------------------

    def because(self) -> list[dict[str, Any]]:
        """Return the answers that settle the outcome, those the deciding rule reads first.

        `role` is "decides" where the rule (or a blocker it found) reads the answer. The others,
        "rules_out", keep another rule from deciding: leave any one of them open, and another
        outcome becomes possible.
        """
        read = self._read_by_rule()
        reasons = dict(self.domains)
        for name in reversed(self.model.variables):
            if name in reasons and name not in read:
                without = {n: v for n, v in reasons.items() if n != name}
                if self.model.outcome_names(self.model.possible(without)) == [self.outcome]:
                    reasons = without
        entries = [
            self._because(name, "decides" if name in read else "rules_out")
            for name in self.model.variables
            if name in reasons
        ]
        return sorted(entries, key=lambda entry: entry["role"])

    def _read_by_rule(self) -> set[str]:
        """Return the variables by which the deciding rule, and the blockers it found, hold."""
        names: set[str] = set()
        for name in self._met(self.rule["when"]) if self.rule else ():
            if name == BLOCKERS:
                for blocker in self.decision.blockers:
                    names.update(self._met(self.model.blockers[blocker]["when"]))
            else:
                names.add(name)
        return names

    def _met(self, when: Sequence[Case]) -> Iterator[str]:
        """Yield what those cases read that hold."""
        return (name for case in when if self.model.case_holds(case, self.domains) for name in case)

    def _because(self, name: str, role: str) -> dict[str, Any]:
        value = self.domains[name][0]
        question = self.model.questions.get(name, {})
        laws = list(question.get("laws", []))
        if self.rule and role == "decides":
            laws += [law for law in self.rule["laws"] if law not in laws]
        return {
            "question": name,
            "answer": value,
            "role": role,
            "article": question.get("article", []),
            "laws": laws,
            "text": self._says(name, value),
        }

    def ruled_out(self) -> Iterator[dict[str, Any]]:
        """Yield the rules before the deciding one that cannot hold, each with what failed first."""
        last = self.decision.rules[0]
        for number, rule in enumerate(self.model.rules):
            if self.outcome is not None and number >= last:
                return
            if number in self.decision.rules:
                continue
            failed = self._failed(rule)
            if failed is None:
                continue
            name, needed = failed
            values = list(self.domains.get(name, ())) if name != BLOCKERS else []
            yield {
                "rule": rule["id"],
                "outcome": rule["outcome"],
                "question": name,
                "answer": values[0] if len(values) == 1 else None,
                "needed": list(needed),
                "article": rule["article"],
                "laws": rule["laws"],
                "text": self._failed_text(name, values, needed),
            }

    def _failed(self, rule: Mapping[str, Any]) -> tuple[str, list[str]] | None:
        for case in rule["when"]:
            for name, allowed in case.items():
                if self.model.condition_holds(name, allowed, self.domains) is False:
                    return name, allowed
        return None

    def _failed_text(self, name: str, values: list[str], needed: list[str]) -> str:
        if name == BLOCKERS:
            return self._word("no_blocker")
        return self._word("needed_but").format(
            question=self._short(name),
            answer=self._alternatives(name, values),
            needed=self._alternatives(name, needed),
        )

    def _alternatives(self, name: str, values: Sequence[str]) -> str:
        labels = (self._label(name, value) for value in values)
        pattern = self._word("alternative")
        return reduce(lambda left, right: pattern.format(left=left, right=right), labels)

    # --- what to do ------------------------------------------------------------------------------

    def steps(self) -> dict[str, list[dict[str, Any]]]:
        """Return the checklist items of the outcome by stage, less those the answers rule out."""
        steps: dict[str, list[dict[str, Any]]] = {stage: [] for stage in self.model.data["stages"]}
        for checklist in self.model.data["checklists"]:
            if self.outcome not in checklist["outcomes"]:
                continue
            for entry in checklist["entries"]:
                if "when" in entry and self.model.holds(entry["when"], self.domains) is False:
                    continue
                texts = {
                    key: entry[key][self.lang] for key in ("do", "why", "done") if key in entry
                }
                steps[entry["stage"]].append(
                    {"checklist": checklist["id"], "id": entry["id"], **texts}
                )
        return steps

    # --- what is open ----------------------------------------------------------------------------

    def _with(self, name: str, value: str) -> list[str]:
        """Return the outcomes possible if `name` had `value` and all else stayed."""
        return self.model.outcome_names(self.model.possible({**self.domains, name: [value]}))

    def unknowns(self) -> Iterator[dict[str, Any]]:
        """Yield each answer "unknown": whether it matters, "if X then …", whom to ask and how."""
        for name, question in self.model.questions.items():
            if self.facts.answers.get(name) != UNKNOWN:
                continue
            ways = [
                {"answer": value, "possible": self._with(name, value)}
                for value in self.model.values[name]
                if value != UNKNOWN
            ]
            yield {
                "question": name,
                "changes": any(way["possible"] != self.reached for way in ways),
                "if": ways,
                "whom": question["ask"]["whom"][self.lang],
                "say": question["ask"]["say"][self.lang],
            }

    def what_would_change(self) -> Iterator[dict[str, Any]]:
        """Yield every single answer whose change gives another outcome."""
        for name in [*self.model.questions, EXIT_COST]:
            if name not in self.domains or name not in self.model.variables:
                continue
            now = self.domains[name][0]
            for value in self.model.values[name]:
                possible = self._with(name, value) if value != now else [self.outcome]
                if self.outcome not in possible:
                    yield {"question": name, "from": now, "to": value, "possible": possible}

    # --- words -----------------------------------------------------------------------------------

    def _word(self, name: str) -> str:
        return str(self.model.data["ui"][name][self.lang])

    def _short(self, name: str) -> str:
        return str(self.names[name]["short"])

    def _label(self, name: str, value: str) -> str:
        return str(self.names[name]["values"][value])

    def _says(self, name: str, value: str) -> str:
        return self._word("question_answer").format(
            question=self._short(name), answer=self._label(name, value)
        )

    def _fitting(self, entry: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return fitting(self.model, entry, self.domains)

    def texts(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return the texts, in the answer's language, of every id the answer names."""
        changes = [*answer["what_would_change"], *(w for u in answer["unknowns"] for w in u["if"])]
        outcomes = {*self.decision.possible, *(o for c in changes for o in c["possible"])}
        outcomes |= {entry["outcome"] for entry in answer["ruled_out"]}
        names = [*answer["blockers"], *answer["blockers_open"]]
        cited = {law for entry in answer["because"] for law in entry["laws"]}
        cited |= {law for entry in answer["ruled_out"] for law in entry["laws"]}
        blockers = {name: self._fitting(self.model.blockers[name]) for name in names}
        advice = {name: self._fitting(self.model.advice[name]) for name in answer["advice"]}
        cited |= {law for blocker in blockers.values() for law in blocker["laws"]}
        cited |= {law for name in answer["advice"] for law in self.model.advice[name]["laws"]}

        def pick(entry: Mapping[str, Any], *keys: str) -> dict[str, Any]:
            return {key: entry[key][self.lang] for key in keys}

        def backed(entry: Mapping[str, Any]) -> dict[str, Any]:
            return {key: entry[key] for key in ("article", "laws", "sources")}

        return {
            "outcomes": {
                # Only the outcome there is may be told by the answers; the others are not reached.
                name: pick(
                    self._fitting(outcome) if name == self.outcome else outcome,
                    *("title", "verdict", "applies", "next", "avoid"),
                )
                | {"family": outcome["family"]}
                for name, outcome in self.model.outcomes.items()
                if name in outcomes
            },
            "blockers": {
                name: pick(blocker, "title", "do") | backed(blocker)
                for name, blocker in blockers.items()
            },
            "advice": {
                name: pick(entry, "title", "says") | backed(entry) for name, entry in advice.items()
            },
            "letters": {
                letter["id"]: pick(letter, *(key for key in ("title", "only_if") if key in letter))
                for letter in self.model.data["letters"]
                if letter["id"] in answer["letters"]
            },
            "questions": dict(self.names),
            "laws": {
                name: law["label"][self.lang]
                for name, law in self.model.laws.items()
                if name in cited
            },
        }


def letters(model: Model, domains: Domains, decision: Decision) -> list[str]:
    """Return the letters that fit, in the data's order: what is only possible is not offered.

    `domains` as of `known`. What no question asks, a letter's `only_if`, is for its reader to
    judge.
    """

    def fits(entry: Mapping[str, Any]) -> bool:
        in_the_way = entry.get("blockers", ())
        return model.holds(entry["when"], domains) is True or any(
            name in in_the_way for name in decision.blockers
        )

    return [
        letter["id"]
        for letter in model.data["letters"]
        if fits(letter) and ("requests" not in letter or fits(letter["requests"]))
    ]


def remarks(model: Model, facts: Facts, lang: str) -> list[str]:
    """Return what is to be said of facts that were taken as they are but may be out of date."""
    start, end = facts.days.get("start"), facts.days.get("contract_end")
    if not start or not end or end >= start or facts.answers.get("contract") == "none":
        return []
    return [str(model.data["ui"]["contract_end_past"][lang]).format(date=end)]


def known(model: Model, facts: Facts, decision: Decision) -> Domains:
    """Return what is known, or presumed: answers, the outcome and its family, so far as settled.

    Advice, letters and reminders may read all of it.
    """
    reached = model.outcome_names(set(decision.rules))
    return {
        **facts.domains,
        **{name: [value] for name, value in decision.presumed.items()},
        "outcome": reached,
        "family": [model.outcomes[name]["family"] for name in reached],
    }


def fitting(model: Model, entry: MutableMapping[str, Any], domains: Domains) -> Mapping[str, Any]:
    """Return an entry with the texts of the first of its cases that fit the answers.

    A case fits once it certainly holds; until then the general text stands. Its laws are added.
    """
    told: dict[str, Any] = {}
    for case in entry["cases"]:
        if not model.holds(case["when"], domains):
            continue
        texts = {key: text for key, text in case.items() if key not in {*NOT_TEXTS, *told}}
        if texts and "laws" in case:
            told["laws"] = [*told.get("laws", entry["laws"]), *case["laws"]]
        told |= texts
    return ChainMap(told, entry)


def matters(model: Model, domains: Domains) -> list[str]:
    """Return the open questions the outcome depends on, the one that narrows most first."""
    source, root = model.outcome_root
    pool, root = source.restrict(root, model.levels(domains))
    # Of a thousand sets of answers in a list, fifty leave something else to ask.
    left = (root, *pool.nodes)
    if left in model.narrowing:
        return [*model.narrowing[left]]
    order = list(model.questions)

    def rank(name: str) -> tuple[float, bool, int]:
        level = model.level[name]
        rules = [len(pool.reachable_with(root, level, b)) for b in range(pool.sizes[level])]
        first = model.questions[name]["first_round"]
        return sum(rules) / len(rules), not first, order.index(name)

    levels = pool.reachable(root)[0]
    names = sorted((model.order[level] for level in levels), key=rank)
    if len(model.narrowing) >= MOST_KEPT:
        model.narrowing.clear()
    model.narrowing[left] = names
    return [*names]

"""The figures as Markdown."""

from dataclasses import dataclass

from arctos import NAME
from measure import Times
from questions import QUESTIONS, Policy

LATE = "given up"
# What Arctos's statement is to be: so many times faster than the others.
GOALS = {"list": 3.0, "page": 3.0, "count": 3.0, "check": 1.0}


@dataclass
class Cell:
    policy: Policy
    question: str
    actor: str
    expected: list
    times: dict[str, Times]
    problems: dict[str, str]

    def rows(self) -> int:
        match self.question:
            case "list":
                return self.expected[0][0]
            case "page":
                return len(self.expected[0])
            case "count":
                return self.expected[0]
            case _:
                return sum(self.expected)

    def statement(self, name: str) -> float:
        """The peer's statement in times of Arctos's."""
        return self.times[name].median() / self.times[NAME].median()

    def request(self, name: str) -> float:
        """The same with the peer's work before its statement."""
        own = self.times[NAME]
        return (self.times[name].median() + self.times[name].median_before()) / (own.median() + own.median_before())

    def names(self):
        return [name for name in [*self.times, *self.problems] if name != NAME]


TITLES = {"list": "full list", "page": "page of 20, newest first", "count": "count", "check": "check"}


def section(policy: Policy, question: str, cells: list[Cell], names: list[str]) -> str:
    out = [f"### {policy.name}: {TITLES[question]}", ""]
    out.append("| actor | rows | Arctos | " + " | ".join(names) + " |")
    out.append("|---" * (len(names) + 3) + "|")
    for cell in cells:
        shown = [f"{cell.actor} | {cell.rows():,} | {milliseconds(cell.times[NAME].median())}"]
        shown += [entry(cell, name) for name in names]
        out.append("| " + " | ".join(shown) + " |")
    notes: dict[str, str] = {}
    for cell in cells:
        for name, text in cell.problems.items():
            if text != LATE:
                notes.setdefault(name, f"* {name}, {cell.actor}: {text}")
    out += ["", *notes.values()]
    return "\n".join(out).rstrip() + "\n"


def entry(cell: Cell, name: str) -> str:
    if name in cell.problems:
        return LATE if cell.problems[name] == LATE else "–"
    statement, request = cell.statement(name), cell.request(name)
    return times(statement) + (f" ({times(request)})" if request > 1.05 * statement else "")


def summary(cells: list[Cell]) -> str:
    """For each system, over how many actors it answers, in how many of these the goal is met, and the range of ratios."""
    names = dict.fromkeys(name for cell in cells for name in cell.names())
    heads = [f"{TITLES[question]}, {GOALS[question]:.0f}×" for question in QUESTIONS]
    out = ["| system | " + " | ".join(heads) + " |", "|---" * (len(QUESTIONS) + 1) + "|"]
    for name in names:
        out.append(f"| {name} | " + " | ".join(summed(cells, name, question) for question in QUESTIONS) + " |")
    return "\n".join(out) + "\n"


def summed(cells: list[Cell], name: str, question: str) -> str:
    asked = [cell for cell in cells if cell.question == question and name in cell.names()]
    late = sum(cell.problems.get(name) == LATE for cell in asked)
    ratios = sorted(cell.request(name) for cell in asked if name in cell.times)
    met = late + sum(ratio >= GOALS[question] for ratio in ratios)
    if not ratios and not late:
        return f"no answer of {len(asked)}"
    span = f", {times(ratios[0])}–{times(ratios[-1])}" if ratios else ""
    return f"{met} of {len(ratios) + late}{span}" + (f", {late} {LATE}" if late else "") + wrong(len(asked) - len(ratios) - late)


def wrong(amount: int) -> str:
    return f", {amount} without a right answer" if amount else ""


def times(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.1f}×" if ratio >= 3 else f"{ratio:.2f}×"


def milliseconds(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:,.0f} ms" if value >= 100 else f"{value:.1f} ms" if value >= 10 else f"{value:.2f} ms"

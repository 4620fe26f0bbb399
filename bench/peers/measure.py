"""Running answers: what they return, how long they take.

In: what a system needs before its statement, and the statement. Out: rows for the comparison, times for the report. A list's
rows are counted in the database, behind a fence that keeps the plan from being fitted to the count, because fetching them
costs the same for everybody.
"""

import hashlib
import statistics
import time
from dataclasses import dataclass, field
from typing import Any, Callable

import psycopg

PATIENCE = 5.0  # seconds until a statement is given up


class Cannot(Exception):
    """The system cannot answer, and why."""


@dataclass
class Sql:
    """A statement with its parameters; `raw` ones are written `$1`."""

    text: str
    params: Any = ()
    raw: bool = False


@dataclass
class Answer:
    """How a system answers one question: work of its own, then a statement.

    `before` makes the statement, for requests that need it made anew. `session` runs first in the same transaction, untimed.
    `instead` answers without a statement of the system's own.
    """

    connection: psycopg.Connection
    before: Callable[[], Sql]
    session: list[Sql] = field(default_factory=list)
    instead: Callable[[], Any] | None = None


def execute(connection: psycopg.Connection, sql: Sql) -> list[tuple]:
    if sql.raw:
        cursor = psycopg.RawCursor(connection)
    else:
        cursor = connection.cursor()
    cursor.execute(sql.text, sql.params or None, prepare=True)
    return cursor.fetchall() if cursor.description else []


def fenced(question: str, sql: Sql) -> Sql:
    if question != "list":
        return sql
    return Sql(f"SELECT count(*) FROM (SELECT * FROM ({sql.text}) l OFFSET 0) q", sql.params, sql.raw)


def rows(question: str, answer: Answer) -> Any:
    """What is compared: ids as a set or, for a page, in their order; a number; a truth value."""
    if answer.instead:
        return answer.instead()
    sql = answer.before()
    with transaction(answer):
        found = execute(answer.connection, sql)
    ids = [str(row[0]) for row in found]
    match question:
        case "list":
            return len(ids), hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
        case "page":
            return ids
        case "count":
            return int(found[0][0])
        case "check":
            return bool(found) and found[0][0] not in (False, None)


class transaction:
    """A transaction with the answer's session set up. It ends with a commit: the driver forgets what is prepared in others."""

    def __init__(self, answer: Answer, patience: float = PATIENCE):
        self.answer, self.patience = answer, patience

    def __enter__(self):
        connection = self.answer.connection
        connection.commit()
        connection.execute(f"SET LOCAL statement_timeout = {int(self.patience * 1000)}")
        for sql in self.answer.session:
            execute(connection, sql)

    def __exit__(self, kind, *_):
        if kind is None:
            self.answer.connection.commit()
        else:
            self.answer.connection.rollback()


@dataclass
class Times:
    """Seconds, run by run."""

    before: list[float] = field(default_factory=list)
    statement: list[float] = field(default_factory=list)

    def median(self) -> float:
        return statistics.median(self.statement)

    def median_before(self) -> float:
        return statistics.median(self.before)


def run_once(question: str, answer: Answer, times: Times) -> None:
    if answer.instead:
        started = time.perf_counter()
        answer.instead()
        times.before.append(0.0)
        times.statement.append(time.perf_counter() - started)
        return
    started = time.perf_counter()
    sql = fenced(question, answer.before())
    times.before.append(time.perf_counter() - started)
    with transaction(answer):
        started = time.perf_counter()
        execute(answer.connection, sql)
        times.statement.append(time.perf_counter() - started)


def timed(question: str, answers: dict[str, list[Answer]], rounds: int, budget: float) -> tuple[dict, dict]:
    """The systems in turn, round after round; of a check, each id once in a round. What is slow is run less often.

    Returns the times of each system, and the errors of those that answered before and do not any more.
    """
    found = {name: Times() for name in answers}
    failed: dict[str, Exception] = {}
    for at in range(-1, rounds):
        for name, given in answers.items():
            times = found[name]
            if name in failed:
                continue
            try:
                if at < 0:
                    warm_up(question, given[0])
                    continue
                for answer in given:
                    if len(times.statement) >= 3 and sum(times.statement) + sum(times.before) > budget:
                        break
                    run_once(question, answer, times)
            except Exception as error:
                failed[name] = error
                given[0].connection.rollback()
    return {name: times for name, times in found.items() if name not in failed}, failed


def warm_up(question: str, answer: Answer) -> None:
    """Six runs let the server settle on a plan for all values."""
    started = time.perf_counter()
    run_once(question, answer, Times())
    if time.perf_counter() - started < 0.2:
        for _ in range(6):
            run_once(question, answer, Times())

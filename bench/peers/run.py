#!/usr/bin/env python3
"""Other systems beside Arctos, on the same rows: `python3 bench/peers/run.py`.

The rows are those of `bench/shapes`; each system's policies are in the folders here. What a system returns is compared with
what Arctos returns before anything is timed, and an answer that differs is reported instead of timed.

`--rows N` is the number of issues. `--database-url URL` uses a server that is there, of at least version 16, without a
database's name in the URL, and leaves the databases it makes. `--only TEXT` keeps the lines that contain it. `--report FILE`
writes into a file.
"""

import sys

sys.dont_write_bytecode = True

import tools

WORK = tools.enter_environment()

import argparse
import contextlib
import re
import tempfile
import threading
from pathlib import Path

import psycopg

import arctos
import rls
import rowstiles
from measure import Cannot, rows, timed
from questions import ACTORS, POLICIES, QUESTIONS
from report import LATE, Cell, section, summary

EFFORT = {"rounds": 15, "budget": 2.0}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--database-url")
    parser.add_argument("--only", default="")
    parser.add_argument("--report", type=Path)
    return parser.parse_args()


class Databases:
    """The database with the rows, and copies of it for the systems that change it."""

    def __init__(self, url: str, size: int):
        self.url, self.size = url.rstrip("/"), size
        if self.create("bench", None):
            script = (tools.ROOT / "bench" / "shapes" / "data.sql").read_text().replace(":rows", str(size))
            with self.connect("bench") as connection:
                connection.execute(script, prepare=False)
                connection.commit()
                connection.autocommit = True
                connection.execute("VACUUM ANALYZE")
        with self.connect("postgres") as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = 'peers_app'").fetchall():
                connection.execute("CREATE ROLE peers_app LOGIN")
        with self.connect("bench") as connection:
            there = connection.execute("SELECT issues FROM sizes").fetchone()[0]
            if there != size:
                sys.exit(f"the database has {there} issues, not {size}")

    def connect(self, name: str) -> psycopg.Connection:
        connection = psycopg.connect(f"{self.url}/{name}", prepare_threshold=0)
        connection.execute("SET jit = off")
        connection.commit()
        return connection

    def copy(self, name: str) -> bool:
        return self.create(name, "bench")

    def create(self, name: str, template: str | None) -> bool:
        """Whether the database was missing, and is made now."""
        with self.connect("postgres") as connection:
            connection.autocommit = True
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchall():
                return False
            connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
            return True


def in_the_database(policy, databases: Databases) -> dict:
    """What makes systems that work in copies of the database; the copies are made here, while nobody is connected."""
    files = {"rowstile": policy.name}
    if policy.name == "tracker":
        files["rowstile, no administrators"] = "tracker-no-administrators"
    ways = {"row-level security": (rls.SIGN_IN, lambda: rls.set_up(databases.copy, databases.connect, policy))}
    for name, file in files.items():
        ways[name] = (rowstiles.SIGN_IN, lambda file=file: rowstiles.set_up(databases, file))
    found = {}
    for name, (sign_in, set_up) in ways.items():
        try:
            database = set_up()
            found[name] = lambda database=database, sign_in=sign_in: rls.System(databases.connect, database, sign_in)
        except Exception as error:
            found[name] = Cannot(reason(error))
    return found


def systems(policy, databases: Databases, made: dict, closing: contextlib.ExitStack) -> dict:
    """Each system under its name, or why there is none."""
    import cerbos_plans
    import oso_library
    import zenstack

    def cerbos():
        directory = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        program = WORK / "node_modules" / "@cerbos" / "cerbos-linux-x64" / "cerbos-linux-x64"
        program.chmod(0o755)
        server = cerbos_plans.Server(program, directory)
        closing.callback(server.close)
        return cerbos_plans.System(databases.connect, server)

    makers = {
        **made,
        "Cerbos": cerbos,
        "oso library": lambda: oso_library.System(databases.connect, databases.url, policy),
        "ZenStack": lambda: zenstack.System(databases.connect, WORK, policy),
    }
    found = {}
    for name, make in makers.items():
        if isinstance(make, Cannot):
            found[name] = make
            continue
        try:
            found[name] = make()
            closing.callback(found[name].close)
        except Exception as error:
            found[name] = Cannot(reason(error))
    return found


def ids(own, policy, actor) -> list[str | None]:
    """Resources for checks: some that the actor may read, and as many of which nothing is known."""
    seen = own.answer(policy, "list", ACTORS[actor]).before()
    cursor = psycopg.RawCursor(own.connection)
    cursor.execute(f"SELECT id::text FROM ({seen.text}) q(id) ORDER BY hashtextextended(id::text, 3) LIMIT 10", seen.params)
    found = [row[0] for row in cursor.fetchall()]
    cursor.execute(f"SELECT id::text FROM {policy.table} ORDER BY hashtextextended(id::text, 7) LIMIT 10")
    found += [row[0] for row in cursor.fetchall()]
    own.connection.commit()
    return found


def shown(question, answer) -> str:
    """An answer for a note: of a list the number of ids, of a page the first."""
    match question:
        case "list":
            return f"{answer[0]:,} ids" if answer[0] else "no ids"
        case "page":
            return ", ".join(key[:8] for key in answer[:4]) + ", …" if answer else "no ids"
        case _:
            return str(answer)


def reason(error: Exception) -> str:
    """The line of a message that says what was wrong."""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return LATE
    lines = str(error).strip().splitlines() or [type(error).__name__]
    line = next((line for line in lines if "rror:" in line), lines[0])
    # What differs from run to run would make a note of each.
    line = re.sub(r"Query running for \d+ms", "Query running", line)
    return line if len(line) <= 160 else line[:160] + "…"


def cell(policy, question, actor, own, peers) -> Cell:
    resources = ids(own, policy, actor) if question == "check" else [None]
    mine = [own.answer(policy, question, ACTORS[actor], resource) for resource in resources]
    expected = [rows(question, answer) for answer in mine]
    answers, problems = {arctos.NAME: mine}, {}
    for name, peer in peers.items():
        try:
            if isinstance(peer, Cannot):
                raise peer
            theirs = [peer.answer(policy, question, ACTORS[actor], resource) for resource in resources]
            for wanted, answer in zip(expected, theirs, strict=True):
                found = rows(question, answer)
                if found != wanted:
                    raise Cannot(f"another answer: {shown(question, found)} instead of {shown(question, wanted)}")
            answers[name] = theirs
        except Exception as error:
            problems[name] = reason(error)
        finally:
            if not isinstance(peer, Cannot):
                peer.connection.rollback()
    times, failed = timed(question, answers, **EFFORT)
    problems |= {name: reason(error) for name, error in failed.items()}
    return Cell(policy, question, actor, expected, times, problems)


def main() -> None:
    given = arguments()
    with contextlib.ExitStack() as closing:
        url = given.database_url
        if url is None:
            server = tools.Server(WORK)
            closing.callback(server.close)
            url = server.url
        databases = Databases(url, given.rows)
        made = {policy.name: in_the_database(policy, databases) for policy in POLICIES.values()}
        own = arctos.System(tools.ROOT, tools.build_arctos(), WORK, databases.connect)
        closing.callback(own.close)
        version = own.connection.info.server_version // 10_000
        text, cells = f"PostgreSQL {version}; issues: {given.rows:,}.\n", []
        for policy in POLICIES.values():
            peers = systems(policy, databases, made[policy.name], closing)
            for question in QUESTIONS:
                if given.only not in f"{policy.name} {question}":
                    continue
                line = [cell(policy, question, actor, own, peers) for actor in policy.actors]
                part = section(policy, question, line, list(peers))
                print(part, file=sys.stderr, flush=True)
                text, cells = text + "\n" + part, cells + line
        text = summary(cells) + "\n" + text
        if given.report:
            given.report.write_text(text)
        else:
            print(text)


if __name__ == "__main__":
    # Deeply nested conditions are compiled recursively.
    threading.stack_size(512 * 1024 * 1024)
    worker = threading.Thread(target=main)
    worker.start()
    worker.join()

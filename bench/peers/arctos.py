"""Arctos: the statement is what `arctos compile` prints, with its parameters."""

import json
import subprocess
from pathlib import Path
from uuid import UUID

from psycopg.types.numeric import Int8

from measure import Answer, Sql
from questions import plain

NAME = "Arctos"
TYPES = {
    "tracker": dict.fromkeys(["User", "Organization", "Team", "Repository", "Issue"], "bigint"),
    "drive": {**dict.fromkeys(["User", "Team", "Folder"], "bigint"), "Document": "uuid"},
}


class System:
    def __init__(self, root: Path, program: Path, work: Path, connect):
        self.root, self.program, self.work = root, program, work
        self.connection = connect("bench")
        self.compiled: dict[tuple, dict] = {}

    def answer(self, policy, question, actor, resource=None) -> Answer:
        # Compiled once for all actors and ids, as the library does it; the values are put in here.
        key = (policy.name, question)
        if key not in self.compiled:
            self.compiled[key] = self.compile(policy, question)
        printed = self.compiled[key]
        values = {"User": Int8(actor)}
        if resource is not None:
            values[policy.resource] = UUID(resource) if policy.key == "uuid" else Int8(int(resource))
        params = []
        for param in printed["params"]:
            slot, value = param.get("slot"), param.get("value")
            params.append(value if value is not None else values["User" if slot == 1 else policy.resource])
        sql = Sql(printed["sql"], params, raw=True)
        return Answer(self.connection, lambda: sql)

    def compile(self, policy, question):
        shapes = self.root / "bench" / "shapes"
        # The library reads the types of the columns from the database; the program has to be told.
        facts = self.work / f"{policy.name}.yaml"
        types = "".join(f"  {name}: {kind}\n" for name, kind in TYPES[policy.name].items())
        facts.write_text((shapes / f"{policy.name}.yaml").read_text() + "sql_types:\n" + types)
        files = ["--policy", shapes / f"{policy.name}.polar", "--facts", facts, "--emit", "json"]
        match question:
            case "list":
                asked = ["list", "User", "read", policy.resource]
            case "check":
                asked = ["authorize", "User", "read", policy.resource]
            case _:
                asked = ["select", "User", "read", policy.resource, "--on", "i.id", "--sql", plain(policy, question, "")]
        done = subprocess.run([self.program, "compile", *asked, *files], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def close(self):
        self.connection.close()

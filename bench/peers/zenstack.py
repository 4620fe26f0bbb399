"""ZenStack with its policy plugin: a process of Node translates, the statement is run here.

Nothing in its language follows a tree to its end, so that the tree is written out as deep as the data are.
"""

import json
import os
import subprocess
from pathlib import Path
from uuid import UUID

from measure import Answer, Cannot, Sql

HERE = Path(__file__).parent / "zenstack"


def in_team(team: str, depth: int) -> str:
    below = f" || {team}children?[{in_team('', depth - 1)}]" if depth > 0 else ""
    return f"{team}members?[userId == auth().id]{below}"


def above(teams: int, folders: int) -> str:
    lines = []
    for level in range(folders + 1):
        folder = "folder." + "parent." * level
        for condition in (
            f"{folder}creatorId == auth().id",
            f"{folder}shares?[userId == auth().id]",
            f"{folder}shares?[{in_team('team.', teams)}]",
        ):
            lines.append(f'  @@allow("read", !trashed && {condition})')
    return "\n".join(lines)


def depth(connection, table: str) -> int:
    walk = f"""WITH RECURSIVE t(id, d) AS (SELECT id, 0 FROM {table} WHERE parent_id IS NULL
      UNION ALL SELECT c.id, d + 1 FROM t JOIN {table} c ON c.parent_id = t.id) SELECT max(d) FROM t"""
    return connection.execute(walk).fetchone()[0]


class System:
    def __init__(self, connect, work: Path, policy):
        self.connection = connect("bench")
        teams, folders = depth(self.connection, "teams"), depth(self.connection, "folders")
        # What the other policy needs is left out: it makes generating slow.
        tracker = policy.name == "tracker"
        text = (HERE / "schema.zmodel").read_text().replace("team.IN_TEAM", in_team("team.", teams if tracker else 0))
        text = text.replace("  ABOVE", "" if tracker else above(teams, folders))
        # Beside the packages, where Node looks for them.
        folder = work / f"zenstack-{policy.name}"
        folder.mkdir(exist_ok=True)
        (folder / "schema.zmodel").write_text(text)
        (folder / "translate.mjs").write_text((HERE / "translate.mjs").read_text())
        tools = work / "node_modules" / ".bin"
        self.run(folder, [tools / "zen", "generate", "--silent", "--no-version-check", "--output", folder])
        bundled = ["translate.mjs", "--bundle", "--platform=node", "--format=esm", "--packages=external", "--outfile=out.mjs"]
        self.run(folder, [tools / "esbuild", *bundled])
        self.process = subprocess.Popen(["node", "out.mjs"], cwd=folder, stdin=-1, stdout=-1, text=True)

    @staticmethod
    def run(folder, command):
        # Its command line uses a function of Node 21; the polyfill lets it run on 20.
        environment = {**os.environ, "DO_NOT_TRACK": "1", "NODE_OPTIONS": f"--require={HERE / 'polyfill.cjs'}"}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, env=environment)
        if done.returncode != 0:
            raise Cannot((done.stderr or done.stdout).strip()[-500:])

    def answer(self, policy, question, actor, resource=None) -> Answer:
        admin = self.connection.execute("SELECT is_admin FROM users WHERE id = %s", [actor]).fetchone()[0]
        asked = {"model": policy.resource, "question": question, "actor": actor, "admin": admin, "id": resource}
        return Answer(self.connection, lambda: self.translate(asked))

    def translate(self, asked) -> Sql:
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise Cannot("its process ended")
        answer = json.loads(line)
        if "error" in answer:
            raise Cannot(answer["error"])
        return Sql(answer["sql"], [UUID(p) if isinstance(p, str) and len(p) == 36 else p for p in answer["params"]], raw=True)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.connection.close()

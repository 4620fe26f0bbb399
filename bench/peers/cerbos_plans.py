"""Cerbos with its SQLAlchemy adapter.

Its policies see attributes, so that the application looks up what the user may reach; the plan then compares columns with the
attributes. The look-up and the plan are `before`. A check asks Cerbos with the resource's attributes, looked up too.
"""

import json
import subprocess
import time
from pathlib import Path

from cerbos.engine.v1 import engine_pb2
from cerbos.sdk.grpc.client import CerbosClient
from cerbos_sqlalchemy import get_query
from google.protobuf.json_format import ParseDict
from sqlalchemy import func
from sqlalchemy.dialects import postgresql

import tables
from measure import Answer, Sql, execute

TEAMS = """WITH RECURSIVE t(id) AS (
  SELECT team_id FROM team_members WHERE user_id = %(user)s
  UNION SELECT p.parent_id FROM t JOIN teams p ON p.id = t.id WHERE p.parent_id IS NOT NULL)"""
LOOK_UP = {
    "tracker": f"""{TEAMS} SELECT ARRAY(
  SELECT r.id FROM org_members m JOIN repositories r ON r.org_id = m.org_id WHERE m.user_id = %(user)s
  UNION SELECT c.repo_id FROM repo_collaborators c WHERE c.user_id = %(user)s
  UNION SELECT g.repo_id FROM t JOIN team_repo_roles g ON g.team_id = t.id),
  (SELECT is_admin FROM users WHERE id = %(user)s)""",
    "drive": f"""{TEAMS}, f(id) AS (
  (SELECT folder_id FROM folder_shares WHERE user_id = %(user)s
   UNION ALL SELECT s.folder_id FROM t JOIN folder_shares s ON s.team_id = t.id
   UNION ALL SELECT id FROM folders WHERE creator_id = %(user)s)
  UNION SELECT c.id FROM f CROSS JOIN LATERAL (SELECT c.id FROM folders c WHERE c.parent_id = f.id OFFSET 0) c)
SELECT ARRAY(SELECT id FROM f), false""",
}
ATTRIBUTES = {
    "tracker": ("issue", "repositories", "SELECT creator_id, repo_id FROM issues WHERE id = %s", ["creator_id", "repo_id"]),
    "drive": (
        "document",
        "folders",
        "SELECT creator_id, folder_id, trashed FROM documents WHERE id = %s",
        ["creator_id", "folder_id", "trashed"],
    ),
}


class Server:
    """Cerbos on a socket, for as long as this process runs."""

    def __init__(self, program: Path, directory: Path):
        self.socket = directory / "cerbos.sock"
        config = directory / "cerbos.yaml"
        policies = Path(__file__).parent / "cerbos" / "policies"
        settings = {
            "server": {"httpListenAddr": f"unix:{directory / 'http.sock'}", "grpcListenAddr": f"unix:{self.socket}"},
            "storage": {"driver": "disk", "disk": {"directory": str(policies), "watchForChanges": False}},
            "telemetry": {"disabled": True},
            "engine": {"lenientScopeSearch": False},
        }
        config.write_text(json.dumps(settings))
        self.process = subprocess.Popen(
            [program, "server", f"--config={config}", "--log-level=ERROR"], stdout=subprocess.DEVNULL
        )
        for _ in range(100):
            if self.socket.exists():
                return
            time.sleep(0.1)
        raise RuntimeError("cerbos did not start")

    def close(self):
        self.process.terminate()
        self.process.wait()


class System:
    def __init__(self, connect, server: Server):
        self.connection = connect("bench")
        self.client = CerbosClient(f"unix:{server.socket}", tls_verify=False)

    def answer(self, policy, question, actor, resource=None) -> Answer:
        if question == "check":
            return Answer(self.connection, lambda: Sql(""), instead=lambda: self.check(policy, actor, resource))
        return Answer(self.connection, lambda: self.statement(policy, question, actor))

    def principal(self, policy, actor) -> engine_pb2.Principal:
        reach, admin = execute(self.connection, Sql(LOOK_UP[policy.name], {"user": actor}))[0]
        attributes = {"id": actor, "admin": admin, ATTRIBUTES[policy.name][1]: reach}
        return ParseDict({"id": str(actor), "roles": ["user"], "attr": attributes}, engine_pb2.Principal())

    def statement(self, policy, question, actor) -> Sql:
        model = getattr(tables, policy.resource)
        kind, _, _, names = ATTRIBUTES[policy.name]
        wanted = engine_pb2.PlanResourcesInput.Resource(kind=kind)
        plan = self.client.plan_resources("read", self.principal(policy, actor), wanted)
        columns = {f"request.resource.attr.{name}": getattr(model, name) for name in names}
        query = get_query(plan, model, columns).with_only_columns(model.id)
        match question:
            case "page":
                query = query.order_by(model.created_at.desc()).limit(20)
            case "count":
                query = query.with_only_columns(func.count(), maintain_column_froms=True)
        compiled = query.compile(dialect=postgresql.psycopg.dialect(), compile_kwargs={"render_postcompile": True})
        return Sql(str(compiled), compiled.params)

    def check(self, policy, actor, resource) -> bool:
        kind, _, look_up, names = ATTRIBUTES[policy.name]
        found = execute(self.connection, Sql(look_up, [resource if policy.key == "uuid" else int(resource)]))
        if not found:
            return False
        attributes = dict(zip(names, found[0], strict=True))
        asked = ParseDict({"id": str(resource), "kind": kind, "attr": attributes}, engine_pb2.Resource())
        return self.client.is_allowed("read", self.principal(policy, actor), asked)

    def close(self):
        self.client.close()
        self.connection.close()

"""The open-source `oso` library with its data filtering for SQLAlchemy.

The library evaluates rules about the user in this process, with objects that SQLAlchemy loads, and makes a query of what is
left. All of that is `before`.
"""

import os
import sys
from pathlib import Path
from uuid import UUID

from oso import Oso, Relation
from polar.data.adapter.sqlalchemy_adapter import SqlAlchemyAdapter
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

import tables
from measure import Answer, Cannot, Sql

FIELDS = {
    "User": {"id": int, "is_admin": bool},
    "Organization": {"id": int},
    "Repository": {"id": int, "org_id": int, "organization": ("Organization", "org_id")},
    "Issue": {"id": int, "repository": ("Repository", "repo_id"), "creator": ("User", "creator_id")},
    "Folder": {"id": int, "parent": ("Folder", "parent_id"), "creator": ("User", "creator_id")},
    "Document": {"id": str, "trashed": bool, "folder": ("Folder", "folder_id"), "creator": ("User", "creator_id")},
}
# How long the library may evaluate, in milliseconds; half a minute unless told. A rule that leads to itself through rows, as the
# drive's does, takes any time.
PATIENCE = {"tracker": "15000", "drive": "2000"}
# Its chains of `OR` are nested as deep as they are long.
sys.setrecursionlimit(1_000_000)


def field(kind):
    if isinstance(kind, tuple):
        return Relation(kind="one", other_type=kind[0], my_field=kind[1], other_field="id")
    return kind


class System:
    def __init__(self, connect, url: str, policy):
        os.environ["POLAR_TIMEOUT_MS"] = PATIENCE[policy.name]
        self.connection = connect("bench")
        self.engine = create_engine(f"{url}/bench".replace("postgresql://", "postgresql+psycopg://"))
        self.oso = Oso()
        wanted = ["User", "Folder", "Document"] if policy.name == "drive" else ["User", "Organization", "Repository", "Issue"]
        for name in wanted:
            fields = {field_name: field(kind) for field_name, kind in FIELDS[name].items()}
            self.oso.register_class(getattr(tables, name), fields=fields)
        self.oso.load_files([str(Path(__file__).parent / "oso" / f"{policy.name}.polar")])

    def answer(self, policy, question, actor, resource=None) -> Answer:
        model = getattr(tables, policy.resource)
        if question == "check":
            key = UUID(resource) if policy.key == "uuid" else int(resource)
            return Answer(self.connection, lambda: Sql(""), instead=lambda: self.check(model, actor, key))
        return Answer(self.connection, lambda: self.statement(model, question, actor))

    def check(self, model, actor, key) -> bool:
        with Session(self.engine) as session:
            self.oso.set_data_filtering_adapter(SqlAlchemyAdapter(session))
            return self.oso.is_allowed(session.get(tables.User, actor), "read", session.get(model, key))

    def statement(self, model, question, actor) -> Sql:
        with Session(self.engine) as session:
            self.oso.set_data_filtering_adapter(SqlAlchemyAdapter(session))
            try:
                query = self.oso.authorized_query(session.get(tables.User, actor), "read", model)
                match question:
                    case "list":
                        statement = query.statement
                    case "page":
                        statement = query.order_by(model.created_at.desc()).limit(20).statement
                    case _:
                        statement = select(func.count()).select_from(query.subquery())
                compiled = statement.compile(self.engine)
            except Exception as error:
                raise Cannot(f"{type(error).__name__}: {error}") from error
            return Sql(str(compiled), compiled.params)

    def close(self):
        self.connection.close()
        self.engine.dispose()

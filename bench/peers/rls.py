"""Row-level security, written by hand: the database filters plain queries, `app.user` says for whom."""

from pathlib import Path

from measure import Answer, Sql
from questions import plain


class System:
    """`set_up` makes the policies in a copy of the database; it is also how what makes such policies is asked."""

    def __init__(self, connect, database: str, sign_in: str):
        self.connection = connect(database)
        self.sign_in = sign_in

    def answer(self, policy, question, actor, resource=None) -> Answer:
        session = [Sql("SET LOCAL ROLE peers_app"), Sql(self.sign_in, [str(actor)])]
        sql = Sql(plain(policy, question, "%s"), [resource] if question == "check" else [])
        if question == "check" and policy.key == "bigint":
            sql.params = [int(resource)]
        return Answer(self.connection, lambda: sql, session)

    def close(self):
        self.connection.close()


SIGN_IN = "SELECT set_config('app.user', %s, true)"


def set_up(copy, connect, policy) -> str:
    """A copy of the database with the policies; its name."""
    name = f"rls_{policy.name}"
    if copy(name):
        with connect(name) as connection:
            connection.execute((Path(__file__).parent / "rls" / f"{policy.name}.sql").read_text(), prepare=False)
            grant(connection)
    return name


def grant(connection) -> None:
    connection.execute("GRANT USAGE ON SCHEMA public TO peers_app")
    connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO peers_app")

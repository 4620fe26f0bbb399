"""What is asked, of every system alike."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    name: str
    resource: str
    table: str
    key: str
    actors: tuple[str, ...]


ACTORS = {"none": 1, "light": 2, "medium": 3, "heavy": 4, "admin": 5}
POLICIES = {
    "tracker": Policy("tracker", "Issue", "issues", "bigint", ("none", "light", "medium", "heavy", "admin")),
    "drive": Policy("drive", "Document", "documents", "uuid", ("none", "light", "medium", "heavy")),
}
QUESTIONS = ("list", "page", "count", "check")
PAGE = "ORDER BY i.created_at DESC LIMIT 20"


def plain(policy: Policy, question: str, key: str) -> str:
    """The question as a query of a database in which authorization happens by itself; `key` is the placeholder of an id."""
    source = f"FROM {policy.table} AS i"
    return {
        "list": f"SELECT i.id {source}",
        "page": f"SELECT i.id {source} {PAGE}",
        "count": f"SELECT count(*) {source}",
        "check": f"SELECT EXISTS (SELECT {source} WHERE i.id = {key})",
    }[question]

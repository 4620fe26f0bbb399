"""rowstile: policies of its own language, compiled to row-level security by its own program."""

import subprocess
import sys
from pathlib import Path

from measure import Cannot
from rls import grant

SIGN_IN = "SELECT authz.act_as('user', %s)"


def set_up(databases, file: str) -> str:
    """A copy of the database with the file's policy applied; its name."""
    name = "rowstile_" + file.replace("-", "_")
    if databases.copy(name):
        program = Path(sys.executable).parent / "rowstile"
        policy = Path(__file__).parent / "rowstile" / f"{file}.authz"
        command = [program, "apply", policy, "--db", f"{databases.url}/{name}"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=policy.parent, timeout=600)
        if done.returncode != 0:
            raise Cannot((done.stderr or done.stdout).strip().splitlines()[-1])
        with databases.connect(name) as connection:
            grant(connection)
            connection.execute("ANALYZE")
    return name

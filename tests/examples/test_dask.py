"""The batch on Dask: a worker is killed in the middle, and Dask runs tasks again; the claim keeps each bought once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from examples.held_sandbox import ROOT, held_sandbox

EXAMPLE = ROOT / "examples" / "dask" / "batch.py"
WANTED, WORKERS, BEFORE = 8, 2, 4


def run_batch(folder: Path, database: str, *options: str) -> tuple[list[str], int]:
    """Run the batch, and kill a worker while both buy; return its lines, and how many jobs were bought."""
    with held_sandbox(folder) as sandbox:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "generated"),
            "DATABASE_URL": database,
            "RUNCOMFY_MODEL_API_BASE": sandbox.base_url,
            "RUNCOMFY_API_TOKEN": sandbox.token,
        }
        sandbox.hold("POST", after=BEFORE)
        with (
            (folder / "stderr").open("w") as errors,
            subprocess.Popen(
                [sys.executable, str(EXAMPLE), str(WANTED), *options],
                env=environment,
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            ) as process,
        ):
            assert process.stdout is not None
            _, *pids = process.stdout.readline().split()
            assert len(pids) == WORKERS
            sandbox.wait_until_held(WORKERS)
            os.kill(int(pids[0]), signal.SIGKILL)
            sandbox.release()
            lines = process.stdout.read().splitlines()
        assert process.returncode == 0, (folder / "stderr").read_text()
        return lines, len(sandbox.jobs())


def test_a_worker_that_dies_buys_nothing_twice(tmp_path: Path, postgresql_address: str) -> None:
    """Eight videos are bought once each though a worker dies: seven are there, one is reported unknown."""
    lines, bought = run_batch(tmp_path, postgresql_address)
    assert bought == WANTED
    assert sorted(line.split()[0] for line in lines) == [f"monday-{n}" for n in range(WANTED)]
    unknown = [line for line in lines if "may have been accepted" in line]
    assert len(unknown) == 1, lines
    assert sum("://" in line for line in lines) == WANTED - 1


def test_without_the_claim_dask_buys_again(tmp_path: Path, postgresql_address: str) -> None:
    """Without a journal the same batch pays again for what the dead worker had: how often, Dask decides."""
    lines, bought = run_batch(tmp_path, postgresql_address, "--without-journal")
    assert len(lines) == WANTED
    print(f"{WANTED} wanted, {bought} bought without the claim")
    assert bought >= WANTED

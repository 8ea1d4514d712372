"""What batches need is loaded by `map` alone."""

from __future__ import annotations

import pytest

from runtime.batch.job_server import JobServer
from runtime.programs import start

SCRIPT = """
import sys
from runtime.demo_service import ENDPOINT, TOKEN, Demo

with Demo(TOKEN, sys.argv[1], journal=sys.argv[2] or None) as api:
    request = ENDPOINT.request({"prompt": "ok"})
    api.run(request)
    print(*sys.modules)
    api.map([request], progress=False)
    print(*sys.modules)
"""


@pytest.mark.parametrize("has_journal", [False, True])
def test_a_job_loads_nothing_of_batches(
    has_journal: bool, jobs: JobServer, tmp_path: object
) -> None:
    """A job without `map` loads no module of batches; `map` on threads loads no tasks and no rich."""
    journal = f"{tmp_path}/jobs.sqlite" if has_journal else ""
    with start("-c", SCRIPT, jobs.base_url, journal) as program:
        out, err = program.communicate(timeout=60)
    assert program.returncode == 0, err
    before, after = (line.split() for line in out.splitlines())
    of_batches = "clientwright.runtime.batch"
    assert not [name for name in before if name.startswith(of_batches)]
    assert f"{of_batches}.threads" in after
    assert not {f"{of_batches}.tasks", "rich", "anyio", "asyncio"} & {*after} - {*before}

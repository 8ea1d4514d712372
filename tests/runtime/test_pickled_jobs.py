"""Jobs are copied and pickled: they keep their ids and their address, and the token stays behind."""

from __future__ import annotations

import asyncio
import copy
import math
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

import runcomfy
from runcomfy import AsyncRunComfy, RunComfy
from runcomfy._runtime.async_jobs import AsyncJob
from runcomfy._runtime.connection import Connection
from runcomfy._runtime.jobs import BaseJob, Job
from runcomfy._runtime.pickled_job import monotonic_time
from runcomfy.kling.kling_3_0.standard import text_to_video
from runtime.byte_server import ByteServer, reply

ROOT = Path(__file__).parents[2]
TOKEN = "a-secret-token"
KNOWN = text_to_video.ENDPOINT
ENDPOINTS = [KNOWN.id, "kling/no-longer-there", None]
STATUS = reply({"request_id": "job-1", "status": "in_queue"})


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clear the environment's settings."""
    for name in ("RUNCOMFY_API_TOKEN", "RUNCOMFY_TOKEN", "RUNCOMFY_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def job_of(
    kind: type[BaseJob[Any]], url: str, request_id: str, endpoint: str | None
) -> BaseJob[Any]:
    """Return a job of a client that has a token."""
    client = RunComfy if kind is Job else AsyncRunComfy
    connection: Connection[Any] = vars(client(TOKEN, url))["_connection"]
    return kind(connection, request_id, KNOWN.output, endpoint)


@given(
    st.sampled_from([Job, AsyncJob]),
    st.from_regex(r"[A-Za-z0-9_-]{1,128}", fullmatch=True),
    st.sampled_from(ENDPOINTS),
    st.integers(2, pickle.HIGHEST_PROTOCOL),
)
def test_pickled_jobs_keep_their_facts(
    kind: type[BaseJob[Any]], request_id: str, endpoint: str | None, protocol: int
) -> None:
    """A loaded job has its kind, ids and address, and no pickle contains the token."""
    job = job_of(kind, "https://proxy.example/v1", request_id, endpoint)
    data = pickle.dumps(job, protocol)
    assert TOKEN.encode() not in data
    for loaded in (pickle.loads(data), pickle.loads(pickle.dumps(pickle.loads(data)))):
        assert (type(loaded), loaded.request_id, loaded.endpoint) == (kind, request_id, endpoint)
        assert loaded._connection.base_url == "https://proxy.example/v1"
        assert loaded._handle.output is (KNOWN.output if endpoint == KNOWN.id else runcomfy.Output)


@given(st.floats(0, 1e6), st.floats(-59, 1e6), st.booleans())
def test_pickled_jobs_keep_their_age(age: float, travel: float, boot: bool) -> None:
    """A loaded job is as old as its submit by the wall clock, on another boot too, and never unborn."""
    connection: Connection[Any] = vars(RunComfy(TOKEN))["_connection"]
    with patch("time.time", return_value=1.8e9), patch("time.monotonic", return_value=50.0):
        data = pickle.dumps(Job(connection, "job-1", submitted_at=50.0 - age))
    here = 3.0 if boot else 50.0 + max(travel, 0.0)
    with (
        patch("time.time", return_value=1.8e9 + travel),
        patch("time.monotonic", return_value=here),
    ):
        once = pickle.loads(data)
        twice = pickle.loads(pickle.dumps(once))
    for job in (once, twice):
        assert here - job._handle.submitted_at == pytest.approx(max(age + travel, 0.0), abs=1e-3)
        assert job._handle.submitted_at <= here


@pytest.mark.parametrize(
    "wall", [None, "yesterday", math.nan, math.inf, -math.inf, 0, -1, 1e300, 10**400, 4e9]
)
def test_nonsense_clocks_are_not_believed(wall: object) -> None:
    """A time of submit that no clock of this age would tell is unknown, as in older pickles."""
    assert monotonic_time(wall) is None


@pytest.mark.parametrize("kind", [Job, AsyncJob])
def test_copies_are_the_job(kind: type[BaseJob[Any]]) -> None:
    """A copy of a job is the job: it keeps its client and its token."""
    job = job_of(kind, "https://proxy.example/v1", "job-1", None)
    assert copy.copy(job) is copy.deepcopy([job])[0] is job


@pytest.mark.parametrize("kind", [Job, AsyncJob])
def test_loaded_job_takes_the_token_when_it_is_used(
    server: ByteServer, monkeypatch: pytest.MonkeyPatch, kind: type[BaseJob[Any]]
) -> None:
    """Loading needs no token; the first call takes it from the environment, or says that there is none."""
    server.actions = [STATUS]
    job = pickle.loads(pickle.dumps(job_of(kind, server.base_url, "job-1", KNOWN.id)))

    def status() -> str:
        return str((job.status() if kind is Job else asyncio.run(job.status())).phase)

    with pytest.raises(runcomfy.ConfigurationError, match="RUNCOMFY_API_TOKEN"):
        status()
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", "of-the-environment")
    assert status() == "waiting"
    assert b"Bearer of-the-environment\r\n" in server.received[0]


def test_loaded_jobs_share_connections(server: ByteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """All loaded jobs of one address use the same connections."""
    monkeypatch.setenv("RUNCOMFY_API_TOKEN", TOKEN)
    server.actions = [reply({"status": "in_queue"})]
    jobs = [job_of(Job, server.base_url, f"job-{number}", None) for number in range(20)]
    loaded: list[Job[Any]] = [pickle.loads(pickle.dumps(job)) for job in jobs]
    assert {job.status().phase for job in loaded} == {"waiting"}
    assert server.connections == 1
    loaded[0]._connection.transport.close()


def test_job_travels_to_another_process(server: ByteServer) -> None:
    """Another process that knows the package and the token follows the job."""
    server.actions = [STATUS]
    data = pickle.dumps(job_of(Job, server.base_url, "job-1", KNOWN.id))
    code = "import pickle, sys; print(pickle.loads(sys.stdin.buffer.read()).status().phase)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=data,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generated"), "RUNCOMFY_API_TOKEN": TOKEN},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == b"waiting"


@pytest.mark.parametrize("client", [RunComfy, AsyncRunComfy])
def test_clients_cannot_be_pickled(client: Any) -> None:
    """Clients contain the token and cannot be pickled."""
    with pytest.raises(TypeError, match="token"):
        pickle.dumps(client(TOKEN))


def test_request_ids_may_be_integers() -> None:
    """A request id that is a number counts as its digits."""
    assert RunComfy(TOKEN).job(12345).request_id == "12345"
    with pytest.raises(runcomfy.InvalidInput):
        RunComfy(TOKEN).job(True)

"""The jobs of the lenient server wait, run, end, and belong to their account."""

from __future__ import annotations

import httpx
import pytest

from testing.independent.lenient import OTHER_TOKEN, independent
from testing.independent.support import BASIC, TEXT, make_client, submit_job


@pytest.mark.parametrize(("pace", "end"), [("polls", "succeeded"), ("failing", "failed")])
def test_job_advances_with_each_poll(pace: str, end: str) -> None:
    """A job waits, runs and ends; only a waiting one has a position, only the result has the outcome."""
    with independent(pace) as url, make_client(url) as client:
        job = submit_job(client)
        polls = [client.get(f"{job}/status").json() for _ in range(7)]
        result = client.get(f"{job}/result").json()
    states = ["in_queue"] * 3 + ["in_progress"] * 2 + ["completed"] * 2
    assert [poll["status"] for poll in polls] == states
    assert [poll.get("queue_position") for poll in polls] == [2, 1, 0, None, None, None, None]
    assert (result["status"], "output" in result) == (end, end == "succeeded")


def test_result_polls_advance_a_job() -> None:
    """A client that only polls results sees each state and the output at the end."""
    with independent() as url, make_client(url) as client:
        job = submit_job(client)
        results = [client.get(f"{job}/result").json() for _ in range(6)]
    assert [result["status"] for result in results][::2] == ["in_queue", "in_queue", "in_progress"]
    assert ["output" in result for result in results] == [False] * 5 + [True]


def test_instant_job_cannot_be_cancelled() -> None:
    """A job that takes no time is finished at once and cannot be cancelled."""
    with independent("instant") as url, make_client(url) as client:
        job = submit_job(client)
        cancel = client.post(f"{job}/cancel")
        assert (cancel.status_code, cancel.json()["outcome"]) == (202, "not_cancellable")
        assert client.get(f"{job}/status").json()["status"] == "completed"
        assert client.get(f"{job}/result").json()["status"] == "succeeded"


def test_only_waiting_job_is_cancelled(mine: httpx.Client) -> None:
    """A waiting job is cancelled for good; a running one continues."""
    waiting, running = submit_job(mine), submit_job(mine)
    assert mine.post(f"{waiting}/cancel").json()["outcome"] == "cancelled"
    assert mine.post(f"{waiting}/cancel").json()["outcome"] == "not_cancellable"
    for view in ("status", "result", "status"):
        assert mine.get(f"{waiting}/{view}").json()["status"] == "cancelled"
    assert [mine.get(f"{running}/status").json()["status"] for _ in range(3)] == ["in_queue"] * 3
    assert mine.post(f"{running}/cancel").json()["outcome"] == "not_cancellable"
    assert mine.get(f"{running}/status").json()["status"] == "in_progress"


def test_documented_codes_are_returned(url: str, mine: httpx.Client) -> None:
    """Wrong tokens, other accounts, unknown models and unknown requests each get their code."""
    job = submit_job(mine)
    with make_client(url, OTHER_TOKEN) as other, make_client(url, "stranger") as stranger:
        assert mine.post("/models/kling/Kling-3.0", json={}).json()["code"] == 400001
        assert stranger.post(TEXT, json=BASIC[TEXT]).json()["code"] == 400004
        assert stranger.get(f"{job}/status", headers={"Authorization": ""}).json()["code"] == 400004
        assert other.post(f"{job}/cancel").json()["code"] == 403001
        assert other.get("/requests/nothing/status").json()["code"] == 404001
    assert mine.get(f"{job}/status").json()["status"] == "in_queue"


def test_second_account_can_be_disabled() -> None:
    """Without a second account its token is as wrong as any other."""
    with independent(other=False) as url, make_client(url, OTHER_TOKEN) as other:
        assert other.post(TEXT, json=BASIC[TEXT]).json()["code"] == 400004


def test_refused_payload_makes_no_job() -> None:
    """Request ids have no gaps, whatever was refused between them."""
    with independent() as url, make_client(url) as client:
        first = submit_job(client)
        client.post(TEXT, json={})
        assert (first, submit_job(client)) == ("/requests/run-0", "/requests/run-1")

"""The four operations, over a real socket and a real file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from clientwright.sandbox.server import RunningSandbox, run_sandbox
from clientwright.sandbox.stored_job import JobTiming
from sandbox.support import TEXT_TO_VIDEO, ClientFactory, SteppedClock, specs, submit


def test_submit_returns_job_urls(api: httpx.Client, sandbox: RunningSandbox) -> None:
    """The URLs in a submit's answer lead to the operations of that job."""
    body = submit(api).raise_for_status().json()
    here = f"{sandbox.base_url}/requests/{body['request_id']}"
    assert len(body["request_id"]) == 32
    assert body == {
        "request_id": body["request_id"],
        "status_url": f"{here}/status",
        "result_url": f"{here}/result",
        "cancel_url": f"{here}/cancel",
    }
    assert api.get(body["status_url"]).json()["request_id"] == body["request_id"]


def test_status_and_result_vocabularies(api: httpx.Client, clock: SteppedClock) -> None:
    """/status ends with `completed` where /result ends with `succeeded`."""
    at = f"/requests/{submit(api).json()['request_id']}"
    polls: list[tuple[str, int | None, str]] = []
    for seconds in (0, 3, 2.9, 0.2, 8.8, 0.2):
        clock.now += seconds
        status, result = api.get(f"{at}/status").json(), api.get(f"{at}/result").json()
        polls.append((status["status"], status.get("queue_position"), result["status"]))
        assert ("output" in result) == (result["status"] == "succeeded")
        assert ("finished_at" in result) == (result["status"] == "succeeded")
        assert "created_at" in result
        assert "error" not in result
        assert "cost" not in result
    assert polls == [
        ("in_queue", 4, "in_queue"),
        ("in_queue", 2, "in_queue"),
        ("in_queue", 1, "in_queue"),
        ("in_progress", None, "in_progress"),
        ("in_progress", None, "in_progress"),
        ("completed", None, "succeeded"),
    ]


def test_succeeded_result_is_complete(api: httpx.Client, clock: SteppedClock) -> None:
    """A succeeded result has a video of this server, both times, and the cost if requested."""
    request_id = submit(api).json()["request_id"]
    origin = str(api.base_url.copy_with(path="/outputs"))
    clock.now += 20
    body = api.get(f"/requests/{request_id}/result", params={"include_cost": "true"}).json()
    assert body == {
        "request_id": request_id,
        "status": "succeeded",
        "output": {"video": f"{origin}/{request_id}.mp4"},
        "created_at": "2023-11-14T22:13:20.000Z",
        "finished_at": "2023-11-14T22:13:35.000Z",
        "cost": 0.84,
    }


def test_failed_job_is_completed_in_status(
    sandbox: RunningSandbox, caller: ClientFactory, clock: SteppedClock
) -> None:
    """A failed job shows only in /result, with an error and no output."""
    api = caller(sandbox.base_url, "sandbox-unlucky")
    at = f"/requests/{submit(api).json()['request_id']}"
    clock.now += 20
    assert api.get(f"{at}/status").json()["status"] == "completed"
    result = api.get(f"{at}/result")
    assert (result.status_code, result.json()["status"]) == (200, "failed")
    assert result.json()["error"]
    assert "output" not in result.json()


@pytest.mark.parametrize(
    ("seconds", "outcome", "status"),
    [
        (5.9, "cancelled", "cancelled"),
        (6, "not_cancellable", "in_progress"),
        (15, "not_cancellable", "completed"),
    ],
)
def test_cancel_has_two_outcomes(
    api: httpx.Client, clock: SteppedClock, seconds: float, outcome: str, status: str
) -> None:
    """A waiting job can be cancelled; a running or finished one continues."""
    request_id = submit(api).json()["request_id"]
    clock.now += seconds
    answer = api.post(f"/requests/{request_id}/cancel")
    expected = {"request_id": request_id, "status": status, "outcome": outcome}
    assert (answer.status_code, answer.json()) == (202, expected)
    assert api.get(f"/requests/{request_id}/status").json()["status"] == status


def test_cancel_is_idempotent(api: httpx.Client, clock: SteppedClock) -> None:
    """A repeated cancel answers the same, and a cancelled job stays cancelled."""
    at = f"/requests/{submit(api).json()['request_id']}"
    first = api.post(f"{at}/cancel").json()
    clock.now += 100
    assert api.post(f"{at}/cancel").json() == first
    assert api.get(f"{at}/result").json()["status"] == "cancelled"


def test_jobs_survive_restart(tmp_path: Path, clock: SteppedClock, caller: ClientFactory) -> None:
    """A job that one server accepted continues under the next one on the same file."""
    file = tmp_path / "jobs.sqlite"
    with run_sandbox(specs(), jobs_file=file, pace=JobTiming(), clock=clock) as first:
        at = f"/requests/{submit(caller(first.base_url)).json()['request_id']}"
    clock.now += 10
    with run_sandbox(specs(), jobs_file=file, pace=JobTiming(0, 0), clock=clock) as second:
        api = caller(second.base_url)
        assert api.get(f"{at}/status").json()["status"] == "in_progress"
        clock.now += 10
        assert api.get(f"{at}/result").json()["status"] == "succeeded"


def test_concurrent_submits(sandbox: RunningSandbox, api: httpx.Client) -> None:
    """Submits from many threads are as many jobs, each found again."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(submit, [api] * 40, [{"prompt": "x"}] * 40, [TEXT_TO_VIDEO] * 40))
    ids = {answer.raise_for_status().json()["request_id"] for answer in answers}
    assert len(ids) == 40
    assert all(sandbox.jobs.find(request_id) for request_id in ids)

"""Cancels in every service: what they are answered by phase, and how a job that was asked to stop ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.sandbox import stored_job
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.stored_job import CancelRule, JobOutcome, JobPhase, StoredJob
from sandbox.services import DOCUMENTS, Calls, calls_of

RULE = CancelRule(frozenset({JobPhase.WAITING}), frozenset({JobPhase.RUNNING}))
JOB = StoredJob("r", "a/b", "sandbox", {}, 100.0, 6.0, 9.0)
TABLE = {
    "runcomfy": {"waiting": "cancelled", "running": "too-late", "ended": "too-late"},
    "fal": {"waiting": "cancelled", "running": "requested", "ended": "too-late"},
    "replicate": {"waiting": "cancelled", "running": "cancelled", "ended": "too-late"},
    "made_up": {"waiting": "cancelled", "running": "requested", "ended": "too-late"},
}
"""What a cancel means in each phase, as the services document it."""


@pytest.fixture(params=TABLE)
def calls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Calls]:
    """Serve each service in turn."""
    with calls_of(DOCUMENTS[request.param], tmp_path) as found:
        yield found


@pytest.mark.parametrize(("phase", "seconds"), [("waiting", 0), ("running", 7), ("ended", 20)])
def test_answers_by_phase(calls: Calls, phase: str, seconds: float) -> None:
    """A cancel has the answer that the service has for what it does in a phase."""
    means = TABLE[calls.service.name][phase]
    id = calls.submit()
    answer = calls.after(seconds).make("cancel", id)
    operation = calls.facts.operations["cancel"]
    if calls.facts.cancel_by_status:
        status = calls.make("status", id)
        assert (answer.status, answer.body) == (operation.http_in("cancelled"), status.body)
    else:
        fact = next(one for one in calls.facts.cancel_answers if one.means == means)
        assert answer.status == (fact.http or operation.http_in("cancelled"))
        assert not fact.word or calls.wire.value("cancel", "outcome", answer) == fact.word
    ends = {"cancelled": "cancelled", "requested": "running", "too-late": ""}[means]
    ends = ends or ("running" if phase == "running" else "succeeded")
    assert calls.wire.value("status", "status", calls.make("status", id)) == calls.wire.word(
        "status", ends
    )


@pytest.mark.parametrize("document", [DOCUMENTS["fal"], DOCUMENTS["made_up"]])
@pytest.mark.parametrize(
    ("token", "at", "end"),
    [
        ("sandbox-token", 7, "cancelled"),
        ("sandbox-token", 14.5, "succeeded"),
        ("sandbox-stubborn", 7, "succeeded"),
    ],
)
def test_a_request_ends_in_one_of_two_ways(
    document: dict[str, object], token: str, at: float, end: str, tmp_path: Path
) -> None:
    """A running job that is asked to stop runs on for a moment; it succeeds if it was about to, or does not listen."""
    with calls_of(document, tmp_path) as calls:
        id = calls.submit(token)
        first = calls.after(at).make("cancel", id, token)
        assert calls.make("cancel", id, token) == first
        assert calls.wire.value("status", "status", calls.make("status", id, token)) == (
            calls.wire.word("status", "running")
        )
        result = calls.after(20).make("result", id, token)
        word = calls.wire.value("result", "status", result)
        assert (result.status < 300) == (end == "succeeded" or not calls.facts.ends_by_http)
        assert calls.facts.ends_by_http or word == calls.wire.word("result", end)


def test_a_service_without_cancel_has_no_such_call(tmp_path: Path) -> None:
    """Where jobs cannot be cancelled, there is no path for it, and no URL."""
    whole = DOCUMENTS["replicate"]
    operations = {**whole["operations"], "cancel": None}
    with calls_of(whole, tmp_path) as calls:
        id = calls.submit()
        method, path = calls.wire.route("cancel", request_id=id)
    with calls_of({**whole, "operations": operations}, tmp_path) as calls:
        assert calls.http.request(method, f"/v1{path}", headers=_token()).status_code in (404, 405)
        assert "cancel" not in calls.make("status", id).body["urls"]


def _token() -> dict[str, str]:
    return {"Authorization": "Bearer sandbox-token"}


@given(st.floats(100, 130), st.floats(0, 40), st.floats(0, 40), st.sampled_from(list(JobOutcome)))
def test_a_job_that_was_asked_only_advances(
    asked: float, one: float, other: float, outcome: JobOutcome
) -> None:
    """Whenever a job is asked to stop, its phases only advance, and it has an end, at the latest its usual one."""
    job = replace(JOB, cancel_asked_at=asked, outcome=outcome)
    rank = [JobPhase.WAITING, JobPhase.RUNNING, JobPhase.CANCELLING]
    first, second = (stored_job.phase_of(job, asked + after) for after in sorted((one, other)))
    assert first == second if first.is_final else first in rank
    assert second.is_final or rank.index(first) <= rank.index(second)
    assert stored_job.phase_of(job, 115.0).is_final or asked > 115.0
    ended = stored_job.finished_at(job, 200.0)
    assert ended is not None
    assert ended <= 115.0


def test_only_a_running_job_is_asked(tmp_path: Path) -> None:
    """A cancel ends a waiting job and asks a running one; both keep the time of the first cancel."""
    with closing(JobStore.open(tmp_path / "jobs")) as store:
        for id in ("waits", "runs", "ended"):
            store.add(replace(JOB, request_id=id))
        assert [store.cancel("waits", 105, RULE), store.cancel("waits", 108, RULE)] == [True, True]
        assert [store.cancel("runs", 107, RULE), store.cancel("runs", 108, RULE)] == [True, True]
        assert store.cancel("runs", 200, RULE)
        assert not store.cancel("ended", 116, RULE)
        found = [store.find(id) for id in ("waits", "runs", "ended")]
    assert [one and (one.cancelled_at, one.cancel_asked_at) for one in found] == [
        (105, None),
        (None, 107),
        (None, None),
    ]

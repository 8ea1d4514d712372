"""Recorded calls are grouped by job, in any order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.lifecycle_verdicts import (
    check_traffic,
    count_tried_in,
    oracles_by_request,
    traffic_promises,
)
from clientwright.testing.jobs.observation import OperationCall, identify_call
from testing.jobs.support import MODEL, OUTPUT, SERVICE, make_answer


def _life(job: str, *words: str) -> list[Exchange]:
    submit = make_answer("submit", {"request_id": job})
    more = {"output": OUTPUT}
    results = [
        make_answer("result", {"status": w, **(more if w == "succeeded" else {})}, job=job)
        for w in words
    ]
    return [submit, *results]


GOOD = _life("job-1", "in_queue", "in_progress", "succeeded")
OTHER = _life("job-2", "in_queue", "failed")
BAD = _life("job-3", "in_progress", "in_queue")


@given(st.permutations([0] * len(GOOD) + [1] * len(OTHER) + [2] * len(BAD)))
def test_mixed_jobs_are_checked_separately(order: list[int]) -> None:
    """However the calls of several jobs are mixed, each job is checked by its own."""
    lives = [iter(GOOD), iter(OTHER), iter(BAD)]
    found = check_traffic(SERVICE, [next(lives[n]) for n in order])
    assert [(one.promise.id, one.exchanges) for one in found] == [
        ("jobs/forward-only", (BAD[1], BAD[2]))
    ]


def test_tried_counts_are_summed_over_jobs() -> None:
    """A promise that two jobs could have broken is counted for both."""
    times = count_tried_in(SERVICE, [*GOOD, *OTHER])
    assert (times["jobs/result-vocabulary"], times["jobs/own-request-id"]) == (5, 1)
    assert times.keys() <= {promise.id for promise in traffic_promises(SERVICE)}
    assert oracles_by_request(SERVICE, [*GOOD, *OTHER]).keys() == {"job-1", "job-2"}


def test_duplicate_request_id_is_found() -> None:
    """The same request id in two accepted submits is found; a refused submit has none."""
    refused = make_answer("submit", {"error_code": 400001}, 400)
    submits = [make_answer("submit", {"request_id": "job-1"}), refused, refused]
    assert check_traffic(SERVICE, submits) == []
    (one,) = check_traffic(SERVICE, [*submits, make_answer("submit", {"request_id": "job-1"})])
    assert one.promise.id == "jobs/own-request-id"


def test_call_is_identified_by_method_and_path() -> None:
    """A call is identified by method and path; a query and escapes in an id do not matter."""
    identified = [
        identify_call(SERVICE, Exchange(method, path, "mine", None))
        for method, path in (
            ("GET", "/requests/a%2Fb/result?include_cost=true"),
            ("post", f"/models/{MODEL}"),
            ("POST", "/requests/a/status"),
            ("GET", "/requests/a/b/status"),
            ("GET", "/models"),
        )
    ]
    assert identified == [
        OperationCall("result", "a/b"),
        OperationCall("submit", MODEL),
        None,
        None,
        None,
    ]

"""The oracle reads any answer of a server without an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.exchanges import Exchange
from testing.jobs.faulty_sandbox import Patch, changed_body
from testing.jobs.support import make_answer, oracle_of, run_all_job_trials, sandbox

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)
WORDS = st.sampled_from(["in_queue", "completed", "succeeded", "failed", "cancelled", "x"]) | VALUES
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "request_id": st.just("job-1") | VALUES,
    "status": WORDS,
    "outcome": WORDS,
    "queue_position": VALUES,
    "output": VALUES | st.fixed_dictionaries({}, optional={"video": VALUES, "images": VALUES}),
    "error_code": VALUES,
    "code": VALUES,
}
BODIES = (
    st.fixed_dictionaries({}, optional=FIELDS).map(json.dumps) | VALUES.map(json.dumps) | st.text()
)
ANSWERS = st.builds(
    make_answer,
    st.sampled_from(["submit", "status", "result", "cancel"]),
    BODIES,
    st.sampled_from([200, 202, 204, 302, 400, 404, 500]),
)


@given(st.lists(ANSWERS, max_size=5))
def test_any_answer_is_read(answers: list[Exchange]) -> None:
    """For any JSON, or none, in any field, an oracle reports what is broken and shows it."""
    for one in oracle_of(*answers).broken_promises():
        assert one.expected
        assert one.exchanges


@pytest.mark.parametrize("digits", [5, 5000])
def test_very_long_code_is_read_as_text(digits: int) -> None:
    """An error code with too many digits for a number is read as a text."""
    answer = make_answer("status", {"error_code": "9" * digits}, 400)
    assert answer.error_code == (int("9" * digits) if digits < 9 else "9" * digits)


@pytest.mark.parametrize("name", ["..", "a/b", "\ud800", " ", "?", "#", "\x00", "é", "%2F"])
def test_odd_request_ids_are_findings(name: str, monkeypatch: Patch) -> None:
    """A server may return any request id: the trials finish, and the id is a finding."""
    changed_body("submitted", lambda _, body: {**body, "request_id": name})(monkeypatch)
    with sandbox() as server:
        broken = {one.promise.id for one in run_all_job_trials(server, 5).verdicts if one.finding}
    assert {"jobs/request-id-pattern", "jobs/own-request-id"} <= broken

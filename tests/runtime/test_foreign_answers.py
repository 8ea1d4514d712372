"""An answer that names another request is never taken for the job's own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import SubmitUnknown, UnexpectedAnswer
from runtime.demo_service import SERVICE
from runtime.scripted_flow import JOB, ScriptedRun, json_answer, status_answer, submit

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
OTHER_IDS = st.one_of(
    JSON,
    st.sampled_from(
        [JOB.request_id.upper(), f" {JOB.request_id}", f"{JOB.request_id}\n", "job-10"]
    ),
    st.just([JOB.request_id]),
    st.just({"request_id": JOB.request_id}),
).filter(lambda value: value != JOB.request_id)
ANSWER = {"status": "cancelled", "outcome": "cancelled", "output": {"video": "https://x.example/a"}}


@pytest.mark.parametrize("operation", ["status", "result", "cancel", "wait"])
@given(OTHER_IDS)
def test_foreign_answer_is_refused(operation: str, other: Any) -> None:
    """Whatever else is in place of the request id, the answer is refused at once, with the job's own id."""
    play = ScriptedRun([json_answer({**ANSWER, "request_id": other})])
    with pytest.raises(UnexpectedAnswer, match="is about request") as caught:
        play.run(getattr(play.protocol, operation)(JOB))
    assert caught.value.request_id == JOB.request_id
    assert len(play.sent) == 1


@given(OTHER_IDS)
def test_foreign_result_ends_no_wait(other: Any) -> None:
    """A wait ends with an error, not with the output of another job."""
    result = json_answer({**ANSWER, "status": "succeeded", "request_id": other})
    play = ScriptedRun([status_answer("completed"), result])
    with pytest.raises(UnexpectedAnswer) as caught:
        play.run(play.protocol.wait(JOB))
    assert caught.value.request_id == JOB.request_id


@pytest.mark.parametrize("operation", ["status", "result", "cancel"])
def test_answer_without_request_id_is_taken(operation: str) -> None:
    """An answer that names no request is that of the request in the path."""
    play = ScriptedRun([json_answer(ANSWER)])
    assert play.run(getattr(play.protocol, operation)(JOB)).request_id == JOB.request_id


@given(JSON)
def test_submit_takes_a_usable_id_only(found: Any) -> None:
    """A submit takes the id at the top of its answer, or says that its outcome is unknown."""
    play = ScriptedRun([json_answer({"request_id": found, "data": {"request_id": "job-2"}})])
    if SERVICE.request_id(found):
        assert submit(play) == str(found)
    else:
        with pytest.raises(SubmitUnknown) as caught:
            submit(play)
        assert caught.value.request_id

"""Which answer comes next: order kept, polls settle, no job is submitted twice for one recording."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.cassettes.cassette_model import Interaction
from clientwright.testing.cassettes.player import CassettePlayer
from clientwright.testing.cassettes.problems import (
    CallOutOfOrder,
    JobAlreadyReplayed,
    UnrecordedCall,
)
from testing.cassettes.support import IMAGE, call, interaction, job_interactions, poll

SUBMIT = call("POST", f"/models/{IMAGE}", {"prompt": "a"})
STATUS = call("GET", "/requests/job-1/status")
RESULT = call("GET", "/requests/job-1/result")
CANCEL = call("POST", "/requests/job-1/cancel")
CANCELLED = interaction("POST", "/requests/job-1/cancel", {"outcome": "cancelled"})


def make_player(*interactions: Interaction) -> CassettePlayer:
    """Put interactions on a reel."""
    return CassettePlayer("x.json", interactions)


def states(of: CassettePlayer, asked: Any, times: int) -> list[str]:
    """Ask so often, and give the statuses."""
    return [json.loads(of.next_answer(asked).body)["status"] for _ in range(times)]


def test_polls_come_in_order_and_settle_on_the_last() -> None:
    """Each poll gives the next state; after the last it stays, however often it is asked for."""
    made = make_player(*job_interactions("in_queue", "in_progress", "completed"))
    made.next_answer(SUBMIT)
    assert states(made, STATUS, 6) == ["in_queue", "in_progress", *["completed"] * 4]
    assert made.unused == ()


def test_a_job_is_submitted_once_for_each_recording() -> None:
    """The second identical submit is refused: live, it would be paid for."""
    made = make_player(*job_interactions(), *job_interactions(id="job-2"))
    first, second = (json.loads(made.next_answer(SUBMIT).body)["request_id"] for _ in range(2))
    assert (first, second) == ("job-1", "job-2")
    with pytest.raises(JobAlreadyReplayed, match="recorded 2 times"):
        made.next_answer(SUBMIT)


def test_a_cancel_may_be_asked_for_again() -> None:
    """A call without a payload pays for nothing: it settles as polls do."""
    made = make_player(*job_interactions(), CANCELLED)
    assert made.next_answer(CANCEL) == made.next_answer(CANCEL) == CANCELLED.answer


def test_what_a_cancel_brought_about_waits_for_it() -> None:
    """A state that was recorded after a cancel never comes before it."""
    made = make_player(*job_interactions("in_queue"), CANCELLED, poll("job-1", "cancelled"))
    made.next_answer(SUBMIT)
    assert states(made, STATUS, 3) == ["in_queue"] * 3
    made.next_answer(CANCEL)
    assert states(made, STATUS, 2) == ["cancelled"] * 2


def test_a_call_before_its_time_is_told() -> None:
    """Where only later answers are recorded, the call that is missing is named."""
    made = make_player(*job_interactions(), CANCELLED, poll("job-1", "cancelled"))
    with pytest.raises(CallOutOfOrder, match="after POST /requests/job-1/cancel"):
        made.next_answer(STATUS)


def test_no_answer_of_a_job_goes_back() -> None:
    """Once a later state was told, an earlier one never is, on whichever path it was recorded."""
    made = make_player(
        *job_interactions("in_queue"),
        poll("job-1", "in_queue", "result"),
        poll("job-1", "completed"),
        poll("job-1", "succeeded", "result"),
    )
    assert states(made, STATUS, 2) == ["in_queue", "completed"]
    assert states(made, RESULT, 2) == ["succeeded"] * 2
    assert [str(one) for one in made.unused] == [f"POST /models/{IMAGE}", str(RESULT)]


def test_jobs_are_apart() -> None:
    """One job's polls move nothing of another's."""
    made = make_player(
        *job_interactions("in_queue", "completed"), *job_interactions("in_progress", id="job-2")
    )
    other = call("GET", "/requests/job-2/status")
    assert states(made, other, 2) == ["in_progress"] * 2
    assert states(made, STATUS, 2) == ["in_queue", "completed"]


def test_an_unrecorded_call_names_the_nearest() -> None:
    """The error holds the recorded call that is most alike, and what differs."""
    with pytest.raises(UnrecordedCall) as caught:
        make_player(*job_interactions("in_queue")).next_answer(
            call("POST", f"/models/{IMAGE}", {"prompt": True})
        )
    assert caught.value.nearest == f"POST /models/{IMAGE}"
    assert caught.value.differences == ('body /prompt: recorded "a", now true',)
    with pytest.raises(UnrecordedCall, match="has nothing like it"):
        make_player().next_answer(SUBMIT)


PATHS = st.sampled_from(["status", "result", "cancel"])
RECORDED = st.lists(st.tuples(st.sampled_from("ab"), PATHS), min_size=1, max_size=10)


@given(RECORDED, st.lists(st.tuples(st.sampled_from("ab"), PATHS), max_size=20))
def test_time_moves_forward(recorded: list[Any], asked: list[Any]) -> None:
    """Of any recording, asked in any order: an older answer comes only where no newer one may."""
    method = {"cancel": "POST"}
    made = make_player(
        *(
            interaction(method.get(path, "GET"), f"/requests/{id}/{path}", n)
            for n, (id, path) in enumerate(recorded)
        )
    )
    reached = {"a": -1, "b": -1}
    for id, path in asked:
        try:
            answer = made.next_answer(call(method.get(path, "GET"), f"/requests/{id}/{path}"))
        except (CallOutOfOrder, UnrecordedCall):
            continue
        n = json.loads(answer.body)
        gates = {g for g, one in enumerate(recorded) if one == (id, "cancel")} - made.played
        newer = [m for m, one in enumerate(recorded) if one == (id, path) and m > reached[id]]
        allowed = [m for m in newer if not any(reached[id] < gate < m for gate in gates)]
        assert recorded[n] == (id, path)
        assert n == allowed[0] if allowed else n <= reached[id]
        reached[id] = max(reached[id], n)

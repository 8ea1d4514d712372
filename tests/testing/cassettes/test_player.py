"""The player keeps the order, repeats the last state of a poll, and replays each submit once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import SubmitUnknown
from clientwright.testing.cassettes.cassette_model import Interaction
from clientwright.testing.cassettes.errors import CallOutOfOrder, JobAlreadyReplayed, UnrecordedCall
from clientwright.testing.cassettes.playback import CassettePlayer
from runtime.scripted_flow import JOB, ScriptedRun
from testing.cassettes.support import IMAGE, call, interaction, job_interactions, poll

SUBMIT = call("POST", f"/models/{IMAGE}", {"prompt": "a"})
STATUS = call("GET", "/requests/job-1/status")
RESULT = call("GET", "/requests/job-1/result")
CANCEL = call("POST", "/requests/job-1/cancel")
CANCELLED = interaction("POST", "/requests/job-1/cancel", {"outcome": "cancelled"})


def make_player(*interactions: Interaction) -> CassettePlayer:
    """Return a player of some interactions."""
    return CassettePlayer("x.json", interactions)


def states(player: CassettePlayer, call: Any, times: int) -> list[str]:
    """Make a call several times, and return the statuses."""
    return [json.loads(player.next_answer(call).body)["status"] for _ in range(times)]


def test_polls_follow_order_and_repeat_the_last() -> None:
    """Each poll gets the next state; after the last, that one is repeated."""
    player = make_player(*job_interactions("in_queue", "in_progress", "completed"))
    player.next_answer(SUBMIT)
    assert states(player, STATUS, 6) == ["in_queue", "in_progress", *["completed"] * 4]
    assert player.unused == ()


def test_each_recorded_submit_replays_once() -> None:
    """One submit more than recorded is refused: live, it would be paid for."""
    player = make_player(*job_interactions(), *job_interactions(id="job-2"))
    first, second = (json.loads(player.next_answer(SUBMIT).body)["request_id"] for _ in range(2))
    assert (first, second) == ("job-1", "job-2")
    with pytest.raises(JobAlreadyReplayed, match="recorded 2 times"):
        player.next_answer(SUBMIT)


def test_cancel_can_be_repeated() -> None:
    """A call without a payload costs nothing: its last answer is repeated like a poll's."""
    player = make_player(*job_interactions(), CANCELLED)
    assert player.next_answer(CANCEL) == player.next_answer(CANCEL) == CANCELLED.answer


def test_cancelled_state_waits_for_cancel() -> None:
    """A state that was recorded after a cancel never comes before it."""
    player = make_player(*job_interactions("in_queue"), CANCELLED, poll("job-1", "cancelled"))
    player.next_answer(SUBMIT)
    assert states(player, STATUS, 3) == ["in_queue"] * 3
    player.next_answer(CANCEL)
    assert states(player, STATUS, 2) == ["cancelled"] * 2


def test_early_call_names_the_missing_one() -> None:
    """If only later answers are recorded, the error names the call that is missing."""
    player = make_player(*job_interactions(), CANCELLED, poll("job-1", "cancelled"))
    with pytest.raises(CallOutOfOrder, match="after POST /requests/job-1/cancel"):
        player.next_answer(STATUS)


def test_job_never_goes_back() -> None:
    """After a later state, an earlier one is never given, on any path."""
    player = make_player(
        *job_interactions("in_queue"),
        poll("job-1", "in_queue", "result"),
        poll("job-1", "completed"),
        poll("job-1", "succeeded", "result"),
    )
    assert states(player, STATUS, 2) == ["in_queue", "completed"]
    assert states(player, RESULT, 2) == ["succeeded"] * 2
    assert [str(one) for one in player.unused] == [f"POST /models/{IMAGE}", str(RESULT)]


def test_jobs_are_independent() -> None:
    """Polls of one job do not advance another."""
    player = make_player(
        *job_interactions("in_queue", "completed"), *job_interactions("in_progress", id="job-2")
    )
    other = call("GET", "/requests/job-2/status")
    assert states(player, other, 2) == ["in_progress"] * 2
    assert states(player, STATUS, 2) == ["in_queue", "completed"]


def test_unrecorded_call_names_the_nearest() -> None:
    """The error has the most similar recorded call, and the differences."""
    with pytest.raises(UnrecordedCall) as caught:
        make_player(*job_interactions("in_queue")).next_answer(
            call("POST", f"/models/{IMAGE}", {"prompt": True})
        )
    assert caught.value.nearest == f"POST /models/{IMAGE}"
    assert caught.value.differences == ('body /prompt: recorded "a", now true',)
    assert "the nearest recorded one differs:\n  body /prompt" in str(caught.value)
    assert str(caught.value).count(f"POST /models/{IMAGE}") == 1
    with pytest.raises(UnrecordedCall, match=f"nearest recorded call is POST /models/{IMAGE}:"):
        make_player(*job_interactions()).next_answer(call("POST", "/models/x/y", {"prompt": "a"}))
    with pytest.raises(UnrecordedCall, match="the cassette has none"):
        make_player().next_answer(SUBMIT)


@pytest.mark.parametrize(
    ("operation", "kind"), [("submit", SubmitUnknown), ("wait", UnrecordedCall)]
)
def test_error_of_a_replay_says_that_nothing_was_sent(
    operation: str, kind: type[Exception]
) -> None:
    """It has no client's note that a job may exist, keeps other notes, and is the cause of a submit's own error."""
    protocol, unrecorded = ScriptedRun([]).protocol, UnrecordedCall("x.json", "GET /", "", ())
    flow: Any = protocol.submit("demo/film", {}) if operation == "submit" else protocol.wait(JOB)
    next(flow)
    with pytest.raises(kind, match="nothing was sent") as caught:
        flow.throw(unrecorded)
    assert unrecorded in (caught.value, caught.value.__cause__)
    assert not hasattr(unrecorded, "__notes__")
    unrecorded.add_note("Falsifying example: ...")
    assert unrecorded.__notes__ == ["Falsifying example: ..."]


PATHS = st.sampled_from(["status", "result", "cancel"])
RECORDED = st.lists(st.tuples(st.sampled_from("ab"), PATHS), min_size=1, max_size=10)


@given(RECORDED, st.lists(st.tuples(st.sampled_from("ab"), PATHS), max_size=20))
def test_time_moves_forward(recorded: list[Any], calls: list[Any]) -> None:
    """For any recording and any calls, an older answer is given only if no newer one is permitted."""
    method = {"cancel": "POST"}
    player = make_player(
        *(
            interaction(method.get(path, "GET"), f"/requests/{id}/{path}", n)
            for n, (id, path) in enumerate(recorded)
        )
    )
    reached = {"a": -1, "b": -1}
    for id, path in calls:
        try:
            answer = player.next_answer(call(method.get(path, "GET"), f"/requests/{id}/{path}"))
        except (CallOutOfOrder, UnrecordedCall):
            continue
        n = json.loads(answer.body)
        gates = {g for g, one in enumerate(recorded) if one == (id, "cancel")} - player.played
        newer = [m for m, one in enumerate(recorded) if one == (id, path) and m > reached[id]]
        allowed = [m for m in newer if not any(reached[id] < gate < m for gate in gates)]
        assert recorded[n] == (id, path)
        assert n == allowed[0] if allowed else n <= reached[id]
        reached[id] = max(reached[id], n)

"""What a submit does whose key the journal knows: the table of `once=`, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.runtime.errors import (
    JobCancelled,
    JobFailed,
    SubmitUnknown,
)
from clientwright.runtime.journal.claim import verdict
from clientwright.runtime.journal.entry import STATES
from clientwright.runtime.journal.errors import KeyConflict
from runtime.demo_service import ENDPOINT
from runtime.journal.journal_callers import (
    REQUEST,
    JournalCaller,
    accept,
    posts,
    script,
)

OTHER = ENDPOINT.request({"prompt": "y"})

BUYS, JOINS = (1, "job-2"), (0, "job-1")


TABLE: list[tuple[str, bool, int, object]] = [
    ("not_sent", False, *BUYS),
    ("not_sent", True, *BUYS),
    ("refused", False, *BUYS),
    ("refused", True, *BUYS),
    ("unknown", False, 0, SubmitUnknown),
    ("unknown", True, 0, SubmitUnknown),
    ("accepted", False, *JOINS),
    ("accepted", True, *JOINS),
    ("succeeded", False, *JOINS),
    ("succeeded", True, *BUYS),
    ("failed", False, 0, JobFailed),
    ("failed", True, *BUYS),
    ("cancelled", False, 0, JobCancelled),
    ("cancelled", True, *BUYS),
]
"""State of the key's entry, `again`, submits that are sent, and the job or the error."""


@pytest.mark.parametrize(("state", "again", "sent", "outcome"), TABLE)
def test_every_row_of_the_table(
    caller: JournalCaller, state: str, again: bool, sent: int, outcome: Any
) -> None:
    """A second submit with the key sends what the table says, and gives the job or raises the error."""
    before = caller.bring_to(state)
    script(caller.server, accept("job-2"))
    if isinstance(outcome, str):
        assert caller.submit(once="k", again=again).request_id == outcome
    else:
        with pytest.raises(outcome) as caught:
            caller.submit(once="k", again=again)
        assert caught.value.request_id == before.request_id
        assert "nothing was sent" in str(caught.value)
    assert posts(caller.server) == sent
    is_same_row = before.id == caller.entries()[-1].id
    assert is_same_row == (verdict(state, again) != "replace")


def test_the_table_is_whole() -> None:
    """Every state but `sending`, which has tests of its own, has its two rows."""
    assert {(state, again) for state, again, *_ in TABLE} == {
        (state, again) for state in STATES if state != "sending" for again in (False, True)
    }


def test_failed_key_raises_the_same_error(caller: JournalCaller) -> None:
    """The error of a key whose job failed has the provider's reason and the last answer."""
    caller.bring_to("failed")
    with pytest.raises(JobFailed, match="too dark") as caught:
        caller.submit(once="k")
    assert caught.value.result is not None
    assert caught.value.result.error == "too dark"


def test_unknown_says_how_to_settle(caller: JournalCaller) -> None:
    """The error of an unknown has the entry, and names the calls that settle it."""
    before = caller.bring_to("unknown")
    with pytest.raises(SubmitUnknown) as caught:
        caller.submit(once="k")
    assert caught.value.entry == before
    calls = ("api.journal.settle('j1', request_id=...)", "never_accepted=True")
    for text in (*calls, "answer was lost"):
        assert text in str(caught.value)


@pytest.mark.parametrize("accepted", [True, False])
def test_settled_unknown_goes_on(caller: JournalCaller, accepted: bool) -> None:
    """After an unknown was settled, its key joins the request that was named, or buys."""
    caller.bring_to("unknown")
    script(caller.server, accept("job-2"))
    said = {"request_id": "job-7"} if accepted else {"never_accepted": True}
    caller.call(lambda api: api.journal.settle("j1", **said))
    job = caller.submit(once="k")
    assert (job.request_id, posts(caller.server)) == (("job-7", 0) if accepted else ("job-2", 1))


def test_succeeded_key_gives_its_result(caller: JournalCaller) -> None:
    """The handle of a key whose job succeeded asks the service again for the result."""
    caller.bring_to("succeeded")
    assert caller.submit("wait", once="k").output.video.endswith("/v.mp4")
    assert posts(caller.server) == 0


def test_submits_without_a_key_are_apart(caller: JournalCaller) -> None:
    """Without a key, each submit buys and has an entry of its own."""
    script(caller.server, accept("job-1"), accept("job-2"))
    jobs = [caller.submit().request_id for _ in range(2)]
    assert (jobs, caller.states()) == (["job-1", "job-2"], ["accepted"] * 2)
    assert [entry.request_id for entry in caller.entries()] == jobs


def test_run_takes_a_key(caller: JournalCaller) -> None:
    """`run` with a key buys once, and gives the same result again."""
    script(caller.server)
    for _ in range(2):
        found = caller.call(lambda api: api.run(REQUEST, once="k"))
        assert found.request_id == "job-1"
    assert (posts(caller.server), caller.states()) == (1, ["succeeded"])


@pytest.mark.parametrize("state", ["accepted", "succeeded", "failed", "unknown"])
def test_key_with_another_input(caller: JournalCaller, state: str) -> None:
    """A key with another input stops before anything is sent."""
    before = caller.bring_to(state)
    with pytest.raises(KeyConflict, match="another input") as caught:
        caller.submit(request=OTHER, once="k")
    assert (caught.value.entry, posts(caller.server)) == (before, 0)
    assert ("again=True" in str(caught.value)) == (state in ("succeeded", "failed"))


def test_refused_key_may_have_another_input(caller: JournalCaller) -> None:
    """A key that has bought nothing takes a corrected input."""
    caller.bring_to("refused")
    script(caller.server, accept("job-2"))
    assert caller.submit(request=OTHER, once="k").request_id == "job-2"
    with pytest.raises(KeyConflict):
        caller.submit(once="k")


def test_again_replaces_the_input(caller: JournalCaller) -> None:
    """`again=True` buys under the key with another input, which counts from then on."""
    caller.bring_to("succeeded")
    script(caller.server, accept("job-2"))
    assert caller.submit(request=OTHER, once="k", again=True).request_id == "job-2"
    assert caller.submit(request=OTHER, once="k").request_id == "job-2"
    assert posts(caller.server) == 1
    with pytest.raises(KeyConflict):
        caller.submit(once="k")

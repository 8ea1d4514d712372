"""What the error of a used key advises: every remedy that works, and none that does not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from clientwright.runtime.errors import ClientError, JobCancelled, JobFailed, SubmitUnknown
from clientwright.runtime.interrupted_submit import error_of_closed, level_and_text
from clientwright.runtime.journal.claim import Scope
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import KeyConflict
from clientwright.runtime.submission import Submission
from runcomfy import RunComfy, kling
from runcomfy import SubmitUnknown as RunComfyUnknown
from runtime.byte_server import ByteServer, hang_up, reply
from runtime.demo_service import ENDPOINT, TOKEN
from runtime.journal.claims import SCOPE, a_claim, journal_in
from runtime.journal.journal_callers import (
    FAILURE,
    REQUEST,
    HeldAnswer,
    JournalCaller,
    accept,
    posts,
    script,
)

OTHER = ENDPOINT.request({"prompt": "y"})
BOUGHT = ("accepted", "succeeded", "failed", "cancelled", "unknown")


@pytest.fixture
def caller(file_caller: JournalCaller) -> JournalCaller:
    """Return a caller of each mode; what is advised does not depend on the database."""
    return file_caller


def error_of(call: Callable[[], object]) -> ClientError:
    """Return the error of a call."""
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value


def conflict(caller: JournalCaller, **options: Any) -> KeyConflict:
    """Return the conflict of a submit."""
    error = error_of(lambda: caller.submit(**options))
    assert isinstance(error, KeyConflict)
    assert "Nothing was sent" in str(error)
    assert posts(caller.server) == 0
    return error


@pytest.mark.parametrize("state", BOUGHT)
def test_buying_again_is_advised_where_it_works(caller: JournalCaller, state: str) -> None:
    """Of a key with another input, `again=True` is advised exactly in the states in which it buys."""
    caller.bring_to(state)
    advice = conflict(caller, request=OTHER, once="k").advice
    assert "another key" in advice
    assert "account=" not in advice
    script(caller.server, accept("job-2"))
    if "pass again=True" in advice:
        assert caller.submit(request=OTHER, once="k", again=True).request_id == "job-2"
        assert state in ("succeeded", "failed", "cancelled")
    else:
        conflict(caller, request=OTHER, once="k", again=True)


def test_again_of_a_running_job_says_when_it_helps(caller: JournalCaller) -> None:
    """Who says `again=True` while the key's job runs is told that this is too early."""
    caller.bring_to("accepted")
    advice = conflict(caller, request=OTHER, once="k", again=True).advice
    assert "again=True buys again only once the end of that job is in the journal" in advice


def test_an_unknown_is_settled_first(caller: JournalCaller) -> None:
    """The remedy of an unknown works: once it is settled as never accepted, the key takes the input."""
    caller.bring_to("unknown")
    advice = conflict(caller, request=OTHER, once="k").advice
    assert "If j1 was never accepted, settle it" in advice
    script(caller.server, accept("job-2"))
    caller.call(lambda api: api.journal.settle("j1", never_accepted=True))
    assert caller.submit(request=OTHER, once="k").request_id == "job-2"


@pytest.mark.parametrize(
    ("before", "now", "remedy"),
    [
        (None, ["prompt"], "Leave out once_on, as before"),
        (["prompt"], None, 'Pass once_on=["prompt"], as before'),
        (["prompt"], ["prompt", "class"], 'Pass once_on=["prompt"], as before'),
    ],
)
def test_another_once_on(caller: JournalCaller, before: Any, now: Any, remedy: str) -> None:
    """A key with other fields that count says which ones did, and those join."""
    script(caller.server)
    caller.submit(once="k", once_on=before)
    caller.server.received.clear()
    error = conflict(caller, once="k", once_on=now)
    assert remedy in error.advice
    assert "another input" not in str(error)
    assert caller.submit(once="k", once_on=before).request_id == "job-1"


def test_another_account(caller: JournalCaller) -> None:
    """After a change of token the remedies are the old name, and what buys again is called so."""
    before = caller.bring_to("accepted")
    caller.settings = {"token": "rotated"}
    advice = conflict(caller, once="k").advice
    assert f"pass account={before.account!r}" in advice
    assert "Another name is another account, which would buy it again" in advice
    assert "once_on" not in advice
    script(caller.server, accept("job-2"))
    assert "again=True" in advice
    assert caller.submit(once="k", again=True).request_id == "job-2"


BATCH: dict[str, Any] = {"batch": "films", "position": 3}


@pytest.mark.parametrize(
    "change",
    [
        {"scope": Scope(SCOPE.base_url, "token:other")},
        {"once_on": '["prompt"]'},
        {"once_on": '["prompt"]', "once": "batch films 3 g"},
    ],
)
def test_a_batch_is_named_instead_of_its_keys(tmp_path: Any, change: dict[str, Any]) -> None:
    """A conflict of a batch names its request, and advises only what `map` takes."""
    journal: JournalDatabase = journal_in(tmp_path)
    claim: dict[str, Any] = {"once": "batch films 3 f", **BATCH}
    journal.accepted(journal.claim(a_claim(**claim)).entry, "r1")
    error = error_of(lambda: journal.claim(a_claim(**(claim | change))))
    assert isinstance(error, KeyConflict)
    assert error.message.startswith("the batch 'films' ")
    assert "another key" not in str(error)
    assert "again=" not in str(error)
    same = "give the batch another name" if "once_on" in change else "pass account='token:1234'"
    assert same in str(error)


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_job_that_ended_badly_advises_what_buys(caller: JournalCaller, state: str) -> None:
    """The error of a key whose job failed or was cancelled names `again=True`, which buys."""
    caller.bring_to(state)
    error = error_of(lambda: caller.submit(once="k"))
    assert isinstance(error, JobFailed | JobCancelled)
    assert "pass again=True or use another key" in error.advice
    script(caller.server, accept("job-2"))
    assert caller.submit(once="k", again=True).request_id == "job-2"


@pytest.mark.parametrize("end", ["failed", "cancelled"])
@pytest.mark.parametrize("once", ["k", None])
def test_a_wait_advises_the_same(caller: JournalCaller, end: str, once: str | None) -> None:
    """The wait that sees the end says so, too, and only of a job with a key."""
    cancelled = reply({"request_id": "job-1", "status": "cancelled"})
    script(caller.server, result=FAILURE if end == "failed" else cancelled)
    error = error_of(lambda: caller.submit("wait", once=once))
    assert ("again=True" in error.advice) == (once == "k")
    if caller.mode == "sync":  # the journal knows the key of a job that only its id names
        found = error_of(lambda: caller.call(lambda api: api.job("job-1"), "wait"))
        assert found.advice == error.advice


def test_a_job_of_a_batch_has_no_again(caller: JournalCaller) -> None:
    """A job of a batch that failed is bought again under another name of the batch, or as another request."""
    script(caller.server, result=FAILURE)
    found = caller.call(lambda api: api.map([REQUEST], batch="b", max_jobs=1, progress=False))
    for batch in (found, caller.call(lambda api: api.map([REQUEST], batch="b", progress=False))):
        advice = batch[0].error.advice
        assert "change the request or give the batch another name" in advice
        assert "again=True" not in advice


def test_a_fresh_unknown_says_how_to_settle(caller: JournalCaller) -> None:
    """The submit whose answer is lost names its entry, and how to settle it, at once."""
    caller.server.by_operation = {"submit": [reply({"odd": 1})]}
    error = error_of(lambda: caller.submit(once="k"))
    assert isinstance(error, SubmitUnknown)
    assert "j1 in the journal: settle it" in error.message
    assert "api.journal.settle('j1', request_id=...)" in error.advice
    assert "submit again" not in str(error)


@pytest.mark.parametrize("once", ["k", None])
def test_a_closed_or_interrupted_submit_names_its_entry(tmp_path: Any, once: str | None) -> None:
    """What is said of a submit that was closed or interrupted on its way names the entry to settle."""
    submission: Submission[Any] = Submission("demo", "a/b")
    submission.sent = True
    told = [error_of_closed("a/b", True, None), KeyboardInterrupt()]
    assert "j1" not in level_and_text(submission, told[1])[1] + str(told[0])
    submission.entry = journal_in(tmp_path).claim(a_claim(once)).entry
    assert "then settle j1 of the journal" in level_and_text(submission, told[1])[1]
    submission.close()
    submission.end(None, None)
    assert isinstance(submission.error, SubmitUnknown)
    assert "api.journal.settle('j1', request_id=...)" in submission.error.advice
    assert submission.error.entry is not None
    assert submission.error.entry.state == "unknown"


def test_a_refusal_that_names_a_request_is_settled_first(caller: JournalCaller) -> None:
    """A refusal with a request id leaves an unknown, so its advice is to settle that first."""
    refusal = {"error_code": 400002, "message": "no balance.", "request_id": "job-9"}
    caller.server.by_operation = {"submit": [reply(refusal, 400)]}
    error = error_of(lambda: caller.submit(once="k"))
    assert caller.states() == ["unknown"]
    assert "Top up" in error.advice
    assert "api.journal.settle('j1', request_id=...)" in error.advice


def test_the_command_is_named_by_its_package(server: ByteServer, tmp_path: Any) -> None:
    """A carried runtime names the command of its own package, beside the call."""
    film = kling.kling_3_0.standard.text_to_video.request(prompt="x", duration=5)
    script(server, hang_up)
    with RunComfy(TOKEN, server.base_url, journal=tmp_path / "jobs.sqlite") as api:
        for _ in range(2):
            with pytest.raises(
                Exception, match="python -m runcomfy --journal FILE settle j1"
            ) as caught:
                api.submit(film, once="k")
            assert isinstance(caught.value, RunComfyUnknown)


def test_a_key_that_is_being_submitted(caller: JournalCaller) -> None:
    """Who has waited in vain for another submit of the key is told to submit again, not to look anywhere."""
    held = HeldAnswer()
    script(caller.server, held)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(lambda: caller.submit(once="k"))
        assert held.arrived.wait(60)
        caller.settings = {"timeout": 0.2}
        error = error_of(lambda: caller.submit(once="k"))
        held.go_on.set()
        first.result()
    assert isinstance(error, SubmitUnknown)
    assert "Submit again with the same key" in error.advice
    assert caller.submit(once="k").request_id == "job-1"

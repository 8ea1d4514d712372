"""What the calls about a job note in the journal: how it ended, and the answer that said so."""

from __future__ import annotations

import copy
import pickle
import socket
import sqlite3
import time
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest

from clientwright.runtime.download.errors import OutputExpired
from clientwright.runtime.errors import (
    JobCancelled,
    JobFailed,
    JobTimedOut,
    NotFound,
    OutputUnreadable,
)
from clientwright.runtime.journal import process_owner
from clientwright.runtime.journal.entry import SavedFile
from clientwright.runtime.journal.open_journal import open_journal
from runtime.byte_server import ServerAction, reply
from runtime.demo_service import TOKEN, Demo
from runtime.journal.journal_callers import (
    FAILURE,
    REQUEST,
    VIDEO,
    JournalCaller,
    accept,
    script,
    succeed,
)

GONE = reply({"error_code": 400001, "message": "no such request"}, 404)
RUNNING = reply({"request_id": "job-1", "status": "in_progress"})


def with_output(output: object) -> ServerAction:
    """Say in a result that the job has succeeded with this output."""
    return reply({"request_id": "job-1", "status": "succeeded", "output": output})


@pytest.mark.parametrize("call", ["wait", "result"])
def test_success_is_noted(caller: JournalCaller, call: str) -> None:
    """A success is noted with the raw answer and its cost, whichever call saw it."""
    script(caller.server, result=succeed(cost="0.35", more={"kept": [1]}))
    caller.submit(call, once="k")
    (entry,) = caller.entries()
    assert (entry.state, entry.cost) == ("succeeded", Decimal("0.35"))
    assert entry.result is not None
    assert (entry.result["output"], entry.result["more"]) == ({"video": VIDEO}, {"kept": [1]})


@pytest.mark.parametrize(("call", "error"), [("wait", JobFailed), ("result", None)])
def test_failure_is_noted(caller: JournalCaller, call: str, error: Any) -> None:
    """A failure is noted with the provider's reason."""
    script(caller.server, result=FAILURE)
    if error:
        with pytest.raises(error):
            caller.submit(call, once="k")
    else:
        caller.submit(call, once="k")
    (entry,) = caller.entries()
    assert (entry.state, entry.reason) == ("failed", "too dark")


@pytest.mark.parametrize("call", ["wait", "cancel"])
def test_cancellation_is_noted(caller: JournalCaller, call: str) -> None:
    """A cancelled job is noted by the call that cancels it, or that learns of it."""
    script(caller.server)
    caller.server.by_operation["status"] = [reply({"request_id": "job-1", "status": "cancelled"})]
    if call == "wait":
        with pytest.raises(JobCancelled):
            caller.submit("wait")
    else:
        caller.submit("cancel")
    assert caller.states() == ["cancelled"]


def test_refused_cancel_is_no_end(caller: JournalCaller) -> None:
    """A job that cannot be cancelled any more goes on."""
    script(caller.server)
    caller.server.by_operation["cancel"] = [reply({"request_id": "job-1", "outcome": "too_late"})]
    caller.submit("cancel")
    assert caller.states() == ["accepted"]


def test_running_job_is_no_end(caller: JournalCaller) -> None:
    """A result of a job that runs, and a wait that times out, note nothing."""
    script(caller.server, result=RUNNING)
    caller.server.by_operation["status"] = [RUNNING]
    caller.submit("result")
    with pytest.raises(JobTimedOut):
        caller.call(lambda api: api.run(REQUEST, timeout=0.1))
    assert caller.states() == ["accepted", "accepted"]


def test_unreadable_output_is_a_success(caller: JournalCaller) -> None:
    """An output of another shape was paid for, and is noted as it came."""
    script(caller.server, result=with_output({"video": ["u"]}))
    with pytest.raises(OutputUnreadable):
        caller.submit("wait")
    (entry,) = caller.entries()
    assert entry.state == "succeeded"
    assert entry.result is not None
    assert entry.result["output"] == {"video": ["u"]}


def test_job_by_its_id_is_noted(caller: JournalCaller) -> None:
    """A handle that was made from a request id notes the end of its entry, too."""
    script(caller.server)
    caller.submit()

    def by_id(api: Any) -> Any:
        job = api.job("job-1")
        assert job.entry is None
        return job.wait()

    caller.call(by_id)
    assert caller.states() == ["succeeded"]


def test_unknown_request_notes_nothing(caller: JournalCaller) -> None:
    """A job that the journal does not know is followed as ever."""
    script(caller.server)
    found = caller.call(lambda api: api.job("job-1").wait())
    assert (found.output.video, caller.entries()) == (VIDEO, [])


def look(api: Any, call: str) -> Any:
    """Wait for the job of the key, but not long for a missing output; or look at its result."""
    if call == "wait":
        return api.run(REQUEST, once="k", timeout=0.2)

    async def later() -> Any:
        return await (await api.submit(REQUEST, once="k")).result()

    is_sync = isinstance(api, Demo)
    return api.submit(REQUEST, once="k").result() if is_sync else later()


@pytest.mark.parametrize("call", ["wait", "result"])
@pytest.mark.parametrize("answer", ["404", "no output"])
def test_expired_output(caller: JournalCaller, call: str, answer: str) -> None:
    """If the service no longer has an output that the journal knows, the error has result and files."""
    script(caller.server)
    caller.submit("wait", once="k")
    database = open_journal(caller.path)
    saved = SavedFile("out/job-1-0.mp4", "ab" * 32, 5)
    database.saved(caller.entries()[0].id, [saved])
    database.close()
    script(caller.server, result=GONE)
    caller.server.by_operation["status"] = [GONE]
    if answer == "no output":
        script(caller.server, result=with_output(None))
    if (answer, call) == ("no output", "result"):
        assert caller.submit(call, once="k").phase == "succeeded"
    else:
        with pytest.raises(OutputExpired, match="no longer has its output") as caught:
            caller.call(lambda api: look(api, call))
        assert caught.value.files == (saved,)
        assert caught.value.result is not None
        assert caught.value.result.output.video == VIDEO
        assert caught.value.request_id == "job-1"
        assert pickle.loads(pickle.dumps(caught.value)).files == (saved,)
    (entry,) = caller.entries()
    assert entry.result is not None
    assert entry.result["output"] == {"video": VIDEO}


@pytest.mark.parametrize("saved", [True, False])
@pytest.mark.parametrize("answer", ["404", "no output"])
def test_expired_output_after_pruning(caller: JournalCaller, saved: bool, answer: str) -> None:
    """If the result was pruned, too, the error still has the files that are known."""
    entry = caller.bring_to("succeeded")
    database = open_journal(caller.path)
    files = (SavedFile("out/job-1-0.mp4", "ab" * 32, 5),) if saved else ()
    database.saved(entry.id, files)
    database.prune(time.time() + 1)
    database.close()
    assert caller.entries()[0].result is None
    script(caller.server, result=GONE if answer == "404" else with_output(None))
    if answer == "404":
        caller.server.by_operation["status"] = [GONE]
    is_expired = saved or answer == "404"
    with pytest.raises(OutputExpired if is_expired else OutputUnreadable) as caught:
        caller.call(lambda api: look(api, "wait"))
    if isinstance(caught.value, OutputExpired):
        assert (caught.value.files, caught.value.result) == (files, None)


def test_not_found_without_a_result(caller: JournalCaller) -> None:
    """A request that the service never knew is not expired, and its entry is unchanged."""
    script(caller.server, result=GONE)
    with pytest.raises(NotFound):
        caller.submit("result", once="k")
    assert caller.states() == ["accepted"]


def test_error_of_another_job_in_a_callback(sync_caller: JournalCaller) -> None:
    """A failure that a callback raises about another job does not end this one's entry."""
    script(sync_caller.server)
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        job = api.submit(REQUEST)

        def fail(status: object) -> None:
            raise JobFailed("another failed", request_id="job-2")

        with pytest.raises(JobFailed, match="another failed"):
            job.wait(on_update=fail)
    assert sync_caller.states() == ["accepted"]


def ends(id: str, status: str) -> ServerAction:
    """Say in a result how a job has ended."""
    return reply({"request_id": id, "status": status, "output": {"video": VIDEO}, "error": "dark"})


def test_an_old_handle_ends_no_later_job(sync_caller: JournalCaller) -> None:
    """The end of a request that was settled by mistake is not that of the job that the entry is about now."""
    stale = sync_caller.bring_to("unknown", once="k")
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        api.journal.settle(stale, request_id="typing-error")
        old = api.submit(REQUEST, once="k")
        api.journal.settle(stale, never_accepted=True)
        script(sync_caller.server, accept("job-2"), result=ends("typing-error", "failed"))
        new = api.submit(REQUEST, once="k")
        assert (new.entry.id, new.request_id) == (old.entry.id, "job-2")
        assert old.result().phase == "failed"
        assert [one.request_id for one in api.journal.entries("accepted")] == ["job-2"]
        script(sync_caller.server, result=ends("job-2", "succeeded"))
        assert new.result().phase == "succeeded"
    (entry,) = sync_caller.entries()
    assert (entry.request_id, entry.state) == ("job-2", "succeeded")


def test_an_end_is_noted_where_the_job_is(sync_caller: JournalCaller) -> None:
    """The end of a job that is in another row than its handle says is noted there."""
    script(sync_caller.server)
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        job = api.submit(REQUEST)
        with closing(sqlite3.connect(sync_caller.path)) as database, database:
            database.execute("UPDATE job_journal_entries SET id = 7")
        job.wait()
    (entry,) = sync_caller.entries()
    assert (entry.id, entry.state) == (7, "succeeded")


def test_a_request_of_two_entries(sync_caller: JournalCaller) -> None:
    """Of an entry that was accepted as a request, and a newer refusal that named it, the first is the job's."""
    first = sync_caller.bring_to("accepted", once="a")
    second = sync_caller.bring_to("unknown", once="b")
    database = open_journal(sync_caller.path)
    database.unknown(second, "odd answer", "job-1")
    database.settle(second.id, None)
    database.close()
    script(sync_caller.server)
    sync_caller.call(lambda api: api.job("job-1").wait())
    assert [one.state for one in sync_caller.entries()] == ["succeeded", "refused"]
    assert first.request_id == sync_caller.entries()[1].request_id


def test_wait_without_a_journal_has_no_entry(sync_caller: JournalCaller) -> None:
    """Without a journal, a job has no entry."""
    script(sync_caller.server)
    sync_caller.settings = {"journal": None}
    assert sync_caller.submit().entry is None
    assert not sync_caller.path.exists()


def test_copies_keep_the_entry_and_pickles_do_not(sync_caller: JournalCaller) -> None:
    """A copy is the job itself; what is pickled has neither journal nor entry."""
    script(sync_caller.server)
    job = sync_caller.submit(once="k")
    assert copy.copy(job) is copy.deepcopy(job) is job
    assert job.entry.once == "k"
    kind, facts, *_ = job.__reduce__()
    assert "jobs.sqlite" not in repr(facts)
    assert not any(isinstance(fact, type(job.entry)) for fact in facts)
    assert kind.__name__ == "_restore"


def test_the_end_of_a_job_is_not_noted_of_another_one(sync_caller: JournalCaller) -> None:
    """A job whose entry was given to another submit meanwhile ends in the entry that has its request."""

    def settle_and_buy_again(sock: socket.socket) -> None:
        with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as other:
            (entry,) = other.journal.pending()
            process_owner.end_sending(entry.token)  # as another machine sees it
            other.journal.settle("j1", never_accepted=True)
            other.submit(REQUEST, once="k")
        accept("job-1")(sock)

    script(sync_caller.server, settle_and_buy_again, accept("job-2"), result=FAILURE)
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        job = api.submit(REQUEST, once="k")
        with pytest.raises(JobFailed):
            job.wait()
    found = [(one.request_id, one.state) for one in sync_caller.entries()]
    assert found == [("job-2", "accepted"), ("job-1", "failed")]

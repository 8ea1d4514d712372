"""A journal that fails: before the submit nothing is sent, after its answer the answer counts."""

from __future__ import annotations

import logging
import socket
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from operator import methodcaller
from pathlib import Path
from typing import Any

import psycopg
import pytest

from clientwright.runtime.errors import InsufficientBalance, SubmitUnknown
from clientwright.runtime.journal import sqlite_dialect
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.journal import Journal
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.journal.postgresql_session import PostgresqlSession
from runtime.byte_server import ServerAction, hang_up
from runtime.demo_service import TOKEN, Demo
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.journal_callers import (
    REFUSAL,
    REQUEST,
    JournalCaller,
    accept,
    posts,
    script,
)


@pytest.fixture
def lock(
    file_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sqlite3.Connection]:
    """Return another program's connection, which may lock the journal; others do not wait long."""
    with closing(Journal(file_caller.path)) as journal:
        journal.pending()
    monkeypatch.setattr(sqlite_dialect, "LOCK_SECONDS", 0.05)
    with closing(
        sqlite3.connect(file_caller.path, isolation_level=None, check_same_thread=False)
    ) as connection:
        yield connection


def begin(connection: sqlite3.Connection, act: ServerAction) -> ServerAction:
    """Lock the journal before a request is answered."""

    def lock_first(sock: socket.socket) -> None:
        connection.execute("BEGIN IMMEDIATE")
        act(sock)

    return lock_first


def test_locked_before_the_submit(file_caller: JournalCaller, lock: sqlite3.Connection) -> None:
    """A journal that stays locked refuses the submit; nothing is sent, and the next one works."""
    script(file_caller.server)
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match=r"nothing was sent.*locked") as caught:
        file_caller.submit(once="k")
    assert str(caught.value).count("nothing was sent") == 1
    lock.execute("ROLLBACK")
    assert posts(file_caller.server) == 0
    assert file_caller.submit(once="k").request_id == "job-1"


@pytest.mark.parametrize("kind", ["missing-folder", "no-database", "folder"])
def test_unusable_before_the_submit(file_caller: JournalCaller, kind: str) -> None:
    """A journal that cannot be opened refuses every submit, with a key or without; nothing is sent."""
    script(file_caller.server)
    path = file_caller.path.with_name("other")
    if kind == "missing-folder":
        path = path / "jobs.sqlite"
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_text("a text, and no database at all\n" * 100)
    file_caller.settings = {"journal": path}
    for options in ({}, {"once": "k"}):
        with pytest.raises(Exception, match=r"nothing was sent|is a folder") as caught:
            file_caller.submit(**options)
        assert type(caught.value).__name__ in ("JournalError", "ConfigurationError")
    assert posts(file_caller.server) == 0


def test_locked_after_the_answer(
    file_caller: JournalCaller, lock: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """If the acceptance cannot be noted, the handle is returned and its id is logged as an error.

    The entry is unknown if the client ends then, so that the key buys nothing until a person settles it.
    """
    script(file_caller.server, begin(lock, accept()))
    assert file_caller.submit(once="k").request_id == "job-1"
    lock.execute("ROLLBACK")
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.name == "demo"
    assert "was accepted as request job-1" in record.getMessage()
    with pytest.raises(SubmitUnknown):
        file_caller.submit(once="k")
    file_caller.call(lambda api: api.journal.settle("j1", request_id="job-1"))
    assert file_caller.submit(once="k").request_id == "job-1"
    assert posts(file_caller.server) == 1


CALLS = {
    "submit": methodcaller("submit", REQUEST, once="k"),
    "pending": methodcaller("pending"),
    "entries": methodcaller("entries"),
    "entry": methodcaller("entry", "j1"),
    "settle": methodcaller("settle", "j1", request_id="job-1"),
    "close": methodcaller("close"),
    "wait": methodcaller("wait"),
}
"""Calls of a client, of its journal, and of a job."""


def twice(
    caller: JournalCaller, lock: sqlite3.Connection, then: str, error: type[Exception] | None = None
) -> Any:
    """Submit a key with one client while the journal becomes locked, and make another call once it is free."""

    def second(api: Any, job: Any) -> Any:
        lock.execute("ROLLBACK")
        return CALLS[then]({"submit": api, "wait": job}.get(then, api.journal))

    def sync(api: Any) -> Any:
        with pytest.raises(error) if error else nullcontext():
            return second(api, api.submit(REQUEST, once="k"))
        return second(api, None)

    async def later(api: Any) -> Any:
        with pytest.raises(error) if error else nullcontext():
            return await second(api, await api.submit(REQUEST, once="k"))
        return await second(api, None)

    return caller.call(sync if caller.mode == "sync" else later)


@pytest.mark.parametrize("then", CALLS)
def test_an_acceptance_is_noted_once_it_can_be(
    file_caller: JournalCaller, lock: sqlite3.Connection, then: str
) -> None:
    """What could not be noted of a job that was accepted is noted by the next call of the same client."""
    script(file_caller.server, begin(lock, accept()))
    found = twice(file_caller, lock, then)
    (entry,) = file_caller.entries()
    state = "succeeded" if then == "wait" else "accepted"
    assert (entry.state, entry.request_id, entry.reason) == (state, "job-1", None)
    assert posts(file_caller.server) == 1
    if then in ("pending", "entries"):
        assert found == [entry]
    if then == "submit":
        assert found.request_id == "job-1"


def test_a_refusal_is_noted_once_it_can_be(
    file_caller: JournalCaller, lock: sqlite3.Connection
) -> None:
    """A key whose refusal could not be noted may buy again, once it is noted."""
    script(file_caller.server, begin(lock, REFUSAL), accept("job-2"))
    assert twice(file_caller, lock, "submit", InsufficientBalance).request_id == "job-2"
    assert file_caller.states() == ["accepted"]


def test_a_lost_answer_is_noted_once_it_can_be(
    file_caller: JournalCaller, lock: sqlite3.Connection
) -> None:
    """The reason of an unknown is that its answer was lost, not that the process has ended."""
    script(file_caller.server, begin(lock, hang_up))
    found = twice(file_caller, lock, "entry", SubmitUnknown)
    assert found.state == "unknown"
    assert "its answer was lost" in found.reason


def test_a_late_acceptance_after_a_settlement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job whose acceptance is noted late is not lost if its key has bought again meanwhile."""
    monkeypatch.setattr(sqlite_dialect, "LOCK_SECONDS", 0.3)
    journal, other = journal_in(tmp_path), journal_in(tmp_path)
    entry = journal.claim(a_claim()).entry
    with closing(sqlite3.connect(tmp_path / "jobs.sqlite", isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError):
            journal.accepted(entry, "late")
        lock.execute("ROLLBACK")
    assert other.refresh(entry.id) is not None
    other.settle(entry.id, None)
    second = other.claim(a_claim()).entry
    other.accepted(second, "own")
    for _ in range(2):
        journal.note_late()
        assert {one.request_id for one in journal.entries()} == {"late", "own"}
    assert other.claim(a_claim()).entry.request_id == "own"


@pytest.mark.parametrize("failures", [1, 2])
def test_a_transaction_that_cannot_begin(
    postgresql_address: str, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    """An acceptance whose transaction PostgreSQL does not begin is noted at the second try, or later."""
    left, execute = [failures], PostgresqlSession.execute

    def failing(self: PostgresqlSession, statement: str, parameters: Sequence[object] = ()) -> Any:
        if statement.startswith("BEGIN") and left[0]:
            left[0] -= 1
            raise psycopg.OperationalError("no")
        return execute(self, statement, parameters)

    with closing(open_journal(postgresql_address)) as journal:
        entry = journal.claim(a_claim()).entry
        monkeypatch.setattr(PostgresqlSession, "execute", failing)
        with pytest.raises(JournalError, match="was accepted") if failures > 1 else nullcontext():
            journal.accepted(entry, "r1")
        assert left == [0]
        assert [one.request_id for one in journal.pending()] == ["r1"]


@pytest.mark.parametrize("kind", ["refused", "lost"])
def test_locked_after_an_error(
    file_caller: JournalCaller,
    lock: sqlite3.Connection,
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    """If a refusal cannot be noted, its own error is raised, and the entry is unknown, not free."""
    script(file_caller.server, begin(lock, REFUSAL if kind == "refused" else hang_up))
    with pytest.raises(InsufficientBalance if kind == "refused" else SubmitUnknown):
        file_caller.submit(once="k")
    lock.execute("ROLLBACK")
    assert ("was refused" if kind == "refused" else "may be accepted") in caplog.text
    with pytest.raises(SubmitUnknown):
        file_caller.submit(once="k")
    assert posts(file_caller.server) == 1


def test_locked_at_the_end(
    file_caller: JournalCaller, lock: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    """If a job's end cannot be noted, its result is returned, and that is logged as an error."""
    script(file_caller.server)
    file_caller.server.by_operation["result"][0] = begin(
        lock, file_caller.server.by_operation["result"][0]
    )
    assert file_caller.submit("wait", once="k").request_id == "job-1"
    lock.execute("ROLLBACK")
    assert "could not note that request job-1 has ended (succeeded)" in caplog.text
    assert file_caller.states() == ["accepted"]


def test_deleted_under_a_submit(
    file_caller: JournalCaller, caplog: pytest.LogCaptureFixture
) -> None:
    """A journal that is deleted while a submit is on its way costs no handle."""

    def delete(sock: socket.socket) -> None:
        for path in file_caller.path.parent.glob("jobs.sqlite*"):
            path.unlink()
        accept()(sock)

    script(file_caller.server, delete)
    assert file_caller.submit(once="k").request_id == "job-1"
    assert "was accepted as request job-1" in caplog.text


class FailingHandler(logging.Handler):
    """A log handler with a fault."""

    def emit(self, record: logging.LogRecord) -> None:
        """Raise instead of logging."""
        raise RuntimeError("no space for logs either")


def test_failing_log_costs_no_handle(file_caller: JournalCaller, lock: sqlite3.Connection) -> None:
    """If neither the journal nor the log can be written, the handle is returned all the same."""
    handler, logger = FailingHandler(), logging.getLogger("demo")
    logger.addHandler(handler)
    try:
        script(file_caller.server, begin(lock, accept()))
        assert file_caller.submit(once="k").request_id == "job-1"
    finally:
        logger.removeHandler(handler)
        lock.execute("ROLLBACK")


@pytest.mark.parametrize("verb", ["claim", "accepted", "refused", "unknown"])
def test_any_exception_of_a_store(
    sync_caller: JournalCaller, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """An exception that no store should raise is handled like any other failure."""
    script(sync_caller.server, {"refused": REFUSAL, "unknown": hang_up}.get(verb, accept()))
    expected: dict[str, Any] = {
        "claim": JournalError,
        "refused": InsufficientBalance,
        "unknown": SubmitUnknown,
    }

    def fail(*about: object) -> None:
        raise ZeroDivisionError("a bug")

    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        assert api._connection.journal is not None
        monkeypatch.setattr(api._connection.journal.database, verb, fail)
        if verb == "accepted":
            assert api.submit(REQUEST).request_id == "job-1"
        else:
            with pytest.raises(expected[verb]):
                api.submit(REQUEST)
    assert posts(sync_caller.server) == (verb != "claim")


def test_journal_in_a_missing_folder_is_not_made(
    tmp_path: Path, sync_caller: JournalCaller
) -> None:
    """A mistyped folder is not made."""
    sync_caller.settings = {"journal": tmp_path / "mistyped" / "jobs.sqlite"}
    with pytest.raises(JournalError, match="mistyped"):
        sync_caller.submit()
    assert not (tmp_path / "mistyped").exists()

"""Connections and servers that are lost in the middle: nothing is bought twice, no answer is forgotten."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from postgresql_server import PostgresqlServer
from runtime.journal.claims import a_claim
from runtime.journal.cutting_proxy import CuttingProxy, cutting_proxy

COMMIT = b"COMMIT\0"


@pytest.fixture
def proxy(postgresql_server: PostgresqlServer) -> Iterator[CuttingProxy]:
    """A proxy before the server."""
    with cutting_proxy(postgresql_server.port) as proxy:
        yield proxy


@pytest.fixture
def journal(
    proxy: CuttingProxy, postgresql_server: PostgresqlServer, postgresql_address: str
) -> Iterator[JournalDatabase]:
    """A journal behind the proxy."""
    behind = postgresql_address.replace(f":{postgresql_server.port}/", f":{proxy.port}/")
    journal = open_journal(behind)
    assert journal.entries() == []
    yield journal
    journal.close()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_claim_whose_commit_is_lost_buys_nothing(
    after: bool, proxy: CuttingProxy, journal: JournalDatabase
) -> None:
    """A claim whose commit has no answer raises an error, and leaves its key free, done or not."""
    proxy.cut_at, proxy.after = COMMIT, after
    with pytest.raises(JournalError, match="cannot be used"):
        journal.claim(a_claim("key"))
    assert [entry.state for entry in journal.entries()] == ["not_sent"] * after
    assert journal.claim(a_claim("key")).verdict == "buy"


SLOW_COMMITS = """
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON job_journal_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()
"""
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted"


@pytest.mark.parametrize("once", ["key", None])
def test_a_claim_whose_commit_comes_late_is_withdrawn(
    once: str | None,
    proxy: CuttingProxy,
    journal: JournalDatabase,
    postgresql_server: PostgresqlServer,
    postgresql_address: str,
) -> None:
    """A commit that the server does only after the connection is lost is not left behind."""

    ended = threading.Event()

    def commit_late(other: psycopg.Connection) -> None:
        while len(postgresql_server.execute(WAITING)) < 2 and not ended.is_set():
            pass  # the commit waits, and then who withdraws it
        other.execute("SELECT pg_advisory_unlock(42)")

    with (
        psycopg.connect(postgresql_address, autocommit=True) as other,
        ThreadPoolExecutor(1) as threads,
    ):
        other.execute(SLOW_COMMITS.encode())
        other.execute("SELECT pg_advisory_lock(42)")
        proxy.cut_at, proxy.after = COMMIT, True
        done = threads.submit(commit_late, other)
        with pytest.raises(JournalError):
            journal.claim(a_claim(once))
        ended.set()
        done.result()
    assert [entry.state for entry in journal.entries()] == ["not_sent"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("where", [b"BEGIN", b"UPDATE", COMMIT])
def test_an_answer_is_noted_on_another_connection(
    where: bytes, after: bool, proxy: CuttingProxy, journal: JournalDatabase
) -> None:
    """Wherever the connection is lost while an answer is noted, it is noted once."""
    entry = journal.claim(a_claim("key")).entry
    proxy.cut_at, proxy.after = where, after
    journal.accepted(entry, "r")
    assert proxy.cut_at is None
    assert [(one.state, one.request_id) for one in journal.entries()] == [("accepted", "r")]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_answer_to_a_row_of_another_is_noted_once(
    after: bool, proxy: CuttingProxy, journal: JournalDatabase, postgresql_address: str
) -> None:
    """The row that is added for the answer of a key that was claimed again is added once."""
    entry = journal.claim(a_claim("key")).entry
    journal.unknown(entry, "lost")
    journal.settle(entry.id, None)
    journal.claim(a_claim("key"))
    proxy.cut_at, proxy.after = COMMIT, after
    journal.accepted(entry, "r")
    assert [one.state for one in journal.entries()] == ["sending", "accepted"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restart", "crash"])
def test_an_answer_waits_for_the_server(
    how: signal.Signals, postgresql_server: PostgresqlServer, postgresql_address: str
) -> None:
    """A server that stops between a claim and its answer has the claim, and gets the answer."""
    journal = open_journal(postgresql_address)
    entry = journal.claim(a_claim("key")).entry
    postgresql_server.stop(how)
    with ThreadPoolExecutor(1) as threads:
        try:
            noted = threads.submit(journal.accepted, entry, "r")
        finally:
            postgresql_server.start()
        noted.result()
    assert [(one.id, one.state) for one in journal.entries()] == [(entry.id, "accepted")]
    journal.close()


def test_a_commit_is_on_the_disk_whatever_the_database_says(
    postgresql_server: PostgresqlServer,
) -> None:
    """Claims are synchronous commits, also where the database's own setting is another."""
    database = postgresql_server.new_database()
    postgresql_server.execute(f"ALTER DATABASE {database} SET synchronous_commit = off")
    journal = open_journal(postgresql_server.address(database))
    assert journal._dialect.execute("SHOW synchronous_commit") == [("on",)]
    journal.close()

"""A server that says nothing more, although the connection stays: no verb waits for it without end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from clientwright.runtime.journal import postgresql_session
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from postgresql_server import PostgresqlServer
from runtime.journal.claims import a_claim


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give servers less time than users do."""
    monkeypatch.setattr(postgresql_session, "SILENT_SECONDS", 1.0)
    monkeypatch.setattr(postgresql_session, "PROMPT_SECONDS", 0.5)
    monkeypatch.setattr(postgresql_session, "PATIENCE_SECONDS", 0.5)


def backend_of(journal: JournalDatabase) -> int:
    """Return the number of the server's process for a journal."""
    return int(journal._dialect.execute("SELECT pg_backend_pid()")[0][0])


def test_a_frozen_session_is_given_up(
    postgresql_server: PostgresqlServer, postgresql_address: str
) -> None:
    """If only the session is frozen, a claim and an answer go on with another."""
    journal = open_journal(postgresql_address)
    entry = journal.claim(a_claim("a")).entry
    frozen = backend_of(journal)
    os.kill(frozen, signal.SIGSTOP)
    try:
        journal.accepted(entry, "r1")
        assert journal.claim(a_claim("b")).verdict == "buy"
    finally:
        os.kill(frozen, signal.SIGCONT)
    assert [one.state for one in journal.entries()] == ["accepted", "sending"]
    journal.close()


VERBS: dict[str, Callable[[JournalDatabase], object]] = {
    "claim": lambda journal: journal.claim(a_claim("b")),
    "accepted": lambda journal: journal.accepted(journal.claim(a_claim("b")).entry, "r1"),
    "refused": lambda journal: journal.refused(journal.entries()[0], "refused", "no"),
    "pending": lambda journal: journal.pending(),
    "entries": lambda journal: journal.entries(),
    "settle": lambda journal: journal.settle(1, None),
    "prune": lambda journal: journal.prune(0.0),
}


def test_a_frozen_server_is_an_error(
    postgresql_server: PostgresqlServer, postgresql_address: str
) -> None:
    """If the whole server is frozen, each verb ends with an error, and a later one works again."""
    journals = {verb: open_journal(f"{postgresql_address}&connect_timeout=2") for verb in VERBS}
    for verb, journal in journals.items():
        journal.claim(a_claim(verb))
    frozen = [*map(backend_of, journals.values()), _postmaster(postgresql_server)]
    for process in frozen:
        os.kill(process, signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(len(VERBS)) as pool:
            calls = {verb: pool.submit(VERBS[verb], journals[verb]) for verb in VERBS}
            errors = {verb: call.exception() for verb, call in calls.items()}
    finally:
        for process in frozen:
            os.kill(process, signal.SIGCONT)
    for verb, journal in journals.items():
        assert isinstance(errors[verb], JournalError), verb
        assert "cannot be used" in str(errors[verb]), verb
        assert journal.claim(a_claim(f"{verb} later")).verdict == "buy"
        journal.close()


def _postmaster(server: PostgresqlServer) -> int:
    assert server._process is not None
    return server._process.pid


def _freeze_in_a_transaction(journal: JournalDatabase, frozen: int) -> None:
    with journal._dialect.transaction():
        os.kill(frozen, signal.SIGSTOP)
        journal._dialect.execute("SELECT 1")


def test_a_statement_that_freezes_in_a_transaction_is_undone(
    postgresql_server: PostgresqlServer, postgresql_address: str
) -> None:
    """A session that freezes in a transaction is closed, so that the server undoes it later."""
    journal = open_journal(postgresql_address)
    frozen = backend_of(journal)
    try:
        with pytest.raises(JournalError, match="not answered"):
            _freeze_in_a_transaction(journal, frozen)
    finally:
        os.kill(frozen, signal.SIGCONT)
    assert journal.claim(a_claim()).verdict == "buy"
    journal.close()

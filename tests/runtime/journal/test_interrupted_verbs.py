"""Threads, interrupts and signal handlers on one journal in PostgreSQL: its one connection serves them all."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType

import psycopg
import pytest

from clientwright.runtime.journal import database
from clientwright.runtime.journal.claim import Claim, Claimed
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from postgresql_server import PostgresqlServer
from runtime.journal.claims import a_claim

THREADS, KEYS = 8, 25
TRACED = (os.path.dirname(database.__file__), os.path.join(os.path.dirname(os.__file__), "context"))
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def journal(postgresql_address: str) -> Iterator[JournalDatabase]:
    """An empty journal with its tables."""
    journal = open_journal(postgresql_address)
    journal.entries()
    yield journal
    journal.close()


@contextmanager
def held_table(server: PostgresqlServer, address: str) -> Iterator[psycopg.Connection]:
    """Keep every writer of a journal waiting for the block, or until the connection's next commit."""
    with psycopg.connect(address) as connection:
        connection.execute("LOCK TABLE job_journal_entries IN EXCLUSIVE MODE")
        yield connection


def when_waiting(server: PostgresqlServer, call: Callable[[], object]) -> threading.Thread:
    """Call something in a thread when a session of the server waits for a lock."""

    def look() -> None:
        while not server.execute(WAITING):
            time.sleep(0.01)
        call()

    thread = threading.Thread(target=look)
    thread.start()
    return thread


@contextmanager
def on_signal(handler: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Call something in the main thread at a signal; yields how to send it."""
    before = signal.signal(signal.SIGUSR1, lambda *_: handler())
    main = threading.main_thread().ident
    assert main is not None
    try:
        yield lambda: signal.pthread_kill(main, signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_threads_buy_every_key_once(target: str) -> None:
    """Eight threads on one journal buy 25 keys once each."""
    journal = open_journal(target)

    def buy(_: int) -> list[str]:
        bought = []
        for n in range(KEYS):
            entry, verdict, _ = journal.claim(a_claim(f"key-{n}"))
            if verdict == "buy":
                bought.append(f"key-{n}")
                journal.accepted(entry, f"r{n}")
        journal.close()
        return bought

    with ThreadPoolExecutor(THREADS) as threads:
        bought = [key for keys in threads.map(buy, range(THREADS)) for key in keys]
    assert sorted(bought) == sorted(f"key-{n}" for n in range(KEYS))
    assert {entry.state for entry in journal.entries()} == {"accepted"}
    journal.close()


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, ValueError])
def test_an_interrupted_claim_buys_nothing(
    kind: type[BaseException],
    journal: JournalDatabase,
    postgresql_server: PostgresqlServer,
    postgresql_address: str,
) -> None:
    """An exception of a signal handler ends a claim that waits; the key is free, and the journal works."""

    def interrupt() -> None:
        raise kind

    with held_table(postgresql_server, postgresql_address), on_signal(interrupt) as send:
        thread = when_waiting(postgresql_server, send)
        with pytest.raises(kind):
            journal.claim(a_claim("key"))
        thread.join()
    assert [entry.state for entry in journal.entries()] in ([], ["not_sent"])
    assert journal.claim(a_claim("key")).verdict == "buy"


def test_a_verb_in_a_signal_handler_does_not_disturb(
    journal: JournalDatabase, postgresql_server: PostgresqlServer, postgresql_address: str
) -> None:
    """A claim in a handler that interrupts a claim says so instead of waiting for itself; the outer one goes on."""
    found: list[object] = []

    def claim() -> None:
        try:
            found.append(journal.claim(a_claim("inner")))
        except JournalError as error:
            found.append(error)

    with (
        held_table(postgresql_server, postgresql_address) as holding,
        on_signal(claim) as send,
    ):

        def interrupt() -> None:
            send()
            while not found:
                time.sleep(0.01)
            holding.commit()

        thread = when_waiting(postgresql_server, interrupt)
        outer: Claimed = journal.claim(a_claim("outer"))
        thread.join()
    (error,) = found
    assert "signal handler" in str(error)
    assert outer.verdict == "buy"
    assert [(one.once, one.state) for one in journal.entries()] == [("outer", "sending")]


class Interrupt:
    """Raises KeyboardInterrupt at the n-th call or return of the journal's functions, as a signal would."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self, frame: FrameType, event: str, value: object) -> Interrupt | None:
        """Count a call or return."""
        if not frame.f_code.co_filename.startswith(TRACED):
            return None
        if event in ("call", "return"):
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self


def next_of(key: str) -> Claim:
    """Return the claim that a test makes of another key."""
    return a_claim(f"{key} next", token=f"{key} next")


Verb = Callable[[JournalDatabase, Claimed, str], object]
VERBS: dict[str, Verb] = {
    "claim": lambda journal, claimed, key: journal.claim(next_of(key)),
    "accepted": lambda journal, claimed, key: journal.accepted(claimed.entry, key),
    "refused": lambda journal, claimed, key: journal.refused(claimed.entry, "refused", "no"),
    "refresh": lambda journal, claimed, key: journal.refresh(claimed.entry.id),
    "pending": lambda journal, claimed, key: journal.pending(),
    "close": lambda journal, claimed, key: journal.close(),
}


@pytest.mark.parametrize("step", [9, pytest.param(3, marks=pytest.mark.stress)])
@pytest.mark.parametrize("name", VERBS)
def test_an_interrupt_at_any_call_leaves_no_lock(
    name: str, step: int, postgresql_address: str
) -> None:
    """Wherever an interrupt comes, other processes and threads can go on, and the key can be claimed."""
    other, n, interrupted = open_journal(postgresql_address), 0, True
    while interrupted:
        n, interrupted, key = n + step, False, f"key {n}"
        journal = open_journal(postgresql_address)
        if n % 2:  # the others connect in the verb
            journal.entry(0)
        claimed = other.claim(a_claim(key))
        with ThreadPoolExecutor(1) as threads:
            sys.settrace(Interrupt(n))
            try:
                VERBS[name](journal, claimed, key)
            except KeyboardInterrupt:  # its traceback keeps every frame of the verb
                sys.settrace(None)
                interrupted = True
                assert other.entry(claimed.entry.id) is not None
                other.saved(claimed.entry.id, ())
                threads.submit(journal.entries).result(60)
            finally:
                sys.settrace(None)
        journal.withdraw(next_of(key))
        entry, verdict, _ = journal.claim(next_of(key))
        assert verdict == "buy"
        for ended, its in ((entry, journal), (claimed.entry, other)):
            its.refused(ended, "refused", "no")
        journal.close()
    assert n > step
    other.close()


@pytest.mark.parametrize("reason", ["nothing\0more", "half a \ud800 pair", "x" * 100_000])
def test_any_reason_of_a_provider_is_noted(reason: str, target: str) -> None:
    """A refusal is noted whatever text the provider gives as its reason."""
    journal = open_journal(target)
    entry = journal.claim(a_claim("key")).entry
    journal.refused(entry, "refused", reason)
    (noted,) = journal.entries()
    assert noted.state == "refused"
    assert noted.reason is not None
    assert noted.reason[:7] == reason[:7]
    journal.close()


@pytest.mark.parametrize("key", ["k" * 10_000, "ключ 🔑" * 2000, "a%s?b'c\"d", "$1", "\\x41"])
def test_any_key_is_one_key(key: str, target: str) -> None:
    """Long keys, and keys with what SQL or a driver reads, buy once and are not mixed up."""
    journal = open_journal(target)
    assert journal.claim(a_claim(key)).verdict == "buy"
    assert journal.claim(a_claim(key)).verdict == "wait"
    assert journal.claim(a_claim(f"{key}.")).verdict == "buy"
    assert [entry.once for entry in journal.entries()] == [key, f"{key}."]
    journal.close()

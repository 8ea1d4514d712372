"""Two processes that change one entry of a journal in PostgreSQL at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.journal.postgresql_dialect import PostgresqlDialect
from clientwright.runtime.journal.store import Row
from postgresql_server import PostgresqlServer
from runtime.journal.claims import a_claim

WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


class InterleavedDialect(PostgresqlDialect):
    """A dialect that calls something once, between reading an entry and changing it."""

    between: Callable[[], object] | None = None

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute a statement; before a change, call what is to happen first."""
        if statement.startswith("UPDATE") and (call := self.between):
            self.between = None
            call()
        return super().execute(statement, parameters)


class Race:
    """A process whose submit is on its way without a session, and another that thinks it is dead."""

    def __init__(self, server: PostgresqlServer, address: str) -> None:
        self.server = server
        self.sender = open_journal(address)
        self.dialect = InterleavedDialect(address)
        self.other = JournalDatabase(self.dialect)
        self.entry = self.sender.claim(a_claim("key")).entry
        server.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> "
            "pg_backend_pid() AND datname = current_database()"
        )
        self.threads = ThreadPoolExecutor(1)

    def meanwhile(self, call: Callable[[], object]) -> Future[object]:
        """Begin a call between reading and changing, and go on when it has ended or waits for a lock."""
        found: Future[object] = Future()

        def begin() -> None:
            done = self.threads.submit(call)
            while not done.done() and not self.server.execute(WAITING):
                time.sleep(0.01)
            done.add_done_callback(
                lambda it: (
                    found.set_exception(error)
                    if (error := it.exception())
                    else found.set_result(it.result())
                )
            )

        self.dialect.between = begin
        return found

    def states(self) -> list[tuple[str, str | None]]:
        """Return the state and the request of every entry."""
        return [(one.state, one.request_id) for one in self.sender.entries()]


@pytest.fixture
def race(postgresql_server: PostgresqlServer, postgresql_address: str) -> Iterator[Race]:
    """Prepare a race for one entry."""
    race = Race(postgresql_server, postgresql_address)
    yield race
    race.threads.shutdown()
    race.sender.close()
    race.other.close()


def test_an_answer_outlives_the_look_that_missed_it(race: Race) -> None:
    """Who finds a sender dead while its answer is noted leaves the answer."""
    noted = race.meanwhile(lambda: race.sender.accepted(race.entry, "r"))
    race.other.refresh(race.entry.id)
    noted.result()
    assert race.states() == [("accepted", "r")]


def test_a_list_has_the_answer_that_it_missed(race: Race) -> None:
    """A list of what is pending has an answer that was noted while it looked."""
    noted = race.meanwhile(lambda: race.sender.accepted(race.entry, "r"))
    (seen,) = race.other.pending()
    noted.result()
    assert (seen.state, race.states()) == ("accepted", [("accepted", "r")])


def test_an_answer_outlives_a_wrong_settlement(race: Race) -> None:
    """An answer that arrives while a person says that there is none is what stays."""
    race.other.refresh(race.entry.id)
    noted = race.meanwhile(lambda: race.sender.accepted(race.entry, "r"))
    assert race.other.settle(race.entry.id, None).state == "refused"
    noted.result()
    assert race.states() == [("accepted", "r")]
    assert race.other.claim(a_claim("key")).verdict == "join"


def test_an_answer_outlives_the_next_claim(race: Race) -> None:
    """An answer that arrives while a settled key is claimed again is kept beside the new job."""
    race.other.refresh(race.entry.id)
    race.other.settle(race.entry.id, None)
    noted = race.meanwhile(lambda: race.sender.accepted(race.entry, "r"))
    assert race.other.claim(a_claim("key")).verdict == "buy"
    noted.result()
    assert race.states() == [("sending", None), ("accepted", "r")]


def test_two_settlements_of_an_entry(race: Race) -> None:
    """Of two people who settle an entry differently, the later one counts."""
    race.other.refresh(race.entry.id)
    second = race.meanwhile(lambda: race.sender.settle(race.entry.id, "second"))
    assert race.other.settle(race.entry.id, "first").request_id == "first"
    assert second.result().request_id == "second"
    assert race.states() == [("accepted", "second")]


def test_two_settlements_with_a_request(race: Race) -> None:
    """Of two people who give two entries the same request, one is refused."""
    race.other.refresh(race.entry.id)
    entry = race.sender.claim(a_claim("key 2")).entry
    race.sender.unknown(entry, "lost")
    second = race.meanwhile(lambda: race.sender.settle(entry.id, "r"))
    race.other.settle(race.entry.id, "r")
    with pytest.raises(JournalError, match="already belongs to"):
        second.result()
    assert race.states() == [("accepted", "r"), ("unknown", None)]


def test_claims_of_a_free_key_take_turns(race: Race) -> None:
    """Of two claims of a free key, one buys, and the other waits for its job."""
    race.other.refresh(race.entry.id)
    race.other.settle(race.entry.id, None)
    second = race.meanwhile(lambda: race.sender.claim(a_claim("key")).verdict)
    assert race.other.claim(a_claim("key")).verdict == "buy"
    assert second.result() == "wait"


def test_a_lost_session_is_taken_up_again(race: Race) -> None:
    """A process that connects again is seen to send what it still sends."""
    assert race.sender.claim(a_claim("key 2")).verdict == "buy"
    assert race.other.claim(a_claim("key")).verdict == "wait"

"""Tables that are dropped, restored or replaced under a client: it buys nothing until it is told to."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from postgresql_server import PostgresqlServer
from runtime.journal.claims import a_claim
from runtime.programs import start

TABLES = "job_journal_entries, job_journal_settings"


def dropped(server: PostgresqlServer, name: str) -> None:
    """Drop all tables."""
    server.execute(f"DROP TABLE {TABLES}", name)


def truncated(server: PostgresqlServer, name: str) -> None:
    """Empty all tables."""
    disable = "ALTER TABLE job_journal_entries DISABLE TRIGGER USER"
    server.execute(f"{disable}; TRUNCATE {TABLES}", name)


def half_dropped(server: PostgresqlServer, name: str) -> None:
    """Drop the table of entries only."""
    server.execute("DROP TABLE job_journal_entries", name)


def replaced(server: PostgresqlServer, name: str) -> None:
    """Drop all tables, and let another client create them."""
    dropped(server, name)
    other = open_journal(server.address(name))
    assert other.entries() == []
    other.close()


def restored(server: PostgresqlServer, name: str) -> None:
    """Put back the same salt, but no entries, as an old backup has it."""
    salt = server.execute("SELECT value FROM job_journal_settings WHERE name = 'salt'", name)[0][0]
    replaced(server, name)
    server.execute(f"UPDATE job_journal_settings SET value = '{salt}' WHERE name = 'salt'", name)


Change = Callable[[PostgresqlServer, str], None]
CHANGES: list[Change] = [dropped, truncated, half_dropped, replaced, restored]


@pytest.mark.parametrize("reconnects", [False, True], ids=["connected", "reconnects"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_other_tables_buy_nothing(
    change: Change, reconnects: bool, postgresql_server: PostgresqlServer
) -> None:
    """A client whose tables have changed refuses every claim, and creates none by itself."""
    name = postgresql_server.new_database()
    journal = open_journal(postgresql_server.address(name))
    running = journal.claim(a_claim("running")).entry
    change(postgresql_server, name)
    if reconnects:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        postgresql_server.execute(f"{ended}'{name}'")
    tables = "SELECT count(*) FROM pg_class WHERE relname LIKE 'job_journal%'"
    before = postgresql_server.execute(tables, name)
    for _ in range(2):
        with pytest.raises(JournalError, match="nothing was sent") as raised:
            journal.claim(a_claim("key"))
        assert any(word in str(raised.value) for word in ("replaced", "emptied", "no salt"))
        with pytest.raises(JournalError, match="accepted"):
            journal.accepted(running, "r1")
    assert postgresql_server.execute(tables, name) == before
    journal.close()


def test_a_closed_client_begins_with_what_is_there(postgresql_server: PostgresqlServer) -> None:
    """After `close` the tables that are there count, with their own salt."""
    name = postgresql_server.new_database()
    journal = open_journal(postgresql_server.address(name))
    before = journal.salt
    replaced(postgresql_server, name)
    journal.close()
    assert journal.claim(a_claim()).verdict == "buy"
    assert journal.salt != before
    journal.close()


def test_a_forked_child_knows_the_tables_of_its_parent(
    postgresql_server: PostgresqlServer,
) -> None:
    """A child refuses tables other than those that its parent has used, whose salt it has."""
    name = postgresql_server.new_database()
    program = """
import os, sys
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from runtime.journal.claims import a_claim
journal = open_journal(sys.argv[1])
journal.salt
print("ready", flush=True)
input()
if not (child := os.fork()):
    try:
        journal.claim(a_claim())
    except JournalError as error:
        os._exit(3 if "replaced" in str(error) else 4)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    with start("-c", program, postgresql_server.address(name)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        replaced(postgresql_server, name)
        assert process.communicate("\n")[0] == "3\n"


def test_entries_cannot_be_truncated(postgresql_server: PostgresqlServer) -> None:
    """The server refuses to empty the table of entries, and keeps them."""
    name = postgresql_server.new_database()
    journal = open_journal(postgresql_server.address(name))
    journal.claim(a_claim())
    with pytest.raises(psycopg.errors.RaiseException, match="its key could buy again"):
        postgresql_server.execute("TRUNCATE job_journal_entries", name)
    assert len(journal.entries()) == 1
    journal.close()

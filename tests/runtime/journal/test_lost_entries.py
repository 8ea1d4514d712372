"""Entries that are deleted, or an older copy that is restored, under a client: it buys nothing."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.journal.stored_entries import StoredEntries
from runtime.journal.claims import a_claim, journal_in

Run = Callable[[str], None]


def others(target: str) -> Run:
    """Return how a program executes a statement in the database that may do all, whatever the journal keeps."""
    allow = "DROP TRIGGER IF EXISTS job_journal_keep"
    if target.startswith("postgresql:"):
        allow = "ALTER TABLE job_journal_entries DISABLE TRIGGER USER"

    def run(statement: str) -> None:
        journal = open_journal(target)
        with journal._dialect.transaction():
            journal._dialect.execute(allow)
            journal._dialect.execute(statement)
        journal.close()

    return run


def buy(journal: JournalDatabase, key: str | None) -> None:
    """Buy a key."""
    claimed = journal.claim(a_claim(key))
    assert claimed.verdict == "buy"
    journal.accepted(claimed.entry, f"request of {key}")


def check_refused(journal: JournalDatabase, key: str | None) -> None:
    """Check that a journal refuses a claim, and says why and what to do."""
    for _ in range(2):
        with pytest.raises(
            JournalError, match=r"nothing was sent: .*restored.*j\d+, which this .*gone"
        ) as told:
            journal.claim(a_claim(key))
        assert "compare the journal with your account" in str(told.value)


@pytest.mark.parametrize("key", ["a", None])
@pytest.mark.parametrize("where", ["1 = 1", "id > 1"], ids=["emptied", "an older copy"])
def test_deleted_entries_are_noticed(
    journal: JournalDatabase, target: str, where: str, key: str | None
) -> None:
    """A client that has seen an entry refuses tables without it, until it is closed."""
    buy(journal, "first")
    buy(journal, key)
    others(target)(f"DELETE FROM job_journal_entries WHERE {where}")
    check_refused(journal, key)
    journal.close()
    assert journal.claim(a_claim(key)).verdict == "buy"


def test_entries_that_were_only_read_are_missed_too(journal: JournalDatabase, target: str) -> None:
    """What a client has shown its caller counts as seen."""
    other = open_journal(target)
    buy(other, "a")
    other.close()
    assert [one.once for one in journal.pending()] == ["a"]
    others(target)("DELETE FROM job_journal_entries")
    check_refused(journal, "a")


def test_another_job_in_an_entrys_place_is_noticed(journal: JournalDatabase, target: str) -> None:
    """An older copy to which others have added as many jobs since is another journal all the same."""
    buy(journal, "a")
    others(target)("UPDATE job_journal_entries SET once = 'b'")
    check_refused(journal, "a")
    others(target)("UPDATE job_journal_entries SET once = 'a'")
    assert journal.claim(a_claim("a")).verdict == "join"  # it was put back


def test_tables_that_are_emptied_with_truncate_are_noticed(postgresql_address: str) -> None:
    """An emptied table of entries is no new journal, although its settings are the same."""
    journal = open_journal(postgresql_address)
    buy(journal, "a")
    others(postgresql_address)("TRUNCATE job_journal_entries")
    check_refused(journal, "a")
    journal.close()


def test_looking_at_what_is_left_forgets_no_loss(journal: JournalDatabase, target: str) -> None:
    """A client that reads what others have added since the loss still refuses to buy."""
    buy(journal, "a")
    others(target)("DELETE FROM job_journal_entries")
    other = open_journal(target)
    for key in ("b", "c"):
        buy(other, key)
    other.close()
    assert [one.once for one in journal.pending()] == ["b", "c"]
    check_refused(journal, "a")
    check_refused(journal, "b")


@pytest.mark.parametrize("by", ["the client", "another"])
def test_pruning_is_no_loss(journal: JournalDatabase, target: str, by: str) -> None:
    """What anybody prunes is not missed, also the first time that a client looks."""
    pruner = journal if by == "the client" else open_journal(target)
    buy(journal, None)
    refused = journal.claim(a_claim("b")).entry
    journal.refused(refused, "refused", "no")
    assert pruner.prune(time.time() + 1) == 1
    buy(journal, "c")
    for entry in journal.entries():
        journal.ended(entry.id, "succeeded")
    pruner.prune(time.time() + 1)
    buy(journal, None)
    assert journal.claim(a_claim("c")).verdict == "join"
    pruner.close()


def test_a_key_that_uses_its_row_again_is_no_loss(journal: JournalDatabase, target: str) -> None:
    """A row that another client has claimed again for the same key is still the entry that was seen."""
    first = journal.claim(a_claim("a")).entry
    journal.refused(first, "not_sent", "no")
    other = open_journal(target)
    again = other.claim(a_claim("a", fingerprint="other")).entry
    assert (again.id, again.token != first.token) == (first.id, True)
    buy(journal, "b")
    other.accepted(again, "r")
    other.close()


def test_a_claim_that_is_undone_is_not_missed(
    journal: JournalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was committed counts as seen."""
    buy(journal, "a")
    insert = StoredEntries.insert

    def insert_and_fail(self: StoredEntries, row: dict[str, object], replaced: int = 0) -> None:
        insert(self, row, replaced)
        raise JournalError("the disk is full")

    monkeypatch.setattr(StoredEntries, "insert", insert_and_fail)
    with pytest.raises(JournalError, match="disk is full"):
        journal.claim(a_claim("b"))
    monkeypatch.undo()
    buy(journal, "b")


STEPS = st.sampled_from(["accept", "refuse", "leave unknown", "end", "settle", "prune", "read"])


def take(journal: JournalDatabase, step: str, key: str | None) -> None:
    """Take one step that a client of a journal may take."""
    if step == "prune":
        journal.prune(time.time() + 1)
    elif step == "read":
        journal.pending()
    elif step == "settle":
        for entry in journal.entries(["unknown"])[-1:]:
            journal.settle(entry.id, None)
    elif step == "end":
        for entry in journal.entries(["accepted"])[-1:]:
            journal.ended(entry.id, "succeeded")
    elif (claimed := journal.claim(a_claim(key))).verdict == "buy":
        if step == "accept":
            journal.accepted(claimed.entry, f"request {claimed.entry.token}")
        elif step == "refuse":
            journal.refused(claimed.entry, "refused", "no")
        else:
            journal.unknown(claimed.entry, "lost")


@given(st.lists(st.tuples(st.booleans(), STEPS, st.sampled_from(["a", "b", None]))))
def test_nothing_that_clients_do_is_a_loss(steps: list[tuple[bool, str, str | None]]) -> None:
    """Two clients that buy, settle, prune and read in any order never refuse each other's journal."""
    with tempfile.TemporaryDirectory() as folder:
        clients = [journal_in(Path(folder)) for _ in range(2)]
        for is_second, step, key in steps:
            take(clients[is_second], step, key)
        for client in clients:
            assert client.claim(a_claim("new")).verdict in ("buy", "wait")
            client.close()

"""Answers, settlements and what is to be done, in a journal's file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from clientwright.runtime.journal import process_owner
from clientwright.runtime.journal.claim import Scope
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import STATES, Entry, SavedFile
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.settlement import SETTLED
from runtime.journal.claims import SCOPE, a_claim, journal_in
from runtime.journal.database.entries import accepted, found, in_state


def died(journal: JournalDatabase, entry: Entry) -> None:
    """Let the process of an entry have ended without a word, as far as the journal can tell."""
    process_owner.end_sending(entry.token)


@pytest.mark.parametrize("late", ["accepted", "refused", "unknown"])
def test_an_answer_after_the_process_counted_as_dead(journal: JournalDatabase, late: str) -> None:
    """An answer that is noted late overrides the guess that its process had died."""
    entry = journal.claim(a_claim()).entry
    died(journal, entry)
    assert journal.refresh(entry.id) == found(journal, entry)
    assert found(journal, entry).state == "unknown"
    if late == "accepted":
        journal.accepted(entry, "r1")
    else:
        getattr(journal, late)(entry, late, "words") if late == "refused" else journal.unknown(
            entry, "words"
        )
    assert found(journal, entry).state == late


def test_no_id_is_lost_when_a_person_was_wrong(journal: JournalDatabase) -> None:
    """An answer after the settlement and a second purchase is a row of its own, and so is another id."""
    first = journal.claim(a_claim()).entry
    died(journal, first)
    journal.refresh(first.id)
    journal.settle(first.id, None)
    second = journal.claim(a_claim()).entry
    assert second.id == first.id
    journal.accepted(first, "late")
    journal.accepted(second, "own")
    assert {one.request_id for one in journal.entries(("accepted",))} == {"late", "own"}
    assert journal.claim(a_claim()).entry.request_id == "own"
    third = journal.claim(a_claim("third")).entry
    died(journal, third)
    journal.refresh(third.id)
    journal.settle(third.id, "said")
    journal.ended(third.id, "succeeded", result={"output": {}})
    journal.accepted(third, "true")
    assert {one.request_id for one in journal.entries()} == {"late", "own", "said", "true"}
    assert found(journal, third).state == "succeeded"


def test_an_answer_after_the_entry_was_pruned_takes_the_key(journal: JournalDatabase) -> None:
    """A job that was accepted after its entry was settled and pruned still keeps its key from buying."""
    entry = journal.claim(a_claim()).entry
    died(journal, entry)
    journal.refresh(entry.id)
    journal.settle(entry.id, None)
    assert journal.prune(time.time() + 1) == 1
    journal.accepted(entry, "late")
    assert journal.claim(a_claim()).entry.request_id == "late"


def test_the_same_answer_twice_is_one_row(journal: JournalDatabase) -> None:
    """Noting the same acceptance again changes nothing, also not the end of the job."""
    entry = journal.claim(a_claim()).entry
    for _ in range(2):
        journal.accepted(entry, "r1")
    journal.ended(entry.id, "succeeded")
    journal.accepted(entry, "r1")
    assert [(one.request_id, one.state) for one in journal.entries()] == [("r1", "succeeded")]


def test_a_refusal_with_an_id_keeps_it(journal: JournalDatabase) -> None:
    """A key that buys after a refusal with a request id leaves that entry in the journal."""
    entry = journal.claim(a_claim()).entry
    journal.refused(entry, "refused", "HTTP 409", request_id="r1")
    assert journal.claim(a_claim()).verdict == "buy"
    assert found(journal, entry).request_id == "r1"


@pytest.mark.parametrize("state", ["accepted", "refused", "unknown"])
def test_a_request_of_another_endpoint_is_not_taken(journal: JournalDatabase, state: str) -> None:
    """A request that the journal knows as one of another endpoint settles nothing, whatever became of it."""
    other = journal.claim(a_claim("other", endpoint="c/d")).entry
    if state == "accepted":
        journal.accepted(other, "r1")
    elif state == "refused":
        journal.refused(other, "refused", "HTTP 409", request_id="r1")
    else:
        journal.unknown(other, "lost", request_id="r1")
    entry = in_state(journal, "unknown")
    with pytest.raises(JournalError, match=r"request r1 already belongs to j1 \(c/d"):
        journal.settle(entry.id, "r1")
    assert found(journal, entry).state == "unknown"


def test_settling(journal: JournalDatabase) -> None:
    """Only unknown entries are settled, twice the same is once, and a request is that of one entry."""
    entry, other = in_state(journal, "unknown"), accepted(journal, "other")
    with pytest.raises(JournalError, match="already belongs to j2"):
        journal.settle(entry.id, "r-other")
    for _ in range(2):
        assert journal.settle(entry.id, "r1").request_id == "r1"
    for request in (None, "r2"):
        with pytest.raises(JournalError, match=r"not unknown.*unchanged"):
            journal.settle(other.id, request)
    assert journal.settle(other.id, "r-other") == other
    with pytest.raises(JournalError, match="no entry j99"):
        journal.settle(99, None)
    third = journal.claim(a_claim("third")).entry
    journal.unknown(third, "lost")
    for _ in range(2):
        assert journal.settle(third.id, None).reason == SETTLED
    assert journal.claim(a_claim()).entry.request_id == "r1"


def test_a_wrong_settlement_is_mended(journal: JournalDatabase) -> None:
    """What a person said can be said otherwise, in any order, until the provider's answer about it is known."""
    entry = in_state(journal, "unknown")
    for request, state in (("r1", "accepted"), (None, "refused"), ("r2", "accepted")):
        settled = journal.settle(entry.id, request)
        assert (settled.state, settled.request_id) == (state, request)
    assert journal.claim(a_claim()).entry.request_id == "r2"
    journal.ended(entry.id, "succeeded")
    for request in (None, "r3"):
        with pytest.raises(JournalError, match="nothing to settle"):
            journal.settle(entry.id, request)


def test_an_id_that_the_answer_named_is_kept(journal: JournalDatabase) -> None:
    """Whatever a person says, the entry keeps the request that the answer named, and pruning keeps the entry."""
    entry = journal.claim(a_claim()).entry
    journal.unknown(entry, "odd answer", "r1")
    journal.unknown(entry, "interrupted")
    assert found(journal, entry).request_id == "r1"
    for request, kept in ((None, "r1"), ("r2", "r2"), (None, "r1")):
        settled = journal.settle(entry.id, request)
        assert settled.request_id == kept
        assert settled.reason is not None
        assert "its answer named request r1" in settled.reason
    assert journal.prune(time.time() + 1) == 0
    again = journal.claim(a_claim())
    assert (again.verdict, again.entry.id == entry.id) == ("buy", False)
    assert found(journal, entry).request_id == "r1"
    assert journal.prune(time.time() + 1) == 0
    journal.refused(again.entry, "refused", "no")
    assert journal.prune(time.time() + 1) == 1


def test_an_old_entry_settles_no_later_purchase(journal: JournalDatabase, tmp_path: Path) -> None:
    """A settlement of an attempt, or of an entry of another journal, is none of what the row is now."""
    entry = in_state(journal, "unknown")
    journal.settle(entry.id, None, entry.token)
    bought = journal.claim(a_claim()).entry
    journal.unknown(bought, "lost")
    assert bought.id == entry.id
    for request in (None, "r9"):
        with pytest.raises(JournalError, match="bought again since; nothing was changed"):
            journal.settle(entry.id, request, entry.token)
    assert found(journal, bought).state == "unknown"
    (tmp_path / "other").mkdir()
    other = in_state(journal_in(tmp_path / "other"), "unknown")
    with pytest.raises(JournalError, match="another journal"):
        journal.settle(bought.id, None, other.token)
    assert journal.settle(bought.id, None, bought.token).state == "refused"


def test_a_request_of_another_address_is_another_request(journal: JournalDatabase) -> None:
    """The sandbox's ids may be like those of the real service."""
    accepted(journal, scope=Scope("http://127.0.0.1:1", SCOPE.account))
    entry = in_state(journal, "unknown")
    assert journal.settle(entry.id, "r-key").state == "accepted"


def test_pending_tells_what_is_to_be_done(journal: JournalDatabase, tmp_path: Path) -> None:
    """Pending are what is sent, what is unknown, what runs, and results that were downloaded nowhere."""
    for state in STATES:
        entry = journal.claim(a_claim(state)).entry
        if state == "sending":
            continue
        if state in ("refused", "not_sent"):
            journal.refused(entry, state, "no")
        elif state == "unknown":
            died(journal, entry)
        else:
            journal.accepted(entry, state)
            if state != "accepted":
                journal.ended(entry.id, state, result={"output": {}})
    states = [one.state for one in journal.pending([SCOPE])]
    assert states == ["sending", "unknown", "accepted", "succeeded"]
    assert journal.pending([Scope(SCOPE.base_url, "other")]) == []
    last = journal.pending()[-1]
    (path := tmp_path / "a.mp4").write_bytes(b"abc")
    journal.saved(last.id, [SavedFile(str(path), "0" * 64, 3)])
    assert [one.state for one in journal.pending()] == states[:3]
    assert found(journal, last).files == (SavedFile(str(path), "0" * 64, 3),)
    journal.saved(last.id, [])
    assert [one.state for one in journal.pending()] == states
    journal.prune(4e9)
    assert [one.state for one in journal.pending()] == states[:3]


def test_entries_are_found_by_their_facts(journal: JournalDatabase) -> None:
    """Entries are selected by state, scope, batch and request id, in the order of their claims."""
    first, second = accepted(journal, "a", batch="b"), accepted(journal, "b")
    assert journal.entries() == [first, second]
    assert journal.entries(batch="b") == [first]
    assert journal.entries(request_id="r-b") == [second]
    assert journal.entries(("refused", "unknown")) == []
    assert journal.entry(99) is None
    assert journal.refresh(99) is None

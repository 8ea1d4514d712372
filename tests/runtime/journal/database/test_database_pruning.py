"""What is pruned from a journal's file, and what texts it keeps."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import FREE, STATES
from clientwright.runtime.journal.errors import JournalError
from runtime.journal.claims import a_claim
from runtime.journal.database.entries import accepted, found

SECRETS = ("sunset-over-a-secret-place", "https://cdn.example/private?sig=abcdef0123456789")


def test_pruned_inputs_and_urls_are_gone_from_the_files(
    journal: JournalDatabase, tmp_path: Path
) -> None:
    """After `prune` no byte of the files has an input or an output's URL; keys still do not buy."""
    for n, once in enumerate(["a", "b", None, *"cdefgh"]):
        many = "x" * (10_000 * (n % 3))
        entry = journal.claim(a_claim(once, input=f'{{"prompt": "{SECRETS[0]}{many}"}}')).entry
        journal.accepted(entry, f"r{n}")
        journal.ended(entry.id, "succeeded", result={"output": [SECRETS[1] + many]})
    running = journal.claim(a_claim("z", input='{"prompt": "kept"}')).entry
    assert all(_in_files(tmp_path, secret) for secret in SECRETS)
    assert journal.prune(time.time() + 1) == 9
    assert not any(_in_files(tmp_path, secret) for secret in SECRETS)
    assert found(journal, running).input == {"prompt": "kept"}
    assert [journal.claim(a_claim(once)).verdict for once in "abcdefgh"] == ["join"] * 8
    assert len(journal.entries()) == 9
    assert journal.prune(time.time() + 1) == 0


def _in_files(folder: Path, secret: str) -> bool:
    return any(secret.encode() in (folder / name).read_bytes() for name in os.listdir(folder))


@pytest.mark.parametrize("once", ["key", None])
@pytest.mark.parametrize("request_id", ["r1", None])
@pytest.mark.parametrize("state", STATES)
def test_only_what_prune_forgets_can_be_deleted(
    journal: JournalDatabase, state: str, request_id: str | None, once: str | None
) -> None:
    """Both databases refuse to delete an entry that `prune` keeps, whoever asks, and say what to do."""
    journal.claim(a_claim(once))
    execute = journal._dialect.execute
    execute("UPDATE job_journal_entries SET state = ?, request_id = ?", (state, request_id))
    delete = "DELETE FROM job_journal_entries RETURNING id"
    is_pruned = state in FREE and (once is None or request_id is None)
    if is_pruned or (state in ("succeeded", "failed", "cancelled") and once is None):
        assert len(execute(delete)) == 1
        return
    with pytest.raises(JournalError, match="its key could buy again"):
        execute(delete)
    journal.prune(time.time() + 1)
    assert len(journal.entries()) == 1


def test_prune_spares_what_is_young_or_undecided(journal: JournalDatabase) -> None:
    """Only what ended before the time is forgotten; unknown and running jobs never are."""
    for state in STATES:
        entry = journal.claim(a_claim(state, input="{}")).entry
        if state in ("refused", "not_sent"):
            journal.refused(entry, state, "no")
        elif state == "unknown":
            journal.unknown(entry, "lost", request_id="maybe")
        elif state != "sending":
            journal.accepted(entry, state)
            if state != "accepted":
                journal.ended(entry.id, state)
    assert journal.prune(time.time() - 60) == 0
    assert journal.prune(time.time() + 1) == 5
    kept = {one.once: one.input for one in journal.entries()}
    assert {name for name, value in kept.items() if value is not None} == {
        *("sending", "unknown", "accepted")
    }
    assert set(kept) == set(STATES) - {"refused", "not_sent"}


@pytest.mark.parametrize("once", ["k" * 10_000, "\0\x1b[31m\r\n", "🎬 ' \" ; --", ""])
def test_any_text_is_a_key_of_its_own(journal: JournalDatabase, once: str) -> None:
    """Long keys and keys of control characters are keys like others."""
    entry = accepted(journal, once)
    assert journal.claim(a_claim(once)).entry == entry
    assert journal.claim(a_claim(once + "x")).verdict == "buy"


@pytest.mark.parametrize("wrong", [{"once": "\ud800"}, {"position": 2**70}])
def test_what_the_store_cannot_keep_is_refused(
    journal: JournalDatabase, wrong: dict[str, Any]
) -> None:
    """Broken text and numbers that are too large raise, send nothing, and leave no transaction."""
    with pytest.raises(JournalError, match=r"^nothing was sent"):
        journal.claim(a_claim(**wrong))
    assert journal.claim(a_claim()).verdict == "buy"


def test_entries_say_what_they_are(journal: JournalDatabase) -> None:
    """An entry's text has its short id, key, state and request, and its repr no secret."""
    entry = accepted(journal, "k")
    assert str(entry) == "j1 (a/b for once='k', accepted, request r-k)"
    assert entry.short_id == "j1"
    assert entry.token not in repr(entry)

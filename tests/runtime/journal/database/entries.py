"""Entries of journals in each state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import Entry
from runtime.journal.claims import a_claim


def accepted(journal: JournalDatabase, once: str | None = "key", **facts: Any) -> Entry:
    """Return the entry of a job that was accepted as `r-` and its key."""
    entry = journal.claim(a_claim(once, **facts)).entry
    journal.accepted(entry, f"r-{once}")
    return found(journal, entry)


def found(journal: JournalDatabase, entry: Entry) -> Entry:
    """Return an entry as it is now."""
    now = journal.entry(entry.id)
    assert now is not None
    return now


def in_state(journal: JournalDatabase, state: str) -> Entry:
    """Return the key's entry in a state, as the verbs bring it there."""
    entry = journal.claim(a_claim()).entry
    steps: dict[str, Callable[[], object]] = {
        "sending": lambda: None,
        "unknown": lambda: journal.unknown(entry, "lost"),
        "refused": lambda: journal.refused(entry, "refused", "HTTP 422"),
        "not_sent": lambda: journal.refused(entry, "not_sent", "no connection"),
    }
    if state in steps:
        steps[state]()
    else:
        journal.accepted(entry, "r1")
        if state != "accepted":
            journal.ended(entry.id, state, "words", result={"output": {"video": "https://x/y"}})
    assert found(journal, entry).state == state
    return entry

"""Claims and journals for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from clientwright.runtime.journal.claim import Claim, Scope
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.open_journal import open_journal

SCOPE = Scope("https://api.example", "token:1234")


def a_claim(once: str | None = "key", **facts: Any) -> Claim:
    """Return a claim of a key, with these facts instead of the usual ones."""
    usual: dict[str, Any] = {"scope": SCOPE, "endpoint": "a/b", "fingerprint": "f"}
    return Claim(once=once, **(usual | facts))


def journal_in(folder: Path, name: str = "jobs.sqlite") -> JournalDatabase:
    """Return the journal in a folder."""
    return open_journal(folder / name)

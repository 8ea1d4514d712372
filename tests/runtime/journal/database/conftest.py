"""An empty journal in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientwright.runtime.journal.database import JournalDatabase
from runtime.journal.claims import journal_in


@pytest.fixture
def journal(tmp_path: Path) -> JournalDatabase:
    """Return an empty journal."""
    return journal_in(tmp_path)

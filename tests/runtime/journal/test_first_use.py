"""The first use of a journal by many at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clientwright.runtime.journal.open_journal import open_journal


def test_journals_that_are_made_at_the_same_moment(tmp_path: Path) -> None:
    """Whoever opens a file that another makes just now never takes it for another program's."""
    together = threading.Barrier(8)

    def look(path: Path) -> list[object]:
        journal = open_journal(path)
        together.wait(60)
        try:
            return [*journal.entries()]
        finally:
            journal.close()

    with ThreadPoolExecutor(8) as pool:
        for n in range(25):
            assert [*pool.map(look, [tmp_path / f"{n}.sqlite"] * 8)] == [[]] * 8

"""Verbs of a journal that are interrupted at any line, called inside one another, or whose journal nobody holds."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from clientwright.runtime.journal import database, sqlite_dialect
from clientwright.runtime.journal.claim import Claimed
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.sqlite_programs import open_files

FOLDER = str(Path(database.__file__).parent)


class Interrupt:
    """Raises KeyboardInterrupt at the n-th line of the journal's code that is run."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self, frame: FrameType, event: str, value: Any) -> Any:
        """Count a line."""
        if not frame.f_code.co_filename.startswith(
            (FOLDER, os.path.dirname(os.__file__) + "/context")
        ):
            return None
        if event == "line":
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt
        return self


NEXT = a_claim("next")


Verb = Callable[[JournalDatabase, Claimed, str], object]


VERBS: dict[str, Verb] = {
    "claim": lambda journal, claimed, key: journal.claim(NEXT),
    "accepted": lambda journal, claimed, key: journal.accepted(claimed.entry, key),
    "refused": lambda journal, claimed, key: journal.refused(claimed.entry, "refused", "no"),
    "ended": lambda journal, claimed, key: journal.ended(claimed.entry.id, "failed", "no"),
    "conflict": lambda journal, claimed, key: journal.claim(a_claim(key, fingerprint="g")),
    "refresh": lambda journal, claimed, key: journal.refresh(claimed.entry.id),
    "pending": lambda journal, claimed, key: journal.pending(),
    "prune": lambda journal, claimed, key: journal.prune(time.time() - 100),
    "close": lambda journal, claimed, key: journal.close(),
}


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder in memory, where there is one: commits wait for no disk."""
    memory = Path("/dev/shm")
    parent = memory if os.access(memory, os.W_OK) else tmp_path
    with tempfile.TemporaryDirectory(dir=parent) as name:
        yield Path(name)


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.stress)])
@pytest.mark.parametrize("name", VERBS)
def test_an_interrupt_at_any_line_leaves_no_lock(quick_folder: Path, name: str, step: int) -> None:
    """Wherever an interrupt comes, other processes and threads can write, and nothing is stuck."""
    n, key, interrupted = 0, "key", True
    while interrupted:
        n, interrupted = n + step, False
        path = quick_folder / f"{n}.sqlite"
        journal = open_journal(path)
        if n % 2:  # the others open the file in the verb
            journal.pending()
        claimed = open_journal(path).claim(a_claim(key))
        sys.settrace(Interrupt(n))
        try:
            VERBS[name](journal, claimed, key)
        except KeyboardInterrupt:  # its traceback keeps every frame of the verb
            interrupted = True
            _check_free(journal, path)
        except JournalError:
            assert name == "conflict"
        finally:
            sys.settrace(None)
        journal.withdraw(NEXT)
        assert journal.claim(NEXT).verdict == "buy"
        journal.close()
    assert n > (5 if name == "close" else 15)


def _check_free(journal: JournalDatabase, path: Path) -> None:
    sys.settrace(None)
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.close()
    thread = threading.Thread(target=journal.entries)
    thread.start()
    thread.join(100)
    assert not thread.is_alive()


def test_a_verb_within_a_verb_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal handler that submits while its thread is in a transaction is told; nothing is lost."""
    journal = journal_in(tmp_path)
    other = journal.claim(a_claim("other")).entry
    said, check = list[str](), database.check_ceiling

    def as_a_signal_handler(*arguments: Any) -> None:
        monkeypatch.setattr(database, "check_ceiling", check)
        with pytest.raises(JournalError) as caught:
            journal.claim(a_claim("inner"))
        said.append(str(caught.value))
        with pytest.raises(JournalError, match="the job was accepted"):
            journal.accepted(other, "r1")

    monkeypatch.setattr(database, "check_ceiling", as_a_signal_handler)
    assert journal.claim(a_claim("outer")).verdict == "buy"
    assert said[0].startswith("nothing was sent: ")
    assert "signal handler" in said[0]
    assert [one.once for one in journal.entries()] == ["other", "outer"]


def test_a_journal_that_nobody_holds_closes_its_file(tmp_path: Path) -> None:
    """A journal that is dropped without `close` leaves no open file and no warning."""
    journal_in(tmp_path).claim(a_claim())
    assert open_files(tmp_path) in (-1, 0)
    assert not [one for one in sqlite_dialect.OPEN if one.name.startswith(str(tmp_path))]

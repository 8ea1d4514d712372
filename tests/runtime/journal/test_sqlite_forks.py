"""One journal and forked processes, and the clients of one process."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from clientwright.runtime.journal import sqlite_locks
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.sqlite_programs import finished, run

WITH_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@WITH_FORK
def test_a_forked_child_loses_nothing(tmp_path: Path) -> None:
    """A child that goes on after its parent has closed the journal keeps what it commits."""
    code = (
        "journal.claim(a_claim('parent'))\n"
        "(child_reads, parent_writes), (parent_reads, child_writes) = os.pipe(), os.pipe()\n"
        "if (child := os.fork()) == 0:\n"
        "    journal.claim(a_claim('child 1'))\n"
        "    os.write(child_writes, b'x'); os.read(child_reads, 1)\n"
        "    journal.claim(a_claim('child 2'))\n"
        "    journal.close()\n"
        "    os._exit(0)\n"
        "os.read(parent_reads, 1)\n"
        "journal.claim(a_claim('parent again'))\n"
        "journal.close()\n"
        "os.write(parent_writes, b'x')\n"
        "os.waitpid(child, 0)\n"
        "print(*(one.once for one in journal.entries()), sep=', ')\n"
    )
    found = finished(run(code, tmp_path / "jobs.sqlite"))
    assert found == "parent, child 1, parent again, child 2\n"


@WITH_FORK
def test_a_fork_waits_for_the_verbs_of_other_threads(tmp_path: Path) -> None:
    """Children that are forked while threads write begin with a journal that nobody writes to."""
    code = (
        "import faulthandler, signal, threading, warnings\n"
        "faulthandler.register(signal.SIGALRM, chain=True)\n"  # a hang says where, and ends
        "signal.alarm(150)\n"
        "warnings.simplefilter('ignore', DeprecationWarning)\n"  # Python 3.12 warns of threads
        "def buy(name):\n"
        "    for n in range(30):\n"
        "        journal.accepted(journal.claim(a_claim(f'{name} {n}')).entry, f'{name}-{n}')\n"
        "threads = [threading.Thread(target=buy, args=(n,)) for n in range(3)]\n"
        "for thread in threads: thread.start()\n"
        "children = []\n"
        "for n in range(6):\n"
        "    if (child := os.fork()) == 0:\n"
        "        signal.alarm(100)\n"
        "        journal.accepted(journal.claim(a_claim(f'child {n}')).entry, f'child-{n}')\n"
        "        os._exit(0)\n"
        "    children.append(child)\n"
        "for thread in threads: thread.join()\n"
        "print([os.waitpid(child, 0)[1] for child in children])\n"
        "entries = journal.entries(('accepted',))\n"
        "print(len(entries), len({one.request_id for one in entries}))\n"
    )
    assert finished(run(code, tmp_path / "jobs.sqlite")) == f"{[0] * 6}\n96 96\n"


@WITH_FORK
def test_a_child_waits_for_no_import_of_another_thread(tmp_path: Path) -> None:
    """Nothing that a verb does before it has its turn imports anything: a child would wait forever."""
    code = (
        "from clientwright.runtime.journal import process_owner\n"
        "from clientwright.runtime.journal.sqlite_locks import lock_holders\n"
        "before = set(sys.modules)\n"
        "process_owner.this_process(), lock_holders(sys.argv[1])\n"
        "print(*set(sys.modules) - before)\n"
    )
    if sys.platform == "linux":
        assert finished(run(code, tmp_path / "jobs.sqlite")) == "\n"


@WITH_FORK
def test_a_child_of_a_fork_while_threads_wait_goes_on(tmp_path: Path) -> None:
    """A child has none of its parent's threads, and waits for none of the turns that they had."""
    code = (
        "import faulthandler, signal, threading, warnings\n"
        "faulthandler.register(signal.SIGALRM, chain=True)\n"
        "signal.alarm(150)\n"
        "warnings.simplefilter('ignore', DeprecationWarning)\n"
        "journal.claim(a_claim('first'))\n"
        "other = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "other.execute('BEGIN IMMEDIATE')\n"
        "threads = [threading.Thread(target=journal.claim, args=(a_claim(str(n)),)) for n in range(6)]\n"
        "for thread in threads: thread.start()\n"
        "for n in range(6):\n"
        "    if (child := os.fork()) == 0:\n"
        "        signal.alarm(100)\n"
        "        os._exit(len(journal.entries()))\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), end=' ')\n"
        "other.close()\n"
        "for thread in threads: thread.join()\n"
        "print(len(journal.entries()))\n"
    )
    assert finished(run(code, tmp_path / "jobs.sqlite")) == "1 1 1 1 1 1 7\n"


def test_no_thread_has_two_turns_while_another_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While threads read without a pause, no one of them has two turns while another waits for one."""
    monkeypatch.setattr(sqlite_locks, "_LOOKS", sys.maxsize)
    journal, turns = journal_in(tmp_path), list[tuple[int, set[object]]]()
    journal.claim(a_claim())
    dialect: Any = journal._dialect
    connected = dialect._connected

    def note_turn() -> sqlite3.Connection:
        turns.append((threading.get_ident(), dialect._order._places.copy()))
        time.sleep(0.0002)  # the others come meanwhile
        found: sqlite3.Connection = connected()
        return found

    def loop() -> None:
        for _ in range(200):
            journal.entries()

    monkeypatch.setattr(dialect, "_connected", note_turn)
    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = Counter((wait, thread) for thread, waiting in turns for wait in waiting)
    assert set(passed.values()) == {1}
    assert len(turns) == 800


def test_a_wait_that_nobody_waits_is_given_up(tmp_path: Path) -> None:
    """What an interrupt has left in the line holds nobody up, and is not met again."""
    journal = journal_in(tmp_path)
    dialect: Any = journal._dialect
    dialect._order._places.add(object())
    assert journal.claim(a_claim()).verdict == "buy"
    assert not dialect._order._places


@WITH_FORK
def test_a_child_notices_that_the_file_was_replaced(tmp_path: Path) -> None:
    """A journal that is closed for a fork, deleted, and made anew is another one, whatever its number."""
    code = (
        "journal.claim(a_claim())\n"
        "if (child := os.fork()) == 0:\n"
        "    os._exit(0)\n"
        "os.waitpid(child, 0)\n"
        "for name in os.listdir(os.path.dirname(sys.argv[1])):\n"
        "    os.remove(os.path.join(os.path.dirname(sys.argv[1]), name))\n"
        "for other in (False, True):\n"
        "    if other: open_journal(sys.argv[1]).claim(a_claim())\n"
        "    try: journal.claim(a_claim())\n"
        "    except Exception as error: print('replaced' in str(error), os.path.exists(sys.argv[1]))\n"
    )
    assert finished(run(code, tmp_path / "jobs.sqlite")) == "True False\nTrue True\n"


def test_another_client_of_the_process_takes_no_locks_away(tmp_path: Path) -> None:
    """A second journal object of the file, opened and closed, leaves the first one's locks in place."""
    path = tmp_path / "jobs.sqlite"
    journal, second = journal_in(tmp_path), journal_in(tmp_path)
    journal.claim(a_claim("one"))
    second.claim(a_claim("two"))
    second.close()
    third = journal_in(tmp_path)
    third.claim(a_claim("three"))
    # a process that believes it is the last one moves the log into the file, and deletes it
    finished(run("journal.claim(a_claim('four')); journal.close()", path))
    assert journal.claim(a_claim("five")).verdict == "buy"
    assert third.claim(a_claim("six")).verdict == "buy"
    for one in (journal, third):
        one.close()
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT once FROM job_journal_entries ORDER BY id").fetchall()
    connection.close()
    assert [name for (name,) in found] == ["one", "two", "three", "four", "five", "six"]


def test_both_clients_of_a_process_know_what_it_sends(tmp_path: Path) -> None:
    """What one client of a process is sending is not unknown to another one."""
    entry = journal_in(tmp_path).claim(a_claim()).entry
    assert journal_in(tmp_path).claim(a_claim()).verdict == "wait"
    assert [one.state for one in journal_in(tmp_path).pending()] == ["sending"]
    journal_in(tmp_path).accepted(entry, "r1")
    assert journal_in(tmp_path).claim(a_claim()).verdict == "join"

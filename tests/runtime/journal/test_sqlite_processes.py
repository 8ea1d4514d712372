"""One journal and many processes, threads, forks, interrupts and kills."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from clientwright.runtime.journal import database, sqlite_dialect, sqlite_locks
from clientwright.runtime.journal.claim import Claimed
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from runtime.journal.claims import a_claim, journal_in
from runtime.programs import start

FOLDER = str(Path(database.__file__).parent)
WITH_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
PREPARE = """\
import os, sqlite3, sys
from runtime.journal.claims import *
journal = open_journal(sys.argv[1])
"""
BUY = """\
print("ready", flush=True); input()
for n in range(int(sys.argv[2])):
    claimed = journal.claim(a_claim(f"key {n}"))
    if claimed.verdict == "buy":
        journal.accepted(claimed.entry, f"{os.getpid()} {n}")
        print(n)
"""


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a program that has the journal at its first argument."""
    return start("-c", PREPARE + code, *arguments)


def finished(process: subprocess.Popen[str], words: str | None = None) -> str:
    """Return what a program prints until its end, which is without an error."""
    out, errors = process.communicate(words, timeout=200)
    assert (errors, process.returncode) == ("", 0)
    return out


@pytest.mark.parametrize("number", [2, 6])
def test_processes_share_the_same_keys(tmp_path: Path, number: int) -> None:
    """Each of 200 keys is bought once by all processes together, which also make the file together."""
    programs = [run(BUY, tmp_path / "jobs.sqlite", 200) for _ in range(number)]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    outputs = [""] * number

    def buy(n: int) -> None:
        outputs[n] = finished(programs[n], "\n")

    threads = [threading.Thread(target=buy, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bought = Counter(int(line) for output in outputs for line in output.splitlines())
    assert bought == Counter(range(200))
    entries = journal_in(tmp_path).entries()
    assert Counter((one.state, one.once) for one in entries) == Counter(
        ("accepted", f"key {n}") for n in range(200)
    )


def test_processes_open_and_close_the_same_file_at_once(tmp_path: Path) -> None:
    """Processes that make, open and leave a journal at the same moments all find it to be one."""
    code = (
        "print('ready', flush=True); input()\n"
        "for n in range(20):\n"
        "    journal.claim(a_claim(f'key {n}'))\n"
        "    journal.close()\n"
    )
    programs = [run(code, tmp_path / "jobs.sqlite") for _ in range(6)]
    for program in programs:
        assert program.stdout is not None
        assert program.stdin is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    assert [finished(program) for program in programs] == [""] * 6
    assert len(journal_in(tmp_path).entries()) == 20


def test_threads_share_the_same_keys(tmp_path: Path) -> None:
    """The threads of a process take turns: each key is bought once, with one connection for all."""
    journal, verdicts = journal_in(tmp_path), Counter[str]()
    lock = threading.Lock()

    def buy() -> None:
        for n in range(40):
            claimed = journal.claim(a_claim(f"key {n}"))
            if claimed.verdict == "buy":
                journal.accepted(claimed.entry, f"request {n}")
            with lock:
                verdicts[claimed.verdict] += 1

    threads = [threading.Thread(target=buy) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts["buy"] == 40
    assert verdicts["join"] + verdicts["wait"] == 280
    assert _open_files(tmp_path) in (-1, 3)
    journal.close()
    assert _open_files(tmp_path) in (-1, 0)


def _open_files(folder: Path) -> int:
    """Return how many files below a folder this process has open, or -1 if nobody can tell."""
    try:
        names = [os.readlink(path) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    except OSError:
        return -1
    return sum(name.startswith(str(folder)) for name in names)


@pytest.mark.parametrize("sent", [True, False])
@ON_POSIX
def test_a_killed_process_leaves_an_unknown(tmp_path: Path, sent: bool) -> None:
    """What a process was sending when it was killed is unknown to others, and is not bought again."""
    code = (
        "kept = journal.claim(a_claim('accepted')).entry\n"
        "journal.accepted(kept, 'r1')\n"
        "journal.claim(a_claim())\n"
        "print('sending', flush=True)\n"
        "input()\n"
    )
    journal = journal_in(tmp_path)
    with run(code, tmp_path / "jobs.sqlite") as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "sending\n"
        assert journal.claim(a_claim()).verdict == "wait"
        other.kill()
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # dead, and not yet waited for
        claimed = journal.claim(a_claim())
    assert (claimed.verdict, claimed.entry.state) == ("unknown", "unknown")
    assert journal.claim(a_claim("accepted")).entry.request_id == "r1"
    settled = journal.settle(claimed.entry.id, "r2" if sent else None)
    assert journal.claim(a_claim()).verdict == ("join" if sent else "buy")
    assert settled.once == "key"


@ON_POSIX
def test_a_kill_at_any_moment_keeps_what_was_committed(tmp_path: Path) -> None:
    """After a kill in the middle of many verbs, each printed id is in the journal."""
    code = (
        "for n in range(10**6):\n"
        "    entry = journal.claim(a_claim(f'{os.getpid()} {n}')).entry\n"
        "    journal.accepted(entry, f'{os.getpid()}-{n}')\n"
        "    print(f'{os.getpid()}-{n}', flush=True)\n"
    )
    journal, seen = journal_in(tmp_path), list[str]()
    for n in range(3):
        with run(code, tmp_path / "jobs.sqlite") as other:
            assert other.stdout is not None
            seen += [other.stdout.readline().strip() for _ in range(5 + 7 * n)]
            other.kill()
            seen += [line.strip() for line in other.stdout if line.endswith("\n")]
    noted = {one.request_id for one in journal.entries()}
    assert set(seen) <= noted
    assert {one.state for one in journal.pending()} <= {"accepted", "unknown"}


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
    assert _open_files(tmp_path) in (-1, 0)
    assert not [one for one in sqlite_dialect.OPEN if one.name.startswith(str(tmp_path))]

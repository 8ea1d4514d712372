"""One journal and many processes and threads, and kills."""

from __future__ import annotations

import os
import threading
from collections import Counter
from pathlib import Path

import pytest

from runtime.journal.claims import a_claim, journal_in
from runtime.journal.sqlite_programs import finished, open_files, run

ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
BUY = """\
print("ready", flush=True); input()
for n in range(int(sys.argv[2])):
    claimed = journal.claim(a_claim(f"key {n}"))
    if claimed.verdict == "buy":
        journal.accepted(claimed.entry, f"{os.getpid()} {n}")
        print(n)
"""


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
    assert open_files(tmp_path) in (-1, 3)
    journal.close()
    assert open_files(tmp_path) in (-1, 0)


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

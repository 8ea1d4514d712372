"""A sender that cannot be seen, and may be alive: until its submit must have ended, nobody sells its key again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.errors import JournalError
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.journal.sender import ENDED, UNSEEN, who_and_end, with_end
from postgresql_server import PostgresqlServer
from runtime.byte_server import ByteServer
from runtime.journal.claims import a_claim, journal_in
from runtime.journal.journal_callers import JournalCaller, script
from runtime.programs import start

PROGRAM = Path(__file__).with_name("claiming.py")
LONG, OVER = 3600.0, -1.0
END_SESSIONS = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()"""


def check_may_be_alive(journal: JournalDatabase, id: int) -> None:
    """Check that a key's next claim waits, and that its entry cannot be settled."""
    assert journal.claim(a_claim("a")).verdict == "wait"
    assert [one.state for one in journal.pending()] == ["sending"]
    for request in (None, "r"):
        with pytest.raises(JournalError, match=r"may still be on its way.*cannot be settled yet"):
            journal.settle(id, request)


@pytest.fixture
def contained() -> list[str]:
    """Return how to begin a command that runs a program in a space of process numbers of its own."""
    command = ["unshare", "-p", "-f", "--mount-proc", "--kill-child"]
    if not shutil.which("unshare") or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("needs the right to make a space of process numbers")
    return command


def contained_sender(command: list[str], path: Path, seconds: float) -> subprocess.Popen[str]:
    """Start a program that claims the key in a container."""
    arguments = [*command, sys.executable, PROGRAM, path, "hold", "a", seconds]
    code = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"
    process = start("-c", code, *arguments)
    assert process.stdout is not None
    assert process.stdout.readline().split()[1] == "buy"
    return process


def test_a_sender_in_another_container_is_waited_for(contained: list[str], tmp_path: Path) -> None:
    """Its key waits for its answer, and then joins."""
    journal = journal_in(tmp_path)
    with contained_sender(contained, tmp_path / "jobs.sqlite", LONG) as sender:
        check_may_be_alive(journal, 1)
        assert sender.communicate("answer")[1] == ""
    claimed = journal.claim(a_claim("a"))
    assert (claimed.verdict, claimed.entry.request_id) == ("join", "answer")


def test_a_sender_in_another_container_is_not_waited_for_for_ever(
    contained: list[str], tmp_path: Path
) -> None:
    """When its submit must have ended, its entry is unknown, and does not say that its process has ended."""
    journal = journal_in(tmp_path)
    with contained_sender(contained, tmp_path / "jobs.sqlite", OVER) as sender:
        claimed = journal.claim(a_claim("a"))
        assert (claimed.verdict, claimed.entry.reason) == ("unknown", UNSEEN)
        sender.communicate("answer")
    assert journal.claim(a_claim("a")).verdict == "join"


def test_a_sender_whose_session_was_ended_is_waited_for(
    postgresql_server: PostgresqlServer, postgresql_address: str
) -> None:
    """A process whose connection the server has ended may still get its answer, and notes it."""
    sender, journal = open_journal(postgresql_address), open_journal(postgresql_address)
    entry = sender.claim(a_claim("a", seconds=LONG)).entry
    postgresql_server.execute(END_SESSIONS)
    check_may_be_alive(journal, entry.id)
    sender.accepted(entry, "answer")
    assert journal.claim(a_claim("a")).verdict == "join"
    late = sender.claim(a_claim("late", seconds=OVER)).entry
    postgresql_server.execute(END_SESSIONS)
    found = journal.refresh(late.id)
    assert found is not None
    assert (found.state, found.reason) == ("unknown", UNSEEN)
    sender.close()
    journal.close()


def test_a_killed_process_of_this_machine_is_not_waited_for(
    target: str, journal: JournalDatabase
) -> None:
    """Who can see that the process has ended says so at once, however long the submit might have taken."""
    with start(PROGRAM, target, "hold", "a", LONG) as process:
        assert process.stdout is not None
        assert process.stdout.readline().split()[1] == "buy"
        process.kill()
        process.wait()
    while (claimed := journal.claim(a_claim("a"))).verdict == "wait":
        pass  # a server hears of the death by a packet
    assert (claimed.verdict, claimed.entry.reason) == ("unknown", ENDED)
    assert journal.settle(claimed.entry.id, None).state == "refused"


EXEC = """\
import os, sys
from runtime.journal.claims import *
journal = open_journal(sys.argv[1])
journal.claim(a_claim("a", seconds=3600))
code = "print('ready', flush=True); input()"
os.execv(sys.executable, [sys.executable, "-c", code])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
def test_a_process_that_runs_another_program_now_sends_nothing(
    target: str, journal: JournalDatabase
) -> None:
    """After `exec`, the process has its number and its start, but none of its submits."""
    with start("-c", EXEC, target) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        while (claimed := journal.claim(a_claim("a"))).verdict == "wait":
            pass  # a server hears of the closed connection by a packet
        assert (claimed.verdict, claimed.entry.reason) == ("unknown", ENDED)
        process.communicate("\n")


def test_a_server_that_ends_idle_sessions_ends_none_that_sends(
    postgresql_server: PostgresqlServer,
) -> None:
    """A journal's session stays while a submit waits for its answer, whatever the database says."""
    name = postgresql_server.new_database()
    postgresql_server.execute(f"ALTER DATABASE {name} SET idle_session_timeout = '1s'")
    journal = open_journal(postgresql_server.address(name))
    journal.claim(a_claim("a"))
    assert journal._dialect.execute("SHOW idle_session_timeout") == [("0",)]
    journal.close()


def test_a_client_says_how_long_its_submit_takes_at_most(
    server: ByteServer, sync_caller: JournalCaller
) -> None:
    """The entry of a client's submit has an end that no attempt of it outlives."""
    script(server)
    job = sync_caller.submit(once="a")
    assert job.entry is not None
    end = float(job.entry.owner.rpartition(" until ")[2])
    assert end - job.entry.created_at >= 2 * 60 - 1


@given(st.text(), st.floats(0, 1e6))
def test_the_end_of_a_submit_changes_nothing_of_who_sends_it(owner: str, seconds: float) -> None:
    """Whatever says who sends a submit, it is read back, with an end in the future."""
    before = time.time()
    who, end = who_and_end(with_end(owner, seconds))
    assert who == owner
    assert end >= before + seconds - 1


def test_an_entry_of_an_older_version_has_no_end() -> None:
    """Without an end, a sender that cannot be seen is not waited for."""
    assert who_and_end("1 2 boot pid:[3]") == ("1 2 boot pid:[3]", 0.0)

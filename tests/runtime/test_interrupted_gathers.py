"""Submits that are interrupted together, or answered after their caller has left: every accepted id is told."""

from __future__ import annotations

import itertools
import re
import signal
import socket
import subprocess
import threading
import time

import pytest

from clientwright.runtime import submit_thread
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, TOKEN, Demo
from runtime.programs import start

IN_FLIGHT = 16
"""How many requests of one client are sent at once."""
PAUSE = 0.1
"""Seconds for the program to come to rest: Ctrl-C in the midst of HTTP code may cost an answer."""


class SlowAnswers:
    """Accepts each job at once; answers the first when `first` is set, and the others at `rest`."""

    def __init__(self, expected: int) -> None:
        self.accepted: list[str] = []
        self.arrived = threading.Semaphore(0)
        self.first, self.rest = threading.Event(), threading.Event()
        self._expected, self._numbers = expected, itertools.count(1)

    def __call__(self, sock: socket.socket) -> None:
        """Answer one submit."""
        id = f"job-{next(self._numbers)}"
        self.accepted.append(id)
        self.arrived.release()
        (self.first if id == "job-1" else self.rest).wait(60)
        reply({"request_id": id})(sock)

    def wait_for_all(self) -> None:
        """Wait until all submits that are sent at once have come."""
        for _ in range(self._expected):
            assert self.arrived.acquire(timeout=60)


def interrupt(program: subprocess.Popen[str], way: str) -> None:
    """Send Ctrl-C, or let the program do what interrupts it."""
    if way.endswith("ctrl_c"):
        program.send_signal(signal.SIGINT)
    else:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()


WAYS = [
    ("ctrl_c", "asyncio"),
    ("timeout", "asyncio"),
    ("sibling", "asyncio"),
    ("nursery", "asyncio"),
    ("nursery", "trio"),
    ("nursery_ctrl_c", "asyncio"),
    ("nursery_ctrl_c", "trio"),
]


@pytest.mark.parametrize("again", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize(
    "closing_and_count",
    [pytest.param(("closed", 10), marks=pytest.mark.stress), ("closed", 40), ("open", 40)],
)
@pytest.mark.parametrize(("way", "library"), WAYS)
def test_gathered_submits_lose_no_job(
    server: ByteServer, way: str, library: str, closing_and_count: tuple[str, int], again: bool
) -> None:
    """Every job that was accepted is on stderr, and no submit that waited was sent later.

    Where Ctrl-C breaks off the clean-up of `asyncio.run`, no answer can come, which is told.
    """
    closing, count = closing_and_count
    answers = SlowAnswers(min(count, IN_FLIGHT))
    server.actions = [answers]
    module = ("-m", "runtime.interrupted_gathers")
    with start(*module, way, library, closing, count, server.base_url) as program:
        answers.wait_for_all()
        time.sleep(PAUSE)
        interrupt(program, way)
        assert program.stdout is not None
        for line in program.stdout:
            answers.first.set()
            if line == "ended\n" or way.startswith("nursery"):
                break
        if again:
            time.sleep(PAUSE)
            program.send_signal(signal.SIGINT)
            time.sleep(PAUSE)
        answers.rest.set()
        _, err = program.communicate(timeout=60)
    untold = set(answers.accepted) - set(re.findall(r"\bjob-\d+\b", err))
    assert len(answers.accepted) == min(count, IN_FLIGHT)
    assert len(untold) == err.count("may have been accepted")
    assert not untold or (again, closing) == (True, "open")


def test_answer_after_the_caller_has_left_is_logged(
    server: ByteServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An id that comes after the grace is logged, if the program still runs and its client is open."""
    monkeypatch.setattr("clientwright.runtime.submission.GRACE_SECONDS", 0.0)
    arrived, go_on = threading.Event(), threading.Event()

    def act(sock: socket.socket) -> None:
        arrived.set()
        go_on.wait(60)
        reply({"request_id": "job-1"})(sock)

    def wait(lock: threading.Lock, seconds: float) -> bool:
        assert arrived.wait(60)
        raise KeyboardInterrupt

    server.actions = [act]
    monkeypatch.setattr(submit_thread, "acquire", wait)
    with Demo(TOKEN, server.base_url) as api:
        with pytest.raises(KeyboardInterrupt):
            api.submit(ENDPOINT.request({"prompt": "x"}))
        go_on.set()
        while "accepted as request job-1" not in caplog.text:
            time.sleep(0.001)

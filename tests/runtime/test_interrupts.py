"""Submits that are interrupted: no id of an accepted job is lost, and what was not sent stays unsent."""

from __future__ import annotations

import itertools
import os
import re
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from clientwright.runtime import request_gate, submit_grace, submit_thread
from runtime.byte_server import ByteServer, ServerAction, hang_up, reply
from runtime.demo_service import ENDPOINT, TOKEN, Demo
from runtime.interrupted_submits import NATIVE, SCOPES, WHOLE
from runtime.programs import start

ANSWER_AFTER = 0.05
WAYS = [
    *((way, "asyncio") for way in (*WHOLE, *NATIVE, *SCOPES)),
    *((way, "trio") for way in SCOPES),
]


def accept_later(accepted: list[str]) -> ServerAction:
    """Accept each job at once, but answer a little later."""
    numbers = itertools.count(1)

    def act(sock: socket.socket) -> None:
        accepted.append(f"job-{next(numbers)}")
        time.sleep(ANSWER_AFTER)
        reply({"request_id": accepted[-1]})(sock)

    return act


def check_sweep(
    server: ByteServer, way: str, library: str, moments: list[float], **variables: str
) -> list[str]:
    """Interrupt submits at these moments, and compare what was accepted with what was told.

    Where the machine is so slow that nothing was accepted, all comes later. Return the ids of the
    jobs that were accepted.
    """
    for slowness in (1, 4, 16, 64):
        times = [moment * slowness for moment in moments]
        if accepted := _swept(server, way, library, times, variables):
            return accepted
    pytest.fail("no submit was accepted at any moment")


def _swept(
    server: ByteServer, way: str, library: str, moments: list[float], variables: dict[str, str]
) -> list[str]:
    accepted: list[str] = []
    server.actions = [accept_later(accepted)]
    module = ("-m", "runtime.interrupted_submits")
    with start(*module, way, library, server.base_url, *moments, **variables) as program:
        out, err = program.communicate(timeout=120)
    assert (program.returncode, "Traceback" in err) == (0, False), err
    told = set(re.findall(r"\bjob-\d+\b", out + err))
    assert set(accepted) - told == set()
    # at a program's end asyncio cancels the tasks that open a connection, too
    assert way == "program_end" or "may have been accepted" not in err
    return accepted


@pytest.mark.parametrize(("way", "library"), WAYS)
def test_interrupts_lose_no_job(server: ByteServer, way: str, library: str) -> None:
    """At every moment of a submit, an interrupt tells the id of the job that was accepted."""
    check_sweep(server, way, library, [0.0, 0.02, 0.04, 0.05, 0.052, 0.2])


@pytest.mark.stress
@pytest.mark.parametrize(("way", "library"), WAYS)
def test_sixty_interrupts_lose_no_job(server: ByteServer, way: str, library: str) -> None:
    """The same at sixty moments, from before the request is sent to after its answer."""
    check_sweep(server, way, library, [0.0012 * step for step in range(60)])


ENDLESS = """
import asyncio, sys
from clientwright.runtime import submission
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo

submission.GRACE_SECONDS = 3600
submission.NOTICE_SECONDS = 0
stop = submission.Submission.stop

def tell(self):
    try:
        return stop(self)
    finally:
        print("stopped", flush=True)

submission.Submission.stop = tell
request = ENDPOINT.request({"prompt": "x"})

async def submit():
    await AsyncDemo(TOKEN, sys.argv[2]).submit(request)

if sys.argv[1] == "sync":
    Demo(TOKEN, sys.argv[2]).submit(request)
else:
    asyncio.run(submit())
"""


@pytest.mark.parametrize("flavour", ["sync", "asyncio"])
def test_repeated_ctrl_c_leaves(server: ByteServer, flavour: str) -> None:
    """Ctrl-C again ends the wait for an answer that never comes, and the log says what is unknown.

    On asyncio the second one ends `run`, whose clean-up waits, and the third one the clean-up.
    """
    arrived, leave = threading.Event(), threading.Event()

    def never(sock: socket.socket) -> None:
        arrived.set()
        leave.wait(60)

    server.actions = [never]
    with start("-c", ENDLESS, flavour, server.base_url) as program:
        assert arrived.wait(60)
        program.send_signal(signal.SIGINT)
        assert program.stdout is not None
        assert program.stdout.readline() == "stopped\n"
        if flavour == "sync":  # says what to do before anybody asks
            assert program.stderr is not None
            notice = program.stderr.readline()
            assert notice.startswith("waiting up to 3600 s for the answer of the submit to demo/")
            assert "a second Ctrl-C leaves at once" in notice
            program.send_signal(signal.SIGINT)
        while program.poll() is None and flavour == "asyncio":
            program.send_signal(signal.SIGINT)
            time.sleep(0.2)
        _, err = program.communicate(timeout=60)
        leave.set()
    assert "The submit to demo/film-1.0/image to video was interrupted before" in err
    assert "may have been accepted" in err
    assert "\nKeyboardInterrupt" in err


SWALLOWED = """
import contextlib, sys
from runtime.demo_service import ENDPOINT, TOKEN, Demo

with contextlib.suppress(Exception):
    Demo(TOKEN, sys.argv[1]).submit(ENDPOINT.request({"prompt": "x"}))
"""


def test_unknown_submit_is_on_stderr(server: ByteServer) -> None:
    """A submit whose answer was lost is on the default stderr, even if the program swallows the error."""
    server.actions = [hang_up]
    with start("-c", SWALLOWED, server.base_url) as program:
        _, err = program.communicate(timeout=60)
    assert err.startswith("the submit may have been accepted: its answer was lost")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, ValueError])
@pytest.mark.parametrize(
    ("action", "text"),
    [
        (reply({"request_id": "job-1"}), "accepted as request job-1"),
        (hang_up, "may have been accepted"),
        (reply({"error_code": 400002}, 400), "no job was accepted"),
    ],
)
def test_the_interrupt_goes_on_with_a_note(
    server: ByteServer,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[BaseException],
    action: ServerAction,
    text: str,
) -> None:
    """Whatever interrupts the caller goes on once the answer is there, and its note says what came of it."""
    arrived, go_on = threading.Event(), threading.Event()

    def act(sock: socket.socket) -> None:
        arrived.set()
        go_on.wait(60)
        action(sock)

    def wait(lock: threading.Lock, seconds: float) -> bool:
        if not go_on.is_set():
            assert arrived.wait(60)
            go_on.set()
            raise kind("interrupted")
        return request_gate.acquire(lock, seconds)

    server.actions = [act]
    monkeypatch.setattr(submit_thread, "acquire", wait)
    with Demo(TOKEN, server.base_url) as api, pytest.raises(kind, match="interrupted") as caught:
        api.submit(ENDPOINT.request({"prompt": "x"}))
    assert text in " ".join(caught.value.__notes__)


def test_the_second_interrupt_has_the_note(
    server: ByteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupt that ends the wait for the answer is the one that goes on, so it has the note."""
    arrived, go_on = threading.Event(), threading.Event()

    def act(sock: socket.socket) -> None:
        arrived.set()
        go_on.wait(60)

    def wait(lock: threading.Lock, seconds: float) -> bool:
        assert arrived.wait(60)
        raise KeyboardInterrupt("first")

    def leave(*_: object) -> None:
        raise KeyboardInterrupt("second")

    server.actions = [act]
    monkeypatch.setattr(submit_thread, "acquire", wait)
    monkeypatch.setattr(submit_grace, "wait_for", leave)
    try:
        with pytest.raises(KeyboardInterrupt, match="second") as caught:
            Demo(TOKEN, server.base_url).submit(ENDPOINT.request({"prompt": "x"}))
        assert "may have been accepted" in " ".join(caught.value.__notes__)
    finally:
        go_on.set()


def test_interrupted_submit_that_waits_sends_nothing(
    server: ByteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit that is interrupted while it waits for its turn never sends, though its turn comes."""
    server.actions = [reply({"request_id": "job-1"})]
    with Demo(TOKEN, server.base_url) as api:
        api.submit(ENDPOINT.request({"prompt": "x"}))
        gate = api._connection.transport._gate
        turns = [request_gate.Turn(gate) for _ in range(request_gate.MAX_IN_FLIGHT)]
        assert all(turn.take(0) for turn in turns)

        def wait(lock: threading.Lock, seconds: float) -> bool:
            while not gate.line:
                time.sleep(0.001)
            raise KeyboardInterrupt

        monkeypatch.setattr(submit_thread, "acquire", wait)
        with pytest.raises(KeyboardInterrupt) as caught:
            api.submit(ENDPOINT.request({"prompt": "x"}))
        monkeypatch.undo()
        for turn in turns:
            turn.give_back()
        while gate.free < request_gate.MAX_IN_FLIGHT:
            time.sleep(0.001)
        assert "no job was accepted" in caught.value.__notes__[-1]
        assert len(server.received) == 1


def test_interrupted_submit_that_sleeps_sends_nothing(
    server: ByteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submit that is interrupted between two attempts leaves at once, and never sends the second."""
    server.actions = [reply({}, 429, "Retry-After: 0")]
    sleeping, go_on, woken = threading.Event(), threading.Event(), threading.Event()

    def sleep(seconds: float) -> None:
        sleeping.set()
        go_on.wait(60)
        woken.set()

    def wait(lock: threading.Lock, seconds: float) -> bool:
        assert sleeping.wait(60)
        raise KeyboardInterrupt

    with Demo(TOKEN, server.base_url) as api:
        monkeypatch.setattr("clientwright.runtime.transport.time.sleep", sleep)
        monkeypatch.setattr(submit_thread, "acquire", wait)
        with pytest.raises(KeyboardInterrupt) as caught:
            api.submit(ENDPOINT.request({"prompt": "x"}))
        monkeypatch.undo()
        idle = len(submit_thread._IDLE[os.getpid()])
        go_on.set()
        while len(submit_thread._IDLE[os.getpid()]) == idle:
            time.sleep(0.001)
    assert "no job was accepted" in caught.value.__notes__[-1]
    assert (woken.is_set(), len(server.received)) == (True, 1)


def test_submits_share_a_thread(server: ByteServer) -> None:
    """Submits one after another use the same thread."""
    server.actions = [reply({"request_id": "job-1"})]
    with Demo(TOKEN, server.base_url) as api:
        api.submit(ENDPOINT.request({"prompt": "x"}))
        threads = {one.ident for one in threading.enumerate() if one.name == "submit"}
        for _ in range(20):
            api.submit(ENDPOINT.request({"prompt": "x"}))
        assert {one.ident for one in threading.enumerate() if one.name == "submit"} == threads


def test_other_threads_submit_themselves(server: ByteServer) -> None:
    """Only the main thread is interrupted, so other threads submit without another thread."""
    server.actions = [reply({"request_id": "job-1"})]
    with (
        Demo(TOKEN, server.base_url) as api,
        ThreadPoolExecutor(1) as pool,
        patch("clientwright.runtime.submit_thread._call_in_thread", side_effect=AssertionError),
    ):
        assert pool.submit(api.submit, ENDPOINT.request({"prompt": "x"})).result().request_id


def test_submit_works_without_threads(server: ByteServer) -> None:
    """Where no thread can be started, such as at the interpreter's end, a submit works as ever."""
    server.actions = [reply({"request_id": "job-1"})]

    def full(**_: object) -> threading.Thread:
        raise RuntimeError("can't start new thread")

    without = SimpleNamespace(Thread=full, Lock=threading.Lock)
    with (
        Demo(TOKEN, server.base_url) as api,
        patch("clientwright.runtime.submit_thread._IDLE", {}),
        patch("clientwright.runtime.submit_thread.threading", without),
    ):
        try:
            raise KeyError("the caller handles an error of its own")
        except KeyError:
            assert api.submit(ENDPOINT.request({"prompt": "x"})).request_id == "job-1"

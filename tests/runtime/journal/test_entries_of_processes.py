"""Entries of submits whose process ends, forks, or handles a signal."""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import suppress
from typing import Any

import pytest

from runtime.demo_service import TOKEN, Demo
from runtime.journal.journal_callers import (
    REQUEST,
    HeldAnswer,
    JournalCaller,
    accept,
    posts,
    script,
)
from runtime.programs import start

KILLED = """
import os, sys
from runtime.demo_service import ENDPOINT, TOKEN, Demo

api = Demo(TOKEN, sys.argv[1], journal=sys.argv[2])
api.submit(ENDPOINT.request({"prompt": "x"}), once="k")
print("done", flush=True)
"""


@pytest.mark.parametrize("how", ["waits", "dies", "ends"])
def test_submit_of_another_process(caller: JournalCaller, how: str) -> None:
    """The submit of another process is waited for; if that process dies, it is unknown and stays so."""
    held = HeldAnswer()
    script(caller.server, held, accept("job-2"))
    with start("-c", KILLED, caller.server.base_url, caller.path) as program:
        assert held.arrived.wait(60)
        assert caller.states() == ["sending"]
        if how == "waits":
            threading.Timer(0.1, held.go_on.set).start()
            assert caller.submit(once="k").request_id == "job-1"
        else:
            program.send_signal(signal.SIGKILL if how == "dies" else signal.SIGTERM)
            program.wait(60)
            for again in (False, True):
                with pytest.raises(Exception, match="may have been accepted") as caught:
                    caller.submit(once="k", again=again)
                entry: Any = getattr(caught.value, "entry", None)
                assert (entry.state, entry.short_id) == ("unknown", "j1")
            held.go_on.set()
    assert posts(caller.server) == 1


def test_forked_child_has_its_own_connections(sync_caller: JournalCaller) -> None:
    """After a fork, parent and child use the same client and journal, and each key buys once."""
    script(sync_caller.server, *(accept(f"job-{n}") for n in range(1, 9)))
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:
        api.submit(REQUEST, once="before")
        child = os.fork()
        if child == 0:
            code = 1
            with suppress(BaseException):
                found = [api.submit(REQUEST, once=key).request_id for key in ("before", "child")]
                code = 0 if found[0] == "job-1" else 2
            os._exit(code)
        api.submit(REQUEST, once="parent")
        assert os.waitpid(child, 0)[1] == 0
        api.submit(REQUEST, once="child")
    assert posts(sync_caller.server) == 3
    assert sync_caller.states() == ["accepted"] * 3


def test_entry_of_a_submit_in_a_signal_handler(sync_caller: JournalCaller) -> None:
    """A submit in a signal handler that interrupts another submit has an entry of its own."""
    got: list[str] = []
    sock: list[socket.socket] = []

    def answer_after_signal(connection: socket.socket) -> None:
        sock.append(connection)
        os.kill(os.getpid(), signal.SIGUSR1)
        accept("job-1")(connection)

    script(sync_caller.server, answer_after_signal, accept("job-2"))
    with Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path) as api:

        def handle(number: int, frame: object) -> None:
            got.append(api.submit(REQUEST, once="inside").request_id)

        before = signal.signal(signal.SIGUSR1, handle)
        try:
            got.append(api.submit(REQUEST, once="outside").request_id)
        finally:
            signal.signal(signal.SIGUSR1, before)
    assert sorted(got) == ["job-1", "job-2"]
    assert {entry.request_id for entry in sync_caller.entries()} == {"job-1", "job-2"}

"""Ctrl-C while pages are fetched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from evolution.sync.fake_provider import FakeProvider, json_answer, serve_provider
from evolution.sync.random_catalogue import random_entries

SIGNALLED_IN_ANOTHER_THREAD = """
import signal, threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
from clientwright.__main__ import run
run()
"""
"""The command line, with Ctrl-C delivered to a thread that does not run it: its waits are not cut short."""

STARTERS = {
    "in any thread": ("-m", "clientwright"),
    "elsewhere": ("-c", SIGNALLED_IN_ANOTHER_THREAD),
}
"""How the command line is started, by the thread that gets the signal."""


@pytest.mark.parametrize("starter", STARTERS)
@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be sent a Ctrl-C there")
@pytest.mark.parametrize("busy", [False, True], ids=["answers nothing", "asks to wait"])
def test_ctrl_c_stops_a_hanging_sync(tmp_path: Path, busy: bool, starter: str) -> None:
    """One Ctrl-C is enough while pages are fetched in parallel, and nothing is written."""
    reached, over = threading.Event(), threading.Event()

    def stuck(_: FakeProvider, offset: int, __: int) -> Any:
        if not offset:
            return None
        reached.set()
        if busy:
            return json_answer(429, {}, retry_after="100")
        over.wait()
        return json_answer(200, {})

    with serve_provider(FakeProvider(random_entries(250), odd_answer=stuck)) as provider:
        environ = {"RUNCOMFY_MODEL_API_BASE": provider.url, "RUNCOMFY_API_TOKEN": "made-up"}
        command = [sys.executable, *STARTERS[starter], "sync", "--live"]
        with subprocess.Popen(
            command, cwd=tmp_path, env={**os.environ, **environ}, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                reached.wait()
                process.send_signal(signal.SIGINT)
                _, output = process.communicate(timeout=60)
            finally:
                process.kill()
                over.set()
    assert (process.returncode, output.strip()) == (130, "Error: interrupted")
    assert [*tmp_path.iterdir()] == []

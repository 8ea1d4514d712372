"""A client with a journal has loaded what its calls need when it is made, so that forks find no half module."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from clientwright.runtime.journal import preloading
from runtime.byte_server import ByteServer, hang_up, reply
from runtime.demo_service import TOKEN, Demo
from runtime.journal.journal_callers import REFUSAL, accept, script
from runtime.programs import start

PROGRAM = Path(__file__).with_name("preloaded_calls.py")
FORKED = Path(__file__).with_name("forked_load.py")
CUT = gzip.compress(b'{"request_id": "job-9", "more": "' + os.urandom(99).hex().encode())[:-9]
ANSWERS = (
    accept("job-1"),
    REFUSAL,
    reply({"message": "busy"}, 429, "Retry-After: 0"),
    accept("job-2"),
    hang_up,
    reply(CUT, 200, "Content-Encoding: gzip"),
    reply(b"<html>", 502),
    reply({"data": [{"request_id": "job-3"}]}),
)


@pytest.mark.parametrize("mode", ["sync", "asyncio"])
def test_calls_load_nothing(server: ByteServer, tmp_path: Path, mode: str) -> None:
    """Neither a success nor a failure of a submit loads a module after the client was made."""
    script(server, *ANSWERS)
    with start(PROGRAM, mode, server.base_url, tmp_path / "j", len(ANSWERS)) as program:
        loaded, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    own = [name for name in loaded.split() if not name.startswith(("anyio", "asyncio", "sniffio"))]
    assert (loaded.split() if mode == "sync" else own) == []


def test_map_loads_under_the_lock(
    monkeypatch: pytest.MonkeyPatch, server: ByteServer, tmp_path: Path
) -> None:
    """A batch has modules of its own, which are loaded by its first use, under the same lock."""
    held = list[str]()

    class Lock:
        def __enter__(self) -> None:
            held.append("taken")

        def __exit__(self, *_: object) -> None:
            held.append("released")

    with Demo(TOKEN, server.base_url, journal=tmp_path / "j") as api:
        monkeypatch.setattr(preloading, "LOADING", Lock())
        api.map([], progress=False)
    assert held == ["taken", "released"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_fork_waits_for_a_client_that_is_made(tmp_path: Path) -> None:
    """While one thread loads modules for a client, no other one forks."""
    with start(FORKED, tmp_path / "j") as program:
        counts, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    child, parent = counts.split()
    assert child == parent

"""A program that closes its event loop in the middle of a submit ends, and its entry is settled like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientwright.runtime.errors import SubmitUnknown
from runtime.byte_server import ByteServer
from runtime.journal.journal_callers import HeldAnswer, JournalCaller, posts, script
from runtime.programs import start

PROGRAM = Path(__file__).with_name("abandoned_loop.py")


def test_a_program_ends_whose_loop_was_closed(server: ByteServer, tmp_path: Path) -> None:
    """No thread of the journal keeps the program, and the key is not bought again."""
    held = HeldAnswer()
    script(server, held)
    with start(PROGRAM, server.base_url, tmp_path / "j") as program:
        assert held.arrived.wait(60)
        output, errors = program.communicate("go\n", timeout=120)
    held.go_on.set()
    assert (output, program.returncode) == ("closed\n", 0), errors
    caller = JournalCaller("sync", server, tmp_path / "j")
    with pytest.raises(SubmitUnknown):
        caller.submit(once="k")
    assert (caller.states(), posts(server)) == (["unknown"], 1)

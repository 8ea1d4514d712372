"""The journaled submit without IO: whatever breaks it off at whatever step, its entry tells the truth."""

from __future__ import annotations

import gc
import itertools
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from clientwright.runtime.connection import Connection
from clientwright.runtime.journal import submit_flow
from clientwright.runtime.journal.client_journal import ClientJournal
from clientwright.runtime.journal.submit_flow import SubmitFlow
from clientwright.runtime.journal.submit_options import SubmitOptions
from clientwright.runtime.response_parsing import Response
from clientwright.runtime.steps import Blocking, HttpRequest, MaybeSent, NotSent
from clientwright.runtime.submission import NotBegun, Submission
from runtime.demo_service import ENDPOINT, SERVICE, TOKEN
from runtime.scripted_flow import json_answer

BASE_URL = "https://api.demo.example/v1"
ACCEPTED = json_answer({"request_id": "job-1"})
REFUSED = json_answer({"error_code": 400002}, 400)
LATER = json_answer({}, 429, Retry_After="0")
BREAKS: dict[str, Callable[[], BaseException]] = {
    "interrupt": KeyboardInterrupt,
    "exit": SystemExit,
    "generator exit": GeneratorExit,
    "not begun": NotBegun,
    "bug": lambda: ZeroDivisionError("a bug"),
    "no thread": lambda: RuntimeError("can't start new thread"),
    "not sent": lambda: NotSent("refused"),
    "maybe sent": lambda: MaybeSent("lost"),
}
SCRIPTS: dict[str, list[Response]] = {
    "accepted": [ACCEPTED],
    "refused": [REFUSED],
    "accepted later": [LATER, ACCEPTED],
    "refused in the end": [LATER, LATER, LATER, LATER, LATER],
}


class Broken(Exception):
    """The step at which a flow is broken off."""


class BrokenRun:
    """A flow that is performed as transports do, and broken off at one step."""

    def __init__(self, target: str | Path, script: list[Response], once: str = "k") -> None:
        self.journal = ClientJournal(target, None, False)
        self.submission: Submission[Any] = Submission("demo", ENDPOINT.id)
        connection: Connection[Any] = Connection(
            SERVICE, TOKEN, BASE_URL, 0.5, lambda *_: None, journal=self.journal
        )
        options = SubmitOptions(once=once)
        body = {"prompt": "x"}
        self.flow = SubmitFlow(connection, ENDPOINT, body, options, self.submission).flow()
        self.script, self.accepted, self.steps = list(script), 0, 0

    def perform(self, wanted: Any) -> Any:
        """Perform a step; a request is answered by the script."""
        self.submission.next_step(is_writing=isinstance(wanted, Blocking))
        if isinstance(wanted, Blocking):
            return wanted.call()
        if not isinstance(wanted, HttpRequest):
            return None
        self.submission.begin_sending()
        answer = self.script.pop(0)
        self.accepted += answer is ACCEPTED
        return answer

    def run(self, at: int, after: bool, error: Callable[[], BaseException]) -> None:
        """Perform the flow; before or after a step, something else is thrown into it."""
        act: partial[Any] = partial(next, self.flow)
        for self.steps in itertools.count():
            try:
                wanted = act()
            except (
                StopIteration,
                Exception,
                KeyboardInterrupt,
                SystemExit,
                GeneratorExit,
                NotBegun,
            ):
                return
            try:
                if self.steps == at and not after:
                    raise error()
                answer = self.perform(wanted)
                if self.steps == at and after:
                    raise error()
            except GeneratorExit:
                self.flow.close()
                return
            except BaseException as thrown:
                act = partial(self.flow.throw, thrown)
            else:
                act = partial(self.flow.send, answer)


def steps_of(path: Path, script: list[Response]) -> int:
    """Return how many steps a flow has that nothing breaks off."""
    run = BrokenRun(path, script)
    run.run(-1, False, Broken)
    return run.steps


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("answers", SCRIPTS)
def test_entries_tell_the_truth(tmp_path: Path, answers: str, name: str) -> None:
    """Before and after every step, a break leaves no entry that denies a job which was accepted.

    No entry stays `sending` in a living process, and none is unknown whose submit was not sent.
    """
    script = SCRIPTS[answers]
    for at in range(steps_of(tmp_path / "whole.sqlite", script)):
        for after in (False, True):
            if after and name == "not sent":
                continue  # no transport says so of what it has sent
            run = BrokenRun(tmp_path / f"{at}-{after}.sqlite", script)
            run.run(at, after, BREAKS[name])
            states = [entry.state for entry in run.journal.database.pending()]
            ended = [entry.state for entry in run.journal.database.entries()]
            run.journal.close()
            where = (at, after, ended, run.accepted)
            assert len(ended) == (at > 0 or after), where
            assert "sending" not in ended, where
            if run.accepted:
                assert states in (["accepted"], ["unknown"]), where
            if len(run.script) == len(script) and name != "maybe sent":
                assert "unknown" not in ended, where


def test_nothing_is_sent_before_the_claim(tmp_path: Path) -> None:
    """The first step is the claim, and what breaks it sends nothing."""
    for name, error in BREAKS.items():
        run = BrokenRun(tmp_path / f"{name}.sqlite", [ACCEPTED])
        run.run(0, True, error)
        assert run.accepted == 0
        assert [entry.state for entry in run.journal.database.entries()] == ["not_sent"]
        run.journal.close()


FOLDER = os.path.dirname(submit_flow.__file__)


class Interrupt:
    """Raises KeyboardInterrupt at the n-th line, call or return of the journal's code."""

    def __init__(self, n: int) -> None:
        self.left, self.place = n, ""

    def __call__(self, frame: FrameType, event: str, value: object) -> Interrupt | None:
        """Count an event."""
        if not frame.f_code.co_filename.startswith(FOLDER):
            return None
        self.left -= 1
        if self.left == 0:
            name = os.path.basename(frame.f_code.co_filename)
            self.place = f"{event} in {frame.f_code.co_name} ({name}:{frame.f_lineno})"
            raise KeyboardInterrupt
        return self


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.stress)])
@pytest.mark.parametrize("answers", ["accepted", "refused"])
def test_an_interrupt_at_any_line_tells_the_truth(target: str, answers: str, step: int) -> None:
    """Wherever an interrupt comes, no entry stays `sending`, and none denies a job that was accepted."""
    for n in itertools.count(1, step * 5 if "://" in target else step):
        key, script, interrupt = f"key {n}", SCRIPTS[answers], Interrupt(n)
        run = BrokenRun(target, script, key)
        run.journal.database.entries()  # connects
        gc.disable()  # an interrupt in a finalizer of an earlier run is lost
        sys.settrace(interrupt)
        try:
            run.run(-1, False, Broken)
        finally:
            sys.settrace(None)
            gc.enable()
        del run.flow
        gc.collect(0)
        states = [one.state for one in run.journal.database.entries() if one.once == key]
        run.journal.close()
        was_sent = len(run.script) < len(script)
        allowed = ["accepted", "unknown"] if run.accepted else ["not_sent", "refused"]
        if was_sent and not run.accepted:
            allowed.append("unknown")
        assert len(states) == 1 or not (states or was_sent), interrupt.place
        assert set(states) <= {*allowed}, (states, interrupt.place)
        if interrupt.left > 0:
            break
    assert n > 100

"""What becomes of the jobs of a run that ends early: they are cancelled, and what is left is named."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.answer_stages import StageReader
from clientwright.testing.jobs.state_machine import ENDED
from clientwright.testing.promises import Note, Target
from clientwright.testing.targets.server_target import ServerTarget

RELEASE_SECONDS = 4.0
"""How long the end of a run waits for submits on their way, and for its cancels."""

_WORKERS = 8
_TICK = 0.05


@dataclass(frozen=True, slots=True)
class OpenJobs:
    """The jobs that may still run: their request ids, and the paths of submits without an answer."""

    request_ids: tuple[str, ...] = ()
    submits: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.request_ids or self.submits)

    def describe(self) -> str:
        """Return them as a text, each job by its id."""
        lost = [f"a submit to {path} whose answer did not come" for path in self.submits]
        return ", ".join((*self.request_ids, *lost))

    def notes(self) -> tuple[Note, ...]:
        """Return them as a note of a report."""
        question = "Which accepted jobs neither ended nor were cancelled when the run ended early?"
        return (Note(question, self.describe(), Target.SERVER),) if self else ()


def release_jobs(server: ServerTarget, seconds: float = RELEASE_SECONDS) -> OpenJobs:
    """Cancel the jobs that may still run; return those that were not answered in time.

    A job that can no longer be cancelled goes on, as documented, and is not returned.
    """
    until = time.monotonic() + seconds
    while server.ledger.on_their_way and time.monotonic() < until - seconds / 2:
        time.sleep(_TICK)
    _cancel_all(server, until)
    return find_open_jobs(server)


def find_open_jobs(server: ServerTarget) -> OpenJobs:
    """Return the jobs that may still run by what was seen of them."""
    return OpenJobs(tuple(_open_ids(server)), tuple(server.ledger.on_their_way.values()))


def _open_ids(server: ServerTarget) -> Iterator[str]:
    """Yield the ids of the accepted jobs that were neither seen to end nor answered a cancel."""
    reader = StageReader.from_service(server.service)
    for one in dict.fromkeys(server.accepted):
        answers = server.ledger.answers.get(one, ())
        if not any(_is_over(reader, operation, done) for operation, done in answers):
            yield one


def _is_over(reader: StageReader, operation: str, done: Exchange) -> bool:
    stages = reader.read(operation, done.answer).stages
    return bool(stages) and (operation == "cancel" or stages <= ENDED)


def _cancel_all(server: ServerTarget, until: float) -> None:
    """Cancel in a few threads that the end of the program does not wait for, if jobs can be cancelled."""
    if "cancel" not in server.wire.facts.operations:
        return
    waiting = SimpleQueue[str]()
    for one in _open_ids(server):
        waiting.put(one)

    def work() -> None:
        with suppress(Empty):
            while time.monotonic() < until:
                server.cancel_once(waiting.get_nowait())

    threads = [Thread(target=work, daemon=True) for _ in range(min(_WORKERS, waiting.qsize()))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))

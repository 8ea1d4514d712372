"""A promise that only a client's own transport can show, and how it is observed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import NamedTuple

from clientwright.testing.client_protocol.client_under_test import ClientUnderTest

LIVE_SECONDS = 20.0
"""A client that takes longer counts as one that never ends; any other takes a fraction of a second."""


@dataclass(frozen=True, slots=True)
class LiveCase:
    """A promise, the pointer of its source in `service.json`, and what is to be observed.

    `observe` lets the client work and returns what was seen.
    """

    name: str
    sentence: str
    pointer: str
    expected: str
    observe: Callable[[ClientUnderTest], str]
    sure: str = "H"

    def seen(self, tested: ClientUnderTest) -> str:
        """Return what was observed, or the exception that was raised instead."""
        try:
            return self.watch(tested)
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    def watch(self, tested: ClientUnderTest) -> str:
        """Return what was observed, in a thread of its own, which has no event loop and may be left behind.

        Raises:
            Exception: what the client raised in place of what is to be observed.
        """
        found: list[str] = []
        raised: list[Exception] = []

        def observe() -> None:
            try:
                found.append(self.observe(tested))
            except Exception as error:
                raised.append(error)

        thread = Thread(target=observe, daemon=True)
        with captured_log(tested.service.name):
            thread.start()
            thread.join(LIVE_SECONDS)
        if raised:
            raise raised[0]
        return found[0] if found else f"it did not end within {LIVE_SECONDS:g} s"


class LoggedLine(NamedTuple):
    """A level and a message; not the record, which would keep a logged error and its sockets alive."""

    level: int
    message: str


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[LoggedLine] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(LoggedLine(record.levelno, record.getMessage()))


@contextmanager
def captured_log(name: str) -> Generator[list[LoggedLine]]:
    """Keep what is logged on a logger for the duration of the block, and show it nowhere."""
    logger, handler = logging.getLogger(name), _Lines()
    before = logger.propagate, logger.level
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.INFO)
    try:
        yield handler.lines
    finally:
        logger.removeHandler(handler)
        logger.propagate, level = before
        logger.setLevel(level)

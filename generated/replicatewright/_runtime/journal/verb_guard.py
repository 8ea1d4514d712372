# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What holds for every verb of a journal: an interrupt at any point leaves no transaction open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Verbs(Protocol):
    """What has verbs."""

    in_verb: set[int]

    def rollback(self) -> None:
        """Undo what an interrupted verb of this thread has left open."""
        ...


V = TypeVar("V", bound=Verbs)
_here = threading.local()


def verb_began() -> float:
    """Return when this thread's verb was called (of `time.monotonic`): now, if it is in none."""
    began: float | None = getattr(_here, "began", None)
    return time.monotonic() if began is None else began


def verb(function: Callable[Concatenate[V, P], T]) -> Callable[Concatenate[V, P], T]:
    """Roll back at the end of a verb that raises, also where the interrupt came between two blocks.

    A verb that a signal handler calls while the same thread is in one rolls nothing back.
    """

    @wraps(function)
    def guarded(self: V, /, *args: P.args, **kwargs: P.kwargs) -> T:
        thread = threading.get_ident()
        if thread in self.in_verb:
            return function(self, *args, **kwargs)
        try:
            self.in_verb.add(thread)
            _here.began = time.monotonic()
            return function(self, *args, **kwargs)
        except BaseException:
            self.rollback()
            raise
        finally:
            _here.began = None
            self.in_verb.discard(thread)

    return guarded

"""Interrupts at an exact moment of a call: the n-th at which Python looks whether a signal has come."""

from __future__ import annotations

import gc
import logging
import sys
from inspect import CO_COROUTINE
from types import FrameType

_MOMENTS = ("call", "c_return")
"""Python looks when a function begins, and when one that is written in C has returned."""


class InterruptAt:
    """Raises KeyboardInterrupt in this thread at the n-th moment after `first`, a function, was called.

    What comes before that function sends nothing. Only moments in files whose paths begin
    like one of `within` count. `logging` is left alone: Ctrl-C at some of its lines leaves its lock taken for ever.
    Garbage is not collected meanwhile: Python swallows what is raised in the finalizer of another test's object.
    """

    def __init__(self, n: int, first: str, within: tuple[str, ...] = ("",)) -> None:
        self.left, self._first, self._has_begun = n, first, False
        self._within = within
        self.where = "nowhere"

    def __call__(self, frame: FrameType, event: str, value: object) -> None:
        """Count a moment."""
        code = frame.f_code
        self._has_begun = self._has_begun or code.co_name == self._first
        if event not in _MOMENTS or not self._has_begun or not self.left:
            return
        if (
            event == "call"
            and code.co_flags & CO_COROUTINE
            and frame.f_lineno != code.co_firstlineno
        ):
            return  # it goes on after an `await`, where Python does not look
        name = code.co_filename
        if name in (logging.__file__, __file__) or not name.startswith(self._within):
            return
        self.left -= 1
        if not self.left:
            self.where = f"{event} in {code.co_qualname}, line {frame.f_lineno}"
            raise KeyboardInterrupt

    def __enter__(self) -> InterruptAt:
        gc.disable()
        sys.setprofile(self)
        return self

    def __exit__(self, *error: object) -> None:
        sys.setprofile(None)
        gc.enable()

"""Choose the recorded answer to each call; no input or output.

A job only moves forward: after a later answer, no earlier one is given, and no answer comes
before the call that caused it (a cancel). When a poll has no new answer left, it gets the last
one again. A call with a payload may start a paid job, so it is answered only as often as it was
recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from clientwright.testing.cassettes.cassette_model import Interaction, RecordedAnswer, RecordedCall
from clientwright.testing.cassettes.errors import CallOutOfOrder, JobAlreadyReplayed, UnrecordedCall
from clientwright.testing.cassettes.matching import (
    CallKey,
    call_differences,
    call_key,
    nearest_call,
)


@dataclass(slots=True)
class CassettePlayer:
    """The player of one cassette; `path` is its name in errors."""

    path: str
    interactions: Sequence[Interaction]
    played: set[int] = field(default_factory=set[int])
    _positions: dict[CallKey, list[int]] = field(default_factory=dict[CallKey, list[int]])
    _last_position: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        """Index the calls by their keys."""
        for n, one in enumerate(self.interactions):
            self._positions.setdefault(call_key(one.call), []).append(n)

    @property
    def unused(self) -> tuple[RecordedCall, ...]:
        """The recorded calls that were never made."""
        return tuple(o.call for n, o in enumerate(self.interactions) if n not in self.played)

    def next_answer(self, call: RecordedCall) -> RecordedAnswer:
        """Return the answer to a call.

        Raises:
            UnrecordedCall: no recorded call matches it.
            JobAlreadyReplayed: it would start a job more often than was recorded.
            CallOutOfOrder: it was recorded after a call that has not been made yet.
        """
        positions = self._positions.get(call_key(call))
        if positions is None:
            raise self._unrecorded(call)
        n = (
            self._submit_position(call, positions)
            if call.may_start_job
            else self._read_position(call, positions)
        )
        self.played.add(n)
        return self.interactions[n].answer

    def _submit_position(self, call: RecordedCall, positions: Sequence[int]) -> int:
        left = [n for n in positions if n not in self.played]
        if not left:
            raise JobAlreadyReplayed(self.path, str(call), len(positions))
        return left[0]

    def _read_position(self, call: RecordedCall, positions: Sequence[int]) -> int:
        job = _job_path(call)
        reached = self._last_position.get(job, -1)
        later = next((n for n in positions if n > reached), None)
        blocker = None if later is None else self._pending_change(job, reached, later)
        if later is not None and blocker is None:
            self._last_position[job] = later
            return later
        before = [n for n in positions if n <= reached]
        if not before:
            raise CallOutOfOrder(self.path, str(call), str(blocker))
        return before[-1]

    def _pending_change(self, job: str, reached: int, later: int) -> RecordedCall | None:
        """Return a call between two positions that changes the job and has not been made yet."""
        between = (one.call for one in self.interactions[reached + 1 : later])
        return next((c for c in between if c.method != "GET" and _job_path(c) == job), None)

    def _unrecorded(self, call: RecordedCall) -> UnrecordedCall:
        found = nearest_call(call, [one.call for one in self.interactions])
        differences = call_differences(call, found) if found else []
        return UnrecordedCall(self.path, str(call), str(found or ""), differences)


def _job_path(call: RecordedCall) -> str:
    """Return the path of what a call is about: `/requests/<id>` without the last segment."""
    return call.path if call.may_start_job else call.path.rpartition("/")[0]

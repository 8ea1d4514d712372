"""The jobs that a run has begun: the submits on their way, the accepted jobs, and what was shown of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock

from clientwright.testing.exchanges import Exchange


@dataclass(slots=True)
class JobLedger:
    """What a run knows of its jobs, so that none is left behind unnamed.

    A submit is noted in the thread of its call, so that an interrupt of the run loses no id.
    `answers` are the other calls about a job, by request id, each with its operation; `models` are the
    models of jobs, as far as they are known. `usual_seconds` is how long a job took to its end.
    """

    accepted: list[str] = field(default_factory=list[str])
    on_their_way: dict[int, str] = field(default_factory=dict[int, str])
    answers: dict[str, list[tuple[str, Exchange]]] = field(
        default_factory=lambda: defaultdict[str, list[tuple[str, Exchange]]](list)
    )
    models: dict[str, str] = field(default_factory=dict[str, str])
    usual_seconds: float = 0.0
    _lock: Lock = field(default_factory=Lock, repr=False)
    _sent: int = 0

    def begin_submit(self, path: str) -> int:
        """Note that a submit is about to be sent; return its number."""
        with self._lock:
            self._sent += 1
            self.on_their_way[self._sent] = path
            return self._sent

    def end_submit(self, number: int, request_id: str, model_id: str = "") -> None:
        """Note that a submit is over, and the request id in its answer, if any, with the model if it is known."""
        with self._lock:
            self.on_their_way.pop(number, None)
            if request_id:
                self.accepted.append(request_id)
                self.models.setdefault(request_id, model_id)

    def note(self, operation: str, request_id: str, done: Exchange) -> None:
        """Note the answer to a status, result or cancel of one's own job."""
        with self._lock:
            self.answers[request_id].append((operation, done))

"""What a fault is: the answers of a server, and what the caller must get nevertheless."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest

from runtime.byte_server import ServerAction, reply

ID = "job-1"
"""The request id that the servers give out."""
ACCEPTED = reply({"request_id": ID})
COMPLETED = reply({"request_id": ID, "status": "completed"})
QUEUED = reply({"request_id": ID, "status": "in_queue", "queue_position": 2})
DONE = reply({"request_id": ID, "status": "succeeded", "output": {"video": "https://x/v.mp4"}})
SERVED: Mapping[str, Sequence[ServerAction]] = {
    "submit": (ACCEPTED,),
    "status": (COMPLETED,),
    "result": (DONE,),
    "cancel": (reply({"request_id": ID, "status": "in_queue", "outcome": "cancelled"}, 202),),
}
"""The answers of a server that behaves."""


class Refusal(NamedTuple):
    """An answer after which a submit may be sent again, since no work began."""

    act: ServerAction

    def __call__(self, sock: Any) -> None:
        """Send the answer."""
        self.act(sock)


class Located(NamedTuple):
    """An answer that names the server's own base URL or that of another server."""

    build: Callable[[str, str], ServerAction]


Answer = ServerAction | Located


@dataclass(frozen=True)
class Outcome:
    """What came of a submit and the call after it: counts of requests, and what the caller got."""

    got: Any
    job_id: str | None
    posts: int
    answered: list[tuple[str, ServerAction]]
    received: list[bytes]
    abroad: int
    log: list[str]

    @property
    def kind(self) -> str:
        """Name of the class of what the caller got."""
        return type(self.got).__name__

    @property
    def request_id(self) -> str | None:
        """The request id on what the caller got."""
        return getattr(self.got, "request_id", None)

    def count(self, operation: str) -> int:
        """Return how often an operation was called."""
        return sum(name == operation for name, _ in self.answered)

    def lines(self, operation: str) -> list[str]:
        """Return the request lines of the calls of an operation."""
        return [
            request.split(b"\r\n", 1)[0].decode("latin-1")
            for request, (name, _) in zip(self.received, self.answered, strict=True)
            if name == operation
        ]


def anything(outcome: Outcome) -> bool:
    """Accept any outcome."""
    return True


@dataclass(frozen=True)
class Fault:
    """A fault by name, and the expected row of the table.

    Args:
        name: name of the fault, used as the test's id.
        script: answers by operation; the last one repeats, operations left out are served well.
        got: names of the classes of which the caller gets one.
        id: the request id on what the caller gets; None if the server told none.
        call: the call on the job after the submit, or "submit" for none.
        posts: possible numbers of submits that reach the server.
        check: what else must hold.
        options: arguments of the call; a wait has a limit in any case.
        timeout: the client's timeout in seconds.
        on_connect: what the server does before it reads.
        stress: whether it takes too long for the ordinary run.
        service: the service whose client is called.
    """

    name: str
    script: Mapping[str, Sequence[Answer]]
    got: tuple[str, ...]
    id: str | None = ID
    call: str = "submit"
    posts: Sequence[int] = (1,)
    check: Callable[[Outcome], object] = anything
    options: Mapping[str, Any] = field(default_factory=dict)
    timeout: float = 30.0
    on_connect: ServerAction | None = None
    stress: bool = False
    service: str = "runcomfy"

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Arguments of the call on the job."""
        return {**(WAIT if self.call == "wait" else {}), **self.options}


def submit_fault(
    name: str, *answers: Answer, got: tuple[str, ...] = ("SubmitUnknown",), **more: Any
) -> Fault:
    """Return a fault in the answer to the submit; by default its outcome is unknown, and no id was told."""
    return Fault(name, {"submit": answers}, got, **{"id": None, **more})


def poll_fault(
    name: str, *statuses: Answer, got: tuple[str, ...] = ("Success",), **more: Any
) -> Fault:
    """Return a fault in the answers to the status while a caller waits; by default the wait succeeds."""
    return Fault(name, {"status": statuses}, got, **{"call": "wait", **more})


WAIT = {"timeout": 20.0}
"""Options of a wait that should end long before."""
FLAVOURS = ("sync", "async")


def rows(faults: Sequence[Fault]) -> pytest.MarkDecorator:
    """Parametrize a test with each fault in each flavour."""
    assert len({fault.name for fault in faults}) == len(faults)
    return pytest.mark.parametrize(
        ("fault", "flavour"),
        [
            pytest.param(
                *(fault, flavour),
                id=f"{fault.name}-{flavour}",
                marks=[pytest.mark.stress] if fault.stress else [],
            )
            for fault in faults
            for flavour in FLAVOURS
        ],
    )

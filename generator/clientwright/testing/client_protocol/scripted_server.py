"""A scripted server for a client's protocol; time passes when the client sleeps.

The protocol of a generated client is a generator without IO, so no socket and no clock is
needed: its requests are counted, and its pauses are skipped.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.operation_call import OperationCall, identify_call
from clientwright.testing.targets.client_target import ClientTarget

ScriptedAnswer = tuple[int, Any] | str
"""An HTTP status and a JSON body or raw text; `LOST` and `UNSENT` are no answers."""
LOST, UNSENT = "lost", "unsent"
REQUEST_ID = "request-1"
_MAX_REQUESTS = 200
"""A client that makes more requests counts as one that never ends."""


@dataclass(frozen=True, slots=True)
class ServerScript:
    """The answers to each operation, in order; the last one repeats.

    With answers to a cancel, the job is cancelled instead of waited for.
    """

    submit: Sequence[ScriptedAnswer] = ((200, {"request_id": REQUEST_ID}),)
    status: Sequence[ScriptedAnswer] = ()
    result: Sequence[ScriptedAnswer] = ()
    cancel: Sequence[ScriptedAnswer] = ()


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """What a client returned or raised for a script, and how often it called each operation."""

    value: Any
    error: BaseException | None
    calls: Mapping[str, int]
    paths: tuple[str, ...]

    @property
    def class_name(self) -> str:
        """The class name of the error, else of the value."""
        return type(self.value if self.error is None else self.error).__name__


@dataclass
class ScriptedServer:
    """One run of a script; calls that are none of the service's find nothing."""

    service: Service
    client: ClientTarget
    script: ServerScript
    now: float = 0.0
    calls: dict[str, int] = field(default_factory=dict[str, int])
    paths: list[str] = field(default_factory=list[str])

    def run_script(
        self, endpoint: str, payload: Mapping[str, Any], patience: float
    ) -> ScriptResult:
        """Let the client submit a job, and cancel it or wait up to `patience` seconds for its result."""
        name = self.client.name
        protocols = importlib.import_module(f"{name}._runtime.job_protocol")
        job_handle = importlib.import_module(f"{name}._runtime.job_handle")
        service = importlib.import_module(f"{name}._service").SERVICE
        protocol = protocols.JobProtocol(
            service, now=lambda: self.now, wall=lambda: self.now, jitter=lambda: 0.5
        )
        found = self.client.endpoints[endpoint]
        try:
            request_id = self._run_flow(protocols, protocol.submit(endpoint, payload))
            handle = job_handle.JobHandle(service, request_id, found.output, endpoint)
            then = (
                protocol.cancel(handle) if self.script.cancel else protocol.wait(handle, patience)
            )
            value = self._run_flow(protocols, then)
        except Exception as error:
            return ScriptResult(None, error, self.calls, tuple(self.paths))
        return ScriptResult(value, None, self.calls, tuple(self.paths))

    def _run_flow(self, protocols: Any, flow: Any) -> Any:
        step, given = flow.send, None
        while True:
            try:
                wanted = step(given)
            except StopIteration as stop:
                return stop.value
            step, given = self._perform(protocols, flow, wanted)

    def _perform(self, protocols: Any, flow: Any, wanted: Any) -> tuple[Any, Any]:
        if isinstance(wanted, protocols.Sleep):
            self.now += wanted.seconds
            return flow.send, None
        if isinstance(wanted, protocols.Notify):
            return flow.send, None
        answer = self._answer(wanted.method, wanted.path)
        if answer == LOST:
            return flow.throw, protocols.MaybeSent("the connection was reset")
        if answer == UNSENT:
            return flow.throw, protocols.NotSent("connection refused")
        status, body = answer
        sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        return flow.send, protocols.Response(status, {}, sent)

    def _answer(self, method: str, path: str) -> Any:
        call = identify_call(self.service, Exchange(method, path, "mine", None))
        answers = self._answers_to(call) or ((404, {"error_message": "Not Found."}),)
        operation = call.operation if call else "unknown"
        nth = self.calls.get(operation, 0)
        self.calls[operation] = nth + 1
        self.paths.append(path)
        if sum(self.calls.values()) > _MAX_REQUESTS:
            raise RuntimeError(f"it made more than {_MAX_REQUESTS} requests")
        return answers[min(nth, len(answers) - 1)]

    def _answers_to(self, call: OperationCall | None) -> Sequence[ScriptedAnswer]:
        """Return the script's answers to a call, or none if it asks about another job."""
        if call is None or (call.operation != "submit" and call.subject != REQUEST_ID):
            return ()
        answers: Sequence[ScriptedAnswer] = getattr(self.script, call.operation)
        return answers

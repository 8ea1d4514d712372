"""A scripted server for a client's protocol; time passes when the client sleeps.

The protocol of a generated client is a generator without IO, so no socket and no clock is
needed: its requests are counted, and its pauses are skipped.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.observation import OperationCall, identify_call
from clientwright.testing.targets.client_target import ClientTarget


def runtime_module(client: ClientTarget, name: str) -> Any:
    """Return a module of the client's runtime."""
    path = f"{client.name}._runtime.{name}"
    return sys.modules.get(path) or importlib.import_module(path)


def client_service(client: ClientTarget) -> Any:
    """Return the facts of the service that the client was generated with."""
    return importlib.import_module(f"{client.name}._service").SERVICE


ScriptedAnswer = tuple[int, Any] | tuple[int, Any, Mapping[str, str]] | str
"""An HTTP status, a JSON body or raw text, and headers, if any; `LOST` and `UNSENT` are no answers."""
LOST, UNSENT = "lost", "unsent"
REQUEST_ID = "request-1"
WAIT_SECONDS = 600.0
_MAX_REQUESTS = 200
"""A client that makes more requests counts as one that never ends."""
_URL_CHARACTERS = frozenset("/?#%&=+@:;,!$'()*-._~")
"""The punctuation that a path may have in the call of a client, beside letters and digits."""


@dataclass(frozen=True, slots=True)
class ServerScript:
    """The answers to each operation, in order; the last one repeats.

    With answers to a cancel, the job is cancelled instead of waited for. `request_id` is the id
    of the job in paths, and `patience` how many seconds the client may wait.
    """

    submit: Sequence[ScriptedAnswer] = ((200, {"request_id": REQUEST_ID}),)
    status: Sequence[ScriptedAnswer] = ()
    result: Sequence[ScriptedAnswer] = ()
    cancel: Sequence[ScriptedAnswer] = ()
    request_id: str = REQUEST_ID
    patience: float = WAIT_SECONDS


@dataclass(frozen=True, slots=True)
class ScriptedCall:
    """One request of a client: its operation, its path, when it came, how long it had, what it got."""

    operation: str
    path: str
    at: float
    timeout: float
    answer: ScriptedAnswer


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """What a client returned or raised for a script, its requests, and how many seconds it took."""

    value: Any
    error: BaseException | None
    requests: tuple[ScriptedCall, ...]
    seconds: float

    @property
    def calls(self) -> dict[str, int]:
        """How often it called each operation."""
        found: dict[str, int] = {}
        for request in self.requests:
            found[request.operation] = found.get(request.operation, 0) + 1
        return found

    @property
    def text(self) -> str:
        """The error's message and its notes."""
        notes: list[str] = getattr(self.error, "__notes__", [])
        return "\n".join([str(self.error), *notes])

    @property
    def class_name(self) -> str:
        """The class name of the error, else of the value."""
        return type(self.value if self.error is None else self.error).__name__

    @property
    def sent_output(self) -> Any:
        """The output in the last answer, or None."""
        body = self.requests[-1].answer[1] if self.requests else None
        return body.get("output") if is_dict(body) else None

    def times(self, operation: str) -> tuple[float, ...]:
        """Return when each request of an operation came."""
        return tuple(request.at for request in self.requests if request.operation == operation)


@dataclass
class ScriptedServer:
    """One run of a script; calls that are none of the service's find nothing."""

    service: Service
    client: ClientTarget
    script: ServerScript
    now: float = 0.0
    requests: list[ScriptedCall] = field(default_factory=list[ScriptedCall])

    @property
    def protocols(self) -> Any:
        """The client's module of the protocol."""
        return runtime_module(self.client, "job_protocol")

    def run_script(self, endpoint: str, payload: Mapping[str, Any]) -> ScriptResult:
        """Let the client submit a job, and cancel it or wait for its result."""
        try:
            value = self._run_job(endpoint, payload)
        except Exception as error:
            return ScriptResult(None, error, tuple(self.requests), self.now)
        return ScriptResult(value, None, tuple(self.requests), self.now)

    def _run_job(self, endpoint: str, payload: Mapping[str, Any]) -> Any:
        service, protocols = client_service(self.client), self.protocols
        job_handle = runtime_module(self.client, "job_handle")
        protocol = protocols.JobProtocol(
            service, now=lambda: self.now, wall=lambda: self.now, jitter=lambda: 0.5
        )
        request_id = self._run_flow(protocol.submit(endpoint, payload))
        output = self.client.endpoints[endpoint].output
        handle = job_handle.JobHandle(service, request_id, output, endpoint)
        handle.submitted_at = self.now
        if self.script.cancel:
            return self._run_flow(protocol.cancel(handle))
        return self._run_flow(protocol.wait(handle, self.script.patience))

    def _run_flow(self, flow: Any) -> Any:
        step, given = flow.send, None
        while True:
            try:
                wanted = step(given)
            except StopIteration as stop:
                return stop.value
            step, given = self._perform(flow, wanted)

    def _perform(self, flow: Any, wanted: Any) -> tuple[Any, Any]:
        if isinstance(wanted, self.protocols.Sleep):
            self.now += wanted.seconds
            return flow.send, None
        if isinstance(wanted, self.protocols.Notify):
            return flow.send, None
        answer = self._answer(wanted)
        if answer == LOST:
            return flow.throw, self.protocols.MaybeSent("the connection was reset")
        if answer == UNSENT:
            return flow.throw, self.protocols.NotSent("connection refused")
        return flow.send, http_response(self.client, answer)

    def _answer(self, wanted: Any) -> Any:
        call = identify_call(self.service, Exchange(wanted.method, wanted.path, "mine", None))
        answers = self._answers_to(call) if is_url_path(wanted.path) else ()
        operation = call.operation if call else "unknown"
        nth = sum(request.operation == operation for request in self.requests)
        found = answers or ((404, {"error_message": "Not Found."}),)
        answer = found[min(nth, len(found) - 1)]
        self.requests.append(ScriptedCall(operation, wanted.path, self.now, wanted.timeout, answer))
        if len(self.requests) > _MAX_REQUESTS:
            raise RuntimeError(f"it made more than {_MAX_REQUESTS} requests")
        return answer

    def _answers_to(self, call: OperationCall | None) -> Sequence[ScriptedAnswer]:
        """Return the script's answers to a call, or none if it asks about another job."""
        other = call is not None and call.subject != self.script.request_id
        if call is None or (call.operation != "submit" and other):
            return ()
        answers: Sequence[ScriptedAnswer] = getattr(self.script, call.operation)
        return answers


def http_response(client: ClientTarget, answer: Any) -> Any:
    """Return an answer of a script as the response that a client's protocol reads."""
    status, body, *headers = answer
    sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    library = runtime_module(client, "http").library
    response = runtime_module(client, "job_protocol").Response
    return response(status, library.Headers(*headers), sent)


def is_url_path(path: str) -> bool:
    """Return whether a path can stand in a URL as it is."""
    return path.isascii() and all(one.isalnum() or one in _URL_CHARACTERS for one in path)

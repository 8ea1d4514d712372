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
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.wire_answers import WireAnswer


def runtime_module(client: ClientTarget, name: str) -> Any:
    """Return a module of the client's runtime."""
    path = f"{client.name}._runtime.{name}"
    return sys.modules.get(path) or importlib.import_module(path)


def client_service(client: ClientTarget) -> Any:
    """Return the facts of the service that the client was generated with."""
    return importlib.import_module(f"{client.name}._service").SERVICE


GivenAnswer = tuple[int, Any] | tuple[int, Any, Mapping[str, str]]
"""An HTTP status, a JSON body or raw text, and headers, if any."""
ScriptedAnswer = GivenAnswer | str
"""What becomes of a call: an answer, or none: `LOST` or `UNSENT`."""
LOST, UNSENT = "lost", "unsent"
GATEWAY_FAILURE: GivenAnswer = (502, "<html>Bad gateway</html>")
REQUEST_ID = "request-1"
WAIT_SECONDS = 600.0
_MAX_REQUESTS = 200
"""A client that makes more requests counts as one that never ends."""
_URL_CHARACTERS = frozenset("/?#%&=+@:;,!$'()*-._~")
"""The punctuation that a path may have in the call of a client, beside letters and digits."""


@dataclass(frozen=True, slots=True)
class ServerScript:
    """The answers to each operation, in order; the last one repeats.

    A submit without answers is accepted. With answers to a cancel, the job is cancelled instead of
    waited for, or before that if `waits` says so. `request_id` is the id of the job in paths, and
    `patience` how many seconds the client may wait.
    """

    submit: Sequence[ScriptedAnswer] = ()
    status: Sequence[ScriptedAnswer] = ()
    result: Sequence[ScriptedAnswer] = ()
    cancel: Sequence[ScriptedAnswer] = ()
    request_id: str = REQUEST_ID
    patience: float = WAIT_SECONDS
    waits: bool = False


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
    """What a client returned or raised for a script, its requests, and how many seconds it took.

    `sent_output` is the output in the last answer, or `MISSING`.
    """

    value: Any
    error: BaseException | None
    requests: tuple[ScriptedCall, ...]
    seconds: float
    sent_output: Any = MISSING

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
    endpoint: str = ""
    requests: list[ScriptedCall] = field(default_factory=list[ScriptedCall])

    @cached_property
    def wire(self) -> ServiceWire:
        """The calls and answers of the service."""
        return ServiceWire.of(self.service)

    @property
    def protocols(self) -> Any:
        """The client's module of the protocol."""
        return runtime_module(self.client, "job_protocol")

    def run_script(self, endpoint: str, payload: Mapping[str, Any]) -> ScriptResult:
        """Let the client submit a job, and cancel it or wait for its result."""
        self.endpoint, value, error = endpoint, None, None
        try:
            value = self._run_job(endpoint, payload)
        except Exception as raised:
            error = raised
        sent = self._sent_output()
        return ScriptResult(value, error, tuple(self.requests), self.now, sent)

    def _sent_output(self) -> Any:
        answer = self.requests[-1].answer if self.requests else LOST
        if isinstance(answer, str):
            return MISSING
        return self.wire.value("result", "output", WireAnswer(answer[0], answer[1]))

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
            cancelled = self._run_flow(protocol.cancel(handle))
            if not self.script.waits:
                return cancelled
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
        found = self.wire.identify(wanted.method, wanted.path)
        operation = found[0] if found else "unknown"
        nth = sum(request.operation == operation for request in self.requests)
        answers = self._answers_to(operation, wanted.path) or (
            as_scripted(self.wire.refusal(404, words="Not Found.")),
        )
        answer = answers[min(nth, len(answers) - 1)]
        self.requests.append(ScriptedCall(operation, wanted.path, self.now, wanted.timeout, answer))
        if len(self.requests) > _MAX_REQUESTS:
            raise RuntimeError(f"it made more than {_MAX_REQUESTS} requests")
        return answer

    def _answers_to(self, operation: str, path: str) -> Sequence[ScriptedAnswer]:
        """Return the script's answers to a call, or none if it asks about another job or endpoint."""
        if operation == "unknown" or not is_url_path(path):
            return ()
        id = self.script.request_id
        _, own = self.wire.route(operation, model_id=self.endpoint, request_id=id)
        if _segments(path) != _segments(own):
            return ()
        if operation == "submit" and not self.script.submit:
            return (accepted_answer(self.wire, id),)
        answers: Sequence[ScriptedAnswer] = getattr(self.script, operation)
        return answers


def _segments(path: str) -> list[str]:
    """Return the segments of a path, each decoded, without its query."""
    return [unquote(one) for one in path.partition("?")[0].split("/")]


def accepted_answer(wire: ServiceWire, request_id: Any) -> GivenAnswer:
    """Return the answer to a submit that was accepted."""
    about = {"request_id": request_id, "status": wire.word("status", "waiting")}
    return as_scripted(wire.answer("submit", about, phase="waiting"))


def as_scripted(answer: WireAnswer) -> GivenAnswer:
    """Return an answer of a service as a script has it."""
    body: Any = None if answer.body is MISSING else answer.body
    return (answer.status, body, answer.headers) if answer.headers else (answer.status, body)


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

"""Run the protocol's flows against scripted answers, with a clock that only sleeping advances."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from clientwright.runtime.job_protocol import JobProtocol
from clientwright.runtime.jobs import JobHandle
from clientwright.runtime.response_parsing import Response
from clientwright.runtime.steps import HttpRequest, Notify, Sleep
from runtime.demo_service import SERVICE, Output

JOB = JobHandle(SERVICE, "job-1", Output, "demo/film")
ScriptStep = Response | Exception


def json_answer(data: object, status: int = 200, **headers: str) -> Response:
    """Return a response; bytes are taken unchanged."""
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Response(status, {k.replace("_", "-"): v for k, v in headers.items()}, body)


def status_answer(status: object, **more: object) -> Response:
    """Return a status or result response."""
    return json_answer({"request_id": "job-1", "status": status, **more})


class ScriptedRun:
    """A run of a flow: its requests, sleeps and notifications."""

    def __init__(
        self, script: Iterable[ScriptStep], seconds_per_call: float = 0.01, jitter: float = 0.5
    ) -> None:
        self.script, self.seconds_per_call = list(script), seconds_per_call
        self.clock = 1000.0
        self.sent: list[HttpRequest] = []
        self.slept: list[float] = []
        self.started: list[float] = []
        self.protocol = JobProtocol(
            SERVICE,
            60.0,
            now=lambda: self.clock,
            wall=lambda: 1_700_000_000.0 + self.clock,
            jitter=lambda: jitter,
        )

    def run(self, flow: Any) -> Any:
        """Run a flow to its end; the last answer repeats forever."""
        try:
            wanted = next(flow)
            while True:
                try:
                    reply = self._perform(wanted)
                except Exception as fault:
                    wanted = flow.throw(fault)
                else:
                    wanted = flow.send(reply)
        except StopIteration as stop:
            return stop.value

    def _perform(self, wanted: HttpRequest | Sleep | Notify) -> Response | None:
        if isinstance(wanted, Sleep):
            self.slept.append(wanted.seconds)
            self.clock += wanted.seconds
            return None
        if isinstance(wanted, Notify):
            wanted.callback(wanted.status)
            return None
        self.sent.append(wanted)
        self.started.append(self.clock)
        self.clock += min(self.seconds_per_call, wanted.timeout)
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(step, Exception):
            raise step
        return step

    def paths(self) -> list[str]:
        """List the last path segment of each request."""
        return [request.path.rpartition("/")[2] for request in self.sent]


def submit(play: ScriptedRun, payload: Mapping[str, Any] | None = None) -> Any:
    """Submit against a script."""
    return play.run(play.protocol.submit("demo/film", payload or {"prompt": "x"}))

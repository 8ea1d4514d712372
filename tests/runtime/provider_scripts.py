"""Jobs of the three providers, and of made-up ones, against scripted answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from clientwright.codegen.arguments import service_arguments
from clientwright.rules.json_edit import MISSING
from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.job_protocol import JobProtocol
from clientwright.runtime.response_parsing import Response
from clientwright.runtime.service import Service as RuntimeService
from clientwright.specs.model import Service
from clientwright.testing.service_wire import ServiceWire, WireAnswer
from runtime.scripted_flow import ScriptedRun, ScriptStep

SPECS = Path(__file__).parents[2] / "specs"
PROVIDERS = ("runcomfy", "fal", "replicate")
MODEL_ID = "kling/v3/pro/image-to-video"
REQUEST_ID = "job1"
OUTPUT: dict[str, Any] = {"video": "https://files.example/a.mp4"}
DOCUMENT_PAGE = "<html><title>502 Bad Gateway</title></html>"


@cache
def provider(name: str) -> Service:
    """Return a provider of the repository's specs."""
    path = SPECS / name / "service.json"
    return Service(json.loads(path.read_text("utf-8")), path)


class Provider:
    """A provider's answers, and the flows of a client of it."""

    def __init__(self, service: Service) -> None:
        self.spec, self.wire = service, ServiceWire.of(service)
        self.facts = service.wire
        self.service = RuntimeService(**service_arguments(service))
        self.own: dict[str, str] = (
            {self.facts.own_answer_header: "yes"} if self.facts.own_answer_header else {}
        )

    def job(self, endpoint: str | None = MODEL_ID) -> JobHandle[Any]:
        """Return the handle of a job."""
        return JobHandle(self.service, REQUEST_ID, None, endpoint)

    def run(self, script: Iterable[ScriptStep]) -> ScriptedRun:
        """Return a run against a script."""
        play = ScriptedRun(script)
        play.protocol = JobProtocol(
            self.service,
            60.0,
            now=lambda: play.clock,
            wall=lambda: 1_700_000_000.0 + play.clock,
            jitter=lambda: 0.5,
        )
        return play

    def submitted(self, **more: Any) -> Response:
        """Return the answer to a submit that was accepted."""
        return response(self.wire.answer("submit", {"request_id": REQUEST_ID, **more}))

    def status(self, phase: str, **more: Any) -> Response:
        """Return the answer to a status of a job in a phase; of one that failed with its error, if it has one."""
        values = {"request_id": REQUEST_ID, "status": self.wire.word("status", phase), **more}
        if phase in ("failed", "cancelled") and self.facts.failed_at:
            values.setdefault("error", "It broke.")
            if phase == "cancelled":
                values.setdefault("code", self.code("cancelled"))
        if phase == "succeeded" and self.facts.one_call:
            values.setdefault("output", OUTPUT)
        return response(self.wire.answer("status", values, phase=phase))

    def result(self, phase: str, **more: Any) -> Response:
        """Return the answer to a result of a job in a phase."""
        if self.facts.ends_by_http:
            if phase == "succeeded":
                values = {"output": OUTPUT, **more}
                return response(self.wire.answer("result", values, phase=phase), **self.own)
            return response(self.wire.refusal(422, words="It broke."), **self.own)
        values = {"request_id": REQUEST_ID, "status": self.wire.word("result", phase), **more}
        if phase == "succeeded":
            values.setdefault("output", OUTPUT)
        if phase == "failed":
            values.setdefault("error", "It broke.")
        return response(self.wire.answer("result", values, phase=phase))

    def end(self, phase: str, **more: Any) -> list[ScriptStep]:
        """Return the answers that a wait gets of a job that has ended."""
        if self.facts.one_call:
            return [self.status(phase, **more)]
        told = self.status(phase if self.wire.word("status", phase) else "finished")
        return [told, self.result(phase, **more)]

    def code(self, kind: str) -> int | str | None:
        """Return a documented code of a kind of error, if there is one."""
        found = (e.code for e in self.facts.errors if e.kind == kind and e.code is not None)
        return next(found, None)

    def paths(self, play: ScriptedRun) -> list[str]:
        """Return the operation of each request."""
        found = [self.wire.identify(one.method, one.path) for one in play.sent]
        return [one[0] if one else "?" for one in found]


def response(answer: WireAnswer, **headers: str) -> Response:
    """Return an answer as the runtime gets it."""
    body = b"" if answer.body is MISSING else json.dumps(answer.body).encode()
    return Response(answer.status, {**answer.headers, **headers}, body)


def page(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a page of a gateway."""
    return Response(status, headers or {}, DOCUMENT_PAGE.encode())

"""Sandboxes of several services in this process, called by what their files say of the calls."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from clientwright.io.json_types import Schema
from clientwright.sandbox.app import create_app
from clientwright.sandbox.handlers import path_prefix
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.stored_job import JobTiming
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.wire_facts import WireFacts
from clientwright.testing.service_wire import ServiceWire, WireAnswer
from sandbox.support import SPECS, SteppedClock

INPUT: Schema = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string"},
        "seconds": {"type": "integer", "minimum": 1, "maximum": 9, "default": 5},
    },
}
GOOD_INPUT = {"prompt": "A cat wakes up"}
FILE: Schema = {
    "type": "object",
    "required": ["url"],
    "properties": {
        "url": {"type": "string"},
        "content_type": {"type": "string"},
        "file_name": {"type": "string"},
        "file_size": {"type": "integer"},
    },
}
CLIP = Endpoint(
    ModelId("acme/studio/v2/clip"), INPUT, {"type": "object", "properties": {"video": FILE}}
)
"""The endpoint of most tests; its id is longer than any part of a path."""
PINNED = Endpoint(
    ModelId("acme/pinned"), INPUT, {"type": "string", "format": "uri"}, version="c0ffee"
)


def service_document(name: str) -> dict[str, Any]:
    """Return the file of a service of the repository."""
    document: dict[str, Any] = json.loads((SPECS / name / "service.json").read_text("utf-8"))
    return document


MADE_UP: dict[str, Any] = {
    **service_document("runcomfy"),
    "name": "made_up",
    "base_url": "https://api.example/v2/jobs",
    "auth": {"header": "X-Key", "scheme": "", "sure": "?"},
    "path_parts": {"owner": {"first": 1, "sure": "?"}},
    "operations": {
        "submit": {
            "method": "PUT",
            "path": "/new/{owner}",
            "query": {"api": "3"},
            "headers": {"X-Mode": "queue"},
            "input_at": "/job/arguments",
            "constants": {"/job/model": "models/{model_id}", "/kind": "run"},
            "http": 202,
            "fields": {"request_id": {"header": "X-Job"}, "status": "/job/state/now"},
            "sure": "?",
        },
        "status": {
            "method": "POST",
            "path": "/{owner}/{request_id}",
            "fields": {"status": "/job/state/now", "queue_position": "/job/place"},
            "http": {"waiting": 202, "running": 203},
            "sure": "?",
        },
        "result": {
            "method": "GET",
            "path": "/{owner}/{request_id}/output",
            "query": {"full": "yes"},
            "cost_query": {},
            "cost_unit": "units",
            "fields": {
                "status": {"header": "X-State"},
                "output": "/files",
                "error": "/failure/text",
                "code": "/failure/name",
                "cost": {"header": "X-Units"},
            },
            "sure": "?",
        },
        "cancel": {"method": "DELETE", "path": "/{owner}/{request_id}", "http": 204, "sure": "?"},
    },
    "not_begun": [{"http": 420, "sure": "?"}],
    "request_id": {"pattern": "^job_[0-9]{12}$", "sure": "?"},
    "status": {"values": {"new": "waiting", "busy": "running", "over": "finished"}, "sure": "?"},
    "result": {"values": {"good": "succeeded", "bad": "failed", "off": "cancelled"}, "sure": "?"},
    "cancel": {
        "answers": [
            {"http": 204, "means": "cancelled"},
            {"http": 202, "word": "wait", "means": "requested"},
            {"http": 409, "means": "too-late"},
        ],
        "cancellable": ["new", "busy"],
        "sure": "?",
    },
    "error": {"code_at": [{"header": "X-Error"}], "words_at": ["/failure/text"], "sure": "?"},
    "errors": [
        {"code": code, "http": http, "is": kind, "means": f"It is {code}.", "sure": "?"}
        for code, http, kind in (
            ("no-key", 401, "authentication"),
            ("no-money", 402, "balance"),
            ("no-model", 421, "not-found"),
            ("no-job", 404, "not-found"),
            ("not-yours", 403, "permission"),
            ("unfit", 400, "refused"),
            ("crash", 500, "server"),
            ("slow-down", 420, "rate-limited"),
            ("too-slow", 504, "timed-out"),
            ("stopped", 499, "cancelled"),
            ("gone", 410, "expired"),
        )
    ],
}
"""A service that has its facts where none of the others has them."""
DOCUMENTS: dict[str, dict[str, Any]] = {
    **{name: service_document(name) for name in ("runcomfy", "fal", "replicate")},
    "made_up": MADE_UP,
    **{
        file.parent.name: json.loads(file.read_text("utf-8"))
        for file in sorted((SPECS.parent / "tests" / "providers").glob("*/service.json"))
    },
}
"""The files of the services of the repository, and of services that are made up."""


def make_service(document: Mapping[str, Any]) -> Service:
    """Return a service of a file."""
    return Service(copy.deepcopy(dict(document)), Path("service.json"))


@dataclass
class Calls:
    """Calls to the sandbox of one service, and the time there."""

    service: Service
    http: TestClient
    clock: SteppedClock
    wire: ServiceWire = field(init=False)

    def __post_init__(self) -> None:
        """Find out how the service is called."""
        self.wire = ServiceWire.of(self.service)

    @property
    def facts(self) -> WireFacts:
        """The facts of the service."""
        return self.wire.facts

    def make(
        self,
        operation: str,
        request_id: str = "",
        token: str = "sandbox-token",
        *,
        model_id: str = str(CLIP.id),
        body: Any = None,
        called_as: str = "",
    ) -> WireAnswer:
        """Return the answer to a call; a submit without a body is a good one."""
        if operation == "submit" and body is None:
            body = self.wire.submit_body(GOOD_INPUT, called_as or model_id)
        method, path = self.wire.route(operation, model_id=model_id, request_id=request_id)
        auth = self.service.document["auth"]
        more = self.facts.operations[operation].headers
        answer = self.http.request(
            method,
            path_prefix(self.service) + path,
            headers={auth["header"]: f"{auth['scheme']} {token}".strip(), **more},
            **({} if body is None else {"json": body}),
        )
        text = answer.content
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return WireAnswer(answer.status_code, json.loads(text) if text else None, headers)

    def submit(self, token: str = "sandbox-token", body: Any = None) -> str:
        """Submit a job; return its request id."""
        answer = self.make("submit", token=token, body=body)
        assert answer.status == self.facts.operations["submit"].http_in("waiting"), answer
        return str(self.wire.value("submit", "request_id", answer))

    def after(self, seconds: float) -> Calls:
        """Let time pass."""
        self.clock.now += seconds
        return self


@contextmanager
def calls_of(document: Mapping[str, Any], folder: Path, *endpoints: Endpoint) -> Iterator[Calls]:
    """Serve a service in this process; jobs wait for 6 seconds and run for 9, by the clock of the test."""
    service, clock = make_service(document), SteppedClock()
    specs = Specs(folder, service, endpoints or (CLIP,))
    with closing(JobStore.open(folder / "jobs.sqlite")) as jobs:
        app = create_app(specs, jobs=jobs, pace=JobTiming(), clock=clock)
        yield Calls(service, TestClient(app, raise_server_exceptions=False), clock)

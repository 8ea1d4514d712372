"""Correct answers about a job of any service, made from its facts alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.specs.spec_files import load_specs
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import job_operations
from clientwright.testing.jobs.job_oracle import JobOracle
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import WireAnswer
from testing.jobs.support import ROOT

JOB, MODEL = "job1", "a/b/c"
_STEP_ASIDE = {"cancel": None}
_NESTED = {"request_id": {"header": "X-Job"}, "status": "/state/name", "queue_position": "/ahead"}


@cache
def _document(name: str) -> Mapping[str, Any]:
    (specs,) = load_specs(ROOT.parent / name).services
    return specs.service.document


def services() -> dict[str, Service]:
    """Return the services of the repository, and some that mix their facts in other ways."""
    root = ROOT.parent
    runcomfy, fal, replicate = map(_document, ("runcomfy", "fal", "replicate"))
    by_http = {"method": "DELETE", "path": "/requests/{request_id}", "fields": {}, "sure": "H"}
    listed = [{"http": 204, "means": "cancelled"}, {"http": 409, "means": "too-late"}]
    documents = {
        "runcomfy": runcomfy,
        "fal": fal,
        "replicate": replicate,
        "no-cancel": {**runcomfy, "operations": {**runcomfy["operations"], **_STEP_ASIDE}},
        "replicate-no-cancel": {
            **replicate,
            "operations": {**replicate["operations"], **_STEP_ASIDE},
        },
        "nested": {
            **runcomfy,
            "operations": {
                **runcomfy["operations"],
                "status": {
                    **runcomfy["operations"]["status"],
                    "fields": _NESTED,
                    "http": {"waiting": 202, "running": 202, "succeeded": 200},
                },
                "cancel": by_http,
            },
            "cancel": {"answers": listed, "cancellable": ["in_queue"], "sure": "H"},
        },
    }
    return {name: Service(one, root / name / "service.json") for name, one in documents.items()}


@dataclass
class CorrectJob:
    """A job of a service that keeps its promises; `end` is the phase in which it ends by itself."""

    service: Service
    end: str = "succeeded"
    phase: str = "waiting"

    @property
    def wire(self) -> ServiceWire:
        """The wire of the service."""
        return ServiceWire.of(self.service)

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations about a job."""
        return job_operations(self.wire.facts)

    def advance(self) -> None:
        """Go on to the next stage."""
        self.phase = {"waiting": "running", "running": self.end}.get(self.phase, self.phase)

    def submit(self) -> Exchange:
        """Return the answer to the submit."""
        values = {"request_id": JOB, "status": self.wire.word("status", "waiting")}
        return self.exchange("submit", self.wire.answer("submit", values))

    def read(self, operation: str) -> Exchange:
        """Return the answer to a status or a result."""
        if self.wire.has_model_answer(operation):
            return self.exchange(operation, self._own_answer())
        return self.exchange(operation, self._described(operation))

    def cancel(self) -> Exchange:
        """Cancel the job, if it can be, and return the answer."""
        facts = self.wire.facts
        can = self.phase in {facts.status_values[word] for word in facts.cancellable}
        was = self.phase
        self.phase = "cancelled" if can else self.phase
        if facts.cancel_by_status:
            return self.exchange("cancel", self._described("cancel"))
        means = {one.means: one for one in reversed(facts.cancel_answers)}
        said = means.get("requested") if can and was == "running" else None
        known = said or means["cancelled" if can else "too-late"]
        values = {"request_id": JOB, **({"outcome": known.word} if known.word else {})}
        made = self.wire.answer("cancel", values, phase=self.phase, http=known.http)
        return self.exchange("cancel", made)

    def exchange(self, operation: str, answer: WireAnswer) -> Exchange:
        """Return a call of an operation with an answer."""
        method, path = self.wire.route(operation, model_id=MODEL, request_id=JOB)
        text = "" if answer.body is MISSING else json.dumps(answer.body)
        sent = b"{}" if operation == "submit" else None
        headers = tuple(answer.headers.items())
        done = Exchange(method, path, "mine", sent, answer.status, "application/json", text)
        return replace(done, headers=headers, wire=self.wire)

    def _described(self, operation: str) -> WireAnswer:
        words = "status" if operation == "cancel" else operation
        shown: dict[str, Any] = {"request_id": JOB, "status": self.wire.word(words, self.phase)}
        if self.phase == "waiting" and operation == "status":
            shown["queue_position"] = 3
        if self.phase == "succeeded" and (operation == "result" or self.wire.facts.one_call):
            shown["output"] = {"video": "https://x.example/a.mp4"}
        made = self.wire.answer(operation, shown, phase=self.phase)
        if self.wire.facts.failed_at and self.phase in ("failed", "cancelled"):
            code = {"failed": "runner_server_error", "cancelled": "client_cancelled"}[self.phase]
            made = self.wire.with_value(operation, "code", code, made)
        return made

    def _own_answer(self) -> WireAnswer:
        made = {
            "succeeded": WireAnswer(200, {"video": {"url": "https://x.example/a.mp4"}}),
            "failed": self.wire.refusal(500, "runner_server_error"),
            "cancelled": self.wire.refusal(499, "client_cancelled"),
        }.get(self.phase, self.wire.refusal(400))
        own = {self.wire.facts.own_answer_header: JOB}
        return made if self.phase in ("waiting", "running") else replace(made, headers=own)


def broken_by(service: Service, *exchanges: Exchange) -> set[str]:
    """Return the ids of the promises that exchanges, one after the other, break."""
    oracle = JobOracle(service)
    for one in exchanges:
        oracle.record(one)
    return {one.promise.id.removeprefix("jobs/") for one in oracle.broken_promises()}

"""Handlers: of the operations (check the caller, load the job, answer), and of the files of outputs."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from clientwright.sandbox import request_body, stored_job
from clientwright.sandbox.accounts import ACCOUNTS, Account, Accounts
from clientwright.sandbox.http_responses import SANDBOX_HEADER, Answer, CallRefused, json_response
from clientwright.sandbox.input_validation import FaultDetail, InputValidator
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.job_view import JobView
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.sandbox.sample_output import MEDIA_TYPES, output_url, sample_file
from clientwright.sandbox.stored_job import (
    JobOutcome,
    JobPhase,
    JobTiming,
    StoredJob,
    new_request_id,
)
from clientwright.sandbox.submit_envelope import SubmitEnvelope
from clientwright.sandbox.wire_format import WireFormat
from clientwright.specs.model import Endpoint, Service, Specs


@dataclass(slots=True)
class Handlers:
    """The operations on one job store; `clock` returns seconds since the epoch.

    `serve_outputs`: outputs are files of this server, not URLs like the provider's.
    """

    specs: Specs
    jobs: JobStore
    timing: JobTiming
    accounts: Accounts = ACCOUNTS
    closed: bool = True
    clock: Callable[[], float] = time.time
    serve_outputs: bool = True
    wire: WireFormat = field(init=False)
    endpoints: dict[str, Endpoint] = field(init=False)
    validators: dict[str, InputValidator] = field(default_factory=dict[str, InputValidator])
    throttled: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        """Index endpoints by id."""
        self.wire = WireFormat.of(self.specs.service)
        self.accounts = self.accounts.serving(self.wire.facts)
        self.endpoints = {str(endpoint.id): endpoint for endpoint in self.specs.endpoints}

    async def submit(self, request: Request) -> Response:
        """Accept a job if its account can pay, and its input is valid, if that is not the model's to judge."""
        raw = await request_body.read_body(request, self.wire)
        account = self._caller(request)
        named = self._named_endpoint(request)
        self._throttle(account)
        self._check_call("submit", request)
        request_body.check_declared(request, self.wire)
        envelope = SubmitEnvelope(self.wire, self.endpoints, self.closed)
        endpoint, payload = envelope.open(request_body.parse_body(raw, self.wire), named)
        faults = envelope.faults_in_body(self._validator(endpoint).faults(payload))
        if faults and not self.wire.judges_by_model:
            raise self._refused(Reason.INVALID_INPUT, faults)
        if not account.funded:
            raise self._refused(Reason.INSUFFICIENT_BALANCE)
        job = self._new_job(endpoint, account, payload, faults)
        self.jobs.add(job)
        return json_response(self._view(request, job).submitted())

    async def status(self, request: Request) -> Response:
        """Return the status of a job."""
        return self._look("status", request, JobView.status)

    async def result(self, request: Request) -> Response:
        """Return the result of a job."""
        return self._look("result", request, JobView.result)

    async def cancel(self, request: Request) -> Response:
        """Cancel a job, or ask it to stop, if its phase allows that; idempotent."""
        self._check_call("cancel", request)
        try:
            job = self._job(request)
        except UnknownRequest:
            answer = self.wire.unknown_cancel_answer()
            if answer is None:
                raise
            return json_response(answer)
        done = self.jobs.cancel(job.request_id, self.clock(), self.wire.cancel_rule)
        job = self.jobs.find(job.request_id) or job
        return json_response(self._view(request, job).cancelled(done))

    def _look(
        self, operation: str, request: Request, answer: Callable[[JobView], Answer]
    ) -> Response:
        job = self._job(request)
        self._check_call(operation, request)
        self._fail_at_times(job)
        return json_response(answer(self._view(request, job)))

    def _refused(self, reason: Reason, faults: Sequence[FaultDetail] = ()) -> CallRefused:
        return CallRefused(self.wire.refusals.refusal(reason, faults))

    def _check_call(self, operation: str, request: Request) -> None:
        """Check the query and the headers that every call of an operation has."""
        lacks = self.wire.lacks(operation, request.query_params, request.headers)
        if lacks:
            raise CallRefused(self.wire.refusals.refusal(Reason.MALFORMED, words=lacks))

    def _caller(self, request: Request) -> Account:
        auth = self.specs.service.document["auth"]
        account = self.accounts.authenticate(request.headers.get(auth["header"]), auth["scheme"])
        if account is None:
            raise self._refused(Reason.INVALID_TOKEN)
        return account

    def _named_endpoint(self, request: Request) -> Endpoint | None:
        """Return the endpoint that a submit's path names, or None if the path names none."""
        model_id = request.path_params.get("model_id")
        if model_id is not None and model_id not in self.endpoints:
            raise self._refused(Reason.INVALID_MODEL)
        return None if model_id is None else self.endpoints[model_id]

    def _throttle(self, account: Account) -> None:
        """Refuse every other submit of a busy account."""
        if account.busy and account.name not in self.throttled:
            self.throttled.add(account.name)
            answer = self.wire.refusals.refusal(Reason.THROTTLED)
            raise CallRefused(answer.with_headers({"Retry-After": "1"}))
        self.throttled.discard(account.name)

    def _fail_at_times(self, job: StoredJob) -> None:
        """Refuse every other look of a flaky account at a job."""
        flaky = {one.name for one in self.accounts.by_token.values() if one.flaky}
        if job.account in flaky and job.request_id not in self.throttled:
            self.throttled.add(job.request_id)
            raise self._refused(Reason.OVERLOADED)
        self.throttled.discard(job.request_id)

    def _validator(self, endpoint: Endpoint) -> InputValidator:
        if endpoint.id not in self.validators:
            service = self.specs.service
            validator = InputValidator.for_endpoint(endpoint, service, closed=self.closed)
            self.validators[endpoint.id] = validator
        return self.validators[endpoint.id]

    def _new_job(
        self, endpoint: Endpoint, account: Account, payload: Any, faults: Sequence[FaultDetail]
    ) -> StoredJob:
        times = (self.clock(), self.timing.queue_seconds, self.timing.run_seconds)
        identity = (new_request_id(), str(endpoint.id), account.name)
        outcome = JobOutcome.UNFIT if faults else account.outcome
        return StoredJob(*identity, payload, *times, outcome, faults=tuple(faults))

    def _job(self, request: Request) -> StoredJob:
        """Return the job that a path names, if it belongs to the caller."""
        account = self._caller(request)
        job = self.jobs.find(request.path_params["request_id"])
        if job is None or not self.wire.names_job(request.path_params, job):
            raise UnknownRequest(self.wire.refusals.refusal(Reason.UNKNOWN_REQUEST))
        if job.account != account.name:
            raise self._refused(Reason.FOREIGN_REQUEST)
        return job

    def _view(self, request: Request, job: StoredJob) -> JobView:
        base_url = request_base_url(request, self.wire)
        origin = base_url.removesuffix(self.wire.path_prefix) if self.serve_outputs else None
        endpoint = self.endpoints.get(job.model_id)
        with_cost = self.wire.asks_for_cost(request.query_params)
        return JobView(self.wire, base_url, job, self.clock(), origin, endpoint, with_cost)


class UnknownRequest(CallRefused):
    """There is no such request, or the path names it with another model."""


_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})$")


@dataclass(frozen=True, slots=True)
class OutputFiles:
    """The files of succeeded jobs, served without a token as by a content delivery network: ranges, ETags, HEAD."""

    handlers: Handlers

    async def file(self, request: Request) -> Response:
        """Return a file, or the part of it that was asked for."""
        name = str(request.path_params["name"])
        id, _, extension = name.rpartition(".")
        if not self._is_output(id, name):
            refusals = self.handlers.wire.refusals
            raise CallRefused(refusals.uncoded(404, "There is no such file."))
        data = sample_file(extension, id)
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Accept-Ranges": "bytes", SANDBOX_HEADER: "1"}
        kind = MEDIA_TYPES[extension]
        wanted = _RANGE.match(request.headers.get("Range", ""))
        if wanted is None or request.headers.get("If-Range", tag) != tag:
            return Response(data, headers=headers, media_type=kind)
        first, last = int(wanted[1]), min(int(wanted[2] or len(data)), len(data) - 1)
        if first > last:
            headers["Content-Range"] = f"bytes */{len(data)}"
            return Response(b"", 416, headers=headers)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
        return Response(data[first : last + 1], 206, headers=headers, media_type=kind)

    def _is_output(self, id: str, name: str) -> bool:
        """Return whether a name is that of the output of a job that has succeeded."""
        job = self.handlers.jobs.find(id)
        if job is None or stored_job.phase_of(job, self.handlers.clock()) != JobPhase.SUCCEEDED:
            return False
        endpoint = self.handlers.endpoints.get(job.model_id)
        return output_url(job, endpoint, self.handlers.specs.service).endswith(f"/{name}")


def request_base_url(request: Request, wire: WireFormat) -> str:
    """Return the base URL of the server that the request reached, whatever its Host header."""
    host, port = request.scope.get("server") or ("127.0.0.1", None)
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}{f':{port}' if port else ''}{wire.path_prefix}"


def path_prefix(service: Service) -> str:
    """Return the path prefix of every operation, such as `/v1`."""
    return WireFormat.of(service).path_prefix

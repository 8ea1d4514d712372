"""Handlers: of the operations (check the caller, load the job, answer), and of the files of outputs."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from clientwright.sandbox import http_responses, request_body, stored_job
from clientwright.sandbox.accounts import ACCOUNTS, Account, Accounts
from clientwright.sandbox.http_responses import (
    SANDBOX_HEADER,
    coded_refusal,
    json_response,
    uncoded_refusal,
)
from clientwright.sandbox.input_validation import InputValidator
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.job_view import JobView
from clientwright.sandbox.sample_output import MEDIA_TYPES, output_url, sample_file
from clientwright.sandbox.stored_job import JobPhase, JobTiming, StoredJob, new_request_id
from clientwright.specs.model import Endpoint, Service, Specs


@dataclass(slots=True)
class Handlers:
    """The four operations on one job store; `clock` returns seconds since the epoch.

    `serve_outputs`: outputs are files of this server, not URLs like the provider's.
    """

    specs: Specs
    jobs: JobStore
    timing: JobTiming
    accounts: Accounts = ACCOUNTS
    closed: bool = True
    clock: Callable[[], float] = time.time
    serve_outputs: bool = True
    endpoints: dict[str, Endpoint] = field(init=False)
    validators: dict[str, InputValidator] = field(default_factory=dict[str, InputValidator])
    throttled: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        """Index endpoints by id."""
        self.endpoints = {str(endpoint.id): endpoint for endpoint in self.specs.endpoints}

    async def submit(self, request: Request) -> Response:
        """Accept a job if its input is valid and its account can pay."""
        raw = await request_body.read_body(request)
        account = self._caller(request)
        endpoint = self._endpoint(request.path_params["model_id"])
        self._throttle(account)
        request_body.check_declared(request, self._service)
        payload = request_body.parse_body(raw, self._service)
        if faults := self._validator(endpoint).faults(payload):
            raise coded_refusal(self._service, http_responses.INVALID_INPUT, faults)
        if not account.funded:
            raise coded_refusal(self._service, http_responses.INSUFFICIENT_BALANCE)
        job = self._new_job(endpoint, account, payload)
        self.jobs.add(job)
        return json_response(200, self._view(request, job).submitted())

    async def status(self, request: Request) -> Response:
        """Return the status of a job."""
        return json_response(200, self._view(request, self._job(request)).status())

    async def result(self, request: Request) -> Response:
        """Return the result of a job, in any phase."""
        job = self._job(request)
        endpoint = self.endpoints.get(job.model_id)
        with_cost = request.query_params.get("include_cost", "").lower() == "true"
        return json_response(200, self._view(request, job).result(endpoint, with_cost=with_cost))

    async def cancel(self, request: Request) -> Response:
        """Cancel a job that is still waiting; idempotent."""
        job = self._job(request)
        done = self.jobs.cancel(job.request_id, self.clock())
        job = self.jobs.find(job.request_id) or job
        return json_response(202, self._view(request, job).cancelled(done))

    @property
    def _service(self) -> Service:
        return self.specs.service

    def _caller(self, request: Request) -> Account:
        auth = self._service.document["auth"]
        account = self.accounts.authenticate(request.headers.get(auth["header"]), auth["scheme"])
        if account is None:
            raise coded_refusal(self._service, http_responses.INVALID_TOKEN)
        return account

    def _endpoint(self, model_id: str) -> Endpoint:
        if model_id not in self.endpoints:
            raise coded_refusal(self._service, http_responses.INVALID_MODEL)
        return self.endpoints[model_id]

    def _throttle(self, account: Account) -> None:
        """Refuse every other submit of a busy account."""
        if account.busy and account.name not in self.throttled:
            self.throttled.add(account.name)
            raise uncoded_refusal(429, "Too many submits: come back later.", {"Retry-After": "1"})
        self.throttled.discard(account.name)

    def _validator(self, endpoint: Endpoint) -> InputValidator:
        if endpoint.id not in self.validators:
            validator = InputValidator.for_endpoint(endpoint, self._service, closed=self.closed)
            self.validators[endpoint.id] = validator
        return self.validators[endpoint.id]

    def _new_job(
        self, endpoint: Endpoint, account: Account, payload: request_body.Payload
    ) -> StoredJob:
        times = (self.clock(), self.timing.queue_seconds, self.timing.run_seconds)
        identity = (new_request_id(), str(endpoint.id), account.name)
        return StoredJob(*identity, payload, *times, account.outcome)

    def _job(self, request: Request) -> StoredJob:
        """Return the job that a path names, if it belongs to the caller."""
        account = self._caller(request)
        job = self.jobs.find(request.path_params["request_id"])
        if job is None:
            raise coded_refusal(self._service, http_responses.UNKNOWN_REQUEST)
        if job.account != account.name:
            raise coded_refusal(self._service, http_responses.FOREIGN_REQUEST)
        return job

    def _view(self, request: Request, job: StoredJob) -> JobView:
        base_url = request_base_url(request, self._service)
        origin = base_url.removesuffix(path_prefix(self._service)) if self.serve_outputs else None
        return JobView(self._service, base_url, job, self.clock(), origin)


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
            raise uncoded_refusal(404, "There is no such file.")
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


def request_base_url(request: Request, service: Service) -> str:
    """Return the base URL of the server that the request reached, whatever its Host header."""
    host, port = request.scope.get("server") or ("127.0.0.1", None)
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}{f':{port}' if port else ''}{path_prefix(service)}"


def path_prefix(service: Service) -> str:
    """Return the path prefix of every operation, such as `/v1`."""
    return urlsplit(str(service.document["base_url"])).path.rstrip("/")

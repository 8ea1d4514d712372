"""A client under test as a caller has it: its public classes, one job that it may submit, and what it sends."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clientwright.rules.json_edit import MISSING
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.scripted_server import (
    REQUEST_ID,
    GivenAnswer,
    accepted_answer,
    client_service,
    runtime_module,
)
from clientwright.testing.payloads.payload_generator import minimal_payload
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.wire_answers import WireAnswer

CALLER_BEARER = "token-of-the-caller"


SAMPLE_INPUT = {"prompt": "a lighthouse"}
"""The input of a submit that is recorded; it need not fit an endpoint."""


@dataclass(frozen=True, slots=True)
class SentCall:
    """One call: its method, its path below the base URL, the values of its headers by lower-case name, its body."""

    method: str
    path: str
    headers: dict[str, list[str]]
    body: Any = MISSING


@dataclass
class CallRecorder:
    """Lets a client make a call with its own transport, and records what it would send."""

    client: ClientTarget
    service: Service
    endpoint: Endpoint

    def call(self, operation: str, endpoint: str = "") -> SentCall:
        """Return the first call that the client makes for an operation, whatever it does afterwards.

        A client may ask for the status before it asks for the result.
        """
        http = runtime_module(self.client, "http").library
        sent: list[SentCall] = []

        def send(request: Any) -> Any:
            sent.append(self._sent_call(request))
            status, body, *headers = self._answer(sent[-1])
            return http.Response(status, json=body, headers=dict(*headers))

        with http.Client(transport=http.MockTransport(send)) as caught:
            base_url = str(self.service.document["base_url"])
            transport = runtime_module(self.client, "transport").Transport(
                base_url, CALLER_BEARER, caught
            )
            try:
                transport.drive(self._flow(operation, endpoint or str(self.endpoint.id)))
            except Exception:
                if not sent:
                    raise
        asked = (one for one in sent if operation != "result" or not self._asks_status(one))
        return next(asked, sent[0])

    def _asks_status(self, call: SentCall) -> bool:
        found = ServiceWire.of(self.service).identify(call.method, call.path)
        return found is not None and found[0] == "status"

    def _answer(self, call: SentCall) -> GivenAnswer:
        words = AnswerBuilder(self.service)
        return words.status("succeeded") if self._asks_status(call) else words.accepted()

    def _flow(self, operation: str, endpoint: str) -> Any:
        service = client_service(self.client)
        protocol = runtime_module(self.client, "job_protocol").JobProtocol(service)
        if operation == "submit":
            called_as = getattr(self.client.endpoints.get(endpoint), "called_as", endpoint)
            return protocol.submit(endpoint, SAMPLE_INPUT, called_as)
        job = runtime_module(self.client, "job_handle").JobHandle(
            service, REQUEST_ID, None, endpoint
        )
        return getattr(protocol, operation)(job)

    def _sent_call(self, request: Any) -> SentCall:
        headers: dict[str, list[str]] = {}
        for name, value in request.headers.multi_items():
            headers.setdefault(name.lower(), []).append(value)
        prefix = urlsplit(str(self.service.document["base_url"])).path.rstrip("/")
        path = request.url.raw_path.decode("ascii").removeprefix(prefix)
        body = json.loads(request.content) if request.content else MISSING
        return SentCall(request.method, path, headers, body)


@dataclass(frozen=True, slots=True)
class ClientUnderTest:
    """A package, the service it is for, and a request that it accepts."""

    client: ClientTarget
    service: Service
    request: Any
    endpoint: str = ""

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations of the service."""
        return tuple(self.service.wire.operations)

    def accepted(self, request_id: str = REQUEST_ID) -> WireAnswer:
        """Return the answer to a submit that was accepted."""
        status, body, *headers = accepted_answer(ServiceWire.of(self.service), request_id)
        return WireAnswer(int(status), body, dict(*headers))

    def answer(self, request_id: str = REQUEST_ID) -> Any:
        """Return the answer to a submit that was accepted as the client's HTTP library has it."""
        found = self.accepted(request_id)
        return self.http.Response(found.status, json=found.body, headers=dict(found.headers))

    def job(self, api: Any) -> Any:
        """Return the job of the scripts on a client, by its request id and what else the service needs."""
        if self.service.wire.needs_model_id:
            return api.job(REQUEST_ID, self.endpoint)
        return api.job(REQUEST_ID)

    @property
    def http(self) -> Any:
        """The HTTP library of the client."""
        return runtime_module(self.client, "http").library

    @property
    def base_url(self) -> str:
        """The documented address of the service."""
        return str(self.service.document["base_url"])

    def sync_client(self, base_url: str = "", http_client: Any = None) -> Any:
        """Return a sync client."""
        return self._client("client", "Client", base_url, http_client)

    def async_client(self, base_url: str = "", http_client: Any = None) -> Any:
        """Return an async client."""
        return self._client("async_client", "AsyncClient", base_url, http_client)

    def _client(self, where: str, kind: str, base_url: str, http_client: Any) -> Any:
        base: type[Any] = getattr(runtime_module(self.client, where), kind)
        module = importlib.import_module(f"{self.client.name}._{where}")
        public = next(one for one in vars(module).values() if _is_subclass(one, base))
        return public(CALLER_BEARER, base_url or self.base_url, http_client=http_client)


def find_client_under_test(specs: Specs, client: ClientTarget) -> ClientUnderTest | None:
    """Return a client with a request of its first endpoint that a payload can be made for, if any."""
    for endpoint in specs.endpoints:
        request = _request(client, endpoint, specs.service)
        if request is not None:
            return ClientUnderTest(client, specs.service, request, str(endpoint.id))
    return None


def _request(client: ClientTarget, endpoint: Endpoint, service: Service) -> Any:
    """Return a request of an endpoint, or None if the client has or accepts none."""
    id, schemes = str(endpoint.id), tuple(service.document["media"]["schemes"])
    if not client.has_endpoint(id):
        return None
    try:
        return client.endpoints[id].request(minimal_payload(endpoint, schemes))
    except (GenerationError, client.refusal_type):
        return None


def _is_subclass(found: object, base: type[Any]) -> bool:
    return isinstance(found, type) and issubclass(found, base) and found is not base


def accepted_ids() -> Iterator[str]:
    """Yield a new request id for each job."""
    n = 0
    while True:
        n += 1
        yield f"request-{n}"

"""A client under test as a caller has it: its public classes, one job that it may submit, and what it sends."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.client_protocol.scripted_server import (
    REQUEST_ID,
    client_service,
    runtime_module,
)
from clientwright.testing.payloads.payload_generator import minimal_payload
from clientwright.testing.targets.client_target import ClientTarget

CALLER_BEARER = "token-of-the-caller"


@dataclass(frozen=True, slots=True)
class SentCall:
    """One call: its method, its path below the base URL, and the values of its headers by lower-case name."""

    method: str
    path: str
    headers: dict[str, list[str]]


@dataclass
class CallRecorder:
    """Lets a client make a call with its own transport, and records what it would send."""

    client: ClientTarget
    service: Service
    endpoint: str

    def call(self, operation: str) -> SentCall:
        """Return the first call that the client makes for an operation, whatever it does afterwards."""
        http = runtime_module(self.client, "http").library
        outcome = self.service.document["cancel"]["outcomes"][0]
        answer = {"request_id": REQUEST_ID, "status": outcome, "outcome": outcome}
        sent: list[SentCall] = []

        def send(request: Any) -> Any:
            sent.append(self._sent_call(request))
            return http.Response(200, json=answer)

        with http.Client(transport=http.MockTransport(send)) as caught:
            base_url = str(self.service.document["base_url"])
            transport = runtime_module(self.client, "transport").Transport(
                base_url, CALLER_BEARER, caught
            )
            try:
                transport.drive(self._flow(operation))
            except Exception:
                if not sent:
                    raise
        return sent[0]

    def _flow(self, operation: str) -> Any:
        service = client_service(self.client)
        protocol = runtime_module(self.client, "job_protocol").JobProtocol(service)
        if operation == "submit":
            return protocol.submit(self.endpoint, {})
        job = runtime_module(self.client, "job_handle").JobHandle(
            service, REQUEST_ID, None, self.endpoint
        )
        return getattr(protocol, operation)(job)

    def _sent_call(self, request: Any) -> SentCall:
        headers: dict[str, list[str]] = {}
        for name, value in request.headers.multi_items():
            headers.setdefault(name.lower(), []).append(value)
        prefix = urlsplit(str(self.service.document["base_url"])).path.rstrip("/")
        path = request.url.raw_path.decode("ascii").removeprefix(prefix)
        return SentCall(request.method, path, headers)


@dataclass(frozen=True, slots=True)
class ClientUnderTest:
    """A package, the service it is for, and a request that it accepts."""

    client: ClientTarget
    service: Service
    request: Any

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
    requests = (_request(client, endpoint, specs.service) for endpoint in specs.endpoints)
    found = next((one for one in requests if one is not None), None)
    return None if found is None else ClientUnderTest(client, specs.service, found)


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

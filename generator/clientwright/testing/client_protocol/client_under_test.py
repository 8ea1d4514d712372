"""A client under test as a caller has it: its public classes, and one job that it may submit."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.client_protocol.runtime_modules import runtime_module
from clientwright.testing.client_protocol.sent_calls import CALLER_BEARER
from clientwright.testing.payloads.payload_generator import minimal_payload
from clientwright.testing.targets.client_target import ClientTarget


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

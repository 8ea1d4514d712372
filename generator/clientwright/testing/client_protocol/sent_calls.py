"""What a client sends for each operation, caught before it reaches a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clientwright.specs.model import Service
from clientwright.testing.client_protocol.runtime_modules import client_service, runtime_module
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID
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

"""The client follows its specs: whatever they document about a call is what a server sees."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp, Receive, Scope, Send

from clientwright.codegen.arguments import service_arguments
from clientwright.runtime.async_transport import AsyncTransport
from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.job_protocol import JobProtocol
from clientwright.runtime.service import Service as RuntimeService
from clientwright.runtime.steps import Flow, HttpRequest, NotSent
from clientwright.runtime.transport import Transport
from clientwright.runtime.wire import wire_of
from clientwright.sandbox.app import create_app
from clientwright.sandbox.handlers import path_prefix
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.server import DEFAULT_TOKEN, host_app
from clientwright.sandbox.stored_job import INSTANT
from clientwright.specs.model import Service, Specs
from clientwright.specs.spec_files import load_specs
from runtime.demo_service import SERVICE
from runtime.made_up_services import HEADERS, TOKENS, documents, made_up_services

(SPECS,) = load_specs(Path(__file__).parents[2] / "specs" / "runcomfy").services
ENDPOINT = SPECS.endpoints[1]
CLOSED = "http://127.0.0.1:1"
"""A base URL at which nothing listens."""
SeenCall = tuple[str, str, str]
"""Method, path with query, and the values of the token's header."""


class CallLog:
    """An application that notes what it is called with."""

    def __init__(self, app: ASGIApp, header: str) -> None:
        self.app, self.header = app, header.lower().encode()
        self.seen: list[SeenCall] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note one call and pass it on."""
        query = f"?{scope['query_string'].decode()}" if scope["query_string"] else ""
        values = [value.decode() for name, value in scope["headers"] if name == self.header]
        self.seen.append((scope["method"], scope["raw_path"].decode() + query, ", ".join(values)))
        await self.app(scope, receive, send)


def call_everything(service: Service, folder: Path) -> tuple[str, list[SeenCall]]:
    """Let the runtime make every call to a sandbox of the service; return the request id and the calls."""
    protocol = JobProtocol(RuntimeService(**service_arguments(service)))
    specs = Specs(SPECS.root, service, (ENDPOINT,))
    with closing(JobStore.open(folder / "jobs.sqlite")) as jobs:
        log = CallLog(
            create_app(specs, jobs=jobs, pace=INSTANT), str(service.document["auth"]["header"])
        )
        with host_app(log) as root:
            transport = Transport(root + path_prefix(service), DEFAULT_TOKEN, None)
            id = transport.drive(protocol.submit(str(ENDPOINT.id), {"prompt": "x"}))
            job = JobHandle[Any](protocol.service, id, None, str(ENDPOINT.id))
            assert transport.drive(protocol.status(job)).phase == "finished"
            assert transport.drive(protocol.result(job, include_cost=True)).cost is None
            assert not transport.drive(protocol.cancel(job)).cancelled
            assert transport.drive(protocol.wait(job)).output
            transport.close()
    return id, log.seen


def documented_call(service: Service, operation: str, query: str = "", **ids: str) -> SeenCall:
    """Return what a server should see of a call, by `service.json` alone."""
    facts: Mapping[str, Any] = service.document["operations"][operation]
    path = str(facts["path"])
    for name, id in ids.items():
        path = path.replace(f"{{{name}}}", id)
    auth = service.document["auth"]
    return facts["method"], path_prefix(service) + path + query, f"{auth['scheme']} {DEFAULT_TOKEN}"


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made_up_services())
def test_server_sees_exactly_the_documented_calls(
    tmp_path_factory: pytest.TempPathFactory, service: Service
) -> None:
    """Whatever methods, paths, header and scheme a service has, the client's calls are those, and they work."""
    id, seen = call_everything(service, tmp_path_factory.mktemp("jobs"))
    assert seen == [
        documented_call(service, "submit", model_id=str(ENDPOINT.id)),
        documented_call(service, "status", request_id=id),
        documented_call(service, "result", "?include_cost=true", request_id=id),
        documented_call(service, "cancel", request_id=id),
        documented_call(service, "status", request_id=id),
        documented_call(service, "result", request_id=id),
    ]


@settings(deadline=None, max_examples=10)
@given(HEADERS, TOKENS)
def test_errors_keep_no_token(header: str, scheme: str) -> None:
    """Whatever header has the token, the request that an error refers to has it no more."""

    def flow() -> Flow[None]:
        yield HttpRequest("GET", "/x", (header, scheme), 2.0)

    async def drive_async() -> None:
        await AsyncTransport(CLOSED, DEFAULT_TOKEN, None).drive(flow())

    for drive in (
        lambda: Transport(CLOSED, DEFAULT_TOKEN, None).drive(flow()),
        lambda: anyio.run(drive_async),
    ):
        with pytest.raises(NotSent) as caught:
            drive()
        assert isinstance(caught.value.__cause__, httpx.HTTPError)
        assert DEFAULT_TOKEN not in str(caught.value.__cause__.request.headers.raw)


@given(documents(), st.text(min_size=1).filter(str.isprintable))
def test_request_id_stays_one_segment(document: dict[str, Any], id: str) -> None:
    """Whatever its characters, a request id is one segment of the path, and quoted."""
    service = RuntimeService(**service_arguments(Service(document, Path("service.json"))))
    for name in ("status", "result", "cancel"):
        path = wire_of(service).call(name, request_id=id).path
        template = document["operations"][name]["path"]
        assert path.count("/") == template.count("/")
        assert path == template.replace("{request_id}", quote(id, safe=""))


UNUSABLE = ["", ".", "..", "a\nb", "a\x00", "\ud800", None, b"a", True, 1.0, "a" * 513, 10**600]


@pytest.mark.parametrize("id", UNUSABLE, ids=lambda id: repr(id)[:12])
def test_unusable_request_ids(id: object) -> None:
    """What no path can carry, or is no text or integer, is no request id."""
    assert SERVICE.request_id(id) is None


@pytest.mark.parametrize(
    "id", ["a", ".a", "a.b", "...", "ä b/c?", "run:2026.11-7", "a" * 512, 7, -1]
)
def test_unusual_request_ids(id: str | int) -> None:
    """Any other printable text of up to 512 characters is a request id, and so is an integer."""
    assert SERVICE.request_id(id) == str(id)

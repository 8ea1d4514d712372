"""The headers that a service's file gives an operation: in the calls of the harness, and in its shell commands."""

from __future__ import annotations

import copy
import shlex
from pathlib import Path

import httpx
import pytest

from clientwright.specs.model import Service
from clientwright.testing.report.curl import curl_command
from clientwright.testing.report.report_context import RerunSettings
from clientwright.testing.targets.server_target import ServerTarget
from testing.support import SPECS


@pytest.mark.parametrize("operation", ["submit", "status", "result", "cancel"])
def test_an_operation_has_its_own_headers(operation: str) -> None:
    """A call has the headers that the service's file gives its operation and no other, also as a shell command."""
    facts = copy.deepcopy(dict(SPECS.service.document))
    facts["operations"][operation]["headers"] = {"X-Mode": "it's"}
    service = Service(facts, Path("service.json"))
    sent: dict[str, str | None] = {}

    def answer(asked: httpx.Request) -> httpx.Response:
        sent[asked.url.path] = asked.headers.get("x-mode")
        return httpx.Response(200, json={"request_id": "r", "status": "in_queue"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        server = ServerTarget(service, "http://127.0.0.1:9/v1", {"mine": "t"}, http)
        ids = ("maker/draw", "r", "r", "r")
        calls = (lambda id: server.submit(id, {}), server.status, server.result, server.cancel)
        names = ("submit", "status", "result", "cancel")
        done = {name: call(id) for name, call, id in zip(names, calls, ids, strict=True)}
    settings = RerunSettings.for_service(service, server.base_url)
    for name, exchange in done.items():
        own = "it's" if name == operation else None
        assert sent[f"/v1{exchange.path}"] == own
        words = shlex.split(curl_command(exchange, settings))
        assert ("X-Mode: it's" in words) is (own is not None)

"""Faults that a caller's own HTTP client brings in: hooks, redirects, a closed or wrong client."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from runcomfy import AsyncRunComfy, RunComfy
from runtime.byte_server import ByteServer, reply, run_server
from runtime.faults.fault import ACCEPTED, ID
from runtime.faults.play import REQUEST, TOKEN

FLAVOUR = pytest.mark.parametrize("flavour", ["sync", "async"])
Hook = Callable[[Any], Any]


def submitted(flavour: str, server: ByteServer, closed: bool = False, **settings: Any) -> Any:
    """Return what a submit through the caller's own HTTP client gives or raises."""

    async def submit() -> Any:
        async with httpx.AsyncClient(**settings) as http:
            if closed:
                await http.aclose()
            async with AsyncRunComfy(TOKEN, server.base_url, 5.0, http) as api:
                return await api.submit(REQUEST)

    try:
        if flavour == "async":
            return asyncio.run(submit())
        with httpx.Client(**settings) as http:
            if closed:
                http.close()
            with RunComfy(TOKEN, server.base_url, 5.0, http) as api:
                return api.submit(REQUEST)
    except Exception as error:
        return error


def hooks(flavour: str, event: str, act: Hook) -> dict[str, Any]:
    """Return settings with a hook, async where it must be."""

    async def act_async(seen: Any) -> None:
        if inspect.isawaitable(found := act(seen)):
            await found

    return {"event_hooks": {event: [act if flavour == "sync" else act_async]}}


def boom(seen: object) -> None:
    """Raise what no HTTP library raises."""
    raise KeyError("boom")


def read_body(response: Any) -> Any:
    """Read the body before the client does."""
    return (
        response.aread() if isinstance(response.stream, httpx.AsyncByteStream) else response.read()
    )


def close_response(response: Any) -> Any:
    """Close the answer before the client reads it."""
    async_only = isinstance(response.stream, httpx.AsyncByteStream)
    return response.aclose() if async_only else response.close()


def raise_for_status(response: Any) -> None:
    """Raise for a status that is not good."""
    response.raise_for_status()


@FLAVOUR
def test_request_hook_that_raises(server: ByteServer, flavour: str) -> None:
    """A hook that raises before the request is sent: nothing was sent, and the error says so."""
    server.actions = [ACCEPTED]
    got = submitted(flavour, server, **hooks(flavour, "request", boom))
    assert type(got).__name__ == "ConfigurationError", got
    assert "nothing was sent" in str(got).lower()
    assert server.received == []


@FLAVOUR
@pytest.mark.parametrize("act", [boom, close_response])
def test_response_hook_that_loses_the_answer(server: ByteServer, flavour: str, act: Hook) -> None:
    """A hook that loses the answer leaves the outcome unknown, after one submit."""
    server.actions = [ACCEPTED]
    got = submitted(flavour, server, **hooks(flavour, "response", act))
    assert type(got).__name__ == "SubmitUnknown", got
    assert len(server.received) == 1


@FLAVOUR
def test_response_hook_that_reads(server: ByteServer, flavour: str) -> None:
    """A hook that reads the body takes nothing from the client."""
    server.actions = [ACCEPTED]
    got = submitted(flavour, server, **hooks(flavour, "response", read_body))
    assert getattr(got, "request_id", None) == ID, got
    assert len(server.received) == 1


RAISED = {
    "429": (reply({"message": "slow"}, 429, "Retry-After: 0"), {"Job", "AsyncJob"}, 2),
    "422": (reply({"message": "no"}, 422), {"InputRefused"}, 1),
    "402": (reply({"error_code": 400002}, 402), {"InsufficientBalance"}, 1),
    "500": (reply({"message": "boom"}, 500), {"SubmitUnknown"}, 1),
    "302": (reply(b"", 302, "Location: /x"), {"SubmitUnknown"}, 1),
}


@FLAVOUR
@pytest.mark.parametrize("name", RAISED)
def test_response_hook_that_raises_for_status(server: ByteServer, flavour: str, name: str) -> None:
    """A hook that raises for the status changes nothing of what the status means."""
    act, kinds, posts = RAISED[name]
    server.actions = [act, ACCEPTED]
    got = submitted(flavour, server, **hooks(flavour, "response", raise_for_status))
    assert type(got).__name__ in kinds, got
    assert len(server.received) == posts


@FLAVOUR
def test_closed_client(server: ByteServer, flavour: str) -> None:
    """A client that is closed already: nothing was sent."""
    server.actions = [ACCEPTED]
    got = submitted(flavour, server, closed=True)
    assert type(got).__name__ == "ClientClosed", got
    assert server.received == []


@FLAVOUR
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_client_that_follows_redirects(server: ByteServer, flavour: str, code: int) -> None:
    """A client that follows redirects elsewhere follows none here."""
    with run_server() as other:
        other.actions = [ACCEPTED]
        server.actions = [reply(b"", code, f"Location: {other.base_url}/x"), ACCEPTED]
        got = submitted(flavour, server, follow_redirects=True)
        assert other.connections == 0
    assert type(got).__name__ == "SubmitUnknown", got
    assert len(server.received) == 1


@FLAVOUR
def test_own_headers_and_auth_stay_out(server: ByteServer, flavour: str) -> None:
    """The client's own auth, cookies, parameters and base URL are not mixed in."""
    server.actions = [ACCEPTED]
    settings: dict[str, Any] = {
        "auth": ("user", "password"),
        "params": {"a": "b"},
        "base_url": "https://elsewhere.example/x",
        "headers": {"Authorization": "Basic eDp5"},
    }
    assert submitted(flavour, server, **settings).request_id == ID
    (seen,) = server.received
    assert seen.startswith(b"POST /v1/models/kling/kling-3.0/standard/text-to-video HTTP/1.1")
    assert seen.lower().count(b"authorization:") == 1
    assert f"Authorization: Bearer {TOKEN}".encode() in seen


def test_clients_of_the_other_kind(server: ByteServer) -> None:
    """An HTTP client of the other kind is refused before anything is sent."""
    server.actions = [ACCEPTED]
    with httpx.Client() as http, pytest.raises(Exception, match="http_client") as caught:
        AsyncRunComfy(TOKEN, server.base_url, 5.0, http)
    assert type(caught.value).__name__ == "ConfigurationError"
    assert server.received == []

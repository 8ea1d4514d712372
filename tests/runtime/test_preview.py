"""A preview is the call that a submit makes, byte for byte, but for the token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import InvalidInput
from clientwright.runtime.preview import Preview
from runtime.byte_server import ByteServer, reply, run_server
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo
from runtime.http_flavours import ClientFlavour

ACCEPTED = reply({"request_id": "job-1"})
OWN = {"X-Own": "a", "Cookie": "session=1", "User-Agent": "mine"}
Settings = dict[str, Any]


def both_sync(server: ByteServer, request: Any, own: Settings | None) -> Preview:
    """Preview and submit a request with a sync client."""
    http_client = None if own is None else httpx.Client(**own)
    with Demo(TOKEN, server.base_url, http_client=http_client) as api:
        preview = api.preview(request)
        assert server.connections == 0
        api.submit(request)
    if http_client is not None:
        http_client.close()
    return preview


def both_async(server: ByteServer, request: Any, own: Settings | None) -> Preview:
    """Preview and submit a request with an async client, the first without an event loop."""
    http_client = None if own is None else httpx.AsyncClient(**own)
    api = AsyncDemo(TOKEN, server.base_url, http_client=http_client)
    preview = api.preview(request)
    assert server.connections == 0

    async def submit() -> None:
        async with api:
            await api.submit(request)
        if http_client is not None:
            await http_client.aclose()

    asyncio.run(submit())
    return preview


def sent(server: ByteServer) -> tuple[str, str, list[str], bytes]:
    """Return method, URL, header lines and body of the one call that the server received."""
    (raw,) = server.received
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    return method, server.base_url.removesuffix("/v1") + path, lines, body


@pytest.mark.parametrize("both", [both_sync, both_async])
@pytest.mark.parametrize("own", [None, {}, {"headers": OWN}])
@pytest.mark.parametrize("body", [{"prompt": "é\n\U0001f600"}, {"prompt": "x", "class": "y"}])
def test_a_preview_is_what_is_sent(
    both: Callable[..., Preview], own: Settings | None, body: dict[str, Any]
) -> None:
    """Method, URL, headers and the bytes of the body are those of the submit; the token is hidden."""
    with run_server() as server:
        server.actions = [ACCEPTED]
        preview = both(server, ENDPOINT.request(body), own)
        method, url, lines, data = sent(server)
    hidden = [line.replace(TOKEN, "***").replace("session=1", "***") for line in lines]
    assert (preview.method, preview.url, preview.body) == (method, url, data)
    assert [f"{name}: {value}" for name, value in preview.headers.items()] == hidden
    assert TOKEN in str(lines)
    assert TOKEN not in f"{preview!r}{preview}"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Api-Key": "hidden"},
        {"X-Auth-Token": "hidden"},
        {"Proxy-Authorization": "Basic hidden"},
        {"Cookie": "a=hidden"},
        {"X-Client-Secret": "hidden"},
        {"X-Amz-Sig": "hidden"},
        {"X-Amz-Signature": "hidden"},
        {"X_Passphrase": "hidden"},
        {"Sig": "hidden"},
        {"X-Session-Id": "hidden"},
        {"X-Odd": f"prefix {TOKEN} hidden"},
        {"Authorization": "Basic hidden"},
    ],
    ids=str,
)
def test_headers_with_secrets_are_hidden(headers: dict[str, str]) -> None:
    """What a caller's HTTP client sends as a secret, or with the token in it, is hidden."""
    with (
        httpx.Client(headers=headers) as http_client,
        Demo(TOKEN, "https://api.example/v1", http_client=http_client) as api,
    ):
        preview = api.preview(ENDPOINT.request({"prompt": "x"}))
    assert "hidden" not in f"{preview!r}{preview}"
    assert TOKEN not in f"{preview!r}{preview}"


@given(st.text(st.characters(codec="utf-8")))
def test_a_preview_can_be_read(prompt: str) -> None:
    """As text, a preview has the method and the URL, the headers, and the JSON as it would be sent."""
    with Demo(TOKEN, "https://api.example/v1") as api:
        preview = api.preview(ENDPOINT.request({"prompt": prompt}))
    head, _, body = str(preview).partition("\n\n")
    lines = head.split("\n")
    assert lines[0] == "POST https://api.example/v1/models/demo/film-1.0/image%20to%20video"
    assert "Authorization: Bearer ***" in lines
    assert f"Content-Length: {len(body.encode())}" in lines


def test_an_unchecked_request_has_a_preview() -> None:
    """A request that is not checked is shown as it would be sent; what is no request is refused."""
    with Demo(TOKEN, "https://api.example/v1") as api:
        preview = api.preview(ENDPOINT.request({"new": 1}, validate="off"))
        assert preview.body == b'{"new": 1}'
        nothing: Any = {"prompt": "x"}
        with pytest.raises(InvalidInput, match="no request"):
            api.preview(nothing)


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_both_http_libraries_have_previews(library: str) -> None:
    """On each HTTP library a preview is the call that it makes."""
    flavour = ClientFlavour(library, "sync")
    request = flavour.module("endpoint").Request(ENDPOINT, {"prompt": "x"})
    with run_server() as server:
        server.actions = [ACCEPTED]
        with flavour.client("Client")(TOKEN, server.base_url) as api:
            preview = api.preview(request)
            api.submit(request)
        method, url, lines, data = sent(server)
    assert (preview.method, preview.url, preview.body) == (method, url, data)
    shown = [f"{name}: {value}" for name, value in preview.headers.items()]
    assert shown == [line.replace(TOKEN, "***") for line in lines]

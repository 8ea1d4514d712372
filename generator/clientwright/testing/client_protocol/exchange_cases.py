"""One request and its answer in a client's own transport: hooks, redirects and encodings, sync and async."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from clientwright.testing.client_protocol.client_under_test import ClientUnderTest
from clientwright.testing.client_protocol.live_case import LiveCase, RawAnswer, loopback_server
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID
from clientwright.testing.service_wire import LINK_NAMES
from clientwright.testing.wire_answers import body_with_value

ELSEWHERE = "https://elsewhere.example/v1/models"
REDIRECTS = (301, 302, 303, 307, 308)
BOMB_BYTES = 20 * 1024 * 1024
"""More than a client may read of one answer."""
MODES = {"": False, "-async": True}


@dataclass(frozen=True, slots=True)
class LiveCall:
    """An operation, and where the client sends it: an address, or an HTTP client with some options."""

    operation: str
    is_async: bool
    base_url: str = ""
    http_options: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def outcome(self, tested: ClientUnderTest) -> str:
        """Make the call; return the request id of its answer, or the class of the error."""
        try:
            found = asyncio.run(self._async(tested)) if self.is_async else self._sync(tested)
        except Exception as error:
            return type(error).__name__
        return str(found.request_id)

    def _sync(self, tested: ClientUnderTest) -> Any:
        with ExitStack() as stack:
            http = None
            if self.http_options:
                http = stack.enter_context(tested.http.Client(**self.http_options))
            api = stack.enter_context(tested.sync_client(self.base_url, http))
            return self._start(api, tested)

    async def _async(self, tested: ClientUnderTest) -> Any:
        async with AsyncExitStack() as stack:
            http = None
            if self.http_options:
                opened = tested.http.AsyncClient(**self.http_options)
                http = await stack.enter_async_context(opened)
            api = await stack.enter_async_context(tested.async_client(self.base_url, http))
            return await self._start(api, tested)

    def _start(self, api: Any, tested: ClientUnderTest) -> Any:
        if self.operation == "submit":
            return api.submit(tested.request)
        return getattr(tested.job(api), self.operation)()


def exchange_cases() -> Iterator[LiveCase]:
    """Yield the promises about one request and its answer."""
    for suffix, is_async in MODES.items():
        kind = "an async client" if is_async else "a client"
        yield LiveCase(
            f"failing-request-hook{suffix}",
            f"A request hook that raises in {kind}: nothing was sent, and the error says so.",
            "/operations/submit",
            "ConfigurationError after 0 submits",
            partial(_submit_with_hook, "request", is_async),
        )
        yield LiveCase(
            f"failing-response-hook{suffix}",
            f"A response hook that raises in {kind}: the job may have been accepted.",
            "/operations/submit",
            "SubmitUnknown after 1 submit",
            partial(_submit_with_hook, "response", is_async),
        )
        yield LiveCase(
            f"redirects-are-not-followed{suffix}",
            f"No redirect is followed by {kind}, so the token goes nowhere else.",
            "/auth",
            "an error for each, and no request elsewhere",
            partial(_redirect, is_async),
        )
        yield LiveCase(
            f"links-are-not-followed{suffix}",
            f"No link to another address in an answer is followed by {kind}, so the token goes nowhere else.",
            "/auth",
            "no request elsewhere",
            partial(_answer_with_links, is_async),
        )
        yield LiveCase(
            f"no-encoding-is-asked-for{suffix}",
            f"No compressed answer is asked for by {kind}, since a short one may inflate to any length.",
            "/operations/submit",
            "identity",
            partial(_asked_encodings, is_async),
        )
        for name, encode in ENCODINGS.items():
            yield LiveCase(
                f"{name}-answer-is-read{suffix}",
                f"An answer that is encoded as {name} is read by {kind}.",
                "/operations/submit",
                f"{REQUEST_ID} after 1 submit",
                partial(_submit_encoded, name, encode, is_async),
            )
        yield LiveCase(
            f"unknown-encoding-is-no-answer{suffix}",
            f"An answer in another encoding is not read by {kind}: the job may have been accepted.",
            "/operations/submit",
            "SubmitUnknown after 1 submit",
            partial(_submit_encoded, "br", bytes, is_async),
        )
        yield LiveCase(
            f"inflated-answer-is-limited{suffix}",
            f"An answer that inflates to {BOMB_BYTES // 2**20} MiB is not read by {kind}.",
            "/operations/submit",
            "SubmitUnknown after 1 submit",
            partial(_submit_encoded, "gzip", _bomb, is_async),
        )


ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
}


@lru_cache(maxsize=1)
def _bomb(body: bytes) -> bytes:
    """Return a short answer in gzip that is a correct one, but for its length."""
    return gzip.compress(body + b" " * BOMB_BYTES, compresslevel=1)


def _submit_with_hook(event: str, is_async: bool, tested: ClientUnderTest) -> str:
    sent: list[str] = []

    def fail(message: Any) -> None:
        raise RuntimeError("a hook of the caller fails")

    async def fail_async(message: Any) -> None:
        fail(message)

    def answer(request: Any) -> Any:
        sent.append(str(request.url))
        return tested.answer()

    hooks = {event: [fail_async if is_async else fail]}
    options = {"transport": tested.http.MockTransport(answer), "event_hooks": hooks}
    end = LiveCall("submit", is_async, http_options=options).outcome(tested)
    return f"{end} after {_submits(len(sent))}"


def _asked_encodings(is_async: bool, tested: ClientUnderTest) -> str:
    asked: list[str] = []

    def answer(request: Any) -> Any:
        asked.append(request.headers.get("Accept-Encoding", "none named"))
        return tested.answer()

    options = {"transport": tested.http.MockTransport(answer)}
    LiveCall("submit", is_async, http_options=options).outcome(tested)
    return ", ".join(asked)


def _submit_encoded(
    name: str, encode: Callable[[bytes], bytes], is_async: bool, tested: ClientUnderTest
) -> str:
    accepted = tested.accepted()
    body = encode(json.dumps(accepted.body).encode())
    usual = {"Content-Type": "application/json", "Content-Encoding": name}
    headers = {**accepted.headers, **usual}
    with loopback_server(lambda path: RawAnswer(body, headers)) as server:
        end = LiveCall("submit", is_async, server.url).outcome(tested)
    return f"{end} after {_submits(len(server.paths))}"


def _redirect(is_async: bool, tested: ClientUnderTest) -> str:
    home, elsewhere, errors = urlsplit(tested.base_url).hostname, [], 0
    expected = len(REDIRECTS) * len(tested.operations)
    for status in REDIRECTS:

        def answer(request: Any, status: int = status) -> Any:
            if request.url.host != home:
                elsewhere.append(str(request.url))
                return tested.answer()
            return tested.http.Response(status, headers={"Location": ELSEWHERE})

        options = {"transport": tested.http.MockTransport(answer), "follow_redirects": True}
        for operation in tested.operations:
            end = LiveCall(operation, is_async, http_options=options).outcome(tested)
            errors += end in ("SubmitUnknown", "UnexpectedAnswer")
    where = f"{len(elsewhere)} requests" if elsewhere else "no request"
    told = "an error for each" if errors == expected else f"{errors} errors"
    return f"{told}, and {where} elsewhere"


def _answer_with_links(is_async: bool, tested: ClientUnderTest) -> str:
    home, elsewhere = urlsplit(tested.base_url).hostname, []
    accepted = tested.accepted()
    body, headers = _with_links(tested, accepted.body), dict(accepted.headers)

    def answer(request: Any) -> Any:
        if request.url.host != home:
            elsewhere.append(str(request.url))
        return tested.http.Response(accepted.status, json=body, headers=headers)

    options = {"transport": tested.http.MockTransport(answer)}
    for operation in tested.operations:
        LiveCall(operation, is_async, http_options=options).outcome(tested)
    return f"{len(elsewhere) or 'no'} request{'s' * (len(elsewhere) > 1)} elsewhere"


def _with_links(tested: ClientUnderTest, body: Any) -> Any:
    """Return the body of an answer with links to another address, in each place that may have one."""
    for operation in tested.service.wire.operations.values():
        for name in LINK_NAMES:
            place = operation.fields.get(name)
            if place is not None and not place.header:
                body = body_with_value(body, place.pointer, ELSEWHERE)
    return body


def _submits(count: int) -> str:
    return f"{count} submit{'s' * (count != 1)}"

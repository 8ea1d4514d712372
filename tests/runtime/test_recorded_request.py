"""A request knows whether its body may have been sent: a law over what hooks and transports do with it."""

from __future__ import annotations

import asyncio
import pickle
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.http_exchange import RecordedRequest

BODY = b'{"prompt": "x"}'


async def _collect(stream: Any) -> bytes:
    return b"".join([part async for part in stream])


READS = {
    "content": lambda request: request.content,
    "read": lambda request: request.read(),
    "aread": lambda request: asyncio.run(request.aread()),
    "iterate": lambda request: b"".join(request.stream),
    "iterate async": lambda request: asyncio.run(_collect(request.stream)),
}
"""Every public way to the body of a request."""
LOOKS = {
    "headers": lambda request: request.headers,
    "repr": repr,
    "kind of stream": lambda request: isinstance(request.stream, httpx.ByteStream),
}
"""What a client does with a request before it hands it over, or after."""


def a_request() -> RecordedRequest:
    """Return a request with a body."""
    url, headers = httpx.URL("http://127.0.0.1/"), httpx.Headers({"Host": "127.0.0.1"})
    return RecordedRequest("POST", url, headers, BODY, {"timeout": {}})


@given(
    st.lists(st.sampled_from(["content", "read", "aread", "headers", "repr"])),
    st.lists(st.sampled_from([*READS, *LOOKS])),
)
def test_what_is_read_after_the_hand_over_may_be_sent(hooks: list[str], after: list[str]) -> None:
    """Hooks may read as they like; from the first look at the stream on, every reading counts."""
    request, ways = a_request(), {**READS, **LOOKS}
    for name in hooks:
        ways[name](request)
    assert isinstance(request.stream, httpx.SyncByteStream)  # as the client checks before it sends
    assert not request.may_be_sent
    for name in after:
        ways[name](request)
    assert request.may_be_sent == any(name in READS for name in after)


@pytest.mark.parametrize("name", READS)
def test_every_way_to_the_body_gives_all_of_it(name: str) -> None:
    """What a transport reads is the body, again and again."""
    request = a_request()
    assert READS[name](request) == READS[name](request) == BODY


def test_a_replaced_body_may_be_sent() -> None:
    """A body that is not watched may be sent at any time."""
    request = a_request()
    request.stream = httpx.ByteStream(b"{}")
    assert request.may_be_sent


def test_a_request_can_be_pickled() -> None:
    """A hook may keep a request as it may any other."""
    again = pickle.loads(pickle.dumps(a_request()))
    assert (again.method, again.content) == ("POST", BODY)

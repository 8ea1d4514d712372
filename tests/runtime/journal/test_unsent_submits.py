"""A submit that the program's own code ends before it is sent leaves its key free."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

from clientwright.runtime.errors import ClientError, ConfigurationError, SubmitUnknown
from runtime.journal.journal_callers import JournalCaller, accept, posts, script


class Raising(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Raises before anything is sent, or after the body was read."""

    def __init__(self, error: Callable[[], Exception], is_read: bool) -> None:
        self.error, self.is_read = error, is_read

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raise."""
        if self.is_read:
            assert isinstance(request.stream, httpx.SyncByteStream)
            b"".join(request.stream)
        raise self.error()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raise the same."""
        return self.handle_request(request)


def client_of(caller: JournalCaller, **settings: Any) -> Any:
    """Return an HTTP client of the caller's mode."""
    return (httpx.Client if caller.mode == "sync" else httpx.AsyncClient)(**settings)


def raise_in_hook(caller: JournalCaller, error: Callable[[], Exception]) -> Any:
    """Return an HTTP client whose hook of requests raises."""

    def hook(request: httpx.Request) -> None:
        raise error()

    async def later(request: httpx.Request) -> None:
        raise error()

    hooks = {"request": [hook if caller.mode == "sync" else later]}
    return client_of(caller, event_hooks=hooks)


def dive() -> Exception:
    """Recurse without end."""
    return dive()


ERRORS: dict[str, Callable[[], Exception]] = {
    "bug": lambda: KeyError("a bug"),
    "memory": MemoryError,
    "stack": dive,
    "disk": lambda: OSError("no space left"),
}


@pytest.mark.parametrize("place", ["hook", "transport"])
@pytest.mark.parametrize("name", ERRORS)
def test_what_raises_before_sending_leaves_the_key_free(
    file_caller: JournalCaller, name: str, place: str
) -> None:
    """The error says that nothing was sent, the entry says it, too, and the key buys the next time."""
    error = ERRORS[name]
    http_client = raise_in_hook(file_caller, error)
    if place == "transport":
        http_client = client_of(file_caller, transport=Raising(error, is_read=False))
    script(file_caller.server)
    file_caller.settings = {"http_client": http_client, "timeout": 0.1}
    with pytest.raises(ClientError) as caught:
        file_caller.submit(once="k")
    assert isinstance(caught.value, ConfigurationError) == (name != "disk")
    assert file_caller.states() == ["not_sent"]
    file_caller.settings = {}
    file_caller.submit(once="k")
    assert (file_caller.states()[-1], posts(file_caller.server)) == ("accepted", 1)


@pytest.mark.parametrize("name", ERRORS)
def test_what_raises_later_leaves_the_key_unknown(sync_caller: JournalCaller, name: str) -> None:
    """Once somebody has read the body, no exception says that nothing was sent."""
    transport = Raising(ERRORS[name], is_read=True)
    sync_caller.settings = {"http_client": client_of(sync_caller, transport=transport)}
    with pytest.raises(SubmitUnknown):
        sync_caller.submit(once="k")
    assert sync_caller.states() == ["unknown"]


def test_a_submit_at_any_depth_of_the_stack(sync_caller: JournalCaller) -> None:
    """However little stack is left, an entry never denies a job that was accepted, and none is bought twice."""
    depth = sys.getrecursionlimit()

    def submit(levels: int, once: str) -> Any:
        return submit(levels - 1, once) if levels else sync_caller.submit(once=once)

    for left in range(20, 220, 4):
        script(sync_caller.server, accept(f"job-{left}"))
        before = posts(sync_caller.server)
        with suppress(ClientError, RecursionError):
            submit(depth - left, f"k{left}")
        bought = posts(sync_caller.server) - before
        entries = [one for one in sync_caller.entries() if one.once == f"k{left}"]
        assert bought == sum(one.state in ("accepted", "unknown") for one in entries)
    assert posts(sync_caller.server) > 0
    assert len({*(one.request_id for one in sync_caller.entries())} - {None}) == posts(
        sync_caller.server
    )

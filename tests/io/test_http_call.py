"""Calls with a deadline and a limit: threads are used again, except by those that hang."""

from __future__ import annotations

import _thread
import threading
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.http_call import AnswerTooLarge, call_with_deadline

URL = "http://service.invalid"


def test_a_call_that_hangs_delays_no_other() -> None:
    """A call that is given up keeps its thread; every later one is answered, as the ones before it were."""
    release, hung = threading.Event(), threading.Event()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/hangs":
            hung.set()
            release.wait(60)
        return httpx.Response(200, text=request.url.path)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        try:
            texts = [call_with_deadline(http, "GET", f"{URL}/{n}", {}).text for n in range(3)]
            given_up = call_with_deadline(http, "GET", f"{URL}/hangs", {}, seconds=0.1)
            assert hung.is_set()
            later = [call_with_deadline(http, "GET", f"{URL}/{n}", {}).text for n in range(3, 9)]
        finally:
            release.set()
    assert texts + later == [f"/{n}" for n in range(9)]
    assert "no whole answer" in given_up.failure


@given(size=st.integers(0, 40), limit=st.integers(0, 40))
def test_the_limit_is_the_largest_answer(size: int, limit: int) -> None:
    """An answer of at most `limit` bytes arrives whole; of a larger one nothing does."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=b"x" * size))
    with httpx.Client(transport=transport) as http:
        done = call_with_deadline(http, "GET", URL, {}, limit=limit)
    assert (done.status, len(done.body)) == ((200, size) if size <= limit else (0, 0))
    assert isinstance(done.error, AnswerTooLarge) is (size > limit)


def test_a_body_that_is_not_wanted_is_not_read() -> None:
    """A body of any size is left out where its status and headers are all that is asked for."""
    transport = httpx.MockTransport(lambda _: httpx.Response(302, content=b"x" * 100))
    with httpx.Client(transport=transport) as http:
        done = call_with_deadline(
            http, "GET", URL, {}, limit=9, wants_body=lambda status, _: status == 200
        )
    assert (done.status, done.reason, done.body, done.failure) == (302, "Found", b"", "")


def test_a_signal_just_before_the_wait_ends_it() -> None:
    """Ctrl-C ends a call that is not answered, also if the signal wakes nobody."""
    noticed = threading.Event()
    in_time: list[bool] = []

    def answer(_: httpx.Request) -> httpx.Response:
        _thread.interrupt_main()
        in_time.append(noticed.wait(20))
        return httpx.Response(200)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        with pytest.raises(KeyboardInterrupt):
            call_with_deadline(http, "GET", URL, {})
        noticed.set()
        while not in_time:
            time.sleep(0.01)
    assert in_time == [True]

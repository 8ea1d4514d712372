"""Calls with a deadline: threads are used again, except by those that hang."""

from __future__ import annotations

import threading

import httpx

from clientwright.io.http_call import call_with_deadline

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

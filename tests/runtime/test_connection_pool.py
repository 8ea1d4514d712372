"""Many threads on one client with default settings: no answer is lost on the way to its thread."""

from __future__ import annotations

import json
import threading
from collections import Counter

import pytest

from runtime.byte_server import ByteServer, reply
from runtime.demo_service import ENDPOINT, TOKEN
from runtime.http_flavours import ClientFlavour

ACCEPTED = reply({"request_id": "job-1"})


def submit_from_threads(
    flavour: ClientFlavour, server: ByteServer, threads: int, submits: int
) -> Counter[str]:
    """Let each thread submit in a row; return how often each outcome came."""
    outcomes: Counter[str] = Counter()
    lock, start = threading.Lock(), threading.Barrier(threads)

    def work(number: int) -> None:
        start.wait()
        for n in range(submits):
            flow = api._connection.protocol.submit(ENDPOINT.id, {"prompt": f"{number}/{n}"})
            try:
                outcome = api._connection.transport.drive(flow)
            except Exception as error:
                outcome = f"{type(error).__name__}: {error}"
            with lock:
                outcomes[outcome] += 1

    with flavour.client("Client")(TOKEN, server.base_url) as api:
        running = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    return outcomes


def prompts(server: ByteServer) -> set[str]:
    """Return the prompts that arrived."""
    bodies = (request.partition(b"\r\n\r\n")[2] for request in server.received)
    return {json.loads(body)["prompt"] for body in bodies}


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
@pytest.mark.parametrize(
    ("threads", "submits"),
    [
        pytest.param(40, 15, marks=pytest.mark.timeout(120)),
        pytest.param(100, 100, marks=[pytest.mark.stress, pytest.mark.timeout(1200)]),
    ],
)
def test_no_answer_is_lost(server: ByteServer, library: str, threads: int, submits: int) -> None:
    """Every submit arrives once, and every thread gets its answer."""
    server.actions = [ACCEPTED]
    total = threads * submits
    outcomes = submit_from_threads(ClientFlavour(library, "sync"), server, threads, submits)
    assert outcomes == {"job-1": total}
    assert (len(server.received), len(prompts(server))) == (total, total)


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_connections_are_kept(server: ByteServer, library: str) -> None:
    """Submits one after the other use one connection."""
    server.actions = [ACCEPTED]
    submit_from_threads(ClientFlavour(library, "sync"), server, 1, 5)
    assert (len(server.received), server.connections) == (5, 1)


def test_the_pool_never_closes_what_it_may_still_give_away(flavour: ClientFlavour) -> None:
    """As many connections may be idle as there may be, for longer than the longest pause of a poll."""
    limits = flavour.module("http_client").LIMITS
    assert limits.max_connections == limits.max_keepalive_connections
    assert limits.max_connections >= 16
    assert limits.keepalive_expiry > 10

"""Transports over real sockets, in every flavour: requests, secrecy of the token, faulty servers."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from clientwright.runtime.errors import (
    JobTimedOut,
    SubmitUnknown,
    TransportError,
    UnexpectedAnswer,
)
from clientwright.runtime.responses import Status
from runtime.byte_server import (
    ByteServer,
    ServerAction,
    drip,
    flood,
    hang_up,
    reply,
    run_server,
    send_and_close,
)
from runtime.conftest import ClientDriver
from runtime.demo_service import ENDPOINT, TOKEN

# httpx leaves inner generators to the garbage collector if a body is not read to its end.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
    pytest.mark.usefixtures("quick_retries"),
]
ACCEPTED = reply({"request_id": "job-1", "status_url": "https://elsewhere.example/steal"})
DONE = reply({"request_id": "job-1", "status": "succeeded", "output": {"video": "https://x/v"}})
COMPLETED = reply({"request_id": "job-1", "status": "completed"})


def test_requests_of_a_job(server: ByteServer, drive: ClientDriver) -> None:
    """Submit, status and result use the documented paths, the token, and UTF-8 JSON."""
    server.actions = [ACCEPTED, COMPLETED, DONE]
    assert drive(server, "wait").output.video == "https://x/v"
    assert server.request_lines() == [
        "POST /v1/models/demo/film-1.0/image%20to%20video HTTP/1.1",
        "GET /v1/requests/job-1/status HTTP/1.1",
        "GET /v1/requests/job-1/result HTTP/1.1",
    ]
    assert all(f"\r\nAuthorization: Bearer {TOKEN}\r\n".encode() in r for r in server.received)
    body = server.received[0].partition(b"\r\n\r\n")[2]
    assert json.loads(body.decode("utf-8")) == {"prompt": "é"}
    assert "é".encode() in body


def test_include_cost_is_a_query(server: ByteServer, drive: ClientDriver) -> None:
    """include_cost is a query of /result, and the result has the cost."""
    server.actions = [ACCEPTED, reply({"status": "in_progress", "cost": 0.5})]
    assert drive(server, "result", include_cost=True).cost == 0.5
    assert server.request_lines()[1].split()[1] == "/v1/requests/job-1/result?include_cost=true"


def test_cancel_trusts_outcome(server: ByteServer, drive: ClientDriver) -> None:
    """Cancel posts no body, and reads the outcome, not the status."""
    server.actions = [
        ACCEPTED,
        reply({"status": "completed", "outcome": "cancelled"}, 202),
    ]
    assert drive(server, "cancel").cancelled
    assert server.received[1].startswith(b"POST /v1/requests/job-1/cancel ")
    assert server.received[1].endswith(b"\r\n\r\n")


LOST: dict[str, ServerAction] = {
    "closed": hang_up,
    "half": send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{"),
    "no-http": send_and_close(b"220 smtp.example ready\r\n"),
    "html": reply(b"<html>gateway</html>"),
    "failed": reply(b"<html>gateway</html>", 502),
    "redirect": reply({}, 307, "Location: /v1/models/x"),
    "flood": flood,
    "broken-gzip": reply(b"nogzip", 200, "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("name", LOST)
def test_lost_submit_is_sent_once(server: ByteServer, drive: ClientDriver, name: str) -> None:
    """However the answer is lost, the submit was sent once, and the error names the endpoint."""
    server.actions = [LOST[name], ACCEPTED]
    with pytest.raises(SubmitUnknown) as caught:
        drive(server)
    assert len(server.received) == 1
    assert caught.value.endpoint == ENDPOINT.id
    assert TOKEN not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize("name", ["closed", "half", "no-http", "html", "failed", "broken-gzip"])
def test_lost_status_is_retried(server: ByteServer, drive: ClientDriver, name: str) -> None:
    """The same failures are retried when reading a status."""
    server.actions = [ACCEPTED, LOST[name], COMPLETED]
    assert drive(server, "status").phase == "finished"
    assert len(server.received) == 3


def test_endless_body_times_out(server: ByteServer, drive: ClientDriver) -> None:
    """An endless answer is given up at the deadline."""
    stop = threading.Event()
    server.actions = [ACCEPTED, drip(stop)]
    try:
        with pytest.raises(JobTimedOut) as caught:
            drive(server, "wait", within=1.0, timeout=0.5)
    finally:
        stop.set()
    assert isinstance(caught.value.__cause__, TransportError)


def test_redirect_is_not_followed(server: ByteServer, drive: ClientDriver) -> None:
    """A redirect to another host gets neither request nor token."""
    with run_server() as thief:
        thief.actions = [DONE]
        server.actions = [ACCEPTED, reply({}, 302, f"Location: {thief.base_url}/steal")]
        with pytest.raises(UnexpectedAnswer, match="redirect"):
            drive(server, "status")
        assert thief.received == []


def test_429_is_retried(server: ByteServer, drive: ClientDriver) -> None:
    """A submit that is refused for now is retried, and accepted once."""
    busy = reply({"error": "busy"}, 503, "Retry-After: 0")
    server.actions = [reply({}, 429, "Retry-After: 0"), busy, ACCEPTED]
    assert drive(server).request_id == "job-1"
    assert len(server.received) == 3


def test_refused_connection_is_transport_error(drive: ClientDriver) -> None:
    """A refused connection is a TransportError: nothing was sent."""
    with run_server() as stopped:
        pass
    with pytest.raises(TransportError, match="not sent"):
        drive(stopped, within=0.3)


def test_a_callback_may_end_the_wait_by_stop_iteration(server: ByteServer) -> None:
    """What a callback raises goes on as it is, also what no generator can raise, with the job in its note."""
    server.by_operation = {
        "submit": [reply({"request_id": "job-1"})],
        "status": [reply({"request_id": "job-1", "status": "in_queue"})],
    }
    reason = StopIteration("enough")

    def stop(_: object) -> None:
        raise reason

    with pytest.raises(StopIteration) as caught:
        ClientDriver("sync")(server, "wait", on_update=stop)
    assert caught.value is reason
    assert "job-1" in " ".join(reason.__notes__)


def test_async_callback_is_awaited(server: ByteServer, drive: ClientDriver) -> None:
    """on_update may be a coroutine function if the client is async."""
    heard: list[str] = []

    async def later(status: Status) -> None:
        heard.append(str(status))

    def now(status: Status) -> None:
        heard.append(str(status))

    server.actions = [ACCEPTED, COMPLETED, DONE]
    drive(server, "wait", on_update=now if drive.flavour == "sync" else later)
    assert heard == ["completed"]


def test_wait_errors_note_the_request_id(server: ByteServer, drive: ClientDriver) -> None:
    """Any exception that ends a wait has a note with the request id."""

    def boom(status: Any) -> None:
        raise KeyError("boom")

    server.actions = [ACCEPTED, COMPLETED, DONE]
    with pytest.raises(KeyError) as caught:
        drive(server, "wait", on_update=boom)
    assert "job-1" in caught.value.__notes__[0]


PAID = b'{"request_id": "job-1", "status": "in_queue"}'
BROKEN: dict[str, ServerAction] = {
    "too short": send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + PAID),
    "no last chunk": send_and_close(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(PAID), PAID)
    ),
    "mislabelled": reply(PAID, 200, "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_id_in_a_broken_answer_is_kept(server: ByteServer, drive: ClientDriver, name: str) -> None:
    """A request id that arrived is on the error, though the answer did not end as it should."""
    server.actions = [BROKEN[name]]
    with pytest.raises(SubmitUnknown) as caught:
        drive(server)
    assert (caught.value.request_id, caught.value.body) == ("job-1", PAID)

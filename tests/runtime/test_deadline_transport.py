"""The sync transport: errors by their names, tools that replace the library's transport, HTTP/2."""

from __future__ import annotations

import contextlib
import copy
import functools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import h2.config
import h2.connection
import h2.events
import pytest

from clientwright.runtime.http_exchange import TimeoutUntil
from runtime.byte_server import ByteServer, ServerAction, hang_up, reply, send_and_close
from runtime.http_flavours import ClientFlavour

ACCEPTED = reply({"request_id": "job-1"})
LIBRARIES = pytest.mark.parametrize("library", ["httpx", "httpx2"])


def open_client(library: str, base_url: str) -> Any:
    """Return the default HTTP client of the runtime on a library."""
    return ClientFlavour(library, "sync").module("http_client").open_client(base_url)


FAILURES: dict[str, tuple[ServerAction, str]] = {
    "closed": (hang_up, "RemoteProtocolError"),
    "no http": (send_and_close(b"220 smtp.example ready\r\n"), "RemoteProtocolError"),
    "half": (
        send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
        "RemoteProtocolError",
    ),
}


@LIBRARIES
@pytest.mark.parametrize("name", FAILURES)
def test_errors_are_those_of_the_http_library(server: ByteServer, library: str, name: str) -> None:
    """What the connections raise has the class that the library's own transport gives it."""
    action, kind = FAILURES[name]
    server.actions = [action]
    http = ClientFlavour(library, "sync").library
    with open_client(library, server.base_url) as ours, http.Client(trust_env=False) as standard:
        for client in (ours, standard):
            with pytest.raises(getattr(http, kind)) as caught:
                client.get(server.base_url)
            assert type(caught.value) is getattr(http, kind)


@LIBRARIES
def test_a_refused_connection_is_an_error_of_the_http_library(library: str) -> None:
    """A connection that nobody takes is a `ConnectError`."""
    http = ClientFlavour(library, "sync").library
    with open_client(library, "http://127.0.0.1:1") as client, pytest.raises(http.ConnectError):
        client.get("http://127.0.0.1:1")


@LIBRARIES
def test_answers_tell_as_much_as_with_the_standard_transport(
    server: ByteServer, library: str
) -> None:
    """Version, words of the status line and headers are those that the server sent."""
    server.actions = [reply({}, 429, "X-A: 1", "X-A: 2")]
    with open_client(library, server.base_url) as client:
        answer = client.get(server.base_url)
    assert (answer.http_version, answer.reason_phrase) == ("HTTP/1.1", "X")
    assert answer.headers.get_list("x-a") == ["1", "2"]


def replaced_by_a_function(seen: list[str], real: Callable[..., Any]) -> Any:
    """Return what recorders put in the place of the transport, which claims to be the original."""

    @functools.wraps(real)
    def handle_request(transport: Any, request: Any) -> Any:
        seen.append(request.method)
        return real(transport, request)

    return handle_request


def replaced_by_an_object(seen: list[str], real: Callable[..., Any]) -> Any:
    """Return what tracers put in the place of the transport."""

    class Wrapper:
        def __get__(self, transport: Any, kind: type) -> Any:
            return lambda request: seen.append(request.method) or real(transport, request)

    return Wrapper()


@LIBRARIES
@pytest.mark.parametrize("replace", [replaced_by_a_function, replaced_by_an_object])
def test_tools_that_replace_the_transport_see_every_request(
    server: ByteServer,
    library: str,
    replace: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Recorders, mocks and tracers work on an open client too, and leave nothing behind."""
    server.actions, flavour = [ACCEPTED], ClientFlavour(library, "sync")
    seen, transport = list[str](), flavour.library.HTTPTransport
    with open_client(library, server.base_url) as client:
        client.post(server.base_url)
        with monkeypatch.context() as patch:
            replacement = replace(seen, transport.handle_request)
            patch.setattr(transport, "handle_request", replacement)
            client.post(server.base_url)
            assert flavour.run(server.base_url) == "job-1"
        client.post(server.base_url)
    assert seen == ["POST", "POST"]
    assert len(server.received) == 4


@LIBRARIES
@pytest.mark.parametrize("mode", ["sync", "asyncio"])
@pytest.mark.parametrize("name", ["send", "_send_single_request"])
def test_tools_that_replace_a_method_of_the_client_see_every_request(
    server: ByteServer, library: str, mode: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """vcrpy before 8 replaces a method of the library's client: nothing gets past it to the network."""
    flavour = ClientFlavour(library, mode)
    http = flavour.library
    kind = http.Client if mode == "sync" else http.AsyncClient
    seen: list[str] = []

    def answer(request: Any) -> Any:
        seen.append(request.method)
        return http.Response(200, json={"request_id": "job-1"}, request=request)

    async def answer_later(client: Any, request: Any, **options: Any) -> Any:
        return answer(request)

    def answer_now(client: Any, request: Any, **options: Any) -> Any:
        return answer(request)

    monkeypatch.setattr(kind, name, answer_now if mode == "sync" else answer_later)
    assert flavour.run(server.base_url) == "job-1"
    assert seen == ["POST"]
    assert not server.received


def test_a_timeout_can_be_copied() -> None:
    """The timeouts of a request are numbers like others."""
    timeout = TimeoutUntil(2.0, 7.0)
    again = copy.deepcopy(timeout)
    assert (again, again.end, 0.5 * timeout) == (2.0, 7.0, 1.0)


def test_a_large_body_is_written_whole(server: ByteServer) -> None:
    """A body of many pieces arrives in order."""
    server.actions, body = [ACCEPTED], bytes(range(256)) * 5000
    with open_client("httpx", server.base_url) as client:
        client.post(server.base_url, content=body)
    assert server.received[0].partition(b"\r\n\r\n")[2] == body


@contextlib.contextmanager
def http2_server(endless: bool) -> Iterator[int]:
    """Run a server of HTTP/2 without TLS: it answers each request, or sends pings without end."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            sock, _ = listener.accept()
            with sock:
                speak(sock)

    def speak(sock: socket.socket) -> None:
        state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        state.initiate_connection()
        sock.sendall(state.data_to_send())
        pause = threading.Event()
        while data := sock.recv(65536):
            for event in state.receive_data(data):
                if isinstance(event, h2.events.StreamEnded) and not endless:
                    state.send_headers(event.stream_id, [(":status", "200")])
                    state.send_data(event.stream_id, b"{}", end_stream=True)
            sock.sendall(state.data_to_send())
            while endless and not pause.wait(0.02):
                state.ping(b"12345678")
                sock.sendall(state.data_to_send())

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(10)


def http2_pool(deadline: Any) -> Any:
    """Return a pool of HTTP/2 connections on our backend."""
    return deadline.network.ConnectionPool(
        http1=False, http2=True, network_backend=deadline.DeadlineBackend()
    )


def timeouts_of(kind: Any, seconds: float) -> dict[str, Any]:
    """Return the extensions of a request that has so many seconds in all."""
    timeout = kind(seconds, time.monotonic() + seconds)
    return {"timeout": {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}}


@LIBRARIES
def test_http2_works_on_the_backend(library: str) -> None:
    """Two requests on one HTTP/2 connection are answered."""
    flavour = ClientFlavour(library, "sync")
    deadline = flavour.module("network_deadline")
    timeouts = flavour.module("http_exchange").TimeoutUntil
    with http2_server(endless=False) as port, http2_pool(deadline) as pool:
        for _ in range(2):
            more = timeouts_of(timeouts, 10.0)
            answer = pool.request(
                "POST", f"http://127.0.0.1:{port}/", content=b"x", extensions=more
            )
            assert (answer.status, answer.content) == (200, b"{}")


@LIBRARIES
def test_http2_ends_on_the_backend(library: str) -> None:
    """Pings without end keep no request of HTTP/2; its end may come while one of them is answered."""
    flavour = ClientFlavour(library, "sync")
    deadline = flavour.module("network_deadline")
    timeouts = flavour.module("http_exchange").TimeoutUntil
    with http2_server(endless=True) as port, http2_pool(deadline) as pool:
        more = timeouts_of(timeouts, 0.5)
        ends = (deadline.network.ReadTimeout, deadline.network.WriteTimeout)
        with pytest.raises(ends):
            pool.request("GET", f"http://127.0.0.1:{port}/", extensions=more)

"""HTTP clients of the caller: hooks that raise or read, transports of their own, clients that are closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runtime.byte_server import ByteServer, reply
from runtime.demo_service import TOKEN
from runtime.http_flavours import ClientFlavour, name_of

pytestmark = pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
ACCEPTED = reply({"request_id": "job-1"})
DONE = reply({"status": "completed"})


def with_hook(flavour: ClientFlavour, event: str, hook: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the settings of an HTTP client with a hook."""
    return {"event_hooks": {event: [flavour.hook(hook)]}}


def on_method(method: str, action: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a hook that acts on requests of one method, or their answers."""

    def act(event: Any) -> None:
        request = getattr(event, "request", event)
        if request.method == method:
            action(event)

    return act


def fail(event: Any) -> None:
    """Raise what no HTTP library raises."""
    raise KeyError("a bug in a hook")


def fail_on_disk(event: Any) -> None:
    """Raise as a full disk does."""
    raise OSError("no space left")


@pytest.mark.parametrize("calls", [(), ("status",), ("cancel",)])
def test_a_request_hook_that_raises_sends_nothing(
    server: ByteServer, flavour: ClientFlavour, calls: tuple[str, ...]
) -> None:
    """The error says that nothing was sent, keeps the hook's error as its cause, and claims no more."""
    server.actions = [ACCEPTED]
    method = {(): "POST", ("status",): "GET", ("cancel",): "POST"}[calls]

    def action(request: Any) -> None:
        if not calls or request.url.path.rsplit("/", 1)[1] == calls[0]:
            fail(request)

    settings = with_hook(flavour, "request", on_method(method, action))
    found = flavour.run(server.base_url, *calls, http_client=settings)
    assert name_of(found) == "ConfigurationError"
    assert "nothing was sent" in str(found)
    assert isinstance(found.__cause__, KeyError)
    assert not getattr(found, "__notes__", [])
    assert len(server.received) == len(calls)
    assert TOKEN not in str(found)


def test_a_response_hook_that_raises_leaves_a_submit_unknown(
    server: ByteServer, flavour: ClientFlavour
) -> None:
    """After the answer no hook can say that nothing was sent."""
    server.actions = [ACCEPTED]
    found = flavour.run(server.base_url, http_client=with_hook(flavour, "response", fail))
    assert (name_of(found), len(server.received)) == ("SubmitUnknown", 1)
    assert isinstance(found.__cause__, KeyError)


def test_a_response_hook_that_raises_ends_a_status_at_once(
    server: ByteServer, flavour: ClientFlavour
) -> None:
    """What is no fault of the network is not tried again."""
    settings = with_hook(flavour, "response", on_method("GET", fail))
    for call in ("status", "wait"):
        server.actions = [ACCEPTED, DONE]
        server.received.clear()
        found = flavour.run(server.base_url, call, http_client=settings)
        assert (name_of(found), len(server.received)) == ("TransportError", 2)
        assert (found.request_id, type(found.__cause__)) == ("job-1", KeyError)


def test_a_request_hook_without_disk_is_tried_again(
    server: ByteServer, flavour: ClientFlavour
) -> None:
    """An error of the operating system before the body was asked for is one of those that pass."""
    server.actions = [ACCEPTED]
    times = iter([fail_on_disk])

    def action(request: Any) -> None:
        for each in times:
            each(request)

    settings = with_hook(flavour, "request", action)
    assert flavour.run(server.base_url, http_client=settings) == "job-1"
    assert len(server.received) == 1


def test_hooks_may_read_the_request(server: ByteServer, flavour: ClientFlavour) -> None:
    """A hook reads the body by `content` and `read`; the server gets all of it."""
    server.actions = [ACCEPTED]
    seen: list[bytes] = []
    settings = with_hook(flavour, "request", lambda r: seen.extend([r.content, r.read()]))
    assert flavour.run(server.base_url, http_client=settings) == "job-1"
    assert (
        set(seen) == {server.received[0].partition(b"\r\n\r\n")[2]} == {'{"prompt": "é"}'.encode()}
    )


def test_a_refused_connection_after_a_reading_hook_is_not_sent(flavour: ClientFlavour) -> None:
    """That a hook has read the body before it was handed over does not make a submit unknown."""
    settings = with_hook(flavour, "request", lambda request: request.content)
    found = flavour.run("http://127.0.0.1:1/v1", timeout=0.3, http_client=settings)
    assert name_of(found) == "TransportError"


def test_a_hook_that_puts_another_body_is_not_trusted(
    server: ByteServer, flavour: ClientFlavour
) -> None:
    """Of a body that is not watched nobody knows whether it was sent."""
    data, server.actions = b'{"prompt": "x"}', [ACCEPTED]

    def replace(request: Any) -> None:
        request.stream = flavour.library.ByteStream(data)
        request.headers["Content-Length"] = str(len(data))

    settings = with_hook(flavour, "request", replace)
    assert flavour.run(server.base_url, http_client=settings) == "job-1"
    assert server.received[0].endswith(b"\r\n\r\n" + data)
    found = flavour.run("http://127.0.0.1:1/v1", timeout=0.3, http_client=settings)
    assert name_of(found) == "SubmitUnknown"


def reading(flavour: ClientFlavour, how: str) -> dict[str, Any]:
    """Return the settings of a client whose hook takes an answer's body and keeps it, or not."""

    async def later(answer: Any) -> None:
        if how == "read":
            await answer.aread()
        elif how == "close":
            await answer.aclose()
        else:
            async for _ in getattr(answer, f"aiter_{how}")():
                pass

    def now(answer: Any) -> None:
        if how == "read":
            answer.read()
        elif how == "close":
            answer.close()
        else:
            list(getattr(answer, f"iter_{how}")())

    return {"event_hooks": {"response": [now if flavour.mode == "sync" else later]}}


def test_an_answer_that_a_hook_has_read_is_used(server: ByteServer, flavour: ClientFlavour) -> None:
    """A hook that logs answers does not take them away."""
    server.actions = [ACCEPTED, DONE]
    settings = reading(flavour, "read")
    found = flavour.run(server.base_url, "status", http_client=settings)
    assert found.phase == "finished"


@pytest.mark.parametrize("how", ["raw", "bytes", "close"])
def test_an_answer_that_a_hook_has_used_up_is_lost(
    server: ByteServer, flavour: ClientFlavour, how: str
) -> None:
    """Without its body a submit's answer is unusable, and the submit is sent once."""
    server.actions = [ACCEPTED]
    found = flavour.run(server.base_url, http_client=reading(flavour, how))
    assert (name_of(found), len(server.received)) == ("SubmitUnknown", 1)


def raise_for_status(answer: Any) -> None:
    """Do what many clients do in a hook."""
    answer.raise_for_status()


STATUS_ERRORS = {409: "RequestRefused", 401: "AuthenticationError", 500: "SubmitUnknown"}


@pytest.mark.parametrize("status", STATUS_ERRORS)
def test_raise_for_status_does_not_hide_a_refused_submit(
    server: ByteServer, flavour: ClientFlavour, status: int
) -> None:
    """An answer that a hook makes an error of is still an answer."""
    server.actions = [reply({"message": "no"}, status)]
    settings = with_hook(flavour, "response", raise_for_status)
    found = flavour.run(server.base_url, http_client=settings)
    assert (name_of(found), found.http_status) == (STATUS_ERRORS[status], status)
    assert len(server.received) == 1


def test_raise_for_status_does_not_hide_a_full_queue(
    server: ByteServer, flavour: ClientFlavour
) -> None:
    """A 429 is repeated after the time that its header names."""
    server.actions = [reply({}, 429, "Retry-After: 0"), ACCEPTED]
    settings = with_hook(flavour, "response", raise_for_status)
    assert flavour.run(server.base_url, http_client=settings) == "job-1"
    assert len(server.received) == 2


def test_raise_for_status_after_reading_keeps_the_body(
    server: ByteServer, flavour: ClientFlavour
) -> None:
    """The provider's words are there if the hook has read them."""
    server.actions = [reply({"message": "the prompt is empty"}, 422)]
    settings = reading(flavour, "read")
    settings["event_hooks"]["response"].append(flavour.hook(raise_for_status))
    found = flavour.run(server.base_url, http_client=settings)
    assert name_of(found) == "InputRefused"
    assert "the prompt is empty" in str(found)


@pytest.mark.parametrize("status", [409, 500, 429])
def test_raise_for_status_of_a_status(
    server: ByteServer, flavour: ClientFlavour, status: int
) -> None:
    """A poll is repeated after 429 and 500, and refused with 409."""
    server.actions = [ACCEPTED, reply({}, status, "Retry-After: 0"), DONE]
    settings = with_hook(flavour, "response", raise_for_status)
    found = flavour.run(server.base_url, "status", http_client=settings)
    if status == 409:
        assert (name_of(found), len(server.received)) == ("RequestRefused", 2)
    else:
        assert (found.phase, len(server.received)) == ("finished", 3)


def test_the_status_of_another_request_is_not_ours(
    server: ByteServer, flavour: ClientFlavour
) -> None:
    """A hook that fails at another server's 429 is not taken for an answer to the submit."""
    server.actions = [ACCEPTED]
    library = flavour.library

    def ask_elsewhere(event: Any) -> None:
        request = library.Request("GET", "https://elsewhere.example/")
        library.Response(429, request=request).raise_for_status()

    settings = with_hook(flavour, "response", ask_elsewhere)
    found = flavour.run(server.base_url, http_client=settings)
    assert (name_of(found), found.http_status) == ("SubmitUnknown", None)


def test_answers_of_a_mock_are_used(flavour: ClientFlavour) -> None:
    """Answers that were never on a network are read as they are."""
    library, seen = flavour.library, list[str]()

    def answer(request: Any) -> Any:
        seen.append(request.method)
        body = {"request_id": "job-1"} if request.method == "POST" else {"status": "completed"}
        return library.Response(200, json=body)

    settings = {"transport": library.MockTransport(answer)}
    found = flavour.run("https://api.demo.example/v1", "status", http_client=settings)
    assert (found.phase, seen) == ("finished", ["POST", "GET"])


@pytest.mark.parametrize("kind", ["ConnectError", "ConnectTimeout", "ReadError", "PoolTimeout"])
def test_a_transport_that_has_read_the_body_may_have_sent_it(
    flavour: ClientFlavour, kind: str
) -> None:
    """A transport that repeats requests by itself may fail to connect after it has sent one."""
    library, sent = flavour.library, list[bytes]()

    def answer(request: Any) -> Any:
        sent.append(request.content)
        raise getattr(library, kind)("gone", request=request)

    settings = {"transport": library.MockTransport(answer)}
    found = flavour.run("https://api.demo.example/v1", http_client=settings)
    assert (name_of(found), len(sent)) == ("SubmitUnknown", 1)
    assert TOKEN not in str(found.__cause__.request.headers.raw)


def test_a_closed_http_client_sends_nothing(server: ByteServer, flavour: ClientFlavour) -> None:
    """A client that was closed before is a mistake of the caller, and is named."""
    server.actions = [ACCEPTED, DONE]
    found = flavour.run(server.base_url, http_client={}, closed=True)
    assert isinstance(found, flavour.module("errors").ConfigurationError)
    assert "is closed; nothing was sent" in str(found)
    assert server.received == []

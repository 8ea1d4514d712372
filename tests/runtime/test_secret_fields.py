"""Secrets inside inputs: they are sent, and shown nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import Field

from clientwright.runtime import errors
from clientwright.runtime.endpoint import Endpoint, Request
from clientwright.runtime.models import Closed, ClosedInput, Omittable, Text
from clientwright.runtime.secret_fields import hide_echo, hide_secrets, is_secret
from runtime.byte_server import ByteServer, reply
from runtime.demo_service import SERVICE, TOKEN, Demo, Output

SECRET, INNER = "sup3r-s3cret-value", "another-s3cret-one"


class Lora(Closed):
    """A part of the input."""

    secrets: ClassVar[tuple[tuple[str | None, ...], ...]] = (("token",),)

    path: Text
    token: Omittable[Text] = None


class SecretInput(ClosedInput):
    """An input with secrets at two depths."""

    secrets: ClassVar[tuple[tuple[str | None, ...], ...]] = (("api-key",), ("loras", None, "token"))

    prompt: Text
    api_key: Omittable[Annotated[Text, Field(min_length=3)]] = Field(default=None, alias="api-key")
    loras: Omittable[list[Lora]] = None


ENDPOINT = Endpoint(SERVICE, "demo/secret", SecretInput, Output, version="v1")
GOOD: dict[str, Any] = {
    "prompt": "x",
    "api-key": SECRET,
    "loras": [{"path": "p", "token": INNER}],
}


def check_hidden(*texts: object) -> None:
    """Check that no text has a secret."""
    for text in texts:
        assert SECRET not in str(text)
        assert INNER not in str(text)


def test_nothing_that_is_shown_has_a_secret() -> None:
    """A request, its input, its preview and its page show where a secret is, and not what it is."""
    request = ENDPOINT.request(GOOD)
    with Demo(TOKEN) as api:
        preview = api.preview(request)
    shown = (repr(request), request._repr_html_(), repr(request.input), preview, preview.body)
    check_hidden(*shown)
    assert all("***" in str(text) for text in shown)
    assert request.body == GOOD


def test_a_part_of_an_input_shows_no_secret() -> None:
    """A part of an input that is shown by itself has no secret either."""
    part = Lora(path="p", token=INNER)
    check_hidden(part, repr(part), [part])
    assert (repr(part), part.token) == ("Lora(path='p', token='***')", INNER)


FAULTS: list[Callable[[], object]] = [
    lambda: ENDPOINT.request({**GOOD, "api-key": [SECRET]}),
    lambda: ENDPOINT.request({**GOOD, "prompt": 3}),
    lambda: ENDPOINT.request({**GOOD, "loras": {"token": INNER}}),
    lambda: ENDPOINT.request({**GOOD, "loras": [{"path": 1, "token": INNER}]}),
    lambda: ENDPOINT.request({**GOOD, "loras": [{"token": INNER}]}),
    lambda: ENDPOINT.request({**GOOD, "other": SECRET}),
    lambda: ENDPOINT.request({"prompt": 1, "api_key": {"a": SECRET}}),
    lambda: ENDPOINT.request({**GOOD, "api-key": SECRET.encode()}),
    lambda: ENDPOINT.request({**GOOD, "api-key": SECRET.encode()}, validate="off"),
    lambda: ENDPOINT.request({"api_key": SECRET.encode()}, validate="warn"),
    lambda: ENDPOINT.request_by_name({"prompt": 1, "api_key": SECRET, "api-key": SECRET}),
]


@pytest.mark.parametrize("make", FAULTS)
def test_no_fault_has_a_secret(make: Callable[[], object]) -> None:
    """What an error says was found has no secret, wherever the fault is."""
    with pytest.raises(errors.InvalidInput) as caught:
        make()
    check_hidden(caught.value, repr(caught.value), caught.value.faults)


def test_no_warning_has_a_secret() -> None:
    """Neither has the warning of an input that is sent all the same."""
    with pytest.warns() as caught:
        ENDPOINT.request({**GOOD, "prompt": 3, "api-key": [SECRET]}, validate="warn")
    check_hidden(*(one.message for one in caught))


def test_secrets_are_sent_and_come_back_in_no_error(server: ByteServer) -> None:
    """The service gets the secrets; an error has none that the service repeats."""
    words = {"error_code": 422001, "error_message": f"{SECRET} is no key, nor {INNER}"}
    server.actions = [reply(words, status=422)]
    with Demo(TOKEN, server.base_url) as api, pytest.raises(errors.ApiError) as caught:
        api.submit(ENDPOINT.request(GOOD))
    (sent,) = server.received
    assert json.loads(sent.partition(b"\r\n\r\n")[2]) == GOOD
    check_hidden(caught.value, caught.value.body)


def test_no_journal_has_a_secret(server: ByteServer, tmp_path: Any) -> None:
    """Inputs that a journal records have no secret."""
    server.actions = [reply({"request_id": "job-1"})]
    file = tmp_path / "jobs.sqlite"
    with Demo(TOKEN, server.base_url, journal=str(file), record_inputs=True) as api:
        api.submit(ENDPOINT.request(GOOD))
        (entry,) = api.journal.entries()
    assert "***" in str(vars(entry) if hasattr(entry, "__dict__") else entry)
    for path in tmp_path.iterdir():
        check_hidden(path.read_bytes().decode("latin-1"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("api-key",), True),
        (("api-key", 0), True),
        (("loras", 1, "token"), True),
        ((), False),
        (("loras", 1), False),
        (("loras", 1, "path"), False),
        (("prompt",), False),
    ],
)
def test_what_is_a_secret(path: tuple[str | int, ...], expected: bool) -> None:
    """A value is a secret at its path, and so is what is inside it."""
    assert is_secret(SecretInput.secrets, path) is expected


def test_hidden_data_keep_their_shape() -> None:
    """Only secrets are hidden; everything else is as it was."""
    hidden = hide_secrets(SecretInput.secrets, GOOD)
    assert hidden == {**GOOD, "api-key": "***", "loras": [{"path": "p", "token": "***"}]}
    assert isinstance(ENDPOINT.request(GOOD), Request)
    assert ENDPOINT.called_as == "demo/secret:v1"


def test_an_echo_of_the_input_has_no_secret() -> None:
    """Where an answer repeats the input, only that loses its secrets; the answer itself stays as it is."""
    answer = {"id": "1", "in": {"put": GOOD}, "api-key": SECRET}
    hidden = hide_echo(SecretInput.secrets, ["in", "put"], answer)
    assert hidden == {**answer, "in": {"put": hide_secrets(SecretInput.secrets, GOOD)}}
    assert answer["in"] == {"put": GOOD}
    assert hide_echo(SecretInput.secrets, ["x"], answer) == answer

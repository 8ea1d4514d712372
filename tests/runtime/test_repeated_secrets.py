"""Secrets of an input that a service repeats in an answer to a later read: no error has them."""

from __future__ import annotations

import json

import pytest

from replicatewright import Replicate
from replicatewright.openai import gpt_image_1_mini
from runtime.byte_server import ByteServer, ServerAction, reply, send_and_close

SECRET = 'sk-a-"quoted"-secret-of-a-person'


def echo(**more: object) -> bytes:
    """Return an answer that repeats the input."""
    name = gpt_image_1_mini.Input.secrets[0][0] or ""
    return json.dumps({"id": "job-1", "input": {name: SECRET}, **more}).encode()


@pytest.mark.parametrize(
    "answer",
    [
        reply(json.loads(echo(status=7))),
        reply(json.loads(echo(detail=f"{SECRET} is no key")), 422),
        reply(json.loads(echo(status="failed", error=f"{SECRET} is no key"))),
        reply(echo()[:-1], 401),
        send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + echo()[:-1]),
    ],
)
def test_no_error_of_a_read_has_a_secret(server: ByteServer, answer: ServerAction) -> None:
    """Neither its text nor its body, though the handle knows nothing of the input."""
    server.actions = [answer]
    with Replicate("a-secret-token", server.base_url, 1.0) as api:
        job = api.job("job-1", gpt_image_1_mini.ENDPOINT)
        with pytest.raises(Exception, match="job-1") as caught:
            job.wait(0.2)
    shown = f"{caught.value} {caught.value!r} {getattr(caught.value, 'body', b'')!r}"
    assert SECRET not in shown
    assert "a-person" not in shown

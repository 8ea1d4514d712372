"""Secrets of an input that was submitted: what is shown and written of its job later has none of them."""

from __future__ import annotations

import asyncio
import json
import pickle
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.submitted_secrets import Secrets
from replicatewright import AsyncReplicate, JobFailed, Replicate
from replicatewright.openai import gpt_image_1_mini
from replicatewright.openai.gpt_image_1_mini import ENDPOINT
from runtime.byte_server import ByteServer, reply
from runtime.test_secret_fields import SecretInput

SECRET = 'sk-"HUNTER2"/é\\a-person'
REQUEST = gpt_image_1_mini.request(prompt="a cat", openai_api_key=SECRET)
CREATED = reply({"id": "job-1", "status": "starting"}, 201)
SPELLINGS = [
    SECRET,
    json.dumps(SECRET)[1:-1],
    json.dumps(SECRET, ensure_ascii=False)[1:-1],
    quote(SECRET, safe=""),
    quote_plus(SECRET),
]


@pytest.fixture(name="server")
def replicate_server(server: ByteServer) -> ByteServer:
    """Let the server tell Replicate's operations apart."""
    server.operation_of = operation_of
    return server


def operation_of(request: bytes) -> str:
    """Return the operation that a request to Replicate is."""
    method, path, *_ = request.split(b" ", 2)
    if path.endswith(b"/cancel"):
        return "cancel"
    return "submit" if method == b"POST" else "status"


def told(word: str, **more: object) -> dict[str, Any]:
    """Return an answer in which the service repeats the secret in all its spellings."""
    text = " ".join(SPELLINGS)
    return {"id": "job-1", "status": word, "error": text, "logs": text, **more}


def check_hidden(*shown: object) -> None:
    """Check that no text has a part of the secret that could be used."""
    for text in map(str, shown):
        assert "HUNTER2" not in text
        assert "a-person" not in text


def page_of(shown: Any) -> str:
    """Return what a notebook shows."""
    page: str = shown._repr_html_()
    return page


def failed(call: Callable[[], object]) -> JobFailed:
    """Return the error of a call about the job that failed."""
    with pytest.raises(JobFailed) as caught:
        call()
    return caught.value


@pytest.mark.parametrize("more", [{}, {"input": REQUEST.body}])
def test_no_journal_and_no_message_has_a_secret_of_a_failed_job(
    server: ByteServer, tmp_path: Path, more: dict[str, object]
) -> None:
    """Neither the first error nor a later one, the file, its entries, or a result that is shown."""
    server.by_operation = {"submit": [CREATED], "status": [reply(told("failed", **more))]}
    with Replicate("a-secret-token", server.base_url, 2.0, journal=tmp_path / "j.sqlite") as api:
        seen = [failed(lambda: api.run(REQUEST, once="k")) for _ in range(2)]
        by_id = [
            failed(lambda: api.job("job-1", ENDPOINT).wait()),
            failed(lambda: api.job("job-1").wait()),
        ]
        for error in [*seen, *(by_id if more else ())]:  # by id only what is repeated is known
            result = error.result
            assert result is not None
            pickled = pickle.loads(pickle.dumps(result))
            check_hidden(error, repr(error), repr(result), repr(pickled), page_of(result))
        (entry,) = api.journal.entries()
        check_hidden(entry.reason, entry.result, repr(entry))
        assert "***" in (entry.reason or "")
    check_hidden(*(one.read_bytes() for one in tmp_path.iterdir()))


def test_nothing_that_a_job_answers_shows_a_secret(server: ByteServer) -> None:
    """Status, result, update, batch and outcome; the answer itself stays as data as it came."""
    answer = told("succeeded", output=["https://x.example/a.webp"])
    server.by_operation = {"submit": [CREATED], "status": [reply(answer)]}
    told_of: list[Any] = []
    with Replicate("a-secret-token", server.base_url, 2.0) as api:
        job = api.submit(REQUEST)
        seen = [job.result(), job.wait(on_update=told_of.append), job.status(), *job.updates()]
        batch = api.map([REQUEST], progress=False)
    first: Any = seen[0]
    assert told_of
    assert (first.raw, first.urls) == (answer, ("https://x.example/a.webp",))
    check_hidden(*map(repr, [*seen, *told_of]), *seen, repr(batch), batch, pickle.dumps(job))
    server.by_operation["status"] = [reply(told("failed"))]
    with Replicate("a-secret-token", server.base_url, 2.0) as api:
        batch = api.map([REQUEST], progress=False)
    check_hidden(batch, repr(batch), *map(repr, batch), *(repr(one.result) for one in batch))


def test_no_error_of_an_async_job_shows_a_secret(server: ByteServer) -> None:
    """Async jobs keep the secrets of their inputs as sync ones do."""
    server.by_operation = {"submit": [CREATED], "status": [reply(told("failed"))]}

    async def seen() -> list[object]:
        async with AsyncReplicate("a-secret-token", server.base_url, 2.0) as api:
            job = await api.submit(REQUEST)
            with pytest.raises(JobFailed) as caught:
                await job.wait()
            error = caught.value
            return [await job.status(), await job.result(), error, error.result]

    found = asyncio.run(seen())
    check_hidden(*found, *map(repr, found))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_answer_that_is_refused_or_no_json_shows_a_secret(
    server: ByteServer, spelling: str
) -> None:
    """A cancel that is refused, and a page instead of a status, in whichever spelling."""
    server.by_operation = {
        "submit": [CREATED],
        "cancel": [reply({"detail": spelling}, 422)],
        "status": [reply(spelling.encode())],
    }
    with Replicate("a-secret-token", server.base_url, 0.3) as api:
        job = api.submit(REQUEST)
        for call in (job.cancel, job.status, lambda: job.wait(0.2)):
            with pytest.raises(Exception, match="job-1") as caught:
                call()
            check_hidden(caught.value, repr(caught.value), getattr(caught.value, "body", b""))


@pytest.mark.parametrize("name", ["openai_apikey", "OPENAI_API_KEY", "key", "other"])
def test_a_secret_under_a_misspelt_name_is_not_shown(name: str) -> None:
    """Whoever misspells the field of a secret sees its name, and not its value."""
    data = {"prompt": "x", name: SECRET}
    with pytest.raises(Exception, match=name) as caught:
        ENDPOINT.request(data)
    check_hidden(caught.value, repr(caught.value), getattr(caught.value, "faults", ""))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        request = ENDPOINT.request(data, validate="warn")
    with Replicate("a-secret-token") as api:
        preview = api.preview(request)
    check_hidden(request, repr(request), page_of(request), preview, *(w.message for w in said))
    assert said
    assert request.body == data


LONG = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=12)


@given(LONG)
def test_a_secret_is_hidden_in_every_spelling(secret: str) -> None:
    """As text, in JSON with and without its letters, in JSON within JSON, and in a URL."""
    known = Secrets(SecretInput, {"api-key": secret}, "")
    as_json = json.dumps(secret)[1:-1]
    plain = json.dumps(secret, ensure_ascii=False)[1:-1]
    for one in (secret, as_json, plain, json.dumps(as_json)[1:-1], quote(secret, safe="")):
        assert one not in known.text(f"a {one} b")
        assert one not in known.data({"a": [f"b{one}"]})["a"][0]
    assert secret not in repr(known)


def test_secrets_deeper_in_an_input_may_be_misspelt() -> None:
    """What is called much like a secret is hidden inside of lists too; other fields are shown."""
    body = {"prompt": "x", "loras": [{"path": "p", "tokn": "abcd-efgh"}]}
    hidden = Secrets(SecretInput, body, "").hide(body)
    assert hidden == {"prompt": "x", "loras": [{"path": "p", "tokn": "***"}]}

"""The token is in no error, note, log or span, whatever the service answers."""

from __future__ import annotations

import json
import logging
import pickle
import ssl
import string
import traceback
from itertools import groupby, product
from operator import itemgetter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import (
    ClientError,
    JobError,
    OutputUnreadable,
    SubmitUnknown,
)
from clientwright.runtime.redaction import (
    HIDDEN,
    SHORTEST,
    data_without_token,
    hide_token,
    without_token,
)
from clientwright.runtime.responses import Result
from runtime.byte_server import ByteServer, ServerAction, hang_up, reply
from runtime.conftest import ClientDriver
from runtime.demo_service import ENDPOINT, TOKEN, Demo
from runtime.telemetry.conftest import UpdatesDriver, drive_updates

__all__ = ["drive_updates"]

ACCEPTED = reply({"request_id": "job-1", "status": "in_queue"})
DONE = reply({"request_id": "job-1", "status": "completed"})
TEXT = f"bad Bearer {TOKEN} of you"


def said_by(error: BaseException) -> str:
    """Return everything that a traceback, a log or a pickle of an error may show."""
    shown = "".join(traceback.format_exception(error))
    return f"{shown} {error} {error!r} {error.args} {getattr(error, 'code', None)}"


def error_of(drive: ClientDriver, server: ByteServer) -> ClientError | None:
    """Return what a submit and a wait raise, if anything."""
    try:
        drive(server, "wait", within=0.2, timeout=0.05)
    except ClientError as error:
        return error
    return None


def failing(operation: str, action: ServerAction) -> dict[str, list[ServerAction]]:
    """Return the answers of a job one of whose operations is answered so."""
    return {"submit": [ACCEPTED], "status": [DONE], "result": [DONE]} | {operation: [action]}


ANSWERS = {
    "message": reply({"message": TEXT}, 401),
    "code": reply({"error_code": TOKEN, "message": "no"}, 400),
    "list": reply({"detail": [{"loc": ["body", TOKEN], "msg": TEXT}]}, 422),
    "text": reply(TEXT.encode(), 200),
    "cut text": reply(b"x" * 40 + TEXT.encode(), 200),
    "page": reply(b"<html>" + TEXT.encode(), 502),
    "id": reply({"request_id": {"for": TOKEN}}),
    "other job": reply({"request_id": f"of {TOKEN}", "status": "completed"}),
    "status": reply({"request_id": "job-1", "status": TOKEN}),
    "failed": reply({"request_id": "job-1", "status": "failed", "error": TEXT}),
    "output": reply({"request_id": "job-1", "status": "succeeded", "output": [TEXT]}),
}


OPERATIONS = ("submit", "status", "result")


@pytest.mark.parametrize(("operation", "answer"), sorted(product(OPERATIONS, ANSWERS)))
def test_no_error_has_the_token_that_the_service_repeats(
    server: ByteServer,
    drive: ClientDriver,
    caplog: pytest.LogCaptureFixture,
    operation: str,
    answer: str,
) -> None:
    """No text of an error, of its notes, of its causes or of a record has the token; the body is as it came."""
    caplog.set_level(logging.DEBUG, "demo")
    server.by_operation = failing(operation, ANSWERS[answer])
    error = error_of(drive, server)
    if error is not None:
        said = said_by(error) + said_by(pickle.loads(pickle.dumps(error)))
        assert TOKEN[:SHORTEST] not in said
        if error.body is not None and answer not in {"failed", "status"}:
            assert TOKEN.encode() in error.body
    assert TOKEN[:SHORTEST] not in caplog.text + repr([vars(one) for one in caplog.records])


def test_every_part_of_an_error_is_looked_at() -> None:
    """Texts and bytes among the arguments, errors among them, and an error's own facts have no token."""
    token = "tok-0123456789-abc"
    inner = UnicodeEncodeError("idna", f"x{token}", 0, 1, "no")
    certificate = ssl.SSLCertVerificationError(1, f"not valid for {token.upper()}.example")
    certificate.verify_message = token
    error = ValueError(inner, token.encode(), 5)
    error.__context__ = certificate
    hide_token(error, token)
    said = repr([error, vars(certificate)]) + f"{certificate} {error}"
    assert token not in said.lower()
    assert inner.args[2:] == (0, 1, "no")
    assert certificate.strerror == "not valid for ***.example"


LAST = {
    "succeeded": {
        "output": {"video": f"https://x.example/{TOKEN}.mp4"},
        "created_at": TEXT,
        "cost": TEXT,
    },
    "bare": {"status": "succeeded", "output": [f"https://x.example/{TOKEN}.mp4"]},
    "odd": {"status": "succeeded", "output": {"video": {TOKEN: TOKEN}}},
    "failed": {"error": TEXT, "finished_at": TEXT},
    "cancelled": {"error": TEXT},
    TOKEN: {},
}


@pytest.mark.parametrize("word", ["completed", "cancelled", TOKEN])
@pytest.mark.parametrize("state", LAST)
def test_no_value_is_shown_with_the_token(
    server: ByteServer, drive_updates: UpdatesDriver, word: str, state: str
) -> None:
    """What a notebook or a print shows of an answer has no token; its fields are as the service sent them."""
    last = {"request_id": "job-1", "status": state, **LAST[state]}
    server.by_operation = {
        "submit": [ACCEPTED],
        "status": [reply({"request_id": "job-1", "status": word, "queue_position": 1})],
        "result": [reply(last)],
        "cancel": [reply({"request_id": "job-1", "outcome": TOKEN})],
    }
    seen: list[Any] = []
    with Demo(TOKEN, server.base_url) as api:
        job = api.job("job-1")
        seen += [job.status(), job.result(), job.cancel()]
        try:
            seen.append(job.wait(0.2 if state == TOKEN else 20, seen.append))
        except JobError as error:
            seen += [error.result] * (error.result is not None)
        except OutputUnreadable as error:
            seen.append(error.result)
        if TOKEN not in (word, state):
            updates = drive_updates(server)
            seen += [*updates, updates[-1].result]
    for one in seen:
        for told in (one, pickle.loads(pickle.dumps(one))):
            assert TOKEN not in f"{told!r} {told}"
            assert told == one
            if isinstance(told, Result):
                assert TOKEN not in told._repr_html_()
    assert (seen[0].raw_status, seen[1].raw, seen[2].outcome) == (word, last, TOKEN)


@pytest.mark.parametrize("id", [TOKEN, f"x {TOKEN}", f"{TOKEN}-1"])
@pytest.mark.parametrize("status", [200, 429, 500])
def test_a_request_id_with_the_token_is_unknown(
    server: ByteServer, drive: ClientDriver, id: str, status: int
) -> None:
    """A job whose id would bring the token into logs and journals is unknown; the error's body has its id."""
    server.actions = [reply({"request_id": id, "message": "no"}, status)]
    with pytest.raises(SubmitUnknown) as caught:
        drive(server)
    assert TOKEN not in said_by(caught.value)
    assert caught.value.request_id is None
    assert id.encode() in (caught.value.body or b"")
    assert server.connections == 1


def test_a_short_token_may_be_a_part_of_an_id(server: ByteServer) -> None:
    """Whoever has a token as short as a word still gets jobs whose ids have that word in them."""
    server.actions = [ACCEPTED]
    with Demo("job", server.base_url) as api:
        assert api.submit(ENDPOINT.request({"prompt": "x"})).request_id == "job-1"


def test_the_error_stays_what_it_was(server: ByteServer, drive: ClientDriver) -> None:
    """Only the token is hidden: the rest of the message is the service's."""
    server.actions = [reply({"message": TEXT}, 401)]
    with pytest.raises(ClientError, match=r"^bad Bearer \*\*\* of you\. "):
        drive(server)
    server.actions = [hang_up]
    with pytest.raises(SubmitUnknown, match="its answer was lost"):
        drive(server)


tokens = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)
texts = st.text(max_size=40)


@given(tokens, texts, texts, st.integers(0, 60), st.integers(0, 60))
def test_no_long_piece_of_a_token_is_left(
    token: str, before: str, after: str, cut: int, rest: int
) -> None:
    """Neither a token nor a long piece of one is left, also of a text that is cut; the rest stays."""
    for piece in (token, token[cut:], token[: len(token) - rest]):
        found = without_token(f"{before} {piece} {after}", token)
        if len(token) >= SHORTEST:
            pieces = {token[n : n + SHORTEST] for n in range(len(token) - SHORTEST + 1)}
            assert not [one for one in pieces if one in found]
        elif token.isalnum():
            assert f" {token} " not in found
    if token not in before and len(before) < SHORTEST:
        assert without_token(before, token) == before


SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def hidden_by_letters(text: str, token: str) -> str:
    """Return a text with every character hidden that is in a long piece of a token, in the slow and plain way."""
    hidden = [False] * len(text)
    for start in range(len(text)):
        piece = text[start : start + SHORTEST].translate(SMALL)
        if len(piece) == SHORTEST and piece in token.translate(SMALL):
            hidden[start : start + SHORTEST] = [True] * SHORTEST
    runs = groupby(zip(text, hidden, strict=True), key=itemgetter(1))
    return "".join(HIDDEN if hide else "".join(char for char, _ in run) for hide, run in runs)


@st.composite
def texts_with_pieces(draw: st.DrawFn) -> tuple[str, str]:
    """Return a long token, often one that repeats itself, and a text that is made of pieces of it and others."""
    some = st.text("ab", min_size=SHORTEST, max_size=30)
    token = draw(some | tokens.filter(lambda one: len(one) >= SHORTEST))
    places = st.integers(0, len(token))
    pieces = st.builds(lambda begin, end: token[begin:end], places, places) | st.just(token)
    pieces |= pieces.map(str.swapcase)
    return token, "".join(draw(st.lists(pieces | st.text(max_size=4), max_size=8)))


@given(texts_with_pieces())
def test_exactly_the_pieces_are_hidden(example: tuple[str, str]) -> None:
    """Each run of long pieces is hidden as one, wherever it is and however they overlap; the rest stays."""
    token, text = example
    assert without_token(text, token) == hidden_by_letters(text, token)


@given(tokens, texts)
def test_data_has_no_token(token: str, text: str) -> None:
    """A token in data is hidden, of a short one whole words, and the data stay data."""
    data: Any = {"output": [f"{text}{token}", f"{text} {token}", 1]}
    found = data_without_token(data, token)["output"]
    if len(token) >= SHORTEST:
        assert token not in json.dumps(found[0])
    assert found[1].endswith(f" {HIDDEN}")
    assert found[2] == 1


def test_a_short_token_changes_no_words() -> None:
    """A result of somebody whose token is as short as a word still has its URLs."""
    url = "https://tmp.demo.example/tracks/at.mp4"
    for token in ("t", "mp", "track"):
        assert data_without_token({"output": [url]}, token) == {"output": [url]}
        assert without_token(url, token) == url

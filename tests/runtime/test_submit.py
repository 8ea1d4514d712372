"""Submitting: a paid job is never submitted twice, and never lost silently."""

from __future__ import annotations

import contextlib
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import (
    AuthenticationError,
    ClientError,
    InputRefused,
    InsufficientBalance,
    NotFound,
    RateLimited,
    RequestRefused,
    ServerError,
    SubmitUnknown,
    TransportError,
)
from clientwright.runtime.job_operations import MAX_SUBMIT_ATTEMPTS
from clientwright.runtime.service import Service
from clientwright.runtime.steps import MaybeSent, NotSent
from runtime.demo_service import SERVICE
from runtime.scripted_flow import ScriptedRun, json_answer, submit

ACCEPTED = json_answer({"request_id": "job-1"})
EARLY = st.one_of(
    st.builds(lambda: NotSent("refused")),
    st.just(json_answer({}, 429)),
    st.just(json_answer({"error_message": "busy"}, 503, retry_after="0")),
    st.just(json_answer({}, 429, retry_after="1")),
)
LOST = st.sampled_from(
    [
        MaybeSent("read timeout"),
        json_answer(b"<html>oops", 500),
        json_answer({}, 502),
        json_answer(b"<html>", 503),
        json_answer(b"<html>", 503, retry_after="1"),
        json_answer({"error_message": "busy"}, 503),
        json_answer({}, 503, retry_after="1"),
        json_answer(["busy"], 503, retry_after="1"),
        json_answer({"error_code": 500001}),
        json_answer({"error_code": 500001}, 504),
        json_answer({}, 408),
        json_answer(b"", 302, location="https://elsewhere.example"),
        json_answer({}),
        json_answer({"request_id": ".."}),
        json_answer({"request_id": True}),
        json_answer({"request_id": "a" * 513}),
        json_answer({"request_id": "a\n"}),
        json_answer([1]),
        json_answer(b"no json"),
        json_answer(b'{"request_id": "job-1"')._replace(complete=False),
    ]
)


@given(st.lists(EARLY, max_size=MAX_SUBMIT_ATTEMPTS - 1))
def test_certainly_refused_submit_is_retried(early: list[object]) -> None:
    """A submit that certainly was not accepted is retried until it returns the id."""
    play = ScriptedRun([*early, ACCEPTED])
    assert submit(play) == "job-1"
    assert len(play.sent) == len(early) + 1
    assert play.clock - 1000 <= 60


@given(st.lists(EARLY, max_size=MAX_SUBMIT_ATTEMPTS - 1), LOST)
def test_lost_answer_is_not_retried(early: list[object], lost: object) -> None:
    """A submit that may have been accepted is not sent again, and the error reports it."""
    play = ScriptedRun([*early, lost, ACCEPTED])
    with pytest.raises(SubmitUnknown, match="may have been accepted") as caught:
        submit(play)
    assert len(play.sent) == len(early) + 1
    assert caught.value.endpoint == "demo/film"
    if not isinstance(lost, Exception):
        assert caught.value.body == lost.body
    else:
        assert caught.value.__cause__ is lost


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (
            json_answer({"error_code": 400002, "error_message": "no money"}, 400),
            InsufficientBalance,
        ),
        (json_answer({"code": "400004", "message": "bad token"}, 400), AuthenticationError),
        (json_answer({"error_code": 400001}, 500), NotFound),
        (json_answer({"error_code": 400002}), InsufficientBalance),
        (
            json_answer({"detail": [{"loc": ["body", "prompt"], "msg": "too long"}]}, 422),
            InputRefused,
        ),
        (json_answer({"error": "what"}, 400), RequestRefused),
        (json_answer(b"<html>", 401), AuthenticationError),
        (json_answer({}, 409), RequestRefused),
    ],
)
def test_error_class_by_code_then_status(refused: object, kind: type[Exception]) -> None:
    """A refusal is raised at once, as the class of the provider's code, else of the HTTP status."""
    play = ScriptedRun([refused, ACCEPTED])
    with pytest.raises(kind) as caught:
        submit(play)
    assert type(caught.value) is kind
    assert len(play.sent) == 1
    assert "demo/film" in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (json_answer({"request_id": "job-1", "error_code": 400002}, 400), InsufficientBalance),
        (json_answer({"request_id": "job-1", "error_code": 400002}), InsufficientBalance),
        (json_answer({"request_id": "job-1"}, 429, retry_after="99"), RateLimited),
        (json_answer({"request_id": "job-1", "error_code": 500001}, 400), SubmitUnknown),
        (json_answer({"request_id": "job-1", "error_code": 9}, 400), SubmitUnknown),
        (json_answer({"request_id": "job-1"}, 401), SubmitUnknown),
        (json_answer({"request_id": "job-1"}, 409), SubmitUnknown),
        (json_answer({"request_id": "job-1"}, 500), SubmitUnknown),
        (json_answer({"request_id": "job-1", "error_code": "OK"}), SubmitUnknown),
        (json_answer({"data": {"request_id": "job-1"}}), SubmitUnknown),
        (json_answer([{"request_id": "job-1"}], 422), SubmitUnknown),
    ],
)
def test_request_id_beside_an_error_is_kept(answer: object, kind: type[ClientError]) -> None:
    """Only a documented refusal is one beside a request id; the id is on the error."""
    play = ScriptedRun([answer])
    with pytest.raises(kind) as caught:
        submit(play)
    assert (caught.value.request_id, len(play.sent)) == ("job-1", 1)


LISTS: list[Any] = [(), ((429, ()),), ((418, ("own-json",)), (503, ("retry-after",)))]


@pytest.mark.parametrize("not_begun", LISTS)
def test_submit_is_repeated_after_listed_answers_only(not_begun: Any) -> None:
    """The service's facts alone decide which refusals a submit is repeated after."""
    play = ScriptedRun([])
    play.protocol.service = Service(**{**vars(SERVICE), "not_begun": not_begun})
    cases = itertools.product(
        (400, 408, 418, 429, 500, 502, 503), ({}, {"retry_after": "0"}), ({"error": "x"}, b"<html>")
    )
    for status, headers, body in cases:
        play.script, play.sent = [json_answer(body, status, **headers), ACCEPTED], []
        have = {"retry-after": bool(headers), "own-json": isinstance(body, dict)}
        listed = any(s == status and all(have[one] for one in need) for s, need in not_begun)
        with contextlib.suppress(ClientError):
            submit(play)
        assert len(play.sent) == 1 + listed


def test_provider_message_is_kept() -> None:
    """The provider's message about a field is in the error's message."""
    refused = json_answer(
        {"detail": [{"loc": ["body", "prompt"], "msg": "too long"}, "and more"]}, 422
    )
    with pytest.raises(InputRefused, match=r"body\.prompt: too long; and more"):
        submit(ScriptedRun([refused]))


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (NotSent("refused"), TransportError),
        (json_answer({}, 429), RateLimited),
        (json_answer({"error": "busy"}, 503, retry_after="0"), ServerError),
    ],
)
def test_retries_are_limited(step: object, kind: type[Exception]) -> None:
    """After a few attempts the last certain refusal is raised, within the client's timeout."""
    play = ScriptedRun([step])
    with pytest.raises(kind):
        submit(play)
    assert len(play.sent) == MAX_SUBMIT_ATTEMPTS
    assert play.clock - 1000 <= 60


def test_long_retry_after_fails_at_once() -> None:
    """If Retry-After exceeds the timeout, a submit fails without sleeping."""
    play = ScriptedRun([json_answer({}, 429, retry_after="3600")])
    with pytest.raises(RateLimited) as caught:
        submit(play)
    assert caught.value.retry_after == 3600
    assert play.slept == []


def test_retry_after_may_be_a_date() -> None:
    """`Retry-After` as an HTTP date counts from the wall clock."""
    play = ScriptedRun(
        [json_answer({}, 429, retry_after="Tue, 14 Nov 2023 22:30:10 GMT"), ACCEPTED]
    )
    assert submit(play) == "job-1"
    assert 9 < play.slept[0] < 11


@given(st.text(min_size=1))
def test_endpoint_id_is_quoted_in_path(endpoint: str) -> None:
    """In the path of any id, only its slashes are special."""
    play = ScriptedRun([ACCEPTED])
    if endpoint.encode("utf-8", "ignore").decode() == endpoint:
        play.run(play.protocol.submit(endpoint, {}))
        path = play.sent[0].path
        assert path.startswith("/models/")
        assert path.isascii()
        assert not set(path) & set("?#\\ \n%") - {"%"}
        assert path.count("/") == endpoint.count("/") + 2


def test_interrupted_submit_has_a_note() -> None:
    """An exception that interrupts a submit gets a note that the job may have been accepted."""
    flow = ScriptedRun([]).protocol.submit("demo/film", {})
    next(flow)
    with pytest.raises(KeyboardInterrupt) as caught:
        flow.throw(KeyboardInterrupt())
    assert "may have been accepted" in caught.value.__notes__[0]

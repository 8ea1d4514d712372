"""Submitting: a paid job is never submitted twice, and never lost silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import (
    AuthenticationError,
    InputRefused,
    InsufficientBalance,
    NotFound,
    RateLimited,
    RequestRefused,
    ServerError,
    SubmitUnknown,
    TransportError,
)
from clientwright.runtime.job_protocol import MAX_SUBMIT_ATTEMPTS, MaybeSent, NotSent
from runtime.scripted_flow import ScriptedRun, json_answer, submit

ACCEPTED = json_answer({"request_id": "job-1"})
EARLY = st.one_of(
    st.builds(lambda: NotSent("refused")),
    st.just(json_answer({}, 429)),
    st.just(json_answer(b"<html>", 503)),
    st.just(json_answer({}, 429, retry_after="1")),
)
LOST = st.sampled_from(
    [
        MaybeSent("read timeout"),
        json_answer(b"<html>oops", 500),
        json_answer({}, 502),
        json_answer({"error_code": 500001}),
        json_answer({"error_code": 500001}, 504),
        json_answer({}, 408),
        json_answer(b"", 302, location="https://elsewhere.example"),
        json_answer({}),
        json_answer({"request_id": "../../x"}),
        json_answer({"request_id": 7}),
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
        (json_answer({}, 503), ServerError),
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

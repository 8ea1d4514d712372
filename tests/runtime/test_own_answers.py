"""Results that are a model's own answers: which are an end, which are asked for again, and what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.runtime import errors
from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.response_parsing import Response
from clientwright.runtime.responses import Success
from clientwright.runtime.typed_output import ObjectOutput
from clientwright.testing.service_wire import WireAnswer
from runtime.provider_scripts import REQUEST_ID, Provider, page, provider, response
from runtime.scripted_flow import ScriptedRun, ScriptStep
from runtime.test_provider_ends import fal
from runtime.test_providers import wait

URL = "https://v3.fal.media/a.mp4"
VIDEO = f'{{"video":{{"url":"{URL}"'.encode()
UNREADABLE = {
    "html": f"<a href='{URL}'>video</a>".encode(),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(50),
    "cut": VIDEO,
    "comma": VIDEO + b",}}",
    "latin-1": VIDEO + b',"name":"caf\xe9"}}',
    "many digits": VIDEO + b'},"seed":' + b"9" * 5000 + b"}",
    "deep": VIDEO + b'},"x":' + b"[" * 600 + b"]" * 600 + b"}",
    "empty": b"",
}


class Clip(ObjectOutput):
    """An output that cannot be null."""


def wait_for_clip(one: Provider, script: list[ScriptStep]) -> tuple[Any, ScriptedRun]:
    """Return what a wait returns or raises for a job whose output cannot be null, and its run."""
    play = one.run(script)
    try:
        return play.run(play.protocol.wait(JobHandle(one.service, REQUEST_ID, Clip, "a/b"))), play
    except errors.ClientError as error:
        return error, play


@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_own_answer_that_is_no_json_is_delivered_as_it_came(kind: str, complete: bool) -> None:
    """A success that is surely the model's own, and cannot be read, keeps its bytes and URLs, and is asked once."""
    one, body = fal(), UNREADABLE[kind]
    for read in (wait, wait_for_clip):
        answer = Response(200, one.own, body, complete)
        found, play = read(one, [one.status("succeeded"), answer])
        assert isinstance(found, errors.OutputUnreadable)
        assert (found.body, found.request_id) == (body, REQUEST_ID)
        assert found.urls == ((URL,) if URL.encode() in body else ())
        assert one.paths(play) == ["status", "result"]


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_unmarked_answer_that_is_no_json_is_asked_for_again(kind: str) -> None:
    """What may be a gateway's answer is no end; the last of them is kept when the time is up."""
    one, body = fal(), UNREADABLE[kind]
    for headers in ({}, dict.fromkeys(one.own, "")):
        odd = Response(200, headers, body)
        assert isinstance(
            wait(one, [one.status("succeeded"), odd, one.result("succeeded")])[0], Success
        )
        found, _ = wait(one, [one.status("succeeded"), odd])
        assert isinstance(found, errors.JobTimedOut)
        assert found.body == body


def test_null_is_no_output_of_a_kind_that_cannot_be_null() -> None:
    """A model's own answer of null is no success where its output cannot be null."""
    one = fal()
    answer = Response(200, one.own, b"null")
    found, _ = wait_for_clip(one, [one.status("succeeded"), answer])
    assert isinstance(found, errors.OutputUnreadable)
    assert found.body == b"null"
    one = Provider(provider("replicate"))
    found, _ = wait_for_clip(one, one.end("succeeded", output=None))
    assert isinstance(found, Success)


@pytest.mark.parametrize("body", [b"<html>login</html>", b"cut {", b"\xff", b"<"])
@pytest.mark.parametrize("status", [200, 202])
def test_a_page_says_nothing_of_a_cancel(status: int, body: bytes) -> None:
    """An answer that is not the service's JSON never means that a job was cancelled."""
    for with_word in (True, False):
        one = Provider(provider("fal"))
        if not with_word:
            told = tuple((means, http, "") for means, http, _ in one.service.cancel_answers)
            vars(one.service)["cancel_answers"] = told
        play = one.run([Response(status, {}, body)])
        with pytest.raises(errors.UnexpectedAnswer):
            play.run(play.protocol.cancel(one.job()))


@pytest.mark.parametrize("word", ["CANCELLATION_REQUESTED", "ALREADY_COMPLETED", "new"])
def test_another_word_of_a_cancel_is_no_cancel(word: str) -> None:
    """An answer of 200 means that the job is cancelled only with the word for that."""
    one = fal()
    play = one.run([response(WireAnswer(200, {"status": word}))])
    found = play.run(play.protocol.cancel(one.job()))
    assert (found.means, found.cancelled, found.outcome) == ("", False, word)


@pytest.mark.parametrize("status", [400, 402, 405, 407, 408, 413, 422, 425, 429, 431, 451, 499])
def test_a_gateways_page_of_4xx_is_no_end(status: int) -> None:
    """A refusal without the model's header and the service's JSON is asked again until the time is up."""
    one = fal()
    for odd in (
        page(status),
        Response(status, {}, b"{}"),
        page(status, dict.fromkeys(one.own, "")),
    ):
        found, play = wait(one, [one.status("succeeded"), odd, odd, one.result("succeeded")])
        assert isinstance(found, Success)
        assert one.paths(play).count("result") == 3
    found, _ = wait(one, [one.status("succeeded"), page(status)])
    assert isinstance(found, errors.JobTimedOut)


@pytest.mark.parametrize("status", [400, 413, 422, 451])
def test_the_services_refusal_is_an_end(status: int) -> None:
    """A refusal with the service's words or code is the job's failure, also without the model's header."""
    one = fal()
    for body in ({"detail": "No."}, {"error_type": "new"}, {"detail": [{"msg": "No."}]}):
        found, play = wait(one, [one.status("succeeded"), response(WireAnswer(status, body))])
        assert isinstance(found, errors.JobFailed)
        assert one.paths(play) == ["status", "result"]


@pytest.mark.parametrize("status", [408, 429])
def test_a_rate_limit_is_no_end(status: int) -> None:
    """A result that is not given for now is asked again, whoever says so."""
    one = fal()
    odd = response(one.wire.refusal(status, words="Too many."), **one.own)
    found, play = wait(one, [one.status("succeeded"), odd, one.result("succeeded")])
    assert isinstance(found, Success)
    assert one.paths(play) == ["status", "result", "result"]


@pytest.mark.parametrize(
    ("status", "code", "is_end"),
    [
        (504, "request_timeout", True),
        (504, "startup_timeout", True),
        (500, "content_policy_violation", True),
        (503, "runner_disconnected", False),
        (500, "internal_error", False),
        (500, "new", False),
    ],
)
def test_a_code_of_the_job_is_an_end_in_a_5xx(status: int, code: str, is_end: bool) -> None:
    """A 5xx without the model's header is the end if its code is one of the job, not of a server."""
    one = fal()
    odd = response(one.wire.refusal(status, code, "Too slow."))
    found, play = wait(one, [one.status("succeeded"), odd, one.result("succeeded")])
    assert isinstance(found, errors.JobFailed if is_end else Success)
    assert one.paths(play).count("result") == (1 if is_end else 2)


@pytest.mark.parametrize("nothing", [None, "", False, 0, [], {}])
def test_an_empty_error_is_no_failure(nothing: Any) -> None:
    """A finished job whose status has an empty error has not failed by that."""
    one = fal()
    for shown in ({"error": nothing}, {"error_type": nothing}, dict.fromkeys(one.facts.failed_at)):
        told = WireAnswer(200, {"status": "COMPLETED", "request_id": REQUEST_ID, **shown})
        found, _ = wait(one, [response(told), one.result("succeeded")])
        assert isinstance(found, Success)


@pytest.mark.parametrize(
    ("error", "reason"),
    [({"message": "It broke."}, "It broke."), ({"why": "It broke."}, "It broke."), ("It", "It")],
)
def test_an_error_of_any_shape_is_the_reason(error: Any, reason: str) -> None:
    """The reason of a failure that a status tells is the text of its error, whatever shape that has."""
    one = fal()
    told = WireAnswer(200, {"status": "COMPLETED", "request_id": REQUEST_ID, "error": error})
    found, _ = wait(one, [response(told), page(404)])
    assert isinstance(found, errors.JobFailed)
    assert reason in found.message

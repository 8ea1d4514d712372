"""What a client must do with the answers of any provider: the three whose facts are in specs/, and made-up ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.runtime import errors
from clientwright.runtime.responses import Success
from runtime.made_up_services import mixed_services
from runtime.provider_scripts import (
    MODEL_ID,
    OUTPUT,
    PROVIDERS,
    REQUEST_ID,
    Provider,
    page,
    provider,
    response,
)
from runtime.scripted_flow import ScriptedRun, ScriptStep

ENDS = ("succeeded", "failed", "cancelled")
KINDS = {"failed": errors.JobFailed, "cancelled": errors.JobCancelled}
known = pytest.mark.parametrize("name", PROVIDERS)
made_up = settings(deadline=None, max_examples=25)


def wait(one: Provider, script: list[ScriptStep], seconds: float = 60.0) -> tuple[Any, ScriptedRun]:
    """Return what a wait returns or raises, and its run."""
    play = one.run(script)
    try:
        return play.run(play.protocol.wait(one.job(), seconds)), play
    except errors.ClientError as error:
        return error, play


def check_end(one: Provider, phase: str) -> None:
    """Check that a wait tells the end that the answers tell, and asks for no more than it needs."""
    script = [one.status("waiting"), one.status("running"), *one.end(phase)]
    found, play = wait(one, script)
    if phase == "succeeded":
        assert isinstance(found, Success)
        assert (found.output, found.request_id) == (OUTPUT, REQUEST_ID)
    else:
        assert isinstance(found, KINDS[phase])
        assert (found.request_id, found.endpoint) == (REQUEST_ID, MODEL_ID)
    calls = one.paths(play)
    assert calls[:3] == ["status"] * 3
    assert calls[3:] in ([], ["result"])
    assert len(calls) == 3 or not one.facts.one_call


@known
@pytest.mark.parametrize("phase", ENDS)
def test_the_documented_end_is_the_end(name: str, phase: str) -> None:
    """A wait ends as the provider's words, its status or its HTTP status say."""
    check_end(Provider(provider(name)), phase)


@made_up
@given(mixed_services(), st.sampled_from(ENDS))
def test_the_end_of_any_provider_is_told(service: Any, phase: str) -> None:
    """Wherever a service has the words of a job's end, a wait finds them."""
    check_end(Provider(service), phase)


def check_submit(one: Provider) -> None:
    """Check that the call of a submit is the documented one, and that its answer's id is found."""
    play = one.run([one.submitted()])
    assert play.run(play.protocol.submit(MODEL_ID, {"prompt": "x"}, "as/called")) == REQUEST_ID
    (sent,) = play.sent
    assert (sent.method, sent.path) == one.wire.route("submit", model_id=MODEL_ID)
    assert sent.payload == one.wire.submit_body({"prompt": "x"}, "as/called")
    assert dict(sent.headers) == dict(one.facts.operations["submit"].headers)


@known
def test_a_submit_is_the_documented_call(name: str) -> None:
    """Method, path, query, headers and body of a submit are the provider's."""
    check_submit(Provider(provider(name)))


@made_up
@given(mixed_services())
def test_a_submit_of_any_provider_is_the_documented_call(service: Any) -> None:
    """Wherever a service has input and model, a submit has them there."""
    check_submit(Provider(service))


@made_up
@given(mixed_services())
def test_calls_of_any_provider_are_the_documented_ones(service: Any) -> None:
    """Every call about a job has the path, query and method of the service's facts."""
    one = Provider(service)
    for operation in one.facts.operations:
        if operation == "submit":
            continue
        ids = {"model_id": MODEL_ID, "request_id": REQUEST_ID}
        call = one.job().call(operation)
        assert (call.method, call.path) == one.wire.route(operation, **ids)


@known
@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 502, 503, 504])
def test_no_second_submit(name: str, status: int) -> None:
    """A submit is repeated only after an answer that proves that nothing began; an id in it is never lost."""
    one = Provider(provider(name))
    for answer in (page(status), response(one.wire.refusal(status))):
        play = one.run([answer])
        with pytest.raises(errors.ClientError) as caught:
            play.run(play.protocol.submit(MODEL_ID, {"prompt": "x"}))
        assert (len(play.sent) > 1) == (status == 429)
        if status >= 500:
            assert isinstance(caught.value, errors.SubmitUnknown)
    named = one.wire.with_value("submit", "request_id", "kept-1", one.wire.refusal(status))
    play = one.run([response(named)])
    with pytest.raises(errors.ClientError) as caught:
        play.run(play.protocol.submit(MODEL_ID, {"prompt": "x"}))
    assert (len(play.sent), caught.value.request_id) == (1, "kept-1")


@known
def test_a_503_that_asks_to_be_repeated(name: str) -> None:
    """A 503 with Retry-After and the service's own error is repeated only where that is a fact."""
    one = Provider(provider(name))
    refusal = response(one.wire.refusal(503), **{"retry-after": "1"})
    play = one.run([refusal, one.submitted()])
    if name == "runcomfy":
        assert play.run(play.protocol.submit(MODEL_ID, {})) == REQUEST_ID
    else:
        with pytest.raises(errors.SubmitUnknown):
            play.run(play.protocol.submit(MODEL_ID, {}))
        assert len(play.sent) == 1


@known
@pytest.mark.parametrize("word", ["weird", "successful", "done", "error"])
def test_unknown_words_are_no_success(name: str, word: str) -> None:
    """A word that is none is waited on until the deadline, and is never a success."""
    one = Provider(provider(name))
    values = {"request_id": REQUEST_ID, "status": word, "output": OUTPUT}
    odd = response(one.wire.answer("status", values))
    found, play = wait(one, [odd], 20.0)
    assert isinstance(found, errors.JobTimedOut)
    assert found.request_id == REQUEST_ID
    assert play.clock - 1000.0 < 40.0


@known
@pytest.mark.parametrize("phase", ENDS)
def test_words_in_another_case(name: str, phase: str) -> None:
    """A word counts whatever the case of its letters."""
    one = Provider(provider(name))
    script = one.end(phase)
    first = script[0]
    assert not isinstance(first, Exception)
    body = first.body.decode()
    word = next(w for w in one.facts.status_values if f'"{w}"' in body)
    script[0] = first._replace(body=body.replace(f'"{word}"', f'"{word.swapcase()}"').encode())
    found, _ = wait(one, script)
    assert isinstance(found, KINDS.get(phase, Success))


@known
@pytest.mark.parametrize("status", [200, 500, 502, 503])
def test_pages_of_gateways_are_outlived(name: str, status: int) -> None:
    """A page in place of a status or a result is asked again, and the job's end is told."""
    one = Provider(provider(name))
    script: list[ScriptStep] = [page(status)]
    for step in one.end("succeeded"):
        script += [step] if script[-1:] == [step] else [page(status), step]
    found, _ = wait(one, script)
    assert isinstance(found, Success)


@known
def test_another_requests_answer_is_no_end(name: str) -> None:
    """A status that names another request is an unexpected answer."""
    one = Provider(provider(name))
    values = {"request_id": "other", "status": one.wire.word("status", "succeeded")}
    found, _ = wait(one, [response(one.wire.answer("status", values, phase="succeeded"))])
    assert isinstance(found, errors.UnexpectedAnswer)


@known
def test_the_deadline_holds(name: str) -> None:
    """A wait ends at its deadline, whatever is answered."""
    one = Provider(provider(name))
    for answer in (one.status("running"), page(502), page(200), errors.TransportError("none")):
        found, play = wait(one, [answer], 30.0)
        assert isinstance(found, errors.JobTimedOut | errors.TransportError)
        assert play.clock - 1000.0 < 60.0

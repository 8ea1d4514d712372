"""Ends, cancels and handles that only some providers have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.runtime import errors
from clientwright.runtime.cancellation import Cancellation
from clientwright.runtime.interrupted_submit import level_and_text
from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.partial_answer import named_in
from clientwright.runtime.response_parsing import Response
from clientwright.runtime.responses import Result, Success, parse_result
from clientwright.runtime.submission import Submission
from clientwright.runtime.submit_answer import find_request_id
from clientwright.runtime.wire import data_of
from clientwright.testing.service_wire import WireAnswer
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
from runtime.scripted_flow import ScriptStep
from runtime.test_providers import wait


def fal() -> Provider:
    """Return the provider whose results are the model's own answers."""
    return Provider(provider("fal"))


def replicate() -> Provider:
    """Return the provider whose status is the result."""
    return Provider(provider("replicate"))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 499, 500, 502, 503, 504])
def test_a_replayed_refusal_is_the_jobs_failure(status: int) -> None:
    """An answer with the header of the model's own is the end, whatever its HTTP status, and is asked once."""
    one = fal()
    for answer in (
        page(status, one.own),
        response(one.wire.refusal(status, words="No."), **one.own),
    ):
        found, play = wait(one, [one.status("succeeded"), answer])
        assert isinstance(found, errors.JobFailed)
        assert (found.request_id, found.endpoint) == (REQUEST_ID, MODEL_ID)
        assert (one.paths(play), found.body) == (["status", "result"], answer.body)
    assert "No." in found.message


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_gateways_refusal_is_no_end(status: int) -> None:
    """An answer without that header that may pass is asked again."""
    one = fal()
    found, play = wait(one, [one.status("succeeded"), page(status), one.result("succeeded")])
    assert isinstance(found, Success)
    assert one.paths(play) == ["status", "result", "result"]


@pytest.mark.parametrize("answer", [page(404), page(500), page(200)])
def test_a_status_tells_a_failure_by_itself(answer: Response) -> None:
    """Where the status has an error, the job failed, whatever its result answers, which is asked once."""
    one = fal()
    found, play = wait(one, [one.status("failed", code="runner_server_error"), answer])
    assert isinstance(found, errors.JobFailed)
    assert ("It broke." in found.message, found.code) == (True, "runner_server_error")
    assert one.paths(play).count("result") == 1


def test_a_code_tells_that_a_job_was_cancelled() -> None:
    """A finished job whose error is of the kind "cancelled" was cancelled, on its status or its result."""
    one = fal()
    answer = response(one.wire.refusal(499, "client_cancelled"))
    for script in ([one.status("cancelled")], [one.status("succeeded"), answer]):
        found, _ = wait(one, list[ScriptStep](script))
        assert isinstance(found, errors.JobCancelled)


def test_the_time_of_a_job_was_up() -> None:
    """A job whose time was up has failed: it does not continue."""
    one = fal()
    answer = response(one.wire.refusal(504, "request_timeout", "Too slow."), **one.own)
    found, _ = wait(one, [one.status("succeeded"), answer])
    assert isinstance(found, errors.JobFailed)
    assert found.code == "request_timeout"


@pytest.mark.parametrize("output", [OUTPUT, [], ["https://x.example/a"], [["b"]], 7, "text", None])
@pytest.mark.parametrize("name", ["fal", "replicate"])
def test_outputs_of_any_root(name: str, output: Any) -> None:
    """An output may be any JSON data, null too, and is delivered at once."""
    one = Provider(provider(name))
    found, play = wait(one, [one.status("running"), *one.end("succeeded", output=output)])
    assert isinstance(found, Success)
    assert (found.output, found.raw_output) == (output, output)
    assert len(play.sent) <= 3


@pytest.mark.parametrize("phase", ["waiting", "running"])
def test_a_result_asked_for_too_early(phase: str) -> None:
    """Where only a status tells whether there is a result, that is asked first, and no result before."""
    one = fal()
    play = one.run([one.status(phase)])
    found = play.run(play.protocol.result(one.job()))
    assert (type(found), found.phase, one.paths(play)) == (Result, phase, ["status"])


def removed(**more: object) -> Response:
    """Return a job that succeeded, whose output is gone unless `more` says otherwise."""
    values = {"id": REQUEST_ID, "status": "succeeded", "output": None, "data_removed": True}
    return response(WireAnswer(200, {**values, **more}))


@pytest.mark.parametrize("call", ["wait", "result"])
def test_an_expired_output_is_an_error_of_its_own(call: str) -> None:
    """A job that succeeded, and whose output is gone, is no empty success."""
    one = replicate()
    play = one.run([removed()])
    with pytest.raises(errors.ResultExpired) as caught:
        play.run(getattr(play.protocol, call)(one.job()))
    assert (caught.value.request_id, caught.value.endpoint) == (REQUEST_ID, MODEL_ID)
    assert (caught.value.result.raw["data_removed"], len(play.sent)) == (True, 1)
    for answer in (removed(data_removed=False), removed(output=OUTPUT), removed(data_removed=None)):
        assert isinstance(wait(one, [answer])[0], Success)


CANCELS = [
    ("fal", 200, {"status": "OK"}, "cancelled"),
    ("fal", 202, {"status": "CANCELLATION_REQUESTED"}, "requested"),
    ("fal", 202, {"status": "cancellation_requested"}, "requested"),
    ("fal", 400, {"status": "ALREADY_COMPLETED"}, "too-late"),
    ("fal", 404, {"status": "NOT_FOUND"}, None),
    ("fal", 404, {}, None),
    ("fal", 400, {}, None),
    ("replicate", 200, {"id": REQUEST_ID, "status": "canceled"}, "cancelled"),
    ("replicate", 200, {"id": REQUEST_ID, "status": "aborted"}, "cancelled"),
    ("replicate", 200, {"id": REQUEST_ID, "status": "processing"}, "requested"),
    ("replicate", 200, {"id": REQUEST_ID, "status": "succeeded"}, "too-late"),
    ("replicate", 200, {"id": REQUEST_ID, "status": "new"}, ""),
    ("replicate", 404, {"detail": "Not found."}, None),
    ("runcomfy", 202, {"outcome": "cancelled"}, "cancelled"),
    ("runcomfy", 202, {"outcome": "not_cancellable"}, "too-late"),
    ("runcomfy", 202, {"outcome": "new"}, ""),
]


@pytest.mark.parametrize(("name", "status", "body", "means"), CANCELS)
def test_what_a_cancel_means(name: str, status: int, body: Any, means: str | None) -> None:
    """A cancel is answered by a word, an HTTP status or the job's status; what is not found is an error."""
    one = Provider(provider(name))
    play = one.run([response(WireAnswer(status, body))])
    flow = play.protocol.cancel(one.job())
    if means is None:
        with pytest.raises(errors.ApiError):
            play.run(flow)
        return
    found: Cancellation = play.run(flow)
    assert (found.means, found.cancelled) == (means, means == "cancelled")
    assert found.requested == (means == "requested")
    assert found.outcome


def test_a_service_without_cancel() -> None:
    """A cancel of a job that cannot be cancelled is an error before anything is sent."""
    one = replicate()
    document = {**one.spec.document, "operations": {**one.spec.document["operations"]}}
    document["operations"]["cancel"] = None
    one = Provider(type(one.spec)(document, one.spec.path))
    play = one.run([one.status("running")])
    with pytest.raises(errors.ConfigurationError, match="cannot be cancelled"):
        play.run(play.protocol.cancel(one.job()))
    assert play.sent == []


@pytest.mark.parametrize("call", ["status", "result", "cancel", "wait"])
@pytest.mark.parametrize("name", PROVIDERS)
def test_a_job_without_its_endpoint(name: str, call: str) -> None:
    """Where calls name the endpoint, a job without it is an error before anything is sent."""
    one = Provider(provider(name))
    play = one.run([one.status("cancelled"), *one.end("cancelled")])
    job: JobHandle[Any] = one.job(None)
    if name == "fal":
        with pytest.raises(errors.ConfigurationError, match="endpoint"):
            play.run(getattr(play.protocol, call)(job))
        assert play.sent == []
    else:
        assert job.call("status").path


SCALARS = st.none() | st.integers() | st.text(max_size=5)
DEEP = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "model", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from(["a", "model", "input", "urls"]), DEEP, max_size=3))
def test_an_id_of_something_else_is_no_request_id(around: dict[str, Any]) -> None:
    """Where requests have a name that other things have too, only the one at its place is an id, also in a part."""
    service = replicate().service
    text = json.dumps(around)
    assert find_request_id(service, around) is None
    assert named_in(service, Response(201, {}, text.encode(), complete=False)) is None
    whole = json.dumps({**around, "id": REQUEST_ID})
    assert find_request_id(service, json.loads(whole)) == REQUEST_ID
    assert named_in(service, Response(201, {}, whole[:-1].encode(), complete=False)) == REQUEST_ID


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(["a", "model", "data"]), max_size=3))
def test_a_telling_name_counts_at_any_depth(keys: list[str]) -> None:
    """A name that only requests have is an id wherever it stands, also in a part."""
    service = fal().service
    data: dict[str, Any] = {"request_id": REQUEST_ID}
    for key in keys:
        data = {"id": "other", key: data}
    assert find_request_id(service, data) == REQUEST_ID
    cut = json.dumps(data)[:-1].encode()
    assert named_in(service, Response(200, {}, cut, complete=False)) == REQUEST_ID


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_stored_answer_reads_as_before(name: str) -> None:
    """What a result keeps as it came gives the same output again."""
    one = Provider(provider(name))
    for output in (OUTPUT, [1, 2]):
        found, _ = wait(one, one.end("succeeded", output=output))
        phase = "succeeded" if one.facts.ends_by_http else ""
        again = parse_result(one.service, REQUEST_ID, None, data_of(found.raw), phase=phase)
        assert again.output == found.output


@pytest.mark.parametrize(("name", "unit"), [("runcomfy", "USD"), ("fal", "units")])
def test_what_a_cost_counts(name: str, unit: str) -> None:
    """A quantity that is billed is told as the cost, and is no amount of money."""
    one = Provider(provider(name))
    script = one.end("succeeded", cost="3")
    found, _ = wait(one, script)
    assert (found.cost, one.service.cost_unit) == ("3", unit)


@pytest.mark.parametrize(
    ("by_endpoint", "call"), [(False, "api.job('r1')"), (True, "api.job('r1', 'a/b')")]
)
def test_an_interrupt_says_how_to_find_the_job(by_endpoint: bool, call: str) -> None:
    """The note of an interrupted submit has the call that makes the job's handle."""
    submission: Submission[Any] = Submission("demo", "a/b", by_endpoint)
    submission.request_id = "r1"
    _, text = level_and_text(submission, KeyboardInterrupt())
    assert f"{call}." in text

"""The sandbox of fal: its paths, and results that are the model's own answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clientwright.rules.json_edit import MISSING
from sandbox.services import CLIP, DOCUMENTS, GOOD_INPUT, Calls, calls_of

OWN = "x-fal-request-id"


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Calls]:
    """Serve fal's queue."""
    with calls_of(DOCUMENTS["fal"], tmp_path) as found:
        yield found


def test_the_whole_endpoint_id_is_no_part_of_a_path(fal: Calls) -> None:
    """Status, result and cancel have the first two segments in their paths; another model's are not found."""
    id = fal.submit()
    headers = {"Authorization": "Key sandbox-token"}
    for method, end in (("GET", "/status"), ("GET", ""), ("PUT", "/cancel")):
        for app, found in (("acme/studio", True), (str(CLIP.id), False), ("acme/other", False)):
            answer = fal.http.request(method, f"/{app}/requests/{id}{end}", headers=headers)
            assert (answer.status_code != 404) == found, answer.text
    status = fal.make("status", id)
    for name in ("status_url", "result_url", "cancel_url"):
        assert f"/acme/studio/requests/{id}" in fal.wire.value("status", name, status)


@pytest.mark.parametrize(
    "body", [{"input": GOOD_INPUT}, {}, {"prompt": 5}, {**GOOD_INPUT, "seconds": 99, "x": 1}]
)
def test_the_model_judges_the_input(fal: Calls, body: object) -> None:
    """Any object is accepted; what does not fit is a job that fails with 422 and a list, and no code on its status."""
    id = fal.submit(body=body)
    status = fal.after(20).make("status", id)
    assert (status.status, status.body["status"]) == (200, "COMPLETED")
    assert not {"error", "error_type"} & status.body.keys()
    result = fal.make("result", id)
    assert (result.status, result.headers[OWN]) == (422, id)
    for fault in result.body["detail"]:
        assert fault["loc"][0] == "body"
        assert fault["msg"]
        assert fault["type"]


@pytest.mark.parametrize(
    ("token", "http", "code"),
    [
        ("sandbox-unlucky", 422, "content_policy_violation"),
        ("sandbox-late", 504, "request_timeout"),
        ("sandbox-broken", 500, "runner_server_error"),
    ],
)
def test_a_failed_job_is_told_twice(fal: Calls, token: str, http: int, code: str) -> None:
    """The status names the error, and the result replays the answer with the code, however often it is asked."""
    id = fal.submit(token)
    status = fal.after(20).make("status", id, token)
    assert (status.body["error_type"], bool(status.body["error"])) == (code, True)
    for _ in range(3):
        result = fal.make("result", id, token)
        assert (result.status, result.headers[OWN]) == (http, id)
        assert fal.wire.code_of(result) == code
        assert ("x-fal-error-type" in result.headers) == (http >= 500)
        assert fal.wire.value("result", "cost", result) is MISSING


def test_a_fault_of_the_way_there_is_not_the_models(fal: Calls) -> None:
    """A 5xx of the service about a result has no header of the model's own answer, and passes."""
    id = fal.submit("sandbox-flaky")
    first = fal.after(20).make("result", id, "sandbox-flaky")
    assert first.status >= 500
    assert OWN not in first.headers
    assert fal.make("result", id, "sandbox-flaky").status == 200


def test_a_result_that_is_not_there_yet_is_no_success(fal: Calls) -> None:
    """Before the end a result is refused, and the refusal is not the model's."""
    id = fal.submit()
    for seconds in (0, 7):
        early = fal.after(seconds).make("result", id)
        assert early.status == 400
        assert OWN not in early.headers


def test_the_result_is_the_output(fal: Calls) -> None:
    """The whole body of a result is the output, its files are objects of this server, and a header has the units."""
    id = fal.submit()
    result = fal.after(20).make("result", id)
    file = result.body["video"]
    assert result.body.keys() == {"video"}
    assert (file["content_type"], file["file_name"]) == ("video/mp4", f"{id}.mp4")
    found = fal.http.get(file["url"])
    assert (len(found.content), found.headers["content-type"]) == (file["file_size"], "video/mp4")
    assert (result.headers[OWN], result.headers["x-fal-billable-units"]) == (id, "1")


def test_an_unknown_request_cannot_be_cancelled(fal: Calls) -> None:
    """A cancel of an unknown request has the word for it; other calls have the refusal."""
    answer = fal.make("cancel", "none")
    assert (answer.status, answer.body) == (404, {"status": "NOT_FOUND"})
    assert fal.make("status", "none").body == {"detail": "There is no such request."}


def test_a_cancelled_job_says_so_by_its_error(fal: Calls) -> None:
    """A cancelled job is COMPLETED; its error tells that it was cancelled."""
    id = fal.submit()
    assert fal.make("cancel", id).status == 200
    status, result = fal.make("status", id), fal.make("result", id)
    assert (status.body["status"], status.body["error_type"]) == ("COMPLETED", "client_cancelled")
    assert (result.status, result.headers[OWN]) == (499, id)
    assert result.headers["x-fal-error-type"] == "client_cancelled"

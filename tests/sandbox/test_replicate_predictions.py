"""The sandbox of Replicate: the wrapped input, versions, problem documents, results that are no longer kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.services import CLIP, DOCUMENTS, GOOD_INPUT, PINNED, Calls, calls_of


@pytest.fixture
def replicate(tmp_path: Path) -> Iterator[Calls]:
    """Serve Replicate's predictions, of a model with a pinned version and of one without."""
    with calls_of(DOCUMENTS["replicate"], tmp_path, CLIP, PINNED) as found:
        yield found


@pytest.mark.parametrize(
    ("version", "status"),
    [
        (str(CLIP.id), 201),
        ("acme/pinned:c0ffee", 201),
        ("c0ffee", 201),
        ("acme/pinned", 422),
        ("acme/pinned:0ff", 422),
        (f"{CLIP.id}:c0ffee", 422),
        ("acme/none", 404),
        ("acme/none:c0ffee", 404),
        ("0ff", 404),
        ("", 422),
        (None, 422),
        (5, 422),
    ],
)
def test_versions(replicate: Calls, version: object, status: int) -> None:
    """A model is named by its id, and by its version where one is pinned; else the call is refused."""
    answer = replicate.make("submit", body={"version": version, "input": GOOD_INPUT})
    assert answer.status == status, answer.body
    if status == 422:
        assert answer.body["invalid_fields"][0]["field"] == "version"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (GOOD_INPUT, {"version", "input", "prompt"}),
        ({"version": str(CLIP.id)}, {"input"}),
        ({"version": str(CLIP.id), "input": None}, {"input"}),
        ({"version": str(CLIP.id), "input": [GOOD_INPUT]}, {"input"}),
        ({"version": str(CLIP.id), "input": {}}, {"input.prompt"}),
        (
            {"version": str(CLIP.id), "input": {"input": GOOD_INPUT}},
            {"input.input", "input.prompt"},
        ),
        ({"version": str(CLIP.id), "input": GOOD_INPUT, "inputs": {}}, {"inputs"}),
    ],
)
def test_bodies_of_the_wrong_shape(replicate: Calls, body: Any, fields: set[str]) -> None:
    """What is not the wrapped input of the model is refused as a problem that names each field."""
    answer = replicate.make("submit", body=body)
    assert (answer.status, answer.body["status"]) == (422, 422)
    assert {one["field"] for one in answer.body["invalid_fields"]} == fields
    assert answer.body.keys() == {"title", "detail", "status", "invalid_fields"}
    assert all(field in answer.body["detail"] for field in fields)


def test_one_call_has_all(replicate: Calls) -> None:
    """A prediction has its output where its status is, and says when it ended."""
    id = replicate.submit()
    early = replicate.make("status", id).body
    assert early.keys() == {"id", "status", "created_at", "urls", "data_removed"}
    late = replicate.after(20).make("status", id).body
    assert (late["status"], late["data_removed"]) == ("succeeded", False)
    assert late.keys() == {*early, "output", "completed_at"}
    method, path = replicate.wire.route("result", request_id=id)
    assert (method, path) == ("GET", f"/predictions/{id}")


def test_a_result_that_is_no_longer_kept(replicate: Calls) -> None:
    """An expired prediction has succeeded, its output is null, and its data are removed."""
    token = "sandbox-expired"
    id = replicate.submit(token)
    assert replicate.make("status", id, token).body["data_removed"] is False
    late = replicate.after(20).make("status", id, token).body
    assert (late["status"], late["output"], late["data_removed"]) == ("succeeded", None, True)


def test_a_running_prediction_is_cancelled_at_once(replicate: Calls) -> None:
    """A cancel answers with the prediction as it is then; a finished one stays as it was."""
    id, other = replicate.submit(), replicate.submit()
    replicate.after(7)
    assert replicate.make("cancel", id).body["status"] == "canceled"
    before = replicate.after(20).make("status", other).body
    answer = replicate.make("cancel", other)
    assert (answer.status, answer.body) == (200, before)


def test_a_failed_prediction_is_answered_with_200(replicate: Calls) -> None:
    """A failed prediction is no refusal: it has its word and an error in words."""
    id = replicate.submit("sandbox-unlucky")
    answer = replicate.after(20).make("status", id, "sandbox-unlucky")
    assert (answer.status, answer.body["status"]) == (200, "failed")
    assert isinstance(answer.body["error"], str)
    assert "output" not in answer.body

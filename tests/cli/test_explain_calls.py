"""What `explain` says of the calls of a job, for the service files of four providers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cli.support import Workspace
from clientwright.cli.explain_calls import explain_calls, explain_retention, list_uncertain
from clientwright.specs.model import Service, Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.service_wire import ServiceWire

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = [ROOT / "specs" / name for name in ("runcomfy", "fal", "replicate")]
FOLDERS.append(ROOT / "tests/providers/filmhouse")


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def loaded(request: pytest.FixtureRequest) -> Specs:
    """Return the specs of each provider."""
    (found,) = load_specs(request.param).services
    return found


def test_calls_are_those_that_are_made(loaded: Specs) -> None:
    """Of every endpoint, each call has the method and the path that the harness makes, and each word is there."""
    wire = ServiceWire.of(loaded.service)
    for endpoint in loaded.endpoints:
        for one in explain_calls(loaded.service, endpoint):
            if one.operation not in wire.facts.operations:
                assert one.call == "none: jobs cannot be cancelled"
            elif one.operation == "result" and wire.facts.one_call:
                assert one.call == "the answer to a status"
            else:
                made = wire.route(one.operation, model_id=str(endpoint.id), request_id="ID")
                shown = one.call.replace("{request_id}", "ID")
                assert shown == " ".join(made).partition("?")[0]
            told = " ".join(one.facts)
            if one.operation == "status":
                assert all(word in told for word in wire.facts.status_values)
            if one.operation == "submit":
                body = json.dumps(wire.submit_body({}, endpoint.called_as))
                assert endpoint.called_as not in body or endpoint.called_as in told
                assert ("no version is pinned" in told) == (
                    endpoint.called_as in body and not endpoint.version
                )


def test_every_uncertain_fact_is_named_once(loaded: Specs) -> None:
    """A fact that is made uncertain is named under its letter, one that is made certain no more."""
    document = loaded.service.document
    for letter, source in (("M", "one source"), ("L", "third parties"), ("?", "nobody"), ("H", "")):
        service = replace(
            loaded.service, document={**document, "media": {**document["media"], "sure": letter}}
        )
        lines = [line for line in list_uncertain(service) if " media" in line]
        assert [source in line for line in lines] == [True] * (letter != "H")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(3600, "1 hour"), (7200, "2 hours"), (90, "90 seconds"), (604800, "7 days"), (60, "1 minute")],
)
def test_retention_is_told_in_the_largest_unit(seconds: int, text: str) -> None:
    """How long a result is kept is told, and that it is not known."""
    (found,) = load_specs(FOLDERS[0]).services
    assert explain_retention(found.service).startswith("It is not known")
    kept = {"result_seconds": seconds, "sure": "H"}
    service = Service({**found.service.document, "retention": kept}, found.service.path)
    assert f"kept for {text} after" in explain_retention(service)


def test_the_calls_of_fal_are_shown(workspace: Workspace) -> None:
    """The text and --json have the path of two segments, the end by HTTP status, the answers to a cancel and the hour."""
    text = " ".join(
        workspace.run("explain", "--service", "fal", "fal-ai/sam-3/video").stdout.split()
    )
    for part in (
        "GET /fal-ai/sam-3/requests/{request_id}/status",
        "its HTTP status tells whether the job succeeded",
        "HTTP 400 ALREADY_COMPLETED (too-late)",
        "kept for 1 hour",
        "from one source: HTTP status 429 in not_begun",
    ):
        assert part in text
    document = workspace.json("explain", "--service", "fal", "fal-ai/sam-3/video")
    assert [one["operation"] for one in document["calls"]] == [
        "submit",
        "status",
        "result",
        "cancel",
    ]

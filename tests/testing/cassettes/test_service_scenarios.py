"""Scenarios, recordings and replays follow the facts of a service's file, whichever service it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clientwright.specs.model import Service, Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.cassettes.cassette_files import VCR_SUFFIX
from clientwright.testing.cassettes.cassette_model import RecordedCall
from clientwright.testing.cassettes.cassette_trials import list_trials
from clientwright.testing.cassettes.errors import CallOutOfOrder, UnrecordedCall
from clientwright.testing.cassettes.playback import CassettePlayer
from clientwright.testing.cassettes.recorder import record, record_all
from clientwright.testing.cassettes.recording_environment import sandbox_environment
from clientwright.testing.cassettes.recording_plan import plan_recording
from clientwright.testing.cassettes.scenarios import endpoint_scenarios
from clientwright.testing.cassettes.stale_cassettes import fingerprint
from clientwright.testing.promises import Effort, VerdictState
from testing.cassettes.support import ROOT, call, interaction

FOLDERS = {
    "fal": "specs/fal",
    "replicate": "specs/replicate",
    "filmhouse": "tests/providers/filmhouse",
}
each_service = pytest.mark.parametrize("name", FOLDERS)


@cache
def one_endpoint(name: str) -> Specs:
    """Return the specs of a service with the endpoint that has the smallest input."""
    (found,) = load_specs(ROOT / FOLDERS[name]).services
    smallest = min(found.endpoints, key=lambda one: len(json.dumps(one.input)))
    return replace(found, endpoints=(smallest,))


@each_service
@pytest.mark.parametrize("suffix", [".json", VCR_SUFFIX])
def test_each_scenario_is_recorded_and_proved(name: str, suffix: str, tmp_path: Path) -> None:
    """What the sandbox of a service is recorded to do keeps the promises of the service, in both formats."""
    specs = one_endpoint(name)
    planned = plan_recording(specs)
    if suffix == VCR_SUFFIX:
        planned = tuple(one for one in planned if one.scenario.name.startswith(("min", "error")))
    with sandbox_environment(specs) as environment:
        done = [*record_all(environment, planned, tmp_path, "2026-01-01", suffix=suffix)]
    assert {one.status for one in done} <= {"written", "skipped"}, [one.reason for one in done]
    found = [v for one in list_trials(specs, tmp_path) for v in one.run(Effort()).verdicts]
    assert {one.state for one in found} == {VerdictState.PROVED}


@each_service
def test_every_error_has_a_scenario(name: str) -> None:
    """Each documented error has one scenario of its own, with a reason if nothing can show it."""
    specs = one_endpoint(name)
    found = [one.name for one in endpoint_scenarios(specs.service, specs.endpoints[0])]
    assert len(found) == len(set(found))
    errors = specs.service.wire.errors
    assert len([one for one in found if one.startswith("error-")]) == len(errors)
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", one) for one in found)


@each_service
def test_recorded_ids_have_the_form_of_the_service(name: str) -> None:
    """The request ids in a file are stable, and of the form that the service's ids have."""
    specs = one_endpoint(name)
    (job,) = plan_recording(specs, only=["minimal-job"])
    with sandbox_environment(specs) as environment:
        found = record(environment, job.scenario, job.endpoint, "2026-01-01")
    call = found.interactions[1].call
    id = environment.specs.service.document["request_id"]["pattern"]
    assert any(re.fullmatch(id, part) and "job" in part for part in call.path.split("/"))


def changed(specs: Specs, **facts: Any) -> Service:
    """Return the service of some specs with other facts."""
    document: Mapping[str, Any] = {**specs.service.document, **facts}
    return replace(specs.service, document=document)


def test_version_and_wire_facts_make_cassettes_stale() -> None:
    """Another version of the model, place of a code or part of a path is another fingerprint."""
    specs = one_endpoint("fal")
    (endpoint,) = specs.endpoints
    before = fingerprint(specs.service, endpoint)
    others = (
        fingerprint(specs.service, replace(endpoint, version="v2")),
        fingerprint(changed(specs, error={"code_at": ["/code"], "sure": "H"}), endpoint),
        fingerprint(changed(specs, path_parts={"app_id": {"first": 3}}), endpoint),
        fingerprint(changed(specs, expired_at=["/gone"]), endpoint),
    )
    assert len({before, *others}) == 5
    assert fingerprint(changed(specs, retention={"result_seconds": 9}), endpoint) == before


@pytest.mark.parametrize(
    "answer", [{"id": "abc123"}, {"job": {"id": "abc123", "state": "starting"}}]
)
def test_order_of_a_job_is_known_by_its_id(answer: Any) -> None:
    """A state that a cancel caused is not given before the cancel, wherever the id stands in paths and answers."""
    first, last = {"status": "starting"}, {"status": "canceled"}
    recorded = [
        interaction("POST", "/predictions", answer, {"input": {}}),
        interaction("GET", "/predictions/abc123", first),
        interaction("POST", "/predictions/abc123/cancel", last),
        interaction("GET", "/predictions/abc123", last),
    ]
    player = CassettePlayer("x", recorded)
    read = call("GET", "/predictions/abc123")
    player.next_answer(recorded[0].call)
    assert [json.loads(player.next_answer(read).body) for _ in range(2)] == [first, first]
    player.next_answer(recorded[2].call)
    assert json.loads(player.next_answer(read).body) == last
    early = CassettePlayer("x", [recorded[0], *recorded[2:]])
    with pytest.raises(CallOutOfOrder):
        early.next_answer(read)


def test_hidden_value_matches_any_other() -> None:
    """A value that is hidden in a recording matches any value in its place, and nothing else does."""
    hidden = {"input": {"key": "REDACTED", "prompt": "a"}}
    player = CassettePlayer("x", [interaction("POST", "/predictions", {"id": "j"}, hidden)])

    def asked(**fields: Any) -> RecordedCall:
        return call("POST", "/predictions", {"input": {"prompt": "a", **fields}})

    with pytest.raises(UnrecordedCall):
        player.next_answer(asked(key="x", prompt="b"))
    with pytest.raises(UnrecordedCall):
        player.next_answer(asked())
    assert player.next_answer(asked(key="any")).status == 200

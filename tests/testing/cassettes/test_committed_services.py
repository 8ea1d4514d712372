"""The committed cassettes of fal and Replicate are fresh, reproducible, and read by the generated clients."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import falwright
import replicatewright
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.cassettes import cassette_files, replay
from clientwright.testing.cassettes.cassette_files import cassette_path, cassettes_in
from clientwright.testing.cassettes.cassette_trials import list_trials
from clientwright.testing.cassettes.recorder import record_all
from clientwright.testing.cassettes.recording_environment import sandbox_environment
from clientwright.testing.cassettes.recording_plan import plan_recording
from clientwright.testing.cassettes.stale_cassettes import check_folder
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.client_target import ClientTarget
from testing.cassettes.support import COMMITTED_CASSETTES, ROOT

SERVICES = ("fal", "replicate")
TODAY = "2000-01-01"
each_service = pytest.mark.parametrize("service", SERVICES)


@cache
def recorded(service: str) -> Specs:
    """Return the specs of a service, with the two endpoints that have cassettes."""
    (found,) = load_specs(ROOT / "specs" / service).services
    folders = {path.parent for path in cassettes_in(COMMITTED_CASSETTES, found.service)}
    endpoints = tuple(
        one
        for one in found.endpoints
        if cassette_path(COMMITTED_CASSETTES, found.service, one, "").parent in folders
    )
    assert len(endpoints) == 2
    return replace(found, endpoints=endpoints)


def paths(service: str) -> list[Path]:
    """Return the committed files of a service."""
    return [*cassettes_in(COMMITTED_CASSETTES, recorded(service).service)]


@each_service
def test_committed_cassettes_are_fresh_and_complete(service: str) -> None:
    """The recorded endpoints have each scenario; if not, run `clientwright record --service NAME --endpoint ID`."""
    assert check_folder(COMMITTED_CASSETTES, recorded(service)) == ()


@each_service
def test_recording_again_changes_only_dates(service: str, tmp_path: Path) -> None:
    """Recorded again, the files of an endpoint differ only in their dates."""
    specs = recorded(service)
    plan = [one for one in plan_recording(specs) if one.scenario.name != "refused-keywords"]
    with sandbox_environment(specs) as environment:
        done = [*record_all(environment, plan, tmp_path, TODAY)]
    assert {one.status for one in done} == {"written", "skipped"}
    for path in (one.path for one in done if one.status == "written"):
        committed = cassette_files.read(COMMITTED_CASSETTES / path.relative_to(tmp_path))
        dated = replace(committed, header=replace(committed.header, recorded=TODAY))
        assert cassette_files.dumps(dated) == path.read_text("utf-8"), path.name


@each_service
def test_committed_cassettes_are_proved(service: str) -> None:
    """The contract trials of the cassettes have no finding, with the committed client."""
    specs = recorded(service)
    client = ClientTarget.load(specs.service.package)
    trials = list_trials(specs, COMMITTED_CASSETTES, client)
    found = [verdict for one in trials for verdict in one.run(Effort()).verdicts]
    assert {one.state for one in found} == {VerdictState.PROVED}
    assert len(found) > 3 * len(paths(service)) - 20


@each_service
def test_every_word_and_cancel_is_recorded(service: str) -> None:
    """The cassettes show each status word that the sandbox says, each cancel answer, and each header with a value."""
    specs = recorded(service)
    facts = specs.service.wire
    texts = [path.read_text("utf-8") for path in paths(service)]
    words = {*facts.status_values} - {"aborted"}
    words |= {one.word for one in facts.cancel_answers if one.word}
    words |= {place.header for one in facts.operations.values() for place in one.fields.values()}
    for word in filter(None, (*words, facts.own_answer_header)):
        assert any(f'"{word}"' in text for text in texts), word


def payload_of(endpoint: Endpoint, service: str, scenario: str) -> tuple[Path, Any]:
    """Return the file of a scenario, and the body of its submit."""
    path = cassette_path(COMMITTED_CASSETTES, recorded(service).service, endpoint, scenario)
    return path, json.loads(cassette_files.read(path).interactions[0].call.body)


@pytest.mark.parametrize("base", [None, "http://127.0.0.1:9/v1"], ids=["provider", "elsewhere"])
def test_fal_client_replays_ends(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job runs to its output, and one that was asked to stop ends cancelled, with any base URL."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    veo = next(one for one in recorded("fal").endpoints if one.id == "fal-ai/veo2")
    with falwright.Fal(token="id:secret", base_url=base) as api:
        path, body = payload_of(veo, "fal", "minimal-job")
        with replay(path):
            result = api.run(falwright.fal_ai.veo2.request(**body))
        assert result.output.video.url == "https://outputs.sandbox.fal.media/job-1.mp4"
        path, body = payload_of(veo, "fal", "cancelled-while-running")
        with replay(path, allow_unused=True):
            job = api.submit(falwright.fal_ai.veo2.request(**body))
            while job.status().phase != "running":
                pass
            assert job.cancel().requested
            with pytest.raises(falwright.JobCancelled):
                job.wait()
        path, body = payload_of(veo, "fal", "error-request_timeout")
        with replay(path), pytest.raises(falwright.JobFailed, match="request_timeout"):
            api.run(falwright.fal_ai.veo2.request(**body))


def test_replicate_client_replays_with_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job whose recording hides a secret of its input is replayed with any secret in its place."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    mini = next(one for one in recorded("replicate").endpoints if "mini" in one.id)
    path, body = payload_of(mini, "replicate", "minimal-job")
    assert body["input"]["openai_api_key"] == "REDACTED"
    given = {**body["input"], "openai_api_key": "sk-any-other"}
    request = replicatewright.openai.gpt_image_1_mini.request(**given)
    with replay(path), replicatewright.Replicate(token="anything") as api:
        assert api.run(request).urls


@each_service
def test_files_have_no_token(service: str) -> None:
    """Each has its origin, and no token or local address."""
    for path in paths(service):
        text = path.read_text("utf-8")
        assert cassette_files.read(path).header.against == "sandbox"
        for word in ("sandbox-", "127.0.0.1", "localhost", "Bearer", "no-account-has"):
            assert word not in text, (path.name, word)

"""The committed cassettes are fresh, reproducible, and replayable by the generated client."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

import runcomfy
from clientwright.testing.cassettes import cassette_files, replay
from clientwright.testing.cassettes.cassette_files import cassette_path
from clientwright.testing.cassettes.cassette_trials import list_trials
from clientwright.testing.cassettes.recorder import record_all
from clientwright.testing.cassettes.recording_environment import sandbox_environment
from clientwright.testing.cassettes.recording_plan import plan_recording
from clientwright.testing.cassettes.stale_cassettes import check_folder
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.client_target import ClientTarget
from testing.cassettes.support import COMMITTED_CASSETTES, specs

PATHS = sorted((COMMITTED_CASSETTES / "runcomfy").rglob("*.json"))
JOBS = ("minimal-job", "full-job", "two-segments")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the sleep between polls."""

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(anyio, "sleep", sleep)


def path(endpoint: Any, scenario: str) -> Path:
    """Return the file of a scenario."""
    return cassette_path(COMMITTED_CASSETTES, specs().service, endpoint, scenario)


def payload(endpoint: Any, scenario: str) -> dict[str, Any]:
    """Return the input of a recorded job."""
    found: dict[str, Any] = json.loads(
        cassette_files.read(path(endpoint, scenario)).interactions[0].call.body
    )
    return found


def describe(endpoint: Any, scenario: str) -> runcomfy.Request[Any]:
    """Describe the job of a scenario, as a user would."""
    standard: Any = runcomfy.kling.kling_3_0.standard
    module = getattr(standard, endpoint.id.segments[-1].replace("-", "_"))
    request: runcomfy.Request[Any] = module.request(**payload(endpoint, scenario))
    return request


each_endpoint = pytest.mark.parametrize(
    "endpoint", specs().endpoints, ids=lambda endpoint: endpoint.id.segments[-1]
)


def test_committed_cassettes_are_fresh_and_complete() -> None:
    """`clientwright record --check` reports nothing; if it does, run `clientwright record`."""
    assert check_folder(COMMITTED_CASSETTES, specs()) == ()


def test_recording_again_changes_only_dates(tmp_path: Path) -> None:
    """Recorded again, each file differs only in its date; if it does not, run `clientwright record`."""
    with sandbox_environment(specs()) as environment:
        done = list(record_all(environment, plan_recording(specs()), tmp_path, "2000-01-01"))
    assert {one.status for one in done} == {"written", "skipped"}
    for one in (one.path for one in done if one.status == "written"):
        committed = cassette_files.read(COMMITTED_CASSETTES / one.relative_to(tmp_path))
        dated = replace(committed, header=replace(committed.header, recorded="2000-01-01"))
        assert cassette_files.dumps(dated) == one.read_text("utf-8"), one.name


@pytest.mark.parametrize("file", PATHS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_file_has_its_origin_and_no_token(file: Path) -> None:
    """Each was recorded against the sandbox, has its date, and contains no token or local address."""
    cassette = cassette_files.read(file)
    assert cassette.header.against == "sandbox"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", cassette.header.recorded)
    text = file.read_text("utf-8")
    assert not re.search(r"sandbox-\w+|127\.0\.0\.1|localhost|[Bb]earer|no-account-has", text)
    assert cassette_files.dumps(cassette) == text


def test_every_status_and_code_is_recorded() -> None:
    """The cassettes show every status word, both cancel outcomes, and every code that can be shown."""
    facts = specs().service.document
    texts = [file.read_text("utf-8") for file in PATHS]
    words = {*facts["status"]["values"], *facts["result"]["values"]}
    codes = {str(error["code"]) for error in facts["errors"]} - {"401001", "500001"}
    for word in words:
        assert any(f'"status": "{word}"' in text for text in texts), word
    for outcome in facts["cancel"]["outcomes"]:
        assert any(f'"outcome": "{outcome}"' in text for text in texts), outcome
    for code in codes:
        assert any(f'"error_code": {code}' in text for text in texts), code


def test_committed_cassettes_are_proved() -> None:
    """The contract trials of the cassettes have no finding, with the committed client."""
    client = ClientTarget.load("runcomfy")
    found = [
        v
        for t in list_trials(specs(), COMMITTED_CASSETTES, client)
        for v in t.run(Effort()).verdicts
    ]
    assert {one.state for one in found} == {VerdictState.PROVED}
    assert len(found) > 3 * len(PATHS) - 20


@each_endpoint
def test_inputs_match_their_scenarios(endpoint: Any) -> None:
    """The smallest input has the required fields, the fullest every field, two segments two that add up."""
    least, most, two = (payload(endpoint, scenario) for scenario in JOBS)
    assert set(least) == set(endpoint.input["required"])
    assert set(most) == set(endpoint.input["properties"])
    total = two.get("duration", endpoint.input["properties"]["duration"]["default"])
    durations = [one.get("duration", 5) for one in two["multi_prompt"]]
    assert (len(durations), sum(durations)) == (2, total)


@each_endpoint
@pytest.mark.parametrize("scenario", JOBS)
@pytest.mark.parametrize("base", [None, "http://127.0.0.1:9/v1"], ids=["provider", "elsewhere"])
def test_client_replays_a_job(endpoint: Any, scenario: str, base: str | None) -> None:
    """The generated client runs a recorded job to its output with any base URL; every call is used."""
    statuses: list[str] = []
    with (
        replay(path(endpoint, scenario)),
        runcomfy.RunComfy(token="anything", base_url=base) as api,
    ):
        result = api.run(
            describe(endpoint, scenario), on_update=lambda status: statuses.append(status.status)
        )
    assert result.output.video == "https://outputs.sandbox.runcomfy.net/job-1.mp4"
    assert list(dict.fromkeys(statuses)) == ["in_queue", "in_progress", "completed"]


@each_endpoint
def test_async_client_replays_a_job(endpoint: Any) -> None:
    """The async client does so too."""

    async def run() -> str:
        async with runcomfy.AsyncRunComfy(token="anything") as api:
            result = await api.run(describe(endpoint, "full-job"))
            return str(result.request_id)

    with replay(path(endpoint, "full-job")):
        assert asyncio.run(run()) == "job-1"


@each_endpoint
def test_client_replays_other_ends(endpoint: Any) -> None:
    """Failed and cancelled jobs raise, and a running job is not cancelled."""
    with runcomfy.RunComfy(token="anything") as api:
        with replay(path(endpoint, "failed-job")), pytest.raises(runcomfy.JobFailed):
            api.submit(describe(endpoint, "failed-job")).wait()
        with replay(path(endpoint, "cancelled-job"), allow_unused=True):
            job = api.submit(describe(endpoint, "cancelled-job"))
            assert job.cancel().cancelled
            with pytest.raises(runcomfy.JobCancelled):
                job.wait()
        with replay(path(endpoint, "not-cancellable"), allow_unused=True):
            job = api.submit(describe(endpoint, "not-cancellable"))
            while job.status().status != "in_progress":
                pass
            assert not job.cancel().cancelled
            assert job.wait().output


@each_endpoint
@pytest.mark.parametrize(
    ("code", "error"),
    [
        (400002, runcomfy.InsufficientBalance),
        (400004, runcomfy.AuthenticationError),
    ],
)
def test_recorded_errors_are_raised(endpoint: Any, code: int, error: type[Exception]) -> None:
    """A refused submit raises the error of its recorded code."""
    scenario = f"error-{code}"
    with (
        replay(path(endpoint, scenario), allow_unused=True),
        runcomfy.RunComfy(token="anything") as api,
        pytest.raises(error) as caught,
    ):
        api.submit(describe(endpoint, scenario))
    assert getattr(caught.value, "code", None) == code

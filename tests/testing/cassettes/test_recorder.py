"""Recording gives the same bytes every time, and keeps nothing of a failed scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientwright.sandbox import http_responses
from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import INSTANT
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.errors import ScenarioDiverged, UnrecordedCall
from clientwright.testing.cassettes.playback import replay_cassette
from clientwright.testing.cassettes.recorder import ScenarioIncomplete, record, record_all
from clientwright.testing.cassettes.recording_environment import (
    RecordingEnvironment,
    live_environment,
    sandbox_environment,
)
from clientwright.testing.cassettes.recording_plan import (
    PlannedScenario,
    plan_recording,
)
from clientwright.testing.cassettes.redaction.redactor import REDACTED_PROMPT
from clientwright.testing.cassettes.scenarios import Scenario, ScenarioRun, endpoint_scenarios
from clientwright.testing.jobs.state_machine import JobStage
from clientwright.testing.targets.server_target import MINE, OTHER
from testing.cassettes.support import specs

TODAY = "2026-01-01"
ENDPOINT = specs().endpoints[0]
MEDIA = {"image": "https://media.example/real.png", "video": "https://media.example/real.mp4"}


@pytest.fixture(scope="module")
def environment() -> Iterator[RecordingEnvironment]:
    """Run one sandbox for all recordings."""
    with sandbox_environment(specs()) as found:
        yield found


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordingEnvironment]:
    """Run a sandbox that does not identify itself, in place of the provider."""
    monkeypatch.setattr(http_responses, "SANDBOX_HEADER", "X-Nothing")
    with (
        run_sandbox(specs(), pace=INSTANT, serve_outputs=False) as sandbox,
        live_environment(
            specs(), sandbox.base_url, sandbox.token, MEDIA, sleep=lambda _: None
        ) as it,
    ):
        yield it


def scenario_named(name: str) -> Scenario:
    """Return a scenario by name."""
    return next(one for one in endpoint_scenarios(specs().service, ENDPOINT) if one.name == name)


def scenario_of(act: Any) -> Scenario:
    """Return a scenario that runs a function."""
    return Scenario("by-hand", "", act)


def test_two_recordings_are_identical(tmp_path: Path) -> None:
    """Two recordings of the same specs, by two sandboxes on two ports, are identical."""
    texts: list[dict[str, bytes]] = []
    for name in "ab":
        with sandbox_environment(specs()) as environment:
            done = list(record_all(environment, plan_recording(specs()), tmp_path / name, TODAY))
        assert {one.status for one in done} == {"written", "skipped"}
        root = tmp_path / name
        texts.append({str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*.json")})
    assert texts[0] == texts[1]
    assert len(texts[0]) == sum(not one.skip_reason for one in plan_recording(specs()))


def test_scenarios_do_not_affect_each_other(environment: RecordingEnvironment) -> None:
    """A scenario's recording does not depend on what was recorded before."""
    wanted = cassette_files.dumps(
        record(environment, scenario_named("each-status"), ENDPOINT, TODAY)
    )
    record(environment, scenario_named("failed-job"), ENDPOINT, TODAY)
    assert (
        cassette_files.dumps(record(environment, scenario_named("each-status"), ENDPOINT, TODAY))
        == wanted
    )
    with sandbox_environment(specs()) as fresh:
        assert (
            cassette_files.dumps(record(fresh, scenario_named("each-status"), ENDPOINT, TODAY))
            == wanted
        )


def test_planned_submits_are_made(environment: RecordingEnvironment) -> None:
    """Each scenario submits as often as planned; a failing job is never submitted live."""
    for scenario in endpoint_scenarios(specs().service, ENDPOINT):
        if not scenario.never_reason:
            cassette = record(environment, scenario, ENDPOINT, TODAY)
            submits = sum(one.call.may_start_job for one in cassette.interactions)
            free = scenario.name == "failed-job"
            assert submits == scenario.jobs + scenario.expected_refusals + free, scenario.name


def test_live_recording_has_no_host_or_token(live: RecordingEnvironment, tmp_path: Path) -> None:
    """A live recording has real media and the provider's ids, but neither token nor host."""
    (done,) = record_all(
        live, plan_recording(specs(), [ENDPOINT.id], ["minimal-job"], live=True), tmp_path, ""
    )
    text = done.path.read_text()
    assert (done.status, done.request_ids) == ("written", ())
    assert MEDIA["image"] in text
    assert '"against": "live"' in text
    assert "job-1" not in text
    for secret in ("sandbox-token", "127.0.0.1"):
        assert secret not in text


def test_live_recording_refuses_a_sandbox() -> None:
    """--live against a server that identifies itself as the sandbox records nothing."""
    with (
        run_sandbox(specs(), pace=INSTANT) as sandbox,
        live_environment(specs(), sandbox.base_url, sandbox.token, MEDIA) as environment,
        pytest.raises(ScenarioIncomplete, match="identifies itself as the sandbox"),
    ):
        record(environment, scenario_named("minimal-job"), ENDPOINT, TODAY)


def test_live_recording_needs_real_media(live: RecordingEnvironment) -> None:
    """Without a real URL for a kind of media, nothing is submitted."""
    poor = replace(live, media={})
    with pytest.raises(ScenarioIncomplete, match="--media image=URL") as caught:
        record(poor, scenario_named("minimal-job"), ENDPOINT, TODAY)
    assert caught.value.request_ids == ()


def test_hidden_prompts_replay_for_any_prompt(environment: RecordingEnvironment) -> None:
    """A recording without prompts replays for any prompt; other fields still matter."""
    cassette = record(environment, scenario_named("full-job"), ENDPOINT, TODAY, hide_prompts=True)
    first = cassette.interactions[0].call
    text = first.body.decode()
    assert "A cat wakes up" not in cassette_files.dumps(cassette)
    assert cassette.header.prompts_hidden
    url = f"https://any.example/v1{first.path}"
    with replay_cassette(cassette, "x.json", allow_unused=True):
        other = text.replace(REDACTED_PROMPT, "Another one")
        assert httpx.post(url, content=other, trust_env=False).status_code == 200
    with replay_cassette(cassette, "x.json", allow_unused=True), pytest.raises(UnrecordedCall):
        httpx.post(url, content=text.replace("customize", "intelligent"), trust_env=False)


def diverges(run: ScenarioRun) -> None:
    """Submit a job, then diverge."""
    run.submit({"prompt": "a", "start_image_url": "https://example.com/cat.png"})
    raise ScenarioDiverged("this", "that sandbox-token")


def interrupts(run: ScenarioRun) -> None:
    """Submit a job, then press Ctrl-C."""
    run.submit({"prompt": "a", "start_image_url": "https://example.com/cat.png"})
    raise KeyboardInterrupt


@pytest.mark.parametrize(("act", "stops"), [(diverges, False), (interrupts, True)])
def test_incomplete_scenario_is_not_written(
    act: Any, stops: bool, environment: RecordingEnvironment, tmp_path: Path
) -> None:
    """A scenario that stops early leaves no file and no token in its reason, but its request ids."""
    planned = [
        PlannedScenario(ENDPOINT, scenario_of(act)),
        PlannedScenario(ENDPOINT, scenario_named("error-404001")),
    ]
    done = list(record_all(environment, planned, tmp_path, TODAY))
    assert (done[0].status, done[0].ends_run, len(done)) == ("failed", stops, 2 - stops)
    assert len(done[0].request_ids) == 1
    assert "sandbox-token" not in done[0].reason
    assert not done[0].path.exists()
    assert sum(p.is_file() for p in tmp_path.rglob("*")) == 1 - stops


EXPECTS = {
    "accepted": lambda run: run.submit({}),
    "refused": lambda run: run.expect_refusal(
        run.server.status("none"), specs().service.wire.errors[0]
    ),
    "result": lambda run: run.expect_result(run.submit(GOOD), JobStage.SUCCEEDED),
    "cancelled": lambda run: run.cancel(ended(run), effective=True),
    "not cancelled": lambda run: run.cancel(run.submit(GOOD), effective=False),
    "status": lambda run: run.poll_until("none"),
    "patience": lambda run: replace(run, wait=lambda: None).poll_until(run.submit(GOOD)),
}
GOOD = {"prompt": "a", "start_image_url": "https://example.com/cat.png"}


def ended(run: ScenarioRun) -> str:
    """Submit a job, and follow it to its end."""
    id = run.submit(GOOD)
    run.poll_until(id)
    return id


@pytest.mark.parametrize("act", EXPECTS.values(), ids=EXPECTS)
def test_every_expectation_can_fail(act: Any, environment: RecordingEnvironment) -> None:
    """A scenario fails when the server does something unexpected."""
    with pytest.raises(ScenarioIncomplete, match=r"expected .*, got "):
        record(environment, scenario_of(act), ENDPOINT, TODAY)


def test_each_scenario_has_two_accounts(environment: RecordingEnvironment) -> None:
    """Each scenario runs with the account it needs and another one."""
    for scenario in endpoint_scenarios(specs().service, ENDPOINT):
        tokens = environment.tokens_of(scenario)
        assert set(tokens) == {MINE, OTHER}
        assert tokens[MINE] != tokens[OTHER]


class FlakyGateway(httpx.BaseTransport):
    """A gateway that fails some reads, and changes the case of outcomes."""

    def __init__(self, status: int, fails: int) -> None:
        self.status, self.fails, self.failed = status, fails, 0
        self.real = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Fail some reads."""
        if request.method == "GET" and self.failed < self.fails:
            self.failed += 1
            return httpx.Response(self.status, text="<h1>later</h1>")
        self.failed = 0
        answer = self.real.handle_request(request)
        body = answer.read()
        answer.close()
        body = body.replace(b'"outcome":"cancelled"', b'"outcome":"Cancelled"')
        body = body.replace(b'"outcome": "cancelled"', b'"outcome": "Cancelled"')
        kind = {"content-type": "application/json"}
        return httpx.Response(answer.status_code, headers=kind, content=body)

    def close(self) -> None:
        """Close the real transport."""
        self.real.close()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_transient_read_is_retried(status: int, environment: RecordingEnvironment) -> None:
    """A paid job is not lost to a gateway error, and the cassette does not show the error."""
    with httpx.Client(transport=FlakyGateway(status, 2)) as http:
        flaky = replace(environment, http=http)
        for name in ("each-status", "cancelled-job"):
            cassette = record(flaky, scenario_named(name), ENDPOINT, TODAY)
            assert {one.answer.status for one in cassette.interactions} <= {200, 202}


def test_retries_are_limited(environment: RecordingEnvironment) -> None:
    """A gateway that always fails ends the scenario, with its request id."""
    with (
        httpx.Client(transport=FlakyGateway(502, 10**6)) as http,
        pytest.raises(ScenarioIncomplete, match="expected the status of a job") as caught,
    ):
        record(replace(environment, http=http), scenario_named("minimal-job"), ENDPOINT, TODAY)
    assert len(caught.value.request_ids) == 1

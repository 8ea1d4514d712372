"""Recording: the same bytes every time, every stage shown, and nothing kept of what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientwright.errors import UsageError
from clientwright.sandbox import http_responses
from clientwright.sandbox.job_timing import INSTANT
from clientwright.sandbox.server import run_sandbox
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.playback import replay_cassette
from clientwright.testing.cassettes.problems import ScenarioDiverged, UnrecordedCall
from clientwright.testing.cassettes.record_all import record_all
from clientwright.testing.cassettes.recorder import ScenarioIncomplete, record
from clientwright.testing.cassettes.recording_environment import (
    RecordingEnvironment,
    live_environment,
    sandbox_environment,
)
from clientwright.testing.cassettes.recording_plan import (
    PlannedScenario,
    count_submits,
    plan_recording,
    require_media,
)
from clientwright.testing.cassettes.redaction.prompts import REDACTED_PROMPT
from clientwright.testing.cassettes.scenarios import Scenario, ScenarioRun, endpoint_scenarios
from clientwright.testing.targets.server_target import MINE, OTHER
from testing.cassettes.support import specs

TODAY = "2026-01-01"
ENDPOINT = specs().endpoints[0]
MEDIA = {"image": "https://media.example/real.png", "video": "https://media.example/real.mp4"}


@pytest.fixture(scope="module")
def studio() -> Iterator[RecordingEnvironment]:
    """Run one sandbox for all recordings."""
    with sandbox_environment(specs()) as found:
        yield found


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordingEnvironment]:
    """Take a sandbox that does not say so for the provider."""
    monkeypatch.setattr(http_responses, "SANDBOX_HEADER", "X-Nothing")
    with (
        run_sandbox(specs(), pace=INSTANT) as sandbox,
        live_environment(
            specs(), sandbox.base_url, sandbox.token, MEDIA, sleep=lambda _: None
        ) as it,
    ):
        yield it


def named(name: str) -> Scenario:
    """Find a scenario."""
    return next(one for one in endpoint_scenarios(specs().service, ENDPOINT) if one.name == name)


def played(act: Any) -> Scenario:
    """Make a scenario of a function."""
    return Scenario("by-hand", "", act)


def test_recording_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two recordings from the same specs, by two sandboxes on two ports, differ in nothing."""
    texts: list[dict[str, bytes]] = []
    for name in "ab":
        with sandbox_environment(specs()) as studio:
            done = list(record_all(studio, plan_recording(specs()), tmp_path / name, TODAY))
        assert {one.status for one in done} == {"written", "skipped"}
        root = tmp_path / name
        texts.append({str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*.json")})
    assert texts[0] == texts[1]
    assert len(texts[0]) == sum(not one.skip_reason for one in plan_recording(specs()))


def test_one_scenario_alone_gives_the_same_bytes(studio: RecordingEnvironment) -> None:
    """What was recorded before a scenario leaves no trace in it."""
    wanted = cassette_files.dumps(record(studio, named("each-status"), ENDPOINT, TODAY))
    record(studio, named("failed-job"), ENDPOINT, TODAY)
    assert cassette_files.dumps(record(studio, named("each-status"), ENDPOINT, TODAY)) == wanted
    with sandbox_environment(specs()) as fresh:
        assert cassette_files.dumps(record(fresh, named("each-status"), ENDPOINT, TODAY)) == wanted


@pytest.mark.parametrize("endpoint", specs().endpoints, ids=lambda e: e.id.segments[-1])
def test_scenarios_are_complete(endpoint: Any) -> None:
    """Each endpoint has all the jobs, both cancels, each documented error, a refusal for each rule."""
    found = endpoint_scenarios(specs().service, endpoint)
    names = Counter(one.name for one in found)
    codes = {f"error-{error['code']}" for error in specs().service.document["errors"]}
    jobs = {"minimal-job", "full-job", "two-segments", "each-status", "failed-job"}
    refused = {"refused-keywords", *(f"refused-{rule.kind}" for rule in endpoint.rules)}
    assert set(names) == {*jobs, "cancelled-job", "not-cancellable", *codes, *refused}
    assert set(names.values()) == {1}
    assert all(one.sentence for one in found)


def test_what_cannot_be_recorded_says_why() -> None:
    """Nothing is left out in silence: live, too, each gap has a reason."""
    never = {one.name for one in endpoint_scenarios(specs().service, ENDPOINT) if one.never_reason}
    assert never == {"error-401001", "error-500001"}
    live = {
        one.scenario.name: one.skip_reason
        for one in plan_recording(specs(), [ENDPOINT.id], live=True)
    }
    skipped = {name for name, reason in live.items() if reason}
    unable = {"failed-job", "error-400002", "error-403001", "refused-keywords"}
    assert skipped == never | unable


def test_a_plan_counts_its_cost() -> None:
    """The jobs that would be billed, and the submits that are to be refused, are counted beforehand."""
    one = plan_recording(specs(), [ENDPOINT.id], ["minimal-job", "error-*"], live=True)
    assert count_submits(one) == (1, 1 + 1 + 3)
    assert count_submits(plan_recording(specs(), only=["error-401001"])) == (0, 0)
    with pytest.raises(UsageError, match="Did you mean 'full-job'"):
        plan_recording(specs(), only=["fulljob"])


def test_the_plan_counts_what_is_submitted(studio: RecordingEnvironment) -> None:
    """Each scenario submits as often as its plan says; a job that fails is never asked for live."""
    for scenario in endpoint_scenarios(specs().service, ENDPOINT):
        if not scenario.never_reason:
            made = record(studio, scenario, ENDPOINT, TODAY)
            submits = sum(one.call.may_start_job for one in made.interactions)
            free = scenario.name == "failed-job"
            assert submits == scenario.jobs + scenario.expected_refusals + free, scenario.name


def test_a_live_recording_is_neutral(live: RecordingEnvironment, tmp_path: Path) -> None:
    """Live, the same calls are recorded with real media and the provider's ids; neither token nor host."""
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


def test_a_sandbox_is_not_taken_for_the_provider() -> None:
    """--live against a server that says it is the sandbox records nothing."""
    with (
        run_sandbox(specs(), pace=INSTANT) as sandbox,
        live_environment(specs(), sandbox.base_url, sandbox.token, MEDIA) as studio,
        pytest.raises(ScenarioIncomplete, match="it is the sandbox"),
    ):
        record(studio, named("minimal-job"), ENDPOINT, TODAY)


def test_made_up_media_are_not_sent_to_a_provider(live: RecordingEnvironment) -> None:
    """Without a real URL of a kind, nothing is submitted."""
    poor = replace(live, media={})
    with pytest.raises(ScenarioIncomplete, match="--media image=URL") as caught:
        record(poor, named("minimal-job"), ENDPOINT, TODAY)
    assert caught.value.request_ids == ()


def test_hidden_prompts_replay_for_any_prompt(studio: RecordingEnvironment) -> None:
    """A recording without prompts replays for every prompt, and still tells other fields apart."""
    made = record(studio, named("full-job"), ENDPOINT, TODAY, hide_prompts=True)
    first = made.interactions[0].call
    text = first.body.decode()
    assert "A cat wakes up" not in cassette_files.dumps(made)
    assert made.header.prompts_hidden
    url = f"https://any.example/v1{first.path}"
    with replay_cassette(made, "x.json", allow_unused=True):
        other = text.replace(REDACTED_PROMPT, "Another one")
        assert httpx.post(url, content=other, trust_env=False).status_code == 200
    with replay_cassette(made, "x.json", allow_unused=True), pytest.raises(UnrecordedCall):
        httpx.post(url, content=text.replace("customize", "intelligent"), trust_env=False)


def derails(take: ScenarioRun) -> None:
    """Submit a job, then meet something else than expected."""
    take.submit({"prompt": "a", "start_image_url": "https://example.com/cat.png"})
    raise ScenarioDiverged("this", "that sandbox-token")


def interrupts(take: ScenarioRun) -> None:
    """Submit a job, then press Ctrl-C."""
    take.submit({"prompt": "a", "start_image_url": "https://example.com/cat.png"})
    raise KeyboardInterrupt


@pytest.mark.parametrize(("act", "stops"), [(derails, False), (interrupts, True)])
def test_half_a_scenario_is_not_kept(
    act: Any, stops: bool, studio: RecordingEnvironment, tmp_path: Path
) -> None:
    """A scenario that stops half way leaves no file, but the ids of its jobs, and no token in its reason."""
    planned = [
        PlannedScenario(ENDPOINT, played(act)),
        PlannedScenario(ENDPOINT, named("error-404001")),
    ]
    done = list(record_all(studio, planned, tmp_path, TODAY))
    assert (done[0].status, done[0].ends_run, len(done)) == ("failed", stops, 2 - stops)
    assert len(done[0].request_ids) == 1
    assert "sandbox-token" not in done[0].reason
    assert not done[0].path.exists()
    assert sum(p.is_file() for p in tmp_path.rglob("*")) == 1 - stops


EXPECTS = {
    "accepted": lambda take: take.submit({}),
    "refused": lambda take: take.expect_refusal(take.server.status("none"), 400001),
    "result": lambda take: take.expect_result(take.submit(GOOD), "succeeded"),
    "cancelled": lambda take: take.cancel(ended(take), done=True),
    "not cancelled": lambda take: take.cancel(take.submit(GOOD), done=False),
    "status": lambda take: take.poll_until("none"),
    "patience": lambda take: replace(take, wait=lambda: None).poll_until(take.submit(GOOD)),
}
GOOD = {"prompt": "a", "start_image_url": "https://example.com/cat.png"}


def ended(take: ScenarioRun) -> str:
    """Submit a job, and follow it to its end."""
    id = take.submit(GOOD)
    take.poll_until(id)
    return id


@pytest.mark.parametrize("act", EXPECTS.values(), ids=EXPECTS)
def test_every_expectation_can_fail(act: Any, studio: RecordingEnvironment) -> None:
    """A scenario notices when the server does something else than it is about."""
    with pytest.raises(ScenarioIncomplete, match=r"expected .*, got "):
        record(studio, played(act), ENDPOINT, TODAY)


def test_accounts_play_their_part(studio: RecordingEnvironment) -> None:
    """Each scenario plays under the account it needs, beside another one."""
    for scenario in endpoint_scenarios(specs().service, ENDPOINT):
        tokens = studio.tokens_of(scenario)
        assert set(tokens) == {MINE, OTHER}
        assert tokens[MINE] != tokens[OTHER]


class Shaky(httpx.BaseTransport):
    """A gateway that fails reads before it lets one through, and shouts outcomes."""

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
        """Close what is underneath."""
        self.real.close()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_that_passes_is_asked_for_again(status: int, studio: RecordingEnvironment) -> None:
    """A paid job is not given up for a gateway's bad moment, and the cassette does not show it."""
    with httpx.Client(transport=Shaky(status, 2)) as http:
        shaky = replace(studio, http=http)
        for name in ("each-status", "cancelled-job"):
            made = record(shaky, named(name), ENDPOINT, TODAY)
            assert {one.answer.status for one in made.interactions} <= {200, 202}


def test_reads_are_not_asked_for_forever(studio: RecordingEnvironment) -> None:
    """A gateway that never lets a read through ends the scenario, with the id of its job."""
    with (
        httpx.Client(transport=Shaky(502, 10**6)) as http,
        pytest.raises(ScenarioIncomplete, match="expected the status of a job") as caught,
    ):
        record(replace(studio, http=http), named("minimal-job"), ENDPOINT, TODAY)
    assert len(caught.value.request_ids) == 1


def test_media_that_lack_are_told_before() -> None:
    """A plan whose provider would have to fetch what nobody gave is refused, all kinds at once."""
    planned = plan_recording(specs(), [ENDPOINT.id], live=True)
    with pytest.raises(UsageError, match="--media image=URL") as caught:
        require_media(planned, {})
    assert "minimal-job" in str(caught.value)
    assert "error-404001" not in str(caught.value)
    require_media(planned, MEDIA)
    require_media(plan_recording(specs(), [ENDPOINT.id], ["error-*"], live=True), {})
    require_media(
        plan_recording(specs(), only=["minimal-job"], endpoints=[specs().endpoints[1].id]), {}
    )

"""Recording: the same bytes every time, every stage shown, and nothing kept of what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from clientwright.contract.cassettes import files
from clientwright.contract.cassettes.planning import Planned, billed, plan, provided
from clientwright.contract.cassettes.problems import Derailed, Unrecorded
from clientwright.contract.cassettes.recording import Unfinished, record
from clientwright.contract.cassettes.replaying import replaying
from clientwright.contract.cassettes.scenarios import Scenario, Take, scenarios
from clientwright.contract.cassettes.scrub.prompts import HIDDEN_PROMPT
from clientwright.contract.cassettes.series import series
from clientwright.contract.cassettes.studio import Studio, against_live, against_sandbox
from clientwright.contract.judges.server import MINE, OTHER
from clientwright.errors import UsageError
from clientwright.sandbox import http_responses
from clientwright.sandbox.job_timing import INSTANT
from clientwright.sandbox.server import run_sandbox
from contract.cassettes.support import specs

TODAY = "2026-01-01"
ENDPOINT = specs().endpoints[0]
MEDIA = {"image": "https://media.example/real.png", "video": "https://media.example/real.mp4"}


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    """Run one sandbox for all recordings."""
    with against_sandbox(specs()) as found:
        yield found


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """Take a sandbox that does not say so for the provider."""
    monkeypatch.setattr(http_responses, "SANDBOX_HEADER", "X-Nothing")
    with (
        run_sandbox(specs(), pace=INSTANT) as sandbox,
        against_live(specs(), sandbox.base_url, sandbox.token, MEDIA, sleep=lambda _: None) as it,
    ):
        yield it


def named(name: str) -> Scenario:
    """Find a scenario."""
    return next(one for one in scenarios(specs().service, ENDPOINT) if one.name == name)


def played(act: Any) -> Scenario:
    """Make a scenario of a function."""
    return Scenario("by-hand", "", act)


def test_recording_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two recordings from the same specs, by two sandboxes on two ports, differ in nothing."""
    texts: list[dict[str, bytes]] = []
    for name in "ab":
        with against_sandbox(specs()) as studio:
            done = list(series(studio, plan(specs()), tmp_path / name, TODAY))
        assert {one.became for one in done} == {"written", "skipped"}
        root = tmp_path / name
        texts.append({str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*.json")})
    assert texts[0] == texts[1]
    assert len(texts[0]) == sum(not one.skipped for one in plan(specs()))


def test_one_scenario_alone_gives_the_same_bytes(studio: Studio) -> None:
    """What was recorded before a scenario leaves no trace in it."""
    wanted = files.dumps(record(studio, named("each-status"), ENDPOINT, TODAY))
    record(studio, named("failed-job"), ENDPOINT, TODAY)
    assert files.dumps(record(studio, named("each-status"), ENDPOINT, TODAY)) == wanted
    with against_sandbox(specs()) as fresh:
        assert files.dumps(record(fresh, named("each-status"), ENDPOINT, TODAY)) == wanted


@pytest.mark.parametrize("endpoint", specs().endpoints, ids=lambda e: e.id.segments[-1])
def test_scenarios_are_complete(endpoint: Any) -> None:
    """Each endpoint has all the jobs, both cancels, each documented error, a refusal for each rule."""
    found = scenarios(specs().service, endpoint)
    names = Counter(one.name for one in found)
    codes = {f"error-{error['code']}" for error in specs().service.facts["errors"]}
    jobs = {"minimal-job", "full-job", "two-segments", "each-status", "failed-job"}
    refused = {"refused-keywords", *(f"refused-{rule.kind}" for rule in endpoint.rules)}
    assert set(names) == {*jobs, "cancelled-job", "not-cancellable", *codes, *refused}
    assert set(names.values()) == {1}
    assert all(one.sentence for one in found)


def test_what_cannot_be_recorded_says_why() -> None:
    """Nothing is left out in silence: live, too, each gap has a reason."""
    never = {one.name for one in scenarios(specs().service, ENDPOINT) if one.never}
    assert never == {"error-401001", "error-500001"}
    live = {one.scenario.name: one.skipped for one in plan(specs(), [ENDPOINT.id], live=True)}
    skipped = {name for name, reason in live.items() if reason}
    unable = {"failed-job", "error-400002", "error-403001", "refused-keywords"}
    assert skipped == never | unable


def test_a_plan_counts_its_cost() -> None:
    """The jobs that would be billed, and the submits that are to be refused, are counted beforehand."""
    one = plan(specs(), [ENDPOINT.id], ["minimal-job", "error-*"], live=True)
    assert billed(one) == (1, 1 + 1 + 3)
    assert billed(plan(specs(), only=["error-401001"])) == (0, 0)
    with pytest.raises(UsageError, match="Did you mean 'full-job'"):
        plan(specs(), only=["fulljob"])


def test_the_plan_counts_what_is_submitted(studio: Studio) -> None:
    """Each scenario submits as often as its plan says; a job that fails is never asked for live."""
    for scenario in scenarios(specs().service, ENDPOINT):
        if not scenario.never:
            made = record(studio, scenario, ENDPOINT, TODAY)
            submits = sum(one.call.pays for one in made.interactions)
            free = scenario.name == "failed-job"
            assert submits == scenario.jobs + scenario.risks + free, scenario.name


def test_a_live_recording_is_neutral(live: Studio, tmp_path: Path) -> None:
    """Live, the same calls are recorded with real media and the provider's ids; neither token nor host."""
    (done,) = series(live, plan(specs(), [ENDPOINT.id], ["minimal-job"], live=True), tmp_path, "")
    text = done.path.read_text()
    assert (done.became, done.request_ids) == ("written", ())
    assert MEDIA["image"] in text
    assert '"against": "live"' in text
    assert "job-1" not in text
    for secret in ("sandbox-token", "127.0.0.1"):
        assert secret not in text


def test_a_sandbox_is_not_taken_for_the_provider() -> None:
    """--live against a server that says it is the sandbox records nothing."""
    with (
        run_sandbox(specs(), pace=INSTANT) as sandbox,
        against_live(specs(), sandbox.base_url, sandbox.token, MEDIA) as studio,
        pytest.raises(Unfinished, match="it is the sandbox"),
    ):
        record(studio, named("minimal-job"), ENDPOINT, TODAY)


def test_made_up_media_are_not_sent_to_a_provider(live: Studio) -> None:
    """Without a real URL of a kind, nothing is submitted."""
    poor = replace(live, media={})
    with pytest.raises(Unfinished, match="--media image=URL") as caught:
        record(poor, named("minimal-job"), ENDPOINT, TODAY)
    assert caught.value.request_ids == ()


def test_hidden_prompts_replay_for_any_prompt(studio: Studio) -> None:
    """A recording without prompts replays for every prompt, and still tells other fields apart."""
    made = record(studio, named("full-job"), ENDPOINT, TODAY, hide_prompts=True)
    first = made.interactions[0].call
    text = first.body.decode()
    assert "A cat wakes up" not in files.dumps(made)
    assert made.header.prompts_hidden
    url = f"https://any.example/v1{first.path}"
    with replaying(made, "x.json", allow_unused=True):
        other = text.replace(HIDDEN_PROMPT, "Another one")
        assert httpx.post(url, content=other, trust_env=False).status_code == 200
    with replaying(made, "x.json", allow_unused=True), pytest.raises(Unrecorded):
        httpx.post(url, content=text.replace("customize", "intelligent"), trust_env=False)


def derails(take: Take) -> None:
    """Submit a job, then meet something else than expected."""
    take.submit({"prompt": "a", "start_image_url": "https://example.com/cat.png"})
    raise Derailed("this", "that sandbox-token")


def interrupts(take: Take) -> None:
    """Submit a job, then press Ctrl-C."""
    take.submit({"prompt": "a", "start_image_url": "https://example.com/cat.png"})
    raise KeyboardInterrupt


@pytest.mark.parametrize(("act", "stops"), [(derails, False), (interrupts, True)])
def test_half_a_scenario_is_not_kept(act: Any, stops: bool, studio: Studio, tmp_path: Path) -> None:
    """A scenario that stops half way leaves no file, but the ids of its jobs, and no token in its reason."""
    planned = [Planned(ENDPOINT, played(act)), Planned(ENDPOINT, named("error-404001"))]
    done = list(series(studio, planned, tmp_path, TODAY))
    assert (done[0].became, done[0].stops, len(done)) == ("failed", stops, 2 - stops)
    assert len(done[0].request_ids) == 1
    assert "sandbox-token" not in done[0].reason
    assert not done[0].path.exists()
    assert sum(p.is_file() for p in tmp_path.rglob("*")) == 1 - stops


EXPECTS = {
    "accepted": lambda take: take.submit({}),
    "refused": lambda take: take.refused(take.server.status("none"), 400001),
    "result": lambda take: take.result(take.submit(GOOD), "succeeded"),
    "cancelled": lambda take: take.cancel(ended(take), done=True),
    "not cancelled": lambda take: take.cancel(take.submit(GOOD), done=False),
    "status": lambda take: take.follow("none"),
    "patience": lambda take: replace(take, pause=lambda: None).follow(take.submit(GOOD)),
}
GOOD = {"prompt": "a", "start_image_url": "https://example.com/cat.png"}


def ended(take: Take) -> str:
    """Submit a job, and follow it to its end."""
    id = take.submit(GOOD)
    take.follow(id)
    return id


@pytest.mark.parametrize("act", EXPECTS.values(), ids=EXPECTS)
def test_every_expectation_can_fail(act: Any, studio: Studio) -> None:
    """A scenario notices when the server does something else than it is about."""
    with pytest.raises(Unfinished, match=r"expected .*, got "):
        record(studio, played(act), ENDPOINT, TODAY)


def test_accounts_play_their_part(studio: Studio) -> None:
    """Each scenario plays under the account it needs, beside another one."""
    for scenario in scenarios(specs().service, ENDPOINT):
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
def test_a_read_that_passes_is_asked_for_again(status: int, studio: Studio) -> None:
    """A paid job is not given up for a gateway's bad moment, and the cassette does not show it."""
    with httpx.Client(transport=Shaky(status, 2)) as http:
        shaky = replace(studio, http=http)
        for name in ("each-status", "cancelled-job"):
            made = record(shaky, named(name), ENDPOINT, TODAY)
            assert {one.answer.status for one in made.interactions} <= {200, 202}


def test_reads_are_not_asked_for_forever(studio: Studio) -> None:
    """A gateway that never lets a read through ends the scenario, with the id of its job."""
    with (
        httpx.Client(transport=Shaky(502, 10**6)) as http,
        pytest.raises(Unfinished, match="expected the status of a job") as caught,
    ):
        record(replace(studio, http=http), named("minimal-job"), ENDPOINT, TODAY)
    assert len(caught.value.request_ids) == 1


def test_media_that_lack_are_told_before() -> None:
    """A plan whose provider would have to fetch what nobody gave is refused, all kinds at once."""
    planned = plan(specs(), [ENDPOINT.id], live=True)
    with pytest.raises(UsageError, match="--media image=URL") as caught:
        provided(planned, {})
    assert "minimal-job" in str(caught.value)
    assert "error-404001" not in str(caught.value)
    provided(planned, MEDIA)
    provided(plan(specs(), [ENDPOINT.id], ["error-*"], live=True), {})
    provided(plan(specs(), only=["minimal-job"], endpoints=[specs().endpoints[1].id]), {})

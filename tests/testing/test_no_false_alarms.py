"""Correct targets have no findings: independent servers, the sandbox, the generated client."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

import pytest

from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import JobTiming
from clientwright.testing.promises import Effort, PromiseGroup, Report, Trial, VerdictState
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.runner import plan_trials, run_trials
from testing.independent.all_servers import SERVERS, STYLES
from testing.independent.lenient import independent
from testing.independent.loopback import serve
from testing.shared_trials import OF, open_http, polled_server, shared_trials
from testing.support import NAMES, ROOT, SPECS, make_server

SEEDS = 20
VALID, FEW_VALID = 250, 20
TURNS = 5
"""In how many seeds each promise has its turn once, on a server of another style."""
SANDBOX = {"mine": "sandbox-token", "other": "sandbox-other"}
examined: Counter[str] = Counter()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_correct_server_gets_no_findings(seed: int) -> None:
    """A correct server, written from the documentation, has no finding for any seed."""
    with independent() as url, open_http() as http:
        target = SubmitTarget.for_endpoints(polled_server(url, http), NAMES.values())
        report = run_reduced(
            [trial for one in OF.values() for trial in one.for_target(target)], seed, VALID
        )
    assert findings(report) == []
    for verdict in report.verdicts:
        if verdict.promise.id.endswith(":valid"):
            assert verdict.examples == VALID
            examined[verdict.promise.endpoint] += verdict.examples


def test_seeds_make_enough_examples() -> None:
    """All seeds together try at least 5,000 valid inputs per endpoint."""
    assert SEEDS * VALID >= 5000
    assert all(count % VALID == 0 for count in examined.values())


@pytest.fixture(scope="module")
def urls() -> Iterator[Mapping[str, str]]:
    """Yield the URLs of the servers of other styles."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serve(make())) for name, make in STYLES.items()}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_servers_of_other_styles_get_no_findings(seed: int, urls: Mapping[str, str]) -> None:
    """No server of another style has a finding: by valid inputs for each seed, by the rest in turns."""
    found = {name: run_share(url, seed, TURNS) for name, url in urls.items()}
    assert found == {name: [] for name in urls}


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(SEEDS, 2 * SEEDS))
def test_whole_runs_raise_no_alarm(seed: int, urls: Mapping[str, str]) -> None:
    """No server of any style has a finding by all promises, for other seeds."""
    found = {name: run_share(url, seed, 1) for name, url in urls.items()}
    assert found == {name: [] for name in urls}


def run_share(url: str, seed: int, turns: int) -> Sequence[tuple[str, object]]:
    """Return the findings of valid inputs, and of the other promises whose turn it is."""
    with open_http() as http:
        trials = [
            trial
            for number, trial in enumerate(shared_trials(polled_server(url, http)))
            if (number + seed) % turns == 0 or is_about_valid_inputs(trial)
        ]
        report = run_reduced(trials, seed, FEW_VALID, surrogates=seed % TURNS == 0)
    assert report.is_complete
    return findings(report)


def test_all_trials_are_those_of_the_plan() -> None:
    """The trials of these tests have the promises that a run has."""
    with open_http() as http:
        server = polled_server("http://127.0.0.1:9", http)
    planned = plan_trials(SPECS, server=server)
    assert promise_ids(shared_trials(server)) == promise_ids(planned)


def promise_ids(trials: Iterable[Trial]) -> list[str]:
    """Return the ids of all promises, sorted."""
    return sorted(promise.id for trial in trials for promise in trial.promises)


@pytest.mark.parametrize("name", SERVERS)
def test_all_trials_raise_no_alarm(name: str) -> None:
    """No trial has a finding, whether jobs are slow, instant or failing, and errors of any shape."""
    with serve(SERVERS[name]()) as url, open_http() as http:
        report = run_reduced(shared_trials(polled_server(url, http)), 0, FEW_VALID)
    assert findings(report) == []
    assert report.is_complete
    groups = {verdict.promise.group for verdict in report.verdicts}
    assert groups >= {
        PromiseGroup.ACCEPTS,
        PromiseGroup.REFUSES,
        PromiseGroup.BODIES,
        PromiseGroup.OPEN,
        PromiseGroup.JOBS,
    }
    assert any(verdict.state is VerdictState.PROVED for verdict in report.verdicts)
    assert report.notes


@pytest.mark.parametrize("seed", range(2))
def test_client_and_sandbox_get_no_findings(seed: int) -> None:
    """The generated client and the sandbox have no finding, with and without surrogates."""
    client = ClientTarget.load(str(ROOT / "generated" / "runcomfy"))
    with run_sandbox(SPECS, pace=JobTiming(0.05, 0.05)) as sandbox:
        server = make_server(sandbox.base_url, SANDBOX)
        server.sleep = lambda seconds: time.sleep(0.02)
        report = run_reduced(
            plan_trials(SPECS, client=client, server=server), seed, 60, surrogates=bool(seed)
        )
        server.http.close()
    assert findings(report) == []
    assert not report.interrupted


def run_reduced(
    trials: Iterable[Trial], seed: int, valid: int, *, surrogates: bool = False
) -> Report:
    """Run trials with many valid examples and a few of everything else."""
    effort = Effort(seed, valid, surrogates=surrogates)
    return run_trials([reduce(trial) for trial in trials], effort)


def reduce(trial: Trial) -> Trial:
    """Return the trial with fewer examples if it is about a single constraint."""
    if is_about_valid_inputs(trial):
        return trial
    return replace(trial, run=lambda effort: trial.run(replace(effort, examples=20)))


def is_about_valid_inputs(trial: Trial) -> bool:
    """Return whether a trial submits valid inputs of all kinds."""
    return any(promise.id.endswith(":valid") for promise in trial.promises)


def findings(report: Report) -> Sequence[tuple[str, object]]:
    """Return the findings of a report."""
    return [(verdict.promise.id, verdict.finding) for verdict in report.broken]

"""What is correct gets no findings: a second server written from the documents, the sandbox, the generated client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from clientwright.sandbox.job_timing import JobTiming
from clientwright.sandbox.server import run_sandbox
from clientwright.testing.payload_trials import PayloadTrials
from clientwright.testing.promises import Effort, PromiseGroup, Report, Trial, VerdictState
from clientwright.testing.runner import run_trials
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trial_plan import plan_trials
from testing.independent.server import LIVES, OTHER_TOKEN, TOKEN, independent
from testing.support import NAMES, ROOT, SPECS, make_server

SEEDS = 20
VALID = 250
TOKENS = {"mine": TOKEN, "other": OTHER_TOKEN}
SANDBOX = {"mine": "sandbox-token", "other": "sandbox-other"}
OF = {name: PayloadTrials(one) for name, one in NAMES.items()}
examined: Counter[str] = Counter()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_correct_server_gets_no_findings(seed: int) -> None:
    """A correct server of the documents' own meaning is found right, whatever the seed."""
    with independent() as url:
        judge = SubmitTarget.for_endpoints(patient(url, TOKENS), NAMES.values())
        found = judged(
            [trial for one in OF.values() for trial in one.for_target(judge)], seed, VALID
        )
        judge.server.http.close()
    assert told(found) == []
    for verdict in found.verdicts:
        if verdict.promise.id.endswith(":valid"):
            assert verdict.examples == VALID
            examined[verdict.promise.endpoint] += verdict.examples


def test_the_seeds_made_enough_examples() -> None:
    """All seeds together hold each endpoint to 5,000 valid inputs and more."""
    assert SEEDS * VALID >= 5000
    assert all(count == SEEDS * VALID for count in examined.values()) or not examined


@pytest.mark.parametrize("pace", LIVES)
def test_bodies_questions_and_jobs_raise_no_alarm(pace: str) -> None:
    """Everything there is to try finds nothing, be jobs slow, without any time, or failing."""
    with independent(pace) as url:
        server = patient(url, TOKENS)
        found = judged(plan_trials(SPECS, server=server), 0, 20)
        server.http.close()
    assert told(found) == []
    groups = {verdict.promise.group for verdict in found.verdicts}
    assert groups >= {
        PromiseGroup.ACCEPTS,
        PromiseGroup.REFUSES,
        PromiseGroup.BODIES,
        PromiseGroup.OPEN,
        PromiseGroup.JOBS,
    }
    assert any(verdict.state is VerdictState.PROVED for verdict in found.verdicts)
    assert found.notes


@pytest.mark.parametrize("seed", range(2))
def test_client_and_sandbox_get_no_findings(seed: int) -> None:
    """The generated client and the sandbox are found right; half of a surrogate pair changes nothing."""
    client = ClientTarget.load(str(ROOT / "generated" / "runcomfy"))
    with run_sandbox(SPECS, pace=JobTiming(0.05, 0.05)) as sandbox:
        server = make_server(sandbox.base_url, SANDBOX)
        found = judged(
            plan_trials(SPECS, client=client, server=server), seed, 60, surrogates=bool(seed)
        )
        server.http.close()
    assert told(found) == []
    assert not found.interrupted


def judged(found: Iterable[Trial], seed: int, valid: int, *, surrogates: bool = False) -> Report:
    """Run trials: many examples of valid input, a few of everything else."""
    effort = Effort(seed, valid, surrogates=surrogates)
    return run_trials([few(trial) for trial in found], effort)


def few(trial: Trial) -> Trial:
    """Let a trial that is about one thing try two examples of it."""
    if any(promise.id.endswith(":valid") for promise in trial.promises):
        return trial
    return replace(trial, run=lambda effort: trial.run(replace(effort, examples=20)))


def told(report: Report) -> Sequence[tuple[str, object]]:
    """Give what was found, to be read."""
    return [(verdict.promise.id, verdict.finding) for verdict in report.broken]


def patient(url: str, tokens: dict[str, str]) -> ServerTarget:
    """Give a server under test whose jobs go on with polls, so that waiting takes no time."""
    server = make_server(url, tokens)
    server.sleep = lambda seconds: None
    return server

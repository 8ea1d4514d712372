"""Trials over a real socket: a correct server has no finding, and each fault breaks its promise."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import httpx
import pytest

from clientwright.sandbox.stored_job import INSTANT, JobTiming
from clientwright.testing.jobs.job_trials import job_trials, simplest_endpoint
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.trials.runner import run_trials
from testing.independent.lenient import OTHER_TOKEN, TOKEN, independent
from testing.jobs.conforming_sandbox import CONFORMING_CHANGES
from testing.jobs.faulty_sandbox import SANDBOX_FAULTS
from testing.jobs.mixing_sandbox import CONFORMING_CROWDS, CROWD_FAULTS, SPELLING_FAULTS
from testing.jobs.support import (
    SERVICE,
    TOKENS,
    run_all_job_trials,
    sandbox,
    specs,
    verdicts_in_state,
)


def test_sandbox_keeps_every_promise() -> None:
    """With jobs that wait and run, and a second account, every promise is tried and kept."""
    with sandbox() as server:
        outcome = run_all_job_trials(server)
        assert {one.state for one in outcome.verdicts} == {VerdictState.PROVED}
        assert all(one.examples for one in outcome.verdicts)
        assert server.submitted == sum(
            one.max_submits(Effort()) for one in job_trials(specs(), server)
        )


FAULTS = {**SANDBOX_FAULTS, **SPELLING_FAULTS, **CROWD_FAULTS}
PERMITTED = {**CONFORMING_CHANGES, **CONFORMING_CROWDS}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox with one fault breaks the promises about it, each shown by its calls."""
    FAULTS[name].apply(monkeypatch)
    with sandbox() as server:
        found = verdicts_in_state(run_all_job_trials(server, 60), VerdictState.BROKEN)
    assert set(FAULTS[name].breaks) <= found.keys()
    for promise in FAULTS[name].breaks:
        finding = found[promise].finding
        assert finding is not None
        assert finding.expected
        assert finding.seen
        assert finding.exchanges


@pytest.mark.parametrize("name", PERMITTED)
def test_permitted_differences_are_no_findings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that differs where the documents are open or uncertain has no finding."""
    PERMITTED[name](monkeypatch)
    with sandbox() as server:
        assert verdicts_in_state(run_all_job_trials(server, 60), VerdictState.BROKEN) == {}


@pytest.mark.parametrize(
    "pace", [INSTANT, JobTiming(0, 9), JobTiming(9, 0), JobTiming(0.2, 0.2), JobTiming(30, 60)]
)
@pytest.mark.parametrize("token", ["sandbox-token", "sandbox-unlucky"])
def test_job_duration_is_no_finding(pace: JobTiming, token: str) -> None:
    """Jobs may be instant, slow or fail: no finding, and a reason for each promise not tried."""
    with sandbox(pace, {**TOKENS, "mine": token}) as server:
        outcome = run_all_job_trials(server)
    assert verdicts_in_state(outcome, VerdictState.BROKEN) == {}
    assert all(one.reason for one in verdicts_in_state(outcome, VerdictState.NOT_TRIED).values())


@pytest.mark.parametrize("pace", ["polls", "instant", "failing"])
def test_independent_server_has_no_finding(pace: str) -> None:
    """A server written from the documents alone, whose jobs advance with each poll, has no finding."""
    with independent(pace) as url, httpx.Client(trust_env=False) as http:
        tokens = {"mine": TOKEN, "other": OTHER_TOKEN}
        outcome = run_all_job_trials(ServerTarget(SERVICE, url, tokens, http, sleep=lambda _: None))
    assert verdicts_in_state(outcome, VerdictState.BROKEN) == {}
    questions = {one.question for one in outcome.notes}
    assert "Which HTTP status comes with error code 404001?" in questions


def test_slow_job_is_not_tried() -> None:
    """A job that does not end within the budget is no finding: the rest is not tried."""
    with sandbox(JobTiming(1000, 1000)) as server:
        outcome = run_all_job_trials(server, 10)
    left = verdicts_in_state(outcome, VerdictState.NOT_TRIED)
    assert verdicts_in_state(outcome, VerdictState.BROKEN) == {}
    assert left["jobs/output-type"].reason == (
        "no output was seen; a job had not ended when 10 s of waiting were over"
    )


def test_many_jobs_are_not_waited_for_if_none_ends() -> None:
    """After a trial in which no job ended, the next one waits a few seconds only."""
    with sandbox(JobTiming(1000, 1000)) as server:
        outcome = run_all_job_trials(server)
    left = verdicts_in_state(outcome, VerdictState.NOT_TRIED)
    assert "120 s of waiting were over" in left["jobs/output-type"].reason
    assert "10 s of waiting were over" in left["jobs/many/output-of-own-request"].reason


def test_missing_second_account_names_variable() -> None:
    """Without another account's token its promises are not tried, and the reason names the variable."""
    with sandbox(tokens={"mine": "sandbox-token"}) as server:
        left = verdicts_in_state(run_all_job_trials(server), VerdictState.NOT_TRIED)
    assert left.keys() == {f"errors/other-account/{n}" for n in ("status", "result", "cancel")}
    assert all("RUNCOMFY_OTHER_TOKEN" in one.reason for one in left.values())


def test_same_token_twice_is_not_tried() -> None:
    """One's own token as the other account's proves nothing."""
    with sandbox(tokens={"mine": "sandbox-token", "other": "sandbox-token"}) as server:
        left = verdicts_in_state(run_all_job_trials(server), VerdictState.NOT_TRIED)
    assert all("the same token" in one.reason for one in left.values())
    assert len(left) == 3


@pytest.mark.parametrize("token", ["sandbox-poor", "sandbox-inactive"])
def test_refused_submit_is_not_tried(token: str) -> None:
    """If no submit is accepted, no promise about jobs is tried, and the reason shows the answer."""
    with sandbox(tokens={**TOKENS, "mine": token}) as server:
        outcome = run_all_job_trials(server)
    jobs = [one for one in outcome.verdicts if one.promise.id.startswith("jobs/")]
    assert {one.state for one in jobs} == {VerdictState.NOT_TRIED}
    assert all("a submit was not accepted: HTTP 40" in one.reason for one in jobs)
    tokens = [one for one in outcome.verdicts if "-token/" in one.promise.id]
    assert {one.state for one in tokens} == {VerdictState.NOT_TRIED}


def test_busy_server_is_retried() -> None:
    """A server that answers "retry later" is called again."""
    with sandbox(tokens={**TOKENS, "mine": "sandbox-busy"}) as server:
        assert verdicts_in_state(run_all_job_trials(server), VerdictState.BROKEN) == {}


def test_unreachable_server_stops_run() -> None:
    """If the server is unreachable, nothing is tried, at most one job is submitted, and the run stops."""
    with httpx.Client(trust_env=False) as http:
        server = ServerTarget(SERVICE, "http://127.0.0.1:9", TOKENS, http, sleep=lambda _: None)
        report = run_trials(job_trials(specs(), server), Effort())
    assert {one.state for one in report.verdicts} == {VerdictState.NOT_TRIED}
    assert "ConnectError" in report.stopped
    assert server.submitted == 1


def test_server_lost_midway_stops_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the server stops answering midway, the run stops; what it showed before still counts."""
    with sandbox() as server:
        usual, times = server.http.stream, count()

        def stream(*args: Any, **more: Any) -> Any:
            if next(times) > 6:
                raise httpx.ReadTimeout("too slow")
            return usual(*args, **more)

        monkeypatch.setattr(server.http, "stream", stream)
        report = run_trials(job_trials(specs(), server, 30), Effort())
    assert server.submitted == 1
    found = {one.promise.id: one for one in report.verdicts}
    assert VerdictState.BROKEN not in {one.state for one in found.values()}
    assert found["jobs/status-vocabulary"].state is VerdictState.PROVED
    assert "it stopped answering: ReadTimeout: too slow" in found["jobs/output-type"].reason
    assert "it stopped answering: ReadTimeout: too slow" in report.stopped


def test_each_promise_is_in_one_trial() -> None:
    """Each promise is tried once, has a location in the service's file, and gets its own verdict."""
    with sandbox(INSTANT) as server:
        trials = job_trials(specs(), server)
        promises = [promise for trial in trials for promise in trial.promises]
        assert len({one.id for one in promises}) == len(promises)
        for trial in trials:
            assert tuple(one.promise for one in trial.run(Effort()).verdicts) == trial.promises
    assert {one.place.file for one in promises} == {str(SERVICE.path)}
    assert {one.sure for one in promises} == {"H", "M"}


def test_simplest_endpoint_is_used() -> None:
    """Jobs are submitted to the endpoint with the fewest required fields."""
    assert str(simplest_endpoint(specs().endpoints).id).endswith("text-to-video")


def test_other_success_status_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A successful answer with an undocumented HTTP status is noted, and no finding."""
    with sandbox() as server:
        usual = ServerTarget._once

        def once(self: ServerTarget, method: str, *rest: Any) -> Any:
            done, wait = usual(self, method, *rest)
            return replace(
                done, status=201 if done.accepted and method == "POST" else done.status
            ), wait

        monkeypatch.setattr(ServerTarget, "_once", once)
        outcome = run_all_job_trials(server)
    noted = {one.question: one.seen for one in outcome.notes}
    assert verdicts_in_state(outcome, VerdictState.BROKEN) == {}
    question = "Which HTTP status does an accepted submit have?"
    assert noted[question] == "201 (clientwright's sandbox: 200)"
    assert "Which HTTP status does an accepted status have?" not in noted


def test_documented_success_status_is_not_noted() -> None:
    """Successful answers with their documented HTTP status are not noted."""
    with sandbox() as server:
        assert not [one for one in run_all_job_trials(server).notes if "accepted" in one.question]

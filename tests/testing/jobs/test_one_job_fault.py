"""One fault of a server's jobs is one finding, however many promises about jobs it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.promises import Effort, Report
from clientwright.testing.report.shared_faults import fault_key
from clientwright.testing.trials.runner import run_trials
from testing.independent.lenient import Lenient, Refusal
from testing.independent.loopback import Answer, Call, Service, serve
from testing.shared_trials import open_http, polled_server
from testing.support import SPECS


class Swapped(Lenient):
    """Looks at a job show its neighbour; with `own_id` they still name the job that was asked for."""

    def __init__(self, *views: str, own_id: bool = False, silent: bool = False) -> None:
        super().__init__()
        self.views, self.own_id, self.silent = views, own_id, silent

    def neighbour(self, name: str) -> str:
        """Return the job that is looked at instead."""
        other = f"run-{int(name.removeprefix('run-')) ^ 1}"
        return other if other in self.owners else name

    def status(self, name: str, state: str) -> dict[str, Any]:
        """Return a status, perhaps the neighbour's."""
        return self.seen("status", name, state, super().status)

    def result(self, name: str, state: str) -> dict[str, Any]:
        """Return a result, perhaps the neighbour's."""
        shown = self.seen("result", name, state, super().result)
        return {k: v for k, v in shown.items() if not (self.silent and k == "input")}

    def seen(self, view: str, name: str, state: str, usual: Any) -> dict[str, Any]:
        """Return what a view shows."""
        if view not in self.views:
            return dict(usual(name, state))
        other = self.neighbour(name)
        shown = dict(usual(other, self.states[other][0]))
        return shown | {"request_id": name} if self.own_id else shown


class GivenTwice(Lenient):
    """Every second submit is answered with the id of the one before it."""

    def submit(self, model: str, body: bytes, account: str) -> Answer:
        """Accept a good input under an id that another job has."""
        answer, last = super().submit(model, body, account), len(self.owners) - 1
        old = f"run-{last - 1}"
        if last % 2 == 0 or old not in self.owners:
            return answer
        return Answer(200, {k: v.replace(f"run-{last}", old) for k, v in answer.value.items()})


class DeafToCancels(Lenient):
    """A cancel in the queue is answered as if it worked, and the result is that of a whole job."""

    def result(self, name: str, state: str) -> dict[str, Any]:
        """Return a result that never is cancelled."""
        return super().result(name, "succeeded" if state == "cancelled" else state)


class Unlocked(Lenient):
    """No call needs a token."""

    def account(self, call: Call) -> str:
        """Take every call for the account's own."""
        return "mine"


class Failing(Lenient):
    """Every call about a request that it does not know, or under another token, fails."""

    def account(self, call: Call) -> str:
        """Fail instead of a refusal."""
        try:
            return super().account(call)
        except Refusal:
            raise Refusal(500, {"code": 500001, "message": "It broke."}) from None

    def find(self, name: str, account: str) -> None:
        """Fail instead of a refusal."""
        try:
            super().find(name, account)
        except Refusal:
            raise Refusal(500, {"code": 500001, "message": "It broke."}) from None


def report_on(service: Service) -> Report:
    """Return the report of the trials of jobs."""
    with serve(service) as url, open_http() as http:
        return run_trials(job_trials(SPECS, polled_server(url, http)), Effort())


FAULTS: Mapping[str, tuple[Service, str]] = {
    "results": (Swapped("result"), "jobs/output-of-own-request"),
    "results under the right id": (Swapped("result", own_id=True), "jobs/output-of-own-request"),
    "results without a word of the input": (
        Swapped("result", own_id=True, silent=True),
        "jobs/terminal-stays",
    ),
    "statuses": (Swapped("status"), "jobs/request-id-stays"),
    "all looks": (Swapped("status", "result"), "jobs/request-id-stays"),
    "all looks under the right id": (
        Swapped("status", "result", own_id=True),
        "jobs/output-of-own-request",
    ),
    "ids": (GivenTwice(), "jobs/own-request-id"),
    "results after cancels": (DeafToCancels(), "jobs/cancel-is-real"),
    "5xx for a refusal": (Failing(), "errors/unknown-request/status"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_jobs_that_are_mixed_up_are_one_finding(name: str) -> None:
    """Whichever answers are about another job, or contradict the others, one finding shows them all."""
    service, promise = FAULTS[name]
    report = report_on(service)
    assert promise in [one.promise.id for one in report.broken]
    assert len({*map(fault_key, report.broken)}) == 1, [
        (one.promise.id, one.finding and one.finding.cause) for one in report.broken
    ]
    assert None not in map(fault_key, report.broken)


def test_missing_lock_is_one_finding_for_each_kind_of_caller() -> None:
    """Calls of one kind that are answered instead of refused are one finding, for all operations."""
    report = report_on(Unlocked())
    kinds = {one.promise.id.split("/")[1] for one in report.broken}
    assert kinds == {"wrong-token", "no-token", "other-account"}
    assert len(report.broken) > len({*map(fault_key, report.broken)}) == len(kinds)


def test_two_faults_are_two_findings() -> None:
    """Results of another job hide no fault of another kind."""

    class Both(Swapped):
        def cancel(self, name: str) -> dict[str, Any]:
            return {**super().cancel(name), "outcome": "done"}

    report = report_on(Both("result"))
    outcome = [one for one in report.broken if one.promise.id == "jobs/cancel-outcomes"]
    assert len(outcome) == 1
    others = {*map(fault_key, report.broken)} - {*map(fault_key, outcome)}
    assert len(others) == 1

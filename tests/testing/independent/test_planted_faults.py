"""Each fault that is planted in a correct server is found, by the promise that says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from clientwright.testing.promises import Effort, Report, Trial, VerdictState
from clientwright.testing.trials.runner import run_trials
from clientwright.testing.trials.trial_selection import matches_pattern
from testing.independent.faults.all_faults import FAULTS, NOT_YET_FOUND
from testing.independent.faults.planting import Fault
from testing.independent.lenient import Lenient
from testing.independent.loopback import Answer, Call, serve
from testing.shared_trials import open_http, polled_server, shared_trials

EFFORT = Effort(examples=100, shrink=False)
TRIED = (VerdictState.PROVED, VerdictState.DOMINATED)
LEAST = 112
"""How many faults the table has at least."""


class Host:
    """Serves one service after the other at the same address."""

    url: str
    http: httpx.Client
    service: Lenient

    def answer(self, call: Call) -> Answer:
        """Return the present service's answer."""
        return self.service.answer(call)

    def plan(self, fault: Fault | None) -> list[Trial]:
        """Host a server, perhaps with a fault, and return all trials of it."""
        self.service = Lenient()
        if fault:
            fault.plant(self.service)
        return shared_trials(polled_server(self.url, self.http))


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """Yield a host of services at one address."""
    host = Host()
    with serve(host) as url, open_http() as http:
        host.url, host.http = url, http
        yield host


@pytest.fixture(scope="module")
def without_faults(host: Host) -> Report:
    """Return the report on the server without any fault."""
    return run_trials(host.plan(None), EFFORT)


def is_about(fault: Fault, trial: Trial) -> bool:
    """Return whether a trial has a promise that the fault breaks."""
    return any(matches_pattern(promise.id, fault.breaks) for promise in trial.promises)


def broken_ids(report: Report) -> list[str]:
    """Return the ids of the broken promises."""
    return [verdict.promise.id for verdict in report.broken]


def params(faults: tuple[Fault, ...]) -> list[object]:
    """Return the faults as parameters; those that are not found yet must fail."""
    mark = pytest.mark.xfail(strict=True, raises=AssertionError, reason="not found yet")
    return [
        pytest.param(fault, id=fault.name, marks=[mark] * (fault.name in NOT_YET_FOUND))
        for fault in faults
    ]


@pytest.mark.parametrize("fault", params(FAULTS))
def test_a_fault_is_found_by_its_promise(host: Host, fault: Fault) -> None:
    """A server with one fault breaks the promise that names it."""
    trials = [trial for trial in host.plan(fault) if is_about(fault, trial)]
    found = (id for trial in trials for id in broken_ids(run_trials([trial], EFFORT)))
    assert any(matches_pattern(id, fault.breaks) for id in found)


def test_without_a_fault_nothing_is_broken(without_faults: Report) -> None:
    """The server that the faults are planted in breaks no promise, and the run is complete."""
    assert broken_ids(without_faults) == []
    assert without_faults.is_complete


def test_without_its_fault_each_promise_is_kept(without_faults: Report) -> None:
    """Without a fault, the same trials prove a promise that the fault breaks."""
    kept = [verdict.promise.id for verdict in without_faults.verdicts if verdict.state in TRIED]
    unproved = [
        fault.name
        for fault in FAULTS
        if not any(matches_pattern(id, fault.breaks) for id in kept)
        and fault.name not in NOT_YET_FOUND
    ]
    assert unproved == []


@pytest.mark.stress
@pytest.mark.parametrize("fault", params(FAULTS))
def test_a_whole_run_finds_a_fault(host: Host, fault: Fault) -> None:
    """A whole run finds the fault, by its promise or by an earlier one that reports its cause."""
    report = run_trials(host.plan(fault), EFFORT)
    states = {verdict.promise.id: verdict for verdict in report.verdicts}
    about = [states[id] for id in states if matches_pattern(id, fault.breaks)]
    assert report.broken
    assert any(one.state is VerdictState.BROKEN or "that" in one.reason for one in about)


def test_the_table_names_each_fault_once() -> None:
    """There are enough faults, each has a name of its own, and those not found yet are among them."""
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names)) >= LEAST
    assert set(NOT_YET_FOUND) <= set(names)

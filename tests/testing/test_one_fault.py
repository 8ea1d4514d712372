"""One fault of a client or a server is one finding of a run, however many promises it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.codegen.render_package import render_specs
from clientwright.specs.model import Specs
from clientwright.testing.client_protocol.client_trials import client_trials
from clientwright.testing.jobs.job_trials import SCRIPT_SUBMITS, job_trials
from clientwright.testing.mutation.code_edits import CodeEdit, insert_before
from clientwright.testing.mutation.server_mutants import mutant_host
from clientwright.testing.mutation.server_mutation import (
    InterceptedCall,
    MutatedApp,
    ServerMutation,
)
from clientwright.testing.promises import Effort, Report, Target, Trial, VerdictState
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.report.shared_faults import shared_faults
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.decision import crash_cause
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials import run_promise
from clientwright.testing.trials.payload_trials import PayloadTrials
from clientwright.testing.trials.run_targets import RunTargets
from clientwright.testing.trials.runner import run_trials
from clientwright.testing.trials.trial_parts import TrialPart
from testing.independent.loopback import Answer, Call, serve
from testing.report.sample_reports import SETTING
from testing.shared_trials import open_http, polled_server
from testing.support import SPECS, make_endpoint

FLAGS = {"type": "object", "properties": {"a": {"type": "boolean"}, "b": {"type": "boolean"}}}
MADE_UP = replace(SPECS, endpoints=(make_endpoint(FLAGS),))
CHECK = CodeEdit(
    "endpoint",
    "_checked_text",
    insert_before("if validate == 'strict': ...", "raise KeyError('')"),
)


def client_with(edit: CodeEdit, folder: Path) -> ClientTarget:
    """Return the client of the made-up endpoint with an edited runtime."""
    tree = dict(render_specs(MADE_UP, "httpx", folder, None).tree)
    path = f"_runtime/{edit.path}"
    for name, text in {**tree, path: edit.apply(tree[path])}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return ClientTarget.load(str(folder))


def payload_trials(specs: Specs) -> PayloadTrials:
    """Return the trials of the payloads of the first endpoint."""
    return PayloadTrials(specs.endpoints[0])


def run(trials: Iterable[Trial]) -> Report:
    """Run trials with few examples."""
    return run_trials(list(trials), Effort(examples=3))


def test_crash_of_a_client_is_one_finding(tmp_path: Path) -> None:
    """A client that crashes at every payload breaks every promise that needs it, by one fault."""
    client = client_with(CHECK, tmp_path)
    report = run((*payload_trials(MADE_UP).for_target(client), *client_trials(MADE_UP, client)))
    (fault,) = shared_faults(report.broken).values()
    assert fault.cause.startswith("KeyError in _checked_text (_runtime/endpoint.py:")
    assert list(fault.verdicts) == [v for v in report.broken if "KeyError" in seen(v)]
    groups = {verdict.promise.id.partition("/")[0] for verdict in fault.verdicts}
    assert {"client", "made"} <= groups
    assert all(
        v.state in (VerdictState.BROKEN, VerdictState.NOT_TRIED, VerdictState.UNOBSERVABLE)
        for v in report.verdicts
        if v.promise.endpoint
    )


def seen(verdict: object) -> str:
    """Return what the finding of a verdict saw."""
    return str(getattr(getattr(verdict, "finding", None), "seen", ""))


def test_crash_in_a_job_is_one_finding(tmp_path: Path) -> None:
    """A client that crashes at every status breaks many promises about jobs, by one fault."""
    edit = CodeEdit("responses", "parse_status", insert_before("raw = ...", "data['no such key']"))
    client = client_with(edit, tmp_path)
    report = run(client_trials(MADE_UP, client))
    crashes = [v for v in report.broken if "KeyError" in seen(v)]
    (fault,) = shared_faults(crashes).values()
    assert fault.cause.startswith("KeyError in parse_status (_runtime/responses.py:")
    assert len(crashes) > 10


def test_only_the_first_crash_is_shrunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each crash of a client is shrunk once, since the others only repeat it."""
    shrunk: list[Effort] = []
    shrink = run_promise.shrink_example
    monkeypatch.setattr(
        run_promise,
        "shrink_example",
        lambda make, find, effort: (shrunk.append(effort), shrink(make, find, effort))[1],
    )
    report = run(payload_trials(MADE_UP).for_target(client_with(CHECK, tmp_path)))
    assert len(report.broken) > len(shrunk) == 1


def test_failing_server_is_one_finding() -> None:
    """A server that answers every submit with the same 500 breaks every promise by one fault."""

    def fail(call: InterceptedCall) -> None:
        if call.operation == "submit":
            call.status, call.body = 500, {"error_code": 500001, "error_message": "It broke."}

    mutation = ServerMutation("fails", "It fails.", on_answer=fail)
    with mutant_host() as host:
        app = MutatedApp(host.sandbox(MADE_UP), mutation, MADE_UP.service)
        server = host.serve(MADE_UP, app)
        trials = payload_trials(MADE_UP)
        target = SubmitTarget.for_endpoints(server, MADE_UP.endpoints)
        report = run((*trials.for_target(target), *trials.for_server(server)))
    (fault,) = shared_faults(report.broken).values()
    assert fault.cause == "HTTP 500 with the error code 500001"
    assert fault.verdicts == report.broken
    assert len(report.broken) > 10


def test_missing_request_id_is_one_finding() -> None:
    """A server whose submits lack `request_id` breaks every promise by one fault, but no never-5xx."""

    def rename(call: InterceptedCall) -> None:
        if call.operation == "submit" and call.status == 200:
            call.body = {"id": call.body["request_id"]}

    mutation = ServerMutation("renames", "It renames.", on_answer=rename)
    with mutant_host() as host:
        server = host.serve(MADE_UP, MutatedApp(host.sandbox(MADE_UP), mutation, MADE_UP.service))
        trials = payload_trials(MADE_UP)
        target = SubmitTarget.for_endpoints(server, MADE_UP.endpoints)
        jobs = job_trials(MADE_UP, server)
        report = run((*trials.for_target(target), *trials.for_server(server), *jobs))
    (fault,) = shared_faults(report.broken).values()
    assert fault.cause == "HTTP 200 without request_id; keys: id"
    assert fault.verdicts == report.broken
    assert "jobs/submit-names-request" in fault.promise_ids
    assert not [id for id in fault.promise_ids if "never-5xx" in id]


@pytest.mark.parametrize("slow", [False, True], ids=["at once", "after a while"])
def test_dropped_connection_is_one_finding(slow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs at which a server hangs up are one finding, shrunk unless each such call is slow."""
    if slow:
        monkeypatch.setattr(run_promise, "_QUICK_SECONDS", -1.0)
    service = HangsUp()
    with serve(service) as url, open_http() as http:
        server = polled_server(url, http)
        target = SubmitTarget.for_endpoints(server, MADE_UP.endpoints)
        report = run(payload_trials(MADE_UP).for_target(target))
    faults = shared_faults(report.broken)
    (fault,) = [
        one for one in faults.values() if one.cause == "no answer: the connection was closed"
    ]
    findings = [one.finding for one in fault.verdicts if one.finding]
    assert all("b" in one.payload for one in findings)
    assert not any(one.is_smallest for one in findings[1:])
    assert findings[0].is_smallest is not slow
    if not slow:
        assert findings[0].payload == {"b": False}
    assert service.hung_up < 300


class HangsUp:
    """Accepts every submit, and hangs up if the input has the field `b`."""

    hung_up = 0

    def answer(self, call: Call) -> Answer:
        """Return the answer to a submit or another call."""
        if call.method == "POST" and b'"b"' in call.body:
            self.hung_up += 1
            raise ConnectionError
        return Answer(200, {"request_id": "r"} if call.method == "POST" else {})


def job_report(on_answer: Callable[[InterceptedCall], None]) -> Report:
    """Return the report on the jobs of a sandbox whose answers are changed."""
    mutation = ServerMutation("changes", "It changes answers.", on_answer=on_answer)
    with mutant_host() as host:
        app = MutatedApp(host.sandbox(MADE_UP), mutation, MADE_UP.service)
        return run(job_trials(MADE_UP, host.serve(MADE_UP, app)))


def test_fault_of_a_single_job_is_not_one_of_many() -> None:
    """What one job breaks is its promise's finding: the promise of many jobs names that promise."""

    def rename(call: InterceptedCall) -> None:
        if call.operation == "cancel" and "outcome" in call.body:
            call.body = {"request_id": call.body["request_id"], "status": call.body["outcome"]}

    report = job_report(rename)
    (broken,) = report.broken
    (many,) = [v for v in report.verdicts if v.promise.id == "jobs/many/each-keeps-its-promises"]
    assert many.state is VerdictState.NOT_TRIED
    assert broken.promise.id in many.reason
    reasons = {v.promise.id: v.reason for v in report.verdicts if v.reason}
    unreadable = "no answer to a cancel had a readable outcome"
    assert reasons["jobs/cancelled-only-from-the-queue"] == unreadable
    assert reasons["jobs/cancel-is-real"] == unreadable


def test_fault_of_many_jobs_alone_is_theirs() -> None:
    """A fault that only many jobs show is a finding of theirs, which names the promise it breaks."""
    seen = set[str]()

    def rename(call: InterceptedCall) -> None:
        if call.operation == "submit" and call.status == 200:
            seen.add(call.body["request_id"])
        if call.operation == "cancel" and "outcome" in call.body and len(seen) > SCRIPT_SUBMITS:
            call.body = {"request_id": call.body["request_id"], "status": call.body["outcome"]}

    (broken,) = job_report(rename).broken
    assert broken.promise.id == "jobs/many/each-keeps-its-promises"
    assert broken.finding
    assert broken.finding.expected.endswith("(jobs/cancel-outcomes)")


def test_different_places_are_different_faults() -> None:
    """The same exception in another function, or another exception in the same one, is another fault."""

    def first(kind: type[Exception]) -> None:
        raise kind

    def second(kind: type[Exception]) -> None:
        raise kind

    causes: list[str] = []
    for call, kind in (
        (first, KeyError),
        (second, KeyError),
        (first, TypeError),
        (first, KeyError),
    ):
        try:
            call(kind)
        except Exception as error:
            causes.append(crash_cause(error, Path(__file__).parent))
    assert len(set(causes)) == 3
    assert causes[0] == causes[3]
    assert crash_cause(KeyError("raised nowhere"), Path(__file__).parent) == ""


def test_pytest_shows_a_fault_once(tmp_path: Path) -> None:
    """Of the promises that a fault breaks, the first one asked for shows it, the others name that one."""
    trials = list(payload_trials(MADE_UP).for_target(client_with(CHECK, tmp_path)))
    nobody = RunTargets(None, None, (), SETTING)
    results = LazyResults([TrialPart("", lambda: trials)], Effort(examples=3), nobody)
    broken = [
        verdict
        for promise, target in results.promises()
        if (verdict := results.verdict(promise, target)[0]).state is VerdictState.BROKEN
    ]
    shown = [results.shown_by(verdict) for verdict in broken]
    assert shown == [None, *[broken[0]] * (len(broken) - 1)]
    assert [fault.example.target for fault in results.faults().values()] == [Target.CLIENT]

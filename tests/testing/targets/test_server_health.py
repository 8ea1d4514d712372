"""When a server's failures end a run: what answered is not waited for, and nothing lasts for hours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.loopback_transport import LoopbackTransport
from clientwright.testing.errors import ServerFailing, ServerTooLate, ServerUnreachable
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets import server_health
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.trials.runner import plan_trials, run_trials
from clientwright.testing.trials.trial_selection import (
    filter_report,
    matches_pattern,
    select_trials,
)
from testing.support import SPECS

MODEL = str(SPECS.endpoints[0].id)
Answer = tuple[int, dict[str, str], Any]


@dataclass(frozen=True)
class Served:
    """A server under test, the paths of the calls to it, and the pauses that were asked for."""

    target: ServerTarget
    calls: list[str]
    slept: list[float]


@contextmanager
def serving(answer: Callable[[int, str], Answer]) -> Iterator[Served]:
    """Answer each call by its number and path; pauses are recorded, not waited."""
    calls: list[str] = []

    class Calls(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            calls.append(self.path)
            status, headers, body = answer(len(calls), self.path)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response_only(status)
            for name, value in {"content-length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Print no log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Calls) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        with httpx.Client(transport=LoopbackTransport()) as http:
            url = f"http://127.0.0.1:{server.server_port}/v1"
            slept = list[float]()
            target = ServerTarget(SPECS.service, url, {"mine": "token"}, http, sleep=slept.append)
            yield Served(target, calls, slept)
        server.shutdown()


BROKEN = {"error_code": 500001}
LATER = {"retry-after": "2"}


def test_answered_submit_is_not_repeated() -> None:
    """A 5xx counts as it is: a gateway's 503 may hide a job, and a pause shows nothing new."""
    for answer in ((503, {}, BROKEN), (500, LATER, BROKEN), (503, LATER, b"<html>")):
        with serving(lambda *_, answer=answer: answer) as served:
            done = served.target.submit(MODEL, {})
        assert (done.status, len(served.calls), served.slept) == (answer[0], 1, [])


def test_asked_pause_is_waited_for() -> None:
    """The service's own 503 with `Retry-After` began nothing, so the submit is repeated after it."""
    taken = {"request_id": "job-1"}
    with serving(lambda n, _: (503, LATER, BROKEN) if n < 3 else (200, {}, taken)) as served:
        assert served.target.submit(MODEL, {}).accepted
    assert served.slept == [2.0, 2.0]


def test_server_that_fails_at_everything_ends_the_run() -> None:
    """With nothing but 5xx the run ends after a few submits, and keeps its findings."""
    with serving(lambda *_: (500, {}, BROKEN)) as served:
        report = run_trials(plan_trials(SPECS, server=served.target), Effort())
    assert "it failed 25 times in a row" in report.stopped
    assert report.broken
    assert len(served.calls) < 2 * server_health.MAX_FAILED_SUBMITS
    assert len(report.verdicts) > 300


def test_failures_at_some_inputs_do_not_end_the_run() -> None:
    """However many submits fail, the run goes on while another model is still refused in order."""
    refusal = {"error_code": 400001}

    def answer(_: int, path: str) -> Answer:
        return (404, {}, refusal) if "probe" in path else (500, {}, BROKEN)

    with serving(answer) as served:
        assert {served.target.submit(MODEL, {}).status for _ in range(60)} == {500}


def test_server_that_always_postpones_ends_the_run() -> None:
    """Calls that are put off however often they are repeated do not fill hours."""
    with serving(lambda *_: (503, LATER, BROKEN)) as served:
        for _ in range(server_health.MAX_POSTPONED - 1):
            assert served.target.status("job-1").status == 503
        with pytest.raises(ServerFailing):
            served.target.status("job-1")


def test_late_answers_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Late answers use up the time of a run: it ends with a report, even in its first trial."""
    monkeypatch.setattr(server_health, "USUAL_SECONDS", 0.0)
    with serving(lambda *_: (200, {}, {"request_id": "job-1"})) as served:
        served.target.health.patience = 1e-6
        served.target.status("job-1")
        with pytest.raises(ServerTooLate, match="1 call was answered late"):
            served.target.status("job-1")
        report = run_trials(plan_trials(SPECS, server=served.target), Effort())
    assert "answered late" in report.stopped
    assert "--patience." in report.stopped
    assert "\n" not in report.stopped
    assert {one.state for one in report.verdicts} == {VerdictState.NOT_TRIED}


@pytest.mark.parametrize("only", ["jobs/*", "jobs/many/*", "errors/*"])
def test_late_server_ends_trials_of_jobs(monkeypatch: pytest.MonkeyPatch, only: str) -> None:
    """Whichever trial of jobs a late server ends, the run is stopped and says so."""
    monkeypatch.setattr(server_health, "USUAL_SECONDS", 0.0)
    with serving(lambda *_: (200, {}, {"request_id": "job-1"})) as served:
        served.target.health.patience = 1e-6
        report = run_trials(select_trials(job_trials(SPECS, served.target), only), Effort())
    assert "answered late" in report.stopped
    assert report.tried < len(report.verdicts)


@given(calls=st.lists(st.tuples(st.floats(0, 100), st.floats(0, 40)), min_size=1, max_size=20))
def test_late_seconds_are_those_that_passed(calls: list[tuple[float, float]]) -> None:
    """Calls at the same time count once, and what an answer usually takes not at all."""
    health = server_health.ServerHealth("http://127.0.0.1")
    ended_first = sorted(calls, key=sum)
    for begun, took in ended_first:
        health.note_call(begun, begun + took, failed=False)
    over = [max(0.0, took - server_health.USUAL_SECONDS) for _, took in ended_first]
    first, last = min(begun for begun, _ in calls), sum(ended_first[-1])
    assert over[0] - 1e-6 <= health.late.seconds <= min(sum(over), last - first) + 1e-6


def test_slow_calls_one_after_the_other_add_up() -> None:
    """However short each delay is, together they end a run: none lasts for an hour."""
    health = server_health.ServerHealth("http://127.0.0.1", patience=10.0)
    for nth in range(5):
        health.require_time()
        health.note_call(3.0 * nth, 3.0 * nth + 3.0, failed=False)
    with pytest.raises(ServerTooLate, match=r"5 calls .* 10 seconds"):
        health.require_time()


@pytest.mark.parametrize("seconds", [0.2, 0.95, server_health.USUAL_SECONDS])
def test_calls_just_in_time_add_up(seconds: float) -> None:
    """Calls that are never late, but slow, end a run after several times its patience, and quick ones never."""
    health = server_health.ServerHealth("http://127.0.0.1", patience=10.0)
    slow = 10.0 * server_health.SLOW_SHARE / (seconds - server_health.QUICK_SECONDS)
    for nth in range(int(slow) + 2):
        assert health.late.seconds == 0
        health.note_call(nth, nth + seconds, failed=False)
        if nth < int(slow) - 1:
            health.require_time()
    with pytest.raises(ServerTooLate, match="slow answers"):
        health.require_time()
    quick = server_health.ServerHealth("http://127.0.0.1", patience=10.0)
    for nth in range(10_000):
        quick.note_call(nth, nth + server_health.QUICK_SECONDS / 2, failed=False)
    quick.require_time()


def test_jobs_that_do_not_end_prove_nothing() -> None:
    """If jobs outlast a run, what only their end shows is not tried: asked for alone, it is no success."""
    waits = {"request_id": "job-1", "status": "in_queue", "outcome": "not_cancellable"}
    with serving(lambda *_: (200, {}, waits)) as served:
        report = run_trials(job_trials(SPECS, served.target, 0.2)[:1], Effort())
    assert not report.stopped
    ended = filter_report(report, ["jobs/succeeded-has-output"])
    assert "had not ended" in ended.stopped
    assert not filter_report(report, ["jobs/status-vocabulary"]).stopped


@pytest.mark.parametrize(
    ("answer", "promise", "reason"),
    [
        ((422, {}, {}), "errors/wrong-token/*", "a submit was not accepted: HTTP 422"),
        ((503, {}, {}), "errors/unknown-request/*", "HTTP 503"),
    ],
)
def test_calls_without_a_usable_answer_prove_nothing(
    answer: Answer, promise: str, reason: str
) -> None:
    """If the server keeps all refusals asked for from being tried, that is no success."""
    with serving(lambda *_: answer) as served:
        trials = [
            one
            for one in job_trials(SPECS, served.target, 0.2)
            if matches_pattern(one.promises[0].id, promise)
        ]
        ended = filter_report(run_trials(trials, Effort()), [promise])
    assert ended.verdicts
    assert {one.state for one in ended.verdicts} == {VerdictState.NOT_TRIED}
    assert reason in ended.stopped


def test_refused_connection_is_a_restart_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answered before may refuse connections for a moment; then the run ends, without a finding."""
    with serving(lambda *_: (200, {}, {"request_id": "job-1"})) as served:
        stream, refused = served.target.http.stream, [0]

        def gone(*args: Any, **more: Any) -> Any:
            refused[0] += 1
            if refused[0] <= limit:
                raise httpx.ConnectError("refused")
            return stream(*args, **more)

        served.target.status("job-1")
        monkeypatch.setattr(served.target.http, "stream", gone)
        limit = 2
        assert served.target.submit(MODEL, {}).accepted
        assert served.target.health.outages == 2
        refused[0], limit = 0, 99
        with pytest.raises(ServerUnreachable, match="ConnectError: refused"):
            served.target.submit(MODEL, {})

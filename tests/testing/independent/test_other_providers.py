"""The harness against correct servers of fal and Replicate, and against the same with one fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from clientwright.io.loopback_transport import LoopbackTransport
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.promises import Effort, Trial, Verdict, VerdictState
from clientwright.testing.targets.server_target import ServerTarget, called_names
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.payload_trials import PayloadTrials
from testing.independent.fal_queue import VEO, FalQueue
from testing.independent.loopback import OTHER_TOKEN, TOKEN, Answer, Call, Service, serve
from testing.independent.replicate_predictions import KLING, ReplicatePredictions
from testing.jobs.support import ROOT

Fault = Callable[[Call, Answer], Answer]
SERVERS: dict[str, tuple[Callable[[], Service], str]] = {
    "fal": (FalQueue, VEO),
    "replicate": (ReplicatePredictions, KLING),
}


@dataclass
class Faulty:
    """A correct server whose answers are changed by a fault."""

    correct: Service
    fault: Fault

    def answer(self, call: Call) -> Answer:
        """Return the changed answer."""
        return self.fault(call, self.correct.answer(call))


def specs_of(name: str) -> Specs:
    """Return the specs of a service, with the one endpoint that its server here has."""
    (specs,) = load_specs(ROOT.parent / name).services
    chosen = tuple(one for one in specs.endpoints if str(one.id) == SERVERS[name][1])
    return replace(specs, endpoints=chosen)


@contextmanager
def target(specs: Specs, service: Service) -> Iterator[ServerTarget]:
    """Serve a server, and return it as a target that never waits."""
    tokens = {"mine": TOKEN, "other": OTHER_TOKEN}
    with (
        serve(service) as url,
        httpx.Client(transport=LoopbackTransport(), timeout=20) as http,
    ):
        base, models = url.removesuffix("/v1"), called_names(specs)
        yield ServerTarget(specs.service, base, tokens, http, sleep=lambda _: None, models=models)


def broken(trials: list[Trial]) -> list[Verdict]:
    """Run trials with few examples and return the broken promises."""
    verdicts = (one for trial in trials for one in trial.run(Effort(examples=3)).verdicts)
    return [one for one in verdicts if one.state is VerdictState.BROKEN]


@pytest.mark.parametrize("name", sorted(SERVERS))
def test_correct_servers_break_nothing(name: str) -> None:
    """A server that does what the provider documents breaks no promise, about jobs and about inputs."""
    specs = specs_of(name)
    with target(specs, SERVERS[name][0]()) as server:
        (endpoint,) = specs.endpoints
        payloads = PayloadTrials(endpoint, tuple(specs.service.document["media"]["schemes"]))
        submits = SubmitTarget.for_endpoints(server, specs.endpoints)
        trials = [*job_trials(specs, server, 60.0), *payloads.for_target(submits)]
        assert broken([*trials, *payloads.for_server(server)]) == []


def _at(call: Call, method: str, ending: str) -> bool:
    """Return whether a call is one about a job: its method, and how its path ends."""
    return call.method == method and "/requests/" in call.path and call.path.endswith(ending)


def _result(call: Call) -> bool:
    return call.method == "GET" and call.path.count("/") == 4


def _body(answer: Answer, **values: Any) -> Answer:
    return replace(answer, value={**answer.value, **values})


def _when(asked: Callable[[Call], bool], change: Callable[[Answer], Answer]) -> Fault:
    return lambda call, answer: change(answer) if asked(call) and answer.status < 400 else answer


def _is_get(call: Call) -> bool:
    return call.method == "GET"


def _is_fal_status(call: Call) -> bool:
    return _at(call, "GET", "/status")


def _fal_word(word: str, **values: Any) -> Callable[[Answer], Answer]:
    return lambda answer: _body(answer, **values) if answer.value["status"] == word else answer


FAULTS: dict[tuple[str, str], tuple[Fault, str]] = {
    ("fal", "200 before the end"): (
        _when(_is_fal_status, lambda answer: replace(answer, status=200)),
        "jobs/status-http",
    ),
    ("fal", "another word for the end"): (
        _when(_is_fal_status, _fal_word("COMPLETED", status="FAILED")),
        "jobs/status-vocabulary",
    ),
    ("fal", "a failure told of a success"): (
        _when(_is_fal_status, _fal_word("COMPLETED", error="It failed.")),
        "jobs/status-then-result",
    ),
    ("fal", "a place of a running job"): (
        _when(_is_fal_status, _fal_word("IN_PROGRESS", queue_position=1)),
        "jobs/queue-position",
    ),
    ("fal", "a result of a gateway"): (
        _when(_result, lambda answer: Answer(502, "<html>", "text/html")),
        "jobs/answered-at-any-time",
    ),
    ("fal", "a result that is no JSON object"): (
        _when(_result, lambda answer: replace(answer, value="done")),
        "jobs/output-type",
    ),
    ("fal", "a cancel of any job is taken"): (
        lambda call, answer: (
            Answer(202, {"status": "CANCELLATION_REQUESTED"})
            if call.method == "PUT" and answer.status in (200, 400)
            else answer
        ),
        "jobs/terminal-stays",
    ),
    ("fal", "a cancel of a job that waits finds none"): (
        lambda call, answer: (
            Answer(404, {"status": "NOT_FOUND"}) if call.method == "PUT" else answer
        ),
        "jobs/answered-at-any-time",
    ),
    ("replicate", "a cancel of a job that waits is refused"): (
        lambda call, answer: (
            Answer(404, {"title": "Not found", "detail": "", "status": 404})
            if call.path.endswith("/cancel") and answer.status == 200
            else answer
        ),
        "jobs/answered-at-any-time",
    ),
    ("fal", "an unknown request waits"): (
        lambda call, answer: (
            Answer(202, {"status": "IN_QUEUE", "queue_position": 0})
            if _is_fal_status(call) and answer.status == 404
            else answer
        ),
        "errors/unknown-request/status",
    ),
    ("fal", "a wrong key is forbidden"): (
        lambda call, answer: replace(answer, status=403) if answer.status == 401 else answer,
        "errors/wrong-token/status",
    ),
    ("replicate", "an old spelling"): (
        _when(_is_get, _fal_word("succeeded", status="successful")),
        "jobs/status-vocabulary",
    ),
    ("replicate", "an output before a run"): (
        _when(_is_get, _fal_word("starting", output="https://replicate.delivery/a.mp4")),
        "jobs/output-only-when-succeeded",
    ),
    ("replicate", "an output of another type"): (
        _when(_is_get, _fal_word("succeeded", output=5)),
        "jobs/output-type",
    ),
    ("replicate", "a cancel that is none"): (
        lambda call, answer: (
            _body(answer, status="processing")
            if _is_get(call) and answer.status == 200 and answer.value["status"] == "canceled"
            else answer
        ),
        "jobs/cancel-is-real",
    ),
    ("replicate", "a foreign cancel link"): (
        _when(
            _is_get,
            lambda answer: _body(answer, urls={"cancel": "/v1/predictions/other0other/cancel"}),
        ),
        "jobs/links-lead-to-own-request",
    ),
    ("replicate", "another id"): (
        _when(_is_get, lambda answer: _body(answer, id="x" * 26)),
        "jobs/request-id-stays",
    ),
}
"""By service and name: a fault, and the promise that it breaks."""


@pytest.mark.parametrize("key", sorted(FAULTS), ids=" ".join)
def test_planted_faults_are_found(key: tuple[str, str]) -> None:
    """Each fault breaks the promise about what it contradicts."""
    fault, promise = FAULTS[key]
    specs = specs_of(key[0])
    with target(specs, Faulty(SERVERS[key[0]][0](), fault)) as server:
        assert promise in {one.promise.id for one in broken(job_trials(specs, server, 60.0))}


def _rename(call: Call, answer: Answer) -> Answer:
    """Name a field in each refusal of an input that is not the one that is wrong."""
    if answer.status != 422:
        return answer
    if "invalid_fields" in answer.value:
        named = [
            {**one, "field": "input.negative_prompt"} for one in answer.value["invalid_fields"]
        ]
        return _body(answer, invalid_fields=named)
    named = [{**one, "loc": ["body", "negative_prompt"]} for one in answer.value["detail"]]
    return _body(answer, detail=named)


@pytest.mark.parametrize("name", sorted(SERVERS))
def test_a_refusal_names_the_field(name: str) -> None:
    """A refusal that names another field than the wrong one is found, wherever the service names fields."""
    specs = specs_of(name)
    with target(specs, Faulty(SERVERS[name][0](), _rename)) as server:
        payloads = PayloadTrials(specs.endpoints[0], ("https",))
        submits = SubmitTarget.for_endpoints(server, specs.endpoints)
        trials = [one for one in payloads.for_target(submits) if "/enum-" in one.promises[0].id]
        found = broken(trials)
    assert found
    assert all(one.finding and "the rejection names" in one.finding.expected for one in found)


class Careless(FalQueue):
    """A queue whose models take any input."""

    def _submit(self, model: str, body: bytes, account: str) -> Answer:
        accepted = super()._submit(model, body, account)
        for one in self.requests.values():
            one.wrong.clear()
        return accepted


@pytest.mark.parametrize(("is_remote", "found"), [(False, True), (True, False)])
def test_an_input_is_judged_by_its_job(is_remote: bool, found: bool) -> None:
    """Where the result refuses an input, its job decides; where jobs are cancelled, nothing is tried or found."""
    specs = specs_of("fal")
    with target(specs, Careless()) as server:
        server.cancel_after_submit = is_remote
        payloads = PayloadTrials(specs.endpoints[0], ("https",))
        trials = [
            trial
            for trial in payloads.for_target(SubmitTarget.for_endpoints(server, specs.endpoints))
            if trial.promises[0].id.endswith(("required-prompt", "duration/enum-foreign"))
        ]
        verdicts = [one for trial in trials for one in trial.run(Effort(examples=3)).verdicts]
        states = {VerdictState.BROKEN} if found else {VerdictState.NOT_TRIED}
        assert len(verdicts) == 2
        assert {one.state for one in verdicts} == states

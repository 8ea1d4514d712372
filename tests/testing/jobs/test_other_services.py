"""The laws of jobs are chosen by a service's facts: what it documents is demanded, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_oracle import oracle_promises
from clientwright.testing.jobs.lifecycle_verdicts import lifecycle_promises
from clientwright.testing.jobs.required_refusals import (
    other_account_requests,
    unknown_models,
    unknown_request_id,
    unknown_requests,
    wrong_tokens,
)
from clientwright.testing.mutation.account_mutations import account_mutations
from clientwright.testing.promises import PromiseGroup
from clientwright.testing.wire_answers import WireAnswer
from testing.jobs.any_service import CorrectJob, broken_by, services

SERVICES = services()
NAMES = st.sampled_from(sorted(SERVICES))
STEPS = st.lists(st.sampled_from(["advance", "status", "result", "cancel"]), max_size=12)


@given(NAMES, st.sampled_from(["succeeded", "failed"]), STEPS)
def test_a_correct_job_breaks_nothing(name: str, end: str, steps: list[str]) -> None:
    """Whatever a service's facts are, whatever becomes of a job and whenever it is asked for, nothing is broken."""
    job = CorrectJob(SERVICES[name], end)
    seen = [job.submit()]
    for step in steps:
        if step == "advance":
            job.advance()
        elif step == "cancel" and "cancel" in job.operations:
            seen.append(job.cancel())
        elif step in job.operations:
            seen.append(job.read(step))
    assert broken_by(job.service, *seen) == set()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_promises_are_about_calls_that_there_are(name: str) -> None:
    """Each promise has one id, points at a fact of the file, and none is about a call that there is not."""
    service = SERVICES[name]
    templates = [*lifecycle_promises(service)]
    refusals = (unknown_requests, unknown_models, wrong_tokens, other_account_requests)
    templates += [one.template for made in refusals for one in made(service)]
    ids = [one.id for one in templates]
    assert len(set(ids)) == len(ids)
    for one in templates:
        one.for_service(service, PromiseGroup.JOBS)
    facts = service.wire
    if "cancel" not in facts.operations:
        assert [id for id in ids if "cancel" in id] == []
    if facts.one_call:
        assert [id for id in ids if "result" in id] == []
    if facts.one_call or facts.ends_by_http:
        assert "jobs/result-vocabulary" not in ids


@pytest.mark.parametrize("name", sorted(SERVICES))
@pytest.mark.parametrize("optional", [True, False])
def test_a_token_is_demanded_where_every_call_needs_one(name: str, optional: bool) -> None:
    """Where a token is optional, nothing is promised of a call without one, and a wrong one is refused all the same."""
    document = SERVICES[name].document
    auth = {**document["auth"], "optional": optional}
    service = Service({**document, "auth": auth}, SERVICES[name].path)
    needed = {one.template.id for one in wrong_tokens(service)}
    wrong = {id for id in needed if id.startswith("errors/wrong-token/")}
    assert len(needed) == (len(wrong) if optional else 2 * len(wrong))
    mutants = {one.name for one in account_mutations(service)}
    assert ("no-token-let-in" in mutants) == (not optional and bool(wrong))


def ended(service: str, end: str = "succeeded") -> tuple[CorrectJob, list[Exchange]]:
    """Return a job that has ended, with its submit and a status."""
    job = CorrectJob(SERVICES[service], end)
    job.advance()
    job.advance()
    return job, [job.submit(), job.read("status")]


def result_with(job: CorrectJob, http: int, **headers: str) -> Exchange:
    """Return a result with an HTTP status, as if something on the way had answered."""
    return job.exchange("result", replace(job.wire.refusal(http), headers=headers))


def failure_then_success(job: CorrectJob) -> list[Exchange]:
    """Return a status that tells a failure, and then the result of a success."""
    told = job.wire.with_value("status", "code", "runner_server_error", job.read("status").answer)
    return [job.exchange("status", told), job.read("result")]


def success_then_failure(job: CorrectJob) -> list[Exchange]:
    """Return a result of a success, and then one of a failure."""
    return [job.read("result"), replace(job, phase="failed").read("result")]


def cancelled_then_success(job: CorrectJob) -> list[Exchange]:
    """Return a cancel that took effect, and then the result of a success."""
    first = replace(job, phase="waiting")
    done = first.cancel()
    return [
        done,
        first.read("status"),
        job.read("result" if "result" in job.operations else "status"),
    ]


def word(operation: str, text: str) -> Callable[[CorrectJob], list[Exchange]]:
    """Return a maker of an answer with another word."""

    def make(job: CorrectJob) -> list[Exchange]:
        answer = job.read(operation).answer
        return [job.exchange(operation, job.wire.with_value(operation, "status", text, answer))]

    return make


def with_http(http: int) -> Callable[[CorrectJob], list[Exchange]]:
    """Return a maker of a status with another HTTP status."""
    return lambda job: [job.exchange("status", replace(job.read("status").answer, status=http))]


def requested_at_the_end(job: CorrectJob) -> list[Exchange]:
    """Return a cancel of an ended job that is answered as one that is still to come."""
    made = job.wire.answer("cancel", {"outcome": "CANCELLATION_REQUESTED"}, http=202)
    return [job.exchange("cancel", made)]


BROKEN: dict[tuple[str, str], tuple[Callable[[CorrectJob], list[Exchange]], str]] = {
    ("fal", "a failure told, then a success"): (failure_then_success, "status-then-result"),
    ("fal", "a success, then a failure"): (success_then_failure, "terminal-stays"),
    ("fal", "a cancel, then a success"): (cancelled_then_success, "cancel-is-real"),
    ("fal", "202 at the end"): (with_http(202), "status-http"),
    ("fal", "an unknown word"): (word("status", "DONE"), "status-vocabulary"),
    ("fal", "a word in another case"): (word("status", "completed"), "status-spelling"),
    ("fal", "requested at the end"): (requested_at_the_end, "terminal-stays"),
    ("replicate", "a cancel, then a success"): (cancelled_then_success, "cancel-is-real"),
    ("replicate", "an unknown word"): (word("status", "completed"), "status-vocabulary"),
    ("replicate", "an alias"): (word("status", "Succeeded"), "status-spelling"),
    ("nested", "202 at the end"): (with_http(202), "status-http"),
    ("nested", "a cancel, then a success"): (cancelled_then_success, "cancel-is-real"),
}


@pytest.mark.parametrize("key", sorted(BROKEN), ids=" ".join)
def test_documented_facts_are_demanded(key: tuple[str, str]) -> None:
    """What a service documents of its own is a promise: whatever contradicts it is found, by its name."""
    make, promise = BROKEN[key]
    job, seen = ended(key[0])
    before = seen[:1] if make is cancelled_then_success else seen
    assert promise in broken_by(job.service, *before, *make(job))


OPEN: dict[tuple[str, str], Callable[[CorrectJob], list[Exchange]]] = {
    ("fal", "a marked 5xx is the job's failure"): lambda job: [
        result_with(job, 503, **{"x-fal-request-id": "r"})
    ],
    ("fal", "an unmarked 5xx is the way's"): lambda job: [
        result_with(job, 503),
        job.read("result"),
    ],
    ("fal", "a replayed 404"): lambda job: [result_with(job, 404, **{"x-fal-request-id": "r"})],
    ("fal", "any other code"): lambda job: [
        job.exchange("result", replace(job.wire.refusal(422), headers={"x-fal-request-id": "r"}))
    ],
    ("replicate", "a success without output"): lambda job: [
        job.exchange(
            "status", job.wire.with_value("status", "output", None, job.read("status").answer)
        )
    ],
    ("replicate", "an expired output"): lambda job: [
        job.exchange("status", expired(job.read("status").answer))
    ],
    ("replicate", "a cancel of a finished job"): lambda job: [
        job.exchange("cancel", answer) for answer in (job.wire.refusal(400), job.cancel().answer)
    ],
}


def expired(answer: WireAnswer) -> WireAnswer:
    """Return an answer that says that the output is no longer kept."""
    body: dict[str, Any] = {**answer.body, "output": None, "data_removed": True}
    return replace(answer, body=body)


@pytest.mark.parametrize("key", sorted(OPEN), ids=" ".join)
def test_what_is_open_is_not_judged(key: tuple[str, str]) -> None:
    """What a service's documents leave open breaks no promise."""
    job, seen = ended(key[0])
    assert broken_by(job.service, *seen, *OPEN[key](job)) == set()


@given(st.integers(200, 599), st.booleans())
def test_a_result_asked_for_too_early_is_not_judged(http: int, marked: bool) -> None:
    """Before a status has told the end, no answer of a service whose results are the models' own shows anything."""
    job = CorrectJob(SERVICES["fal"])
    early = result_with(job, http, **({"x-fal-request-id": "r"} if marked else {}))
    job.phase = "running"
    assert broken_by(job.service, job.submit(), early, job.read("status"), early) == set()


def test_partial_outputs_of_one_call_are_not_judged() -> None:
    """A running job of a service with one call may show what it has made so far; one that waits may not."""
    job = CorrectJob(SERVICES["replicate"], phase="running")
    part = job.wire.with_value("status", "output", ["a"], job.read("status").answer)
    assert broken_by(job.service, job.submit(), job.exchange("status", part)) == set()
    job.phase = "waiting"
    part = job.wire.with_value("status", "output", ["a"], job.read("status").answer)
    assert broken_by(job.service, job.exchange("status", part)) == {"output-only-when-succeeded"}


def test_promises_of_the_first_service_keep_their_ids() -> None:
    """The ids of RunComfy's promises about a job are those that reports and baselines name."""
    assert [one.id.removeprefix("jobs/") for one in oracle_promises(SERVICES["runcomfy"])] == [
        "submit-names-request",
        "request-id-pattern",
        "request-id-stays",
        "links-are-text",
        "links-name-their-operation",
        "status-vocabulary",
        "result-vocabulary",
        "cancel-outcomes",
        "status-spelling",
        "result-spelling",
        "cancel-spelling",
        "queue-position",
        "output-only-when-succeeded",
        "succeeded-has-output",
        "output-type",
        "cancel-is-real",
        "not-cancellable-changes-nothing",
        "queued-can-be-cancelled",
        "cancelled-only-from-the-queue",
        "status-then-result",
        "terminal-stays",
        "forward-only",
    ]


@pytest.mark.parametrize("pattern", ["^[a-z0-9]{8,64}$", "^[a-z-]+$", "^[0-9a-f-]{36}$"])
def test_an_unknown_request_has_the_form_of_the_known_ones(pattern: str) -> None:
    """The id of a request that does not exist could be one of the service's, whether its errors have codes or not."""
    for service in SERVICES.values():
        document = {**service.document, "request_id": {"pattern": pattern, "sure": "M"}}
        found = unknown_request_id(Service(document, service.path))
        assert re.fullmatch(pattern, found)

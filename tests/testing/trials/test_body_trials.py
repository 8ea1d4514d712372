"""Trials of bodies: a failure is a finding that names the field, and an open question is only noted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from clientwright.sandbox.server import run_sandbox
from clientwright.specs.model import Service, Specs
from clientwright.testing.mutation.server_mutants import MutantHost, mutant_host
from clientwright.testing.mutation.server_mutation import (
    InterceptedCall,
    MutatedApp,
    ServerMutation,
)
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.promises import Effort, Report, VerdictState
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.trials.body_trials import body_trials
from clientwright.testing.trials.runner import run_trials
from testing.support import IMAGE, SPECS, make_server

SANDBOX = {"mine": "sandbox-token", "other": "sandbox-other"}


@pytest.fixture(scope="module")
def host() -> Iterator[MutantHost]:
    """Return a host of servers with a fault."""
    with mutant_host() as found:
        yield found


def run(server: ServerTarget, effort: Effort, part: str = "") -> Report:
    """Run the trials of bodies whose promise's id contains a part."""
    trials = body_trials(PayloadGenerator(IMAGE), server)
    return run_trials([one for one in trials if part in one.promises[0].id], effort)


def failing(host: MutantHost, field: str) -> ServerTarget:
    """Serve a sandbox that fails if a field contains NUL."""

    def fail(call: InterceptedCall) -> None:
        if call.operation == "submit" and b"\\u0000" in call.request_body:
            sent = json.loads(call.request_body)
            if "\0" in str(sent.get(field)):
                call.status, call.body = 500, {"message": f"{field} cannot be stored"}

    mutation = ServerMutation("fails", "A field with NUL fails.", fail)
    return host.serve(SPECS, MutatedApp(host.sandbox(SPECS), mutation, SPECS.service))


@pytest.mark.parametrize("field", ["negative_prompt", "prompt", "shot_type", "start_image_url"])
def test_a_failure_is_narrowed_to_its_field(host: MutantHost, field: str) -> None:
    """A 5xx to NUL in one field is one finding, whose body has NUL in this field and nowhere else."""
    report = run(failing(host, field), Effort(), "never-5xx/")
    (broken,) = report.broken
    assert broken.promise.id == f"{IMAGE.id}:never-5xx/nul"
    assert broken.finding is not None
    assert f"/{field}" in broken.finding.expected
    assert broken.finding.payload.count(b"\\u0000") == 1
    assert "500" in broken.finding.seen


def test_without_shrinking_nothing_more_is_sent(host: MutantHost) -> None:
    """Where shrinking is not wanted, the finding is the first failing body, and no more are sent."""
    server = failing(host, "prompt")
    report = run(server, Effort(shrink=False), "never-5xx/nul")
    assert server.submitted == 2
    (broken, *others) = report.broken
    assert others == []
    assert broken.finding is not None
    assert broken.finding.payload.count(b"\\u0000") > 1


def test_refusals_and_acceptances_are_no_failures() -> None:
    """A server that answers all hostile inputs breaks nothing, and none of them is noted as a question."""
    with run_sandbox(SPECS) as sandbox:
        server = make_server(sandbox.base_url, SANDBOX)
        report = run(server, Effort(), "never-5xx/")
        server.http.close()
    assert {verdict.state for verdict in report.verdicts} == {VerdictState.PROVED}
    assert report.notes == ()
    assert server.submitted <= report.submits <= 2 * len(report.verdicts)


@pytest.mark.parametrize(
    ("says", "id", "accepted"),
    [("", "open", True), ("accepted", "body", True), ("refused", "body", False)],
)
def test_another_content_type_is_judged_where_the_file_says_so(
    says: str, id: str, accepted: bool
) -> None:
    """A body as text/plain is a question unless the service's file says what becomes of it; the sandbox does so."""
    specs = with_undeclared_json(says)
    with run_sandbox(specs) as sandbox:
        server = replace(make_server(sandbox.base_url, SANDBOX), service=specs.service)
        report = run(server, Effort(), "content-type")
        server.http.close()
    (verdict,) = report.verdicts
    assert verdict.promise.id == f"{IMAGE.id}:{id}/content-type"
    assert verdict.state is VerdictState.PROVED
    assert len(report.notes) == (not says)
    assert bool(server.accepted) is accepted


def with_undeclared_json(says: str) -> Specs:
    """Return the specs with a file that says what becomes of undeclared JSON, or says nothing."""
    facts = SPECS.service.document
    submit = {**facts["operations"]["submit"], **({"undeclared_json": says} if says else {})}
    operations = {**facts["operations"], "submit": submit}
    service = Service({**facts, "operations": operations}, SPECS.service.path)
    return replace(SPECS, service=service)

"""A server with one fault of reading inputs breaks the promise whose id says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.mutation.body_mutations import content_type_mutations
from clientwright.testing.mutation.payload_mutations import payload_mutations
from clientwright.testing.mutation.server_mutants import MutantHost, mutant_host
from clientwright.testing.mutation.server_mutation import MutatedApp, ServerMutation
from clientwright.testing.payloads.listed_elsewhere import ListedValues
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.payload_trials import PayloadTrials
from testing.support import IMAGE, TEXT

FOUND_BY = {
    "enums-stripped": "shot_type/enum-blank-before",
    "enums-shared": "shot_type/enum-elsewhere/intelligent",
    "fractions-carried": "multi_prompt[].duration/type-fractions-in-sum",
    "list-unwrapped": "body/root-list-of-input",
    "pairs-read": "body/root-list-of-pairs",
    "text-decoded": "body/root-text-of-input",
    "input-unwrapped": "body/inside-input",
    **{
        f"fails-on-{name}": f"never-5xx/{name}"
        for name in (
            "empty-text nul beyond-u-ffff half-surrogate 1e400 minus-zero beyond-64-bits "
            "huge-integer empty-array empty-object no-field deep-nesting empty-key nul-key "
            "half-surrogate-key long-key"
        ).split()
    },
}


@pytest.fixture(scope="module")
def host() -> Iterator[MutantHost]:
    """Return a host of all mutants."""
    with mutant_host() as found:
        yield found


@pytest.mark.parametrize("name", FOUND_BY)
def test_a_fault_breaks_its_promise(specs: Specs, host: MutantHost, name: str) -> None:
    """Each fault in the reading of inputs breaks the promise that is about it."""
    assert states(specs, IMAGE, name, FOUND_BY[name], host) == [VerdictState.BROKEN]


def test_a_form_in_the_place_of_a_list_is_found(specs: Specs, host: MutantHost) -> None:
    """A server that takes every ratio breaks the promise about ratios that are not listed."""
    found = states(specs, TEXT, "enums-read-as-forms", "aspect_ratio/enum-similar/4:3", host)
    assert found == [VerdictState.BROKEN]


@pytest.mark.parametrize(
    ("says", "names"),
    [("refused", ["content-type-ignored"]), ("accepted", ["content-type-checked"]), ("", [])],
)
def test_a_wrong_answer_to_another_content_type_is_found(
    specs: Specs, host: MutantHost, says: str, names: list[str]
) -> None:
    """Where the service's file says what becomes of text/plain, a server that does otherwise is found."""
    facts = specs.service.document
    submit = {**facts["operations"]["submit"], **({"undeclared_json": says} if says else {})}
    operations = {**facts["operations"], "submit": submit}
    other = replace(specs, service=Service({**facts, "operations": operations}, specs.service.path))
    mutations = [*content_type_mutations(other.service)]
    assert [one.name for one in mutations] == names
    for mutation in mutations:
        assert run(other, TEXT, mutation, "body/content-type", host) == [VerdictState.BROKEN]


def states(
    specs: Specs, endpoint: Endpoint, name: str, promise: str, host: MutantHost
) -> list[VerdictState]:
    """Return the verdicts of a promise for the mutant of a name."""
    generator = PayloadTrials(endpoint, listed=ListedValues(specs.endpoints)).generator
    (mutation,) = [one for one in payload_mutations(generator) if one.name == name]
    assert any(part in f":{promise}" for part in mutation.likely)
    return run(specs, endpoint, mutation, promise, host)


def run(
    specs: Specs, endpoint: Endpoint, mutation: ServerMutation, promise: str, host: MutantHost
) -> list[VerdictState]:
    """Return the verdicts of a promise for a server with a mutation."""
    server = host.serve(specs, MutatedApp(host.sandbox(specs), mutation, specs.service))
    trials = PayloadTrials(endpoint, listed=ListedValues(specs.endpoints))
    target = SubmitTarget.for_endpoints(server, [endpoint])
    return [
        verdict.state
        for trial in (*trials.for_target(target), *trials.for_server(server))
        if trial.promises[0].id == f"{endpoint.id}:{promise}"
        for verdict in trial.run(Effort(shrink=False)).verdicts
    ]

"""A server with one fault of reading inputs is found by the promise whose id says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from clientwright.specs.model import Service, Specs
from clientwright.testing.mutation.mutation_score import MutantFate
from clientwright.testing.mutation.score_harness import probe_sets
from clientwright.testing.mutation.server_mutants import MutantHost, mutant_host, server_mutants

FOUND_BY = {
    "enums-stripped": "shot_type/enum-blank-before",
    "enums-shared": "shot_type/enum-elsewhere",
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
def test_a_fault_is_found_by_its_promise(specs: Specs, host: MutantHost, name: str) -> None:
    """Each fault in the reading of inputs breaks the promise that is about it."""
    assert _killer(specs, host, name, 0) == FOUND_BY[name]


def test_a_form_in_the_place_of_a_list_is_found(specs: Specs, host: MutantHost) -> None:
    """A server that takes every ratio is found by a ratio that is not listed."""
    assert _killer(specs, host, "enums-read-as-forms", 1) == "aspect_ratio/enum-similar"


@pytest.mark.parametrize(
    ("says", "mutant"), [("refused", "content-type-ignored"), ("accepted", "content-type-checked")]
)
def test_a_wrong_answer_to_another_content_type_is_found(
    specs: Specs, host: MutantHost, says: str, mutant: str
) -> None:
    """Where the service's file says what becomes of text/plain, a server that does otherwise is found."""
    facts = specs.service.document
    submit = {**facts["operations"]["submit"], "undeclared_json": says}
    operations = {**facts["operations"], "submit": submit}
    service = Service({**facts, "operations": operations}, specs.service.path)
    assert _killer(replace(specs, service=service), host, mutant, 1) == "body/content-type"


def test_an_open_content_type_has_no_mutant(specs: Specs, host: MutantHost) -> None:
    """Where the file says nothing, no mutant is about the content type."""
    names = [one.name for one in server_mutants(specs, probe_sets(specs), host)]
    assert not [name for name in names if "content-type" in name]


def _killer(specs: Specs, host: MutantHost, name: str, of: int) -> str:
    """Return the name of the promise that kills a mutant of an endpoint."""
    probes = probe_sets(specs)[of : of + 1]
    (mutant,) = [
        one for one in server_mutants(specs, probes, host) if one.name.endswith(f":{name}")
    ]
    graded = mutant.grade()
    assert graded.fate is MutantFate.KILLED
    return graded.by.rpartition(":")[2]

"""An endpoint of composed keywords, graded as a person's is: a server over HTTP, and a generated client."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from clientwright.codegen.render_package import render_specs
from clientwright.specs.model import Specs
from clientwright.specs.model_ids import ModelId
from clientwright.testing.mutation.client_mutants import grade_client_mutants
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate
from clientwright.testing.mutation.score_harness import probe_sets
from clientwright.testing.mutation.server_mutants import (
    MUTANT_EFFORT,
    mutant_host,
    server_mutants,
)
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.trials.payload_trials import PayloadTrials
from testing.mutation.every_keyword import endpoint_of
from testing.mutation.test_every_keyword import ONCE
from testing.support import make_endpoint

KIND: dict[str, Any] = {"type": "string", "enum": ["plain", "fine"]}
FIELDS: dict[str, Any] = {
    "settings": {"type": "object", "additionalProperties": {"type": "number", "maximum": 1}},
    "size": {"type": "array", "prefixItems": [{"type": "integer", "minimum": 1}, KIND]},
    "effort": {"oneOf": [{"type": "integer", "minimum": 3}, {"type": "number", "maximum": 5}]},
    "look": {
        "anyOf": [
            {"type": "object", "required": ["steps"], "properties": {"steps": {"type": "integer"}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": KIND}},
        ]
    },
    "parts": {"type": "array", "contains": {"type": "integer", "minimum": 2}, "maxContains": 2},
}


@pytest.fixture
def composed(specs: Specs) -> Specs:
    """Return the service with one endpoint of composed keywords."""
    endpoint = make_endpoint({"type": "object", "properties": FIELDS})
    return replace(specs, endpoints=(endpoint,))


def test_every_observable_mutant_of_a_server_is_killed(composed: Specs) -> None:
    """Over HTTP, no server that misreads a composed keyword survives."""
    probes = probe_sets(composed)
    with mutant_host() as host:
        of_inputs = takewhile(
            lambda one: not one.name.startswith(("jobs:", "calls:")),
            server_mutants(composed, probes, host),
        )
        check_killed([one.grade() for one in of_inputs])


def test_every_observable_mutant_of_a_client_is_killed(composed: Specs, tmp_path: Path) -> None:
    """No generated client that misreads a composed keyword survives."""
    graded = grade_client_mutants(composed, probe_sets(composed), tmp_path)
    check_killed(list(takewhile(lambda one: "/calls:" not in one.name, graded)))


def check_killed(graded: list[GradedMutant]) -> None:
    """Check that mutants of every field are graded, that most are killed, and that none survives."""
    assert [one.name for one in graded if one.fate is MutantFate.SURVIVED] == []
    assert all(one.by for one in graded)
    killed = [one for one in graded if one.fate is MutantFate.KILLED]
    assert len(killed) > 0.8 * len(graded)
    assert all(any(f":{field}" in one.name for one in killed) for field in FIELDS)


def test_a_client_of_every_keyword_breaks_no_promise(specs: Specs, tmp_path: Path) -> None:
    """The generated client of endpoints that use every keyword is never called wrong."""
    endpoints = tuple(
        replace(endpoint_of(*pair), id=ModelId(f"made/e{n}")) for n, pair in enumerate(ONCE)
    )
    package = tmp_path / "every"
    tree = render_specs(replace(specs, endpoints=endpoints), "httpx", package, None).tree
    for path, text in tree.items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(text, "utf-8")
    client = ClientTarget.load(str(package))
    trials = (trial for one in endpoints for trial in PayloadTrials(one).for_target(client))
    verdicts = [verdict for trial in trials for verdict in trial.run(MUTANT_EFFORT).verdicts]
    assert [(one.promise.id, one.finding) for one in verdicts if one.finding] == []

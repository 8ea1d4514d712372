"""Mutants, one by one: what survives a blind harness, and what can be told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clientwright.codegen import runtime_files
from clientwright.specs.model import Specs
from clientwright.testing.mutation.equivalence import ProbeSet
from clientwright.testing.mutation.mutant_host import mutant_host
from clientwright.testing.mutation.mutation_score import MutantFate
from clientwright.testing.mutation.runtime_mutations import RUNTIME_MUTATIONS, RuntimeMutation
from clientwright.testing.mutation.server_mutants import ServerMutant, server_mutants
from clientwright.testing.mutation.spec_mutants import spec_mutants
from clientwright.testing.promises import Target

RULE = "rules/0-sum-equals-dropped"


def without_rule_promises(mutant: ServerMutant) -> ServerMutant:
    """Let the harness look at nothing about rules or defaults."""
    return replace(
        mutant,
        trials=lambda: [
            trial for trial in mutant.trials() if trial.promises[0].id.endswith(":minimal")
        ],
    )


def test_a_blind_harness_lets_a_forgotten_rule_live(specs: Specs, probes: list[ProbeSet]) -> None:
    """The grade can fail: without the promises about a rule, the server that forgets it survives."""
    with mutant_host() as place:
        mutants = server_mutants(specs, probes[:1], place)
        mutant = next(one for one in mutants if one.name.endswith(RULE))
        assert without_rule_promises(mutant).grade().fate is MutantFate.SURVIVED
        assert mutant.grade().fate is MutantFate.KILLED


@pytest.mark.parametrize(
    ("ending", "client", "server"),
    [
        ("multi_prompt[].duration/type-fractions-taken", True, True),
        ("multi_prompt[].duration/maximum-looser", False, False),
        ("multi_prompt/maxItems-looser", False, False),
        ("multi_prompt/minItems-tighter", True, False),
        ("duration/maximum-looser", True, True),
        ("cfg_scale/minimum-tighter", True, True),
        ("$.duration/default-changed", True, True),
        (RULE, True, True),
    ],
)
def test_who_can_tell(probes: list[ProbeSet], ending: str, client: bool, server: bool) -> None:
    """A mutant can be told apart exactly where some payload that is not open is decided differently."""
    (mutant,) = [one for one in spec_mutants(probes[0].trials.generator) if one.name == ending]
    found = probes[0].difference(mutant)
    assert (found[Target.CLIENT], found[Target.SERVER]) == (client, server)


@pytest.mark.parametrize("edit", RUNTIME_MUTATIONS, ids=lambda edit: edit.name)
def test_edits_follow_the_runtime(edit: RuntimeMutation) -> None:
    """The text that an edit replaces stands once in the file it names, and what comes out is Python."""
    tree = runtime_files.files("httpx")
    edited = edit.apply(tree)
    path = f"_runtime/{edit.file}"
    assert edited[path] != tree[path]
    compile(edited[path], path, "exec")


def test_an_edit_that_lost_its_place_is_an_error() -> None:
    """A text that is not there, or is there twice, is not passed over."""
    with pytest.raises(ValueError, match="does not occur exactly once"):
        replace(RUNTIME_MUTATIONS[0], old="no such text").apply(runtime_files.files("httpx"))

"""Single mutants: which survive a weaker harness, and which are observable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.specs.model import Service, Specs
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.mutation import score_harness as harness
from clientwright.testing.mutation.client_mutants import grade_wire_mutants
from clientwright.testing.mutation.equivalence import ProbeSet
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate, MutationScore
from clientwright.testing.mutation.score_harness import GradeProgress
from clientwright.testing.mutation.server_mutants import (
    MUTANT_EFFORT,
    ServerMutant,
    first_broken_promise,
    mutant_host,
    server_mutants,
)
from clientwright.testing.mutation.spec_mutants import spec_mutants
from clientwright.testing.promises import Target
from runtime.made_up_services import OTHER_FACTS

RULE = "rules/0-sum-equals-dropped"


def without_rule_promises(mutant: ServerMutant) -> ServerMutant:
    """Return the mutant with only the trial of the minimal input."""
    return replace(
        mutant,
        trials=lambda: [
            trial for trial in mutant.trials() if trial.promises[0].id.endswith(":minimal")
        ],
    )


def test_weaker_harness_misses_a_dropped_rule(specs: Specs, probes: list[ProbeSet]) -> None:
    """Without the promises about a rule, the server that ignores it survives: the score can fail."""
    with mutant_host() as host:
        mutants = server_mutants(specs, probes[:1], host)
        mutant = next(one for one in mutants if one.name.endswith(RULE))
        assert without_rule_promises(mutant).grade().fate is MutantFate.SURVIVED
        assert mutant.grade().fate is MutantFate.KILLED


def test_mutants_of_calls_follow_the_service(specs: Specs, tmp_path: Path) -> None:
    """However a service is called, the mutants of its calls and of its tokens are killed, without a false alarm."""
    service = Service({**specs.service.document, **OTHER_FACTS}, specs.service.path)
    other = replace(specs, service=service, endpoints=specs.endpoints[1:])
    with mutant_host() as host:
        original = host.serve(other, host.sandbox(other))
        assert first_broken_promise(job_trials(other, original, 60.0), MUTANT_EFFORT) == ""
        mutants = server_mutants(other, (), host)
        fates = {one.name: one.grade().fate for one in mutants}
    fates |= {one.name: one.fate for one in grade_wire_mutants(other, tmp_path)}
    assert {name for name, fate in fates.items() if fate is not MutantFate.KILLED} == set()
    assert {name.partition("/")[2] for name in fates if name.startswith("client/calls:")} <= set(
        fates
    )


def test_score_has_the_mutants_of_server_and_client(
    specs: Specs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The score of a harness is that of its server and then of its client, and progress is told for each mutant."""
    graded = [
        GradedMutant(f"{target}/{n}", target, "", MutantFate.KILLED, "promise")
        for target in (Target.SERVER, Target.CLIENT)
        for n in range(2)
    ]

    def score_server(specs: Specs, probes: object, *, progress: GradeProgress) -> MutationScore:
        progress(0, 1, graded[0].name)
        return MutationScore(tuple(graded[:2]), ("an alarm",))

    monkeypatch.setattr(harness, "score_server_harness", score_server)
    monkeypatch.setattr(harness, "grade_client_mutants", lambda *given: iter(graded[2:]))
    told: list[str] = []
    score = harness.score_harness(specs, progress=lambda done, of, name: told.append(name))
    assert score == MutationScore(tuple(graded), ("an alarm",))
    assert told == [graded[n].name for n in (0, 2, 3)]


@pytest.mark.parametrize(
    ("ending", "client", "server"),
    [
        ("multi_prompt[].duration/type-fractions-taken", True, True),
        ("multi_prompt[].duration/maximum-looser", False, False),
        ("multi_prompt/maxItems-looser", False, False),
        ("multi_prompt/minItems-tighter", True, True),
        ("duration/maximum-looser", True, True),
        ("cfg_scale/minimum-tighter", True, True),
        ("$.duration/default-changed", True, True),
        (RULE, True, True),
    ],
)
def test_which_targets_distinguish_a_mutant(
    probes: list[ProbeSet], ending: str, client: bool, server: bool
) -> None:
    """A mutant is observable exactly if it decides differently about some payload that is not open."""
    (mutant,) = [one for one in spec_mutants(probes[0].trials.generator) if one.name == ending]
    found = probes[0].difference(mutant)
    assert (found[Target.CLIENT], found[Target.SERVER]) == (client, server)

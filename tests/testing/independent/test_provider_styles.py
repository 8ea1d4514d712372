"""The whole plan of a run against correct servers of fal and Replicate in several styles: no false alarm."""

from __future__ import annotations

import pytest

from clientwright.testing.promises import Effort, PromiseGroup, VerdictState
from clientwright.testing.trials.runner import plan_trials, run_trials
from testing.independent.provider_styles import STYLES
from testing.independent.test_other_providers import specs_of, target

SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.stress) for seed in range(2, 12))]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("style", sorted(STYLES))
def test_no_style_gets_a_finding(style: str, seed: int) -> None:
    """A server that keeps what the provider documents breaks no promise of a run, whatever else it decides."""
    name, make = STYLES[style]
    specs = specs_of(name)
    with target(specs, make()) as server:
        report = run_trials(plan_trials(specs, server=server), Effort(seed, examples=5))
    found = [(one.promise.id, one.finding) for one in report.broken]
    assert found == []
    assert report.is_complete, report.stopped
    proved = {one.promise.group for one in report.verdicts if one.state is VerdictState.PROVED}
    assert proved >= {PromiseGroup.ACCEPTS, PromiseGroup.REFUSES, PromiseGroup.JOBS}

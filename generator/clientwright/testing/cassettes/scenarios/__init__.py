"""What is recorded of each endpoint: one kind of scenario per file, in this order.

scenario.py   what a scenario is
jobs.py       jobs that succeed: the smallest, the fullest, two segments, each status
failures.py   a job that fails
cancels.py    both outcomes of a cancel
errors.py     every documented error code
refusals.py   a refusal for every rule
"""

from __future__ import annotations

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios import (
    cancelled_jobs,
    error_codes,
    failing_jobs,
    refused_inputs,
    succeeding_jobs,
)
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun

__all__ = ["SCENARIO_MODULES", "Scenario", "ScenarioRun", "endpoint_scenarios"]

SCENARIO_MODULES = (succeeding_jobs, failing_jobs, cancelled_jobs, error_codes, refused_inputs)


def endpoint_scenarios(service: Service, endpoint: Endpoint) -> tuple[Scenario, ...]:
    """List the scenarios of an endpoint.

    Raises:
        NoStrategy: no valid input can be made for it.
    """
    return tuple(one for kind in SCENARIO_MODULES for one in kind.scenarios_of(service, endpoint))

"""The scenarios recorded of each endpoint, one kind per file, in this order.

scenario.py         the scenario class and its run
job_outcomes.py     jobs that succeed, fail, or are cancelled
error_codes.py      every documented error code
refused_inputs.py   a refusal for every rule
"""

from __future__ import annotations

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios import error_codes, job_outcomes, refused_inputs
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun

__all__ = ["SCENARIO_MODULES", "Scenario", "ScenarioRun", "endpoint_scenarios"]

SCENARIO_MODULES = (job_outcomes, error_codes, refused_inputs)


def endpoint_scenarios(service: Service, endpoint: Endpoint) -> tuple[Scenario, ...]:
    """Return the scenarios of an endpoint.

    Raises:
        GenerationError: no valid input can be generated for it.
    """
    return tuple(one for kind in SCENARIO_MODULES for one in kind.scenarios_of(service, endpoint))

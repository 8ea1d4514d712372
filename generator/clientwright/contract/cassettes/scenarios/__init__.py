"""What is recorded of each endpoint: one kind of scenario per file, in this order.

scenario.py   what a scenario is
jobs.py       jobs that succeed: the smallest, the fullest, two segments, each status
failures.py   a job that fails
cancels.py    both outcomes of a cancel
errors.py     every documented error code
refusals.py   a refusal for every rule
"""

from __future__ import annotations

from clientwright.contract.cassettes.scenarios import cancels, errors, failures, jobs, refusals
from clientwright.contract.cassettes.scenarios.scenario import Scenario, Take
from clientwright.specs.model import Endpoint, Service

__all__ = ["KINDS", "Scenario", "Take", "scenarios"]

KINDS = (jobs, failures, cancels, errors, refusals)


def scenarios(service: Service, endpoint: Endpoint) -> tuple[Scenario, ...]:
    """List the scenarios of an endpoint.

    Raises:
        NoStrategy: no valid input can be made for it.
    """
    return tuple(one for kind in KINDS for one in kind.of(service, endpoint))

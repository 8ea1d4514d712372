"""The scenarios that can be recorded of each endpoint."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from clientwright.schema.generation_error import GenerationError
from clientwright.specs.model import Specs
from clientwright.specs.model_ids import ModelId
from clientwright.testing.cassettes.problems import UnplayableEndpoint
from clientwright.testing.cassettes.scenarios import Scenario, endpoint_scenarios


@dataclass(frozen=True, slots=True)
class RecordableScenarios:
    """Scenarios by endpoint, in the order of the specs, and a problem for each endpoint without any."""

    by_endpoint: Mapping[ModelId, tuple[Scenario, ...]]
    problems: tuple[UnplayableEndpoint, ...] = ()

    def scenario_names(self, id: str) -> frozenset[str]:
        """Return the names of an endpoint's scenarios, without those that can never be recorded."""
        known = self.by_endpoint.get(ModelId(id), ())
        return frozenset(one.name for one in known if not one.never_reason)


def find_recordable(specs: Specs, endpoints: Collection[str] = ()) -> RecordableScenarios:
    """Return the scenarios of some endpoints (by id), or of all."""
    found = dict[ModelId, tuple[Scenario, ...]]()
    problems = list[UnplayableEndpoint]()
    for endpoint in specs.endpoints:
        if endpoints and endpoint.id not in endpoints:
            continue
        try:
            found[endpoint.id] = endpoint_scenarios(specs.service, endpoint)
        except GenerationError as error:
            location = endpoint.location(f"/input{error.pointer}")
            problems.append(UnplayableEndpoint(location, str(endpoint.id), error.reason))
    return RecordableScenarios(found, tuple(problems))

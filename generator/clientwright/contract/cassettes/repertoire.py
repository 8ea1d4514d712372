"""What can be played of each endpoint, and of which nothing can: no payload is known for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from clientwright.contract.cassettes.problems import Unplayable
from clientwright.contract.cassettes.scenarios import Scenario, scenarios
from clientwright.contract.making.problems import NoStrategy
from clientwright.specs.model import Specs
from clientwright.specs.model_ids import ModelId


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The scenarios of the endpoints that have any, in the order of the specs, and why the others have none."""

    scenarios: Mapping[ModelId, tuple[Scenario, ...]]
    problems: tuple[Unplayable, ...] = ()

    def names(self, id: str) -> frozenset[str]:
        """Name the scenarios of an endpoint that can be recorded somewhere."""
        known = self.scenarios.get(ModelId(id), ())
        return frozenset(one.name for one in known if not one.never)


def repertoire(specs: Specs, endpoints: Collection[str] = ()) -> Repertoire:
    """List the scenarios of some endpoints, by id, or of all."""
    found = dict[ModelId, tuple[Scenario, ...]]()
    problems = list[Unplayable]()
    for endpoint in specs.endpoints:
        if endpoints and endpoint.id not in endpoints:
            continue
        try:
            found[endpoint.id] = scenarios(specs.service, endpoint)
        except NoStrategy as error:
            place = endpoint.place(f"/input{error.pointer}")
            problems.append(Unplayable(place, str(endpoint.id), error.reason))
    return Repertoire(found, tuple(problems))

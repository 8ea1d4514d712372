"""Plan a recording: which scenarios, which are skipped and why, and what they cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from clientwright.errors import UsageError
from clientwright.problems import nearest_name, quote_value
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.testing.cassettes.media_urls import media_kinds
from clientwright.testing.cassettes.problems import UnplayableEndpoint
from clientwright.testing.cassettes.scenarios import Scenario, endpoint_scenarios


@dataclass(frozen=True, slots=True)
class PlannedScenario:
    """A scenario of an endpoint; `skip_reason` is empty if it is to be recorded."""

    endpoint: Endpoint
    scenario: Scenario
    skip_reason: str = ""


def plan_recording(
    specs: Specs, endpoints: Sequence[str] = (), only: Sequence[str] = (), *, live: bool = False
) -> tuple[PlannedScenario, ...]:
    """Return the scenarios to record: of some endpoints (by id) or all, by patterns or all.

    Endpoints without a payload are left out; `find_recordable` reports why.

    Raises:
        UsageError: a pattern matches no scenario.
    """
    return plan_scenarios(specs, find_recordable(specs, endpoints), only, live=live)


def plan_scenarios(
    specs: Specs, recordable: RecordableScenarios, only: Sequence[str] = (), *, live: bool = False
) -> tuple[PlannedScenario, ...]:
    """Return those of the recordable scenarios that are to be recorded.

    Raises:
        UsageError: a pattern matches no scenario.
    """
    known = {endpoint.id: endpoint for endpoint in specs.endpoints}
    found = [
        PlannedScenario(known[id], scenario, scenario.skip_reason(live))
        for id, scenarios in recordable.by_endpoint.items()
        for scenario in scenarios
    ]
    names = {one.scenario.name for one in found}
    for pattern in only:
        if not any(fnmatchcase(name, pattern) for name in names):
            raise UsageError(_unknown_scenario(pattern, names))
    return tuple(one for one in found if not only or _matches_any(one.scenario.name, only))


def count_submits(planned: Iterable[PlannedScenario]) -> tuple[int, int]:
    """Return how many jobs a plan would start live, and how many submits must be refused."""
    scenarios = [one.scenario for one in planned if not one.skip_reason]
    return sum(one.jobs for one in scenarios), sum(one.expected_refusals for one in scenarios)


def needed_media(planned: Iterable[PlannedScenario]) -> dict[str, list[str]]:
    """Return the kinds of media the provider would fetch, each with its scenarios."""
    found: dict[str, list[str]] = {}
    for one in planned:
        for kind in () if one.skip_reason else media_kinds(one.scenario.payload, one.endpoint):
            found.setdefault(kind, []).append(one.scenario.name)
    return found


def require_media(planned: Iterable[PlannedScenario], media: Collection[str]) -> None:
    """Check that there is a URL for each kind of media the provider would fetch.

    Raises:
        UsageError: a kind is missing; the message lists all of them.
    """
    missing = {kind: names for kind, names in needed_media(planned).items() if kind not in media}
    if missing:
        options = " ".join(f"--media {kind}=URL" for kind in sorted(missing))
        names = ", ".join(sorted({name for found in missing.values() for name in found}))
        raise UsageError(
            f"the provider must fetch media for {names}: give {options}, or use --only"
        )


def _matches_any(name: str, only: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in only)


def _unknown_scenario(pattern: str, names: Iterable[str]) -> str:
    close = nearest_name(pattern, names)
    hint = f" Did you mean {close!r}?" if close else ""
    known = "".join(f"\n  {name}" for name in sorted(names))
    return (
        f"--only: there is no scenario named {quote_value(pattern)}.{hint} These are known:{known}"
    )


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

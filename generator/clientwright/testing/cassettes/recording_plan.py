"""What a recording would do: which scenarios, which are left out and why, what they would cost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from clientwright.errors import UsageError
from clientwright.problems import nearest_name, quote_value
from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.cassettes.media_urls import media_kinds
from clientwright.testing.cassettes.recordable import find_recordable
from clientwright.testing.cassettes.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class PlannedScenario:
    """One scenario of one endpoint; `skipped` says why it is not recorded, or nothing."""

    endpoint: Endpoint
    scenario: Scenario
    skip_reason: str = ""


def plan_recording(
    specs: Specs, endpoints: Sequence[str] = (), only: Sequence[str] = (), *, live: bool = False
) -> tuple[PlannedScenario, ...]:
    """List what to record: of some endpoints (by id) or all, the scenarios that a pattern names or all.

    An endpoint for which no payload can be made is left out; its `repertoire` says why.

    Raises:
        UsageError: a pattern names no scenario.
    """
    known = {endpoint.id: endpoint for endpoint in specs.endpoints}
    found = [
        PlannedScenario(known[id], scenario, scenario.skip_reason(live))
        for id, scenarios in find_recordable(specs, endpoints).by_endpoint.items()
        for scenario in scenarios
    ]
    names = {one.scenario.name for one in found}
    for pattern in only:
        if not any(fnmatchcase(name, pattern) for name in names):
            raise UsageError(_unknown_scenario(pattern, names))
    return tuple(one for one in found if not only or _matches_any(one.scenario.name, only))


def count_submits(planned: Iterable[PlannedScenario]) -> tuple[int, int]:
    """Count the jobs that a plan would start live, and the submits that are to be refused."""
    scenarios = [one.scenario for one in planned if not one.skip_reason]
    return sum(one.jobs for one in scenarios), sum(one.expected_refusals for one in scenarios)


def require_media(planned: Iterable[PlannedScenario], media: Collection[str]) -> None:
    """Make sure that there is a medium of each kind that a plan has a provider fetch.

    Raises:
        UsageError: one is missing; no scenario that needs it could be recorded.
    """
    missing: dict[str, list[str]] = {}
    for one in planned:
        for kind in () if one.skip_reason else media_kinds(one.scenario.payload, one.endpoint):
            if kind not in media:
                missing.setdefault(kind, []).append(one.scenario.name)
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
    return f"--only: no scenario is called {quote_value(pattern)}.{hint} These are known:{known}"

"""What a side could not provide: unreadable endpoints, or an incomplete list of them.

Whatever is missing for such a reason is reported, and never counted as removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from clientwright.evolution.diff.changes import Change, Compatibility
from clientwright.problems import Location, Problem, has_errors
from clientwright.specs.model import Endpoint, Specs

EndpointKey = tuple[str, str]
"""The names of a service and of one of its endpoints."""
ProblemsByEndpoint = Mapping[EndpointKey, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class CoverageGaps:
    """The problems of a side, by endpoint and in general.

    If the side is not `complete`, a missing endpoint does not count as removed.
    """

    by_endpoint: ProblemsByEndpoint = field(default_factory=dict[EndpointKey, tuple[Problem, ...]])
    general_problems: tuple[Problem, ...] = ()
    complete: bool = True

    def __bool__(self) -> bool:
        return bool(self.by_endpoint) or bool(self.general_problems)

    def problems(self) -> Iterator[Problem]:
        """Yield every problem."""
        yield from self.general_problems
        for found in self.by_endpoint.values():
            yield from found

    def restrict_to(self, ids: Collection[str]) -> CoverageGaps:
        """Return the gaps of some endpoints, and the general ones."""
        return replace(
            self,
            by_endpoint={key: found for key, found in self.by_endpoint.items() if key[1] in ids},
        )

    def of_service(self, service: str) -> CoverageGaps:
        """Return the gaps of the endpoints of a service, and the general ones."""
        kept = {key: found for key, found in self.by_endpoint.items() if key[0] == service}
        return replace(self, by_endpoint=kept)

    def ids(self, service: str) -> set[str]:
        """Return the ids of a service's unreadable endpoints."""
        return {id for name, id in self.by_endpoint if name == service}

    def with_problems(self, found: ProblemsByEndpoint) -> CoverageGaps:
        """Return the gaps with further problems of endpoints."""
        return replace(self, by_endpoint={**self.by_endpoint, **found})


def blocking_by_endpoint(
    found: Iterable[tuple[EndpointKey, Problem]],
) -> dict[EndpointKey, tuple[Problem, ...]]:
    """Group problems by endpoint; keep errors only."""
    by_key: dict[EndpointKey, list[Problem]] = {}
    for key, problem in found:
        if has_errors([problem]):
            by_key.setdefault(key, []).append(problem)
    return {key: tuple(problems) for key, problems in by_key.items()}


def comparable_specs(
    pair: tuple[Specs, Specs], gaps: tuple[CoverageGaps, CoverageGaps]
) -> tuple[tuple[Specs, Specs], int]:
    """Drop, from both sides, endpoints that one side cannot provide.

    Return both sides, and the number of endpoints that only seem to be added or removed.
    """
    unread = {id for gap in gaps for id in gap.ids(pair[0].service.name)}
    first, second = ({str(e.id) for e in (*s.endpoints, *s.retired)} for s in pair)
    hidden = set[str]() if gaps[0].complete else second - first - unread
    hidden |= set[str]() if gaps[1].complete else first - second - unread

    def kept(endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
        return tuple(e for e in endpoints if e.id not in unread | hidden)

    old, new = (
        replace(specs, endpoints=kept(specs.endpoints), retired=kept(specs.retired))
        for specs in pair
    )
    return (old, new), len(hidden)


def gap_changes(gaps: tuple[CoverageGaps, CoverageGaps], hidden: int) -> Iterator[Change]:
    """Yield a warning for everything that is not compared."""
    sides = list(zip(("old", "new"), gaps, strict=True))
    for key in sorted({key for gap in gaps for key in gap.by_endpoint}):
        side, found = next(
            (side, gap.by_endpoint[key]) for side, gap in sides if key in gap.by_endpoint
        )
        message = f"The endpoint is not compared: its {side} side cannot be read: {_first(found)}"
        yield _change(key[1], "endpoint-unread", message, found[0].location)
    for side, gap in sides:
        for problem in gap.general_problems:
            message = f"The {side} side was read only in part: {_first((problem,))}"
            yield _change("", "source-unread", message, problem.location)
    if hidden:
        some = "1 endpoint is" if hidden == 1 else f"{hidden} endpoints are"
        message = f"{some} on one side only, and not compared: the other side may be incomplete."
        yield _change("", "endpoint-unlisted", message, Location(""))


def no_old_specs(name: str) -> Iterator[Change]:
    """Yield a note that the old side predates the specs, if `name` is set."""
    if name:
        message = f"{name} is from before there were specs, so there is nothing to compare with."
        yield replace(
            _change("", "source-empty", message, Location("")),
            compatibility=Compatibility.UNCHANGED,
        )


def _first(problems: tuple[Problem, ...]) -> str:
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{problems[0].location}: {problems[0].code}: {problems[0].found()}{more}"


def _change(endpoint: str, kind: str, message: str, location: Location) -> Change:
    return Change(endpoint, "", kind, Compatibility.WARNING, message, location=location)

"""What a side could not say: endpoints that cannot be read, and whether it may lack any; told, and never taken as gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from clientwright.evolve.difference.values import Change, Verdict
from clientwright.problems import Place, Problem, blocking
from clientwright.spec.values import Endpoint, Specs


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is wrong on a side: by endpoint, and with the whole; one that is not `whole` cannot say what is gone."""

    of: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict[str, tuple[Problem, ...]])
    others: tuple[Problem, ...] = ()
    whole: bool = True

    def __bool__(self) -> bool:
        return bool(self.of) or bool(self.others)

    def problems(self) -> Iterator[Problem]:
        """List all that is wrong."""
        yield from self.others
        for found in self.of.values():
            yield from found

    def only(self, ids: Collection[str]) -> Gaps:
        """Keep what is wrong with some endpoints, and with the whole."""
        return replace(self, of={id: found for id, found in self.of.items() if id in ids})

    def adding(self, found: Mapping[str, tuple[Problem, ...]]) -> Gaps:
        """Add what else is wrong with endpoints."""
        return replace(self, of={**self.of, **found})


def gathered(found: Iterable[tuple[str, Problem]]) -> dict[str, tuple[Problem, ...]]:
    """Gather problems by endpoint; only what stands in the way counts."""
    by_id: dict[str, list[Problem]] = {}
    for id, problem in found:
        if blocking([problem]):
            by_id.setdefault(id, []).append(problem)
    return {id: tuple(problems) for id, problems in by_id.items()}


def readable(
    couple: tuple[Specs, Specs], gaps: tuple[Gaps, Gaps]
) -> tuple[tuple[Specs, Specs], int]:
    """Leave out, on both sides, what one of them cannot say; tell how many may only seem to be gone or new."""
    unread = {id for gap in gaps for id in gap.of}
    first, second = ({str(e.id) for e in (*s.endpoints, *s.retired)} for s in couple)
    hidden = set[str]() if gaps[0].whole else second - first - unread
    hidden |= set[str]() if gaps[1].whole else first - second - unread

    def kept(endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
        return tuple(e for e in endpoints if e.id not in unread | hidden)

    old, new = (
        replace(specs, endpoints=kept(specs.endpoints), retired=kept(specs.retired))
        for specs in couple
    )
    return (old, new), len(hidden)


def changes(gaps: tuple[Gaps, Gaps], hidden: int) -> Iterator[Change]:
    """Tell of each endpoint that is not compared: whatever became of it cannot be decided."""
    sides = list(zip(("old", "new"), gaps, strict=True))
    for id in sorted({id for gap in gaps for id in gap.of}):
        side, gap = next((side, gap) for side, gap in sides if id in gap.of)
        said = f"The endpoint is not compared: its {side} side cannot be read: {_first(gap.of[id])}"
        yield _change(id, "endpoint-unread", said, gap.of[id][0].place)
    for side, gap in sides:
        for problem in gap.others:
            said = f"The {side} side is not read as a whole: {_first((problem,))}"
            yield _change("", "source-unread", said, problem.place)
    if hidden:
        some = "1 endpoint is" if hidden == 1 else f"{hidden} endpoints are"
        said = f"{some} on one side only, and not compared: the other side may not list all it has."
        yield _change("", "endpoint-unlisted", said, Place(""))


def _first(problems: tuple[Problem, ...]) -> str:
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{problems[0].place}: {problems[0].code}: {problems[0].found()}{more}"


def _change(endpoint: str, kind: str, said: str, place: Place) -> Change:
    advice = "Mend what cannot be read, and compare again."
    return Change(endpoint, "", kind, Verdict.WARNING, said, None, advice, place)

"""The half of the pipeline that imports: raw endpoints in, endpoints out, with all repairs and problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from clientwright.dialect.combine import combine
from clientwright.dialect.merge import merge
from clientwright.dialect.registry import repair
from clientwright.dialect.values import Repair, Repaired
from clientwright.problems import Problem
from clientwright.sources.documents import RawEndpoint
from clientwright.spec.ids import ModelId
from clientwright.spec.values import Endpoint, Service


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gives: endpoints without an error, every repair, every problem."""

    endpoints: tuple[Endpoint, ...] = ()
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()


def import_pages(
    raws: Sequence[RawEndpoint], service: Service, existing: Mapping[ModelId, Endpoint]
) -> Imported:
    """Make endpoints of pages; one with an error is left out, the others are not affected."""
    ordered = sorted(raws, key=lambda raw: (raw.id, raw.locale, raw.place))
    groups = groupby((repair(raw, service) for raw in ordered), key=lambda one: one.raw.id)
    return _joined(_imported(tuple(group), existing.get(id)) for id, group in groups)


def _imported(pages: tuple[Repaired, ...], old: Endpoint | None) -> Imported:
    repairs = tuple(note for page in pages for note in page.repairs)
    problems = tuple(problem for page in pages for problem in page.problems)
    combined = combine(pages)
    if not isinstance(combined, Endpoint):
        return Imported((), repairs, _once((*problems, *combined)))
    merged = merge(old, combined)
    return Imported((merged.endpoint,), repairs, _once((*problems, *merged.problems)))


def _joined(parts: Iterable[Imported]) -> Imported:
    found = tuple(parts)
    return Imported(
        tuple(endpoint for part in found for endpoint in part.endpoints),
        tuple(note for part in found for note in part.repairs),
        tuple(problem for part in found for problem in part.problems),
    )


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    found = list[Problem]()
    for problem in problems:
        if problem not in found:
            found.append(problem)
    return tuple(found)

"""A saved catalogue as one side of a comparison: what the specs would be after a sync with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from clientwright import locations
from clientwright.errors import ClientwrightError, ProblemsError
from clientwright.evolve.difference.unread import Gaps, gathered
from clientwright.evolve.sync.gathering import gather
from clientwright.evolve.sync.problems import EntriesDisagree
from clientwright.evolve.sync.syncing import Known, sync
from clientwright.evolve.sync.values import Kind as Became
from clientwright.sources import catalogue
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId


def is_catalogue(name: str) -> bool:
    """Tell whether a name is of a saved answer of the catalogue."""
    try:
        return catalogue.can_read(catalogue.load_catalogue(name))
    except ClientwrightError:
        return False


def endpoints(
    name: str, service: Service, existing: Mapping[ModelId, Endpoint]
) -> tuple[tuple[Endpoint, ...], Gaps]:
    """Give every endpoint as it is after a sync, and what could not be read; what is no longer listed is left out.

    Raises:
        Blocked: nothing of the catalogue can be read.
    """
    found = gather([catalogue.parse_catalogue(catalogue.load_catalogue(name))])
    synced = sync(found, Known(Path("-"), service, existing), whole=found.whole)
    wrong = gathered(((service.name, t.model_id), t.problem) for t in synced.troubles)
    after = dict(existing)
    for change in synced.changes:
        after[change.endpoint.id] = change.endpoint
        if change.kind is Became.RETIRED:
            del after[change.endpoint.id]
    if wrong and not found.offers:
        raise ProblemsError(locations.add_lines(p for problems in wrong.values() for p in problems))
    named = {whose: locations.add_lines(problems) for whose, problems in wrong.items()}
    others = named.pop((service.name, ""), ())
    mixed_up = any(isinstance(t.problem, EntriesDisagree) for t in synced.troubles)
    return _at(name, after.values()), Gaps(named, others, found.whole and not mixed_up)


def _at(name: str, endpoints: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    return tuple(
        replace(e, path=Path(name)) if e.path.parts[:1] == ("-",) else e for e in endpoints
    )

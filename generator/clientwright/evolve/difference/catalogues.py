"""A saved catalogue as one side of a comparison: what the specs would be after a sync with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from clientwright import places
from clientwright.errors import Blocked, ClientwrightError
from clientwright.evolve.sync.gathering import gather
from clientwright.evolve.sync.syncing import Known, sync
from clientwright.evolve.sync.values import Kind as Became
from clientwright.pages import catalogue
from clientwright.problems import Severity
from clientwright.spec.ids import ModelId
from clientwright.spec.values import Endpoint, Service


def is_catalogue(name: str) -> bool:
    """Tell whether a name is of a saved answer of the catalogue."""
    if not Path(name).is_file() or not name.endswith(".json"):
        return False
    try:
        return catalogue.reads(catalogue.saved(name))
    except ClientwrightError:
        return False


def endpoints(
    name: str, service: Service, existing: Mapping[ModelId, Endpoint]
) -> tuple[Endpoint, ...]:
    """Give every endpoint as it is after a sync; what the catalogue no longer lists is left out.

    Raises:
        Blocked: the catalogue, or an entry of it, cannot be read.
    """
    gathered = gather([catalogue.catalogue(catalogue.saved(name))])
    synced = sync(gathered, Known(Path("-"), service, existing), whole=True)
    wrong = [t.problem for t in synced.troubles if t.problem.severity is Severity.ERROR]
    if wrong:
        raise Blocked(places.with_lines(wrong))
    after = dict(existing)
    for change in synced.changes:
        after[change.endpoint.id] = change.endpoint
        if change.kind is Became.RETIRED:
            del after[change.endpoint.id]
    return tuple(
        replace(e, path=Path(name)) if e.path.parts[:1] == ("-",) else e for e in after.values()
    )

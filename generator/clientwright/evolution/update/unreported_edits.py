"""Specs that were changed since the package was generated, which the difference does not cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientwright.codegen.lock_file import json_digest
from clientwright.codegen.package_build import BuildPlan
from clientwright.evolution.update.problems import Uncompared
from clientwright.evolution.update.spec_update import SpecUpdate
from clientwright.specs import codec

_SERVICE = "service.json"


def find_unreported_edits(prospect: SpecUpdate, prepared: BuildPlan) -> tuple[Uncompared, ...]:
    """Return what was changed by hand or by another command since the package was generated."""
    if prospect.old_specs is None or prepared.old is None:
        return ()
    return tuple(
        _edits_by_reason(prospect, prepared.old.specs, _hashes_before_sync(prospect, prepared))
    )


def _hashes_before_sync(prospect: SpecUpdate, prepared: BuildPlan) -> Mapping[str, str]:
    """Return the hashes of the specs before the sync; unchanged specs take theirs from the new lock."""
    lock = prepared.rendered.lock if prepared.rendered else prepared.old
    after = lock.specs if lock else dict[str, str]()
    changed = {change.endpoint.id for change in prospect.sync_result.changes}
    before = prospect.old_specs.endpoints if prospect.old_specs else ()
    found = {
        str(e.id): json_digest(codec.endpoint_as_json(e)) if e.id in changed else after[str(e.id)]
        for e in before
    }
    return {**found, _SERVICE: after.get(_SERVICE, "")}


def _edits_by_reason(
    prospect: SpecUpdate, known: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[Uncompared]:
    service = prospect.specs.service.location()
    places = (
        {str(e.id): e.location() for e in prospect.old_specs.endpoints}
        if prospect.old_specs
        else {}
    )
    reasons = {
        "nothing has been generated from this spec yet": [*now.keys() - known.keys()],
        "the spec was removed since the package was generated": [*known.keys() - now.keys()],
        "the spec was changed since the package was generated": [
            id
            for id in known.keys() & now.keys() - _already_uncompared(prospect)
            if known[id] != now[id]
        ],
    }
    for reason, ids in reasons.items():
        if ids:
            names = tuple(sorted(ids))
            yield Uncompared(places.get(names[0], service), names, reason)


def _already_uncompared(prospect: SpecUpdate) -> set[str]:
    """Return the endpoints that are already reported as not compared."""
    told = (one.names for one in prospect.uncompared if isinstance(one, Uncompared))
    return {name for names in told for name in names}

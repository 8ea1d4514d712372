"""Specs that were changed since the package was generated, which the difference does not cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientwright.codegen.lock_file import json_digest
from clientwright.codegen.package_build import BuildPlan
from clientwright.evolution.update.problems import Uncompared
from clientwright.evolution.update.spec_update import SpecUpdate
from clientwright.specs import codec

_SERVICE = "service.json"


def find_unreported_edits(spec_update: SpecUpdate, build: BuildPlan) -> tuple[Uncompared, ...]:
    """Return what was changed by hand or by another command since the package was generated."""
    if spec_update.old_specs is None or build.old is None:
        return ()
    return tuple(
        _edits_by_reason(spec_update, build.old.specs, _hashes_before_sync(spec_update, build))
    )


def _hashes_before_sync(spec_update: SpecUpdate, build: BuildPlan) -> Mapping[str, str]:
    """Return the hashes of the specs before the sync; unchanged specs take theirs from the new lock."""
    lock = build.rendered.lock if build.rendered else build.old
    after = lock.specs if lock else dict[str, str]()
    changed = {change.endpoint.id for change in spec_update.sync_result.changes}
    before = spec_update.old_specs.endpoints if spec_update.old_specs else ()
    found = {
        str(e.id): json_digest(codec.endpoint_as_json(e)) if e.id in changed else after[str(e.id)]
        for e in before
    }
    return {**found, _SERVICE: after.get(_SERVICE, "")}


def _edits_by_reason(
    spec_update: SpecUpdate, recorded: Mapping[str, str], now: Mapping[str, str]
) -> Iterator[Uncompared]:
    service = spec_update.specs.service.location()
    locations = (
        {str(e.id): e.location() for e in spec_update.old_specs.endpoints}
        if spec_update.old_specs
        else {}
    )
    reasons = {
        "nothing has been generated from this spec yet": [*now.keys() - recorded.keys()],
        "the spec was removed since the package was generated": [*recorded.keys() - now.keys()],
        "the spec was changed since the package was generated": [
            id
            for id in recorded.keys() & now.keys() - _already_uncompared(spec_update)
            if recorded[id] != now[id]
        ],
    }
    for reason, ids in reasons.items():
        if ids:
            names = tuple(sorted(ids))
            yield Uncompared(locations.get(names[0], service), names, reason)


def _already_uncompared(spec_update: SpecUpdate) -> set[str]:
    """Return the endpoints that are already reported as not compared."""
    reported = (one.names for one in spec_update.uncompared if isinstance(one, Uncompared))
    return {name for names in reported for name in names}

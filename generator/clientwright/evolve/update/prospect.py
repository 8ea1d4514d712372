"""What the specs were, and what they are to be, as far as they differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright import locations, pipeline
from clientwright.errors import ProblemsError
from clientwright.evolve.difference.both import read_both
from clientwright.evolve.difference.engine import difference
from clientwright.evolve.difference.loading import unsound
from clientwright.evolve.difference.values import Difference
from clientwright.evolve.sync.syncing import Known
from clientwright.evolve.sync.values import Synced
from clientwright.evolve.update.problems import Uncompared
from clientwright.problems import Location, Problem
from clientwright.specs.model import Specs


@dataclass(frozen=True, slots=True)
class Prospect:
    """The specs as they are to be, what a sync changes in them to get there, and what that means for callers.

    `before` are the specs as they are, None where the older state was named; `uncompared` is
    what the difference does not speak of.
    """

    specs: Specs
    synced: Synced
    difference: Difference
    before: Specs | None = None
    uncompared: tuple[Problem, ...] = ()


def by_sync(have: Known, synced: Synced) -> Prospect:
    """Take over what a sync found.

    What cannot be compared, because the old spec has errors, is taken over all the same, and told.

    Raises:
        Blocked: a spec of the folder cannot be read.
        UsageError: the folder holds several services.
    """
    pipeline.require_single_service(
        have.root, [path.parent.name for path in have.root.glob("*/service.json")]
    )
    if have.broken:
        found = [problem for problems in have.broken.values() for problem in problems]
        raise ProblemsError(locations.add_lines(dict.fromkeys(found)))
    changes = {change.endpoint.id: change.endpoint for change in synced.changes}
    before = Specs.of(have.root, have.service, have.endpoints.values())
    after = Specs.of(have.root, have.service, {**have.endpoints, **changes}.values())
    wrong = {id: found for (_, id), found in unsound(_only(before, changes.keys())).items()}
    old, new = (_only(specs, changes.keys() - wrong.keys()) for specs in (before, after))
    uncompared = tuple(_unsound(problems) for problems in wrong.items())
    return Prospect(after, synced, difference(old, new), before, uncompared)


def since(root: Path, old: str) -> Prospect:
    """Take the specs as they are, and an older state of them: a folder, or a git revision.

    What cannot be compared, because the older spec has errors, is told.

    Raises:
        Blocked: a spec has errors.
        UsageError: the older state is nothing that is known, or of another service.
    """
    specs = pipeline.load_single_service(root)
    found = read_both(old, str(root)).difference()
    return Prospect(specs, Synced(), found, uncompared=found.problems)


def _only(specs: Specs, ids: Collection[str]) -> Specs:
    return replace(specs, endpoints=tuple(e for e in specs.endpoints if e.id in ids))


def _unsound(wrong: tuple[str, Sequence[Problem]]) -> Uncompared:
    """Say of an endpoint that its spec had errors; they are gone with the spec that had them."""
    id, problems = wrong
    first = problems[0]
    reason = f"the spec had errors before ({first.code}: {first.found().rstrip('.')})"
    return Uncompared(Location(first.place.file), (id,), reason)

"""The specs before and after an update, and their difference."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright import locations
from clientwright.errors import ProblemsError
from clientwright.evolution.diff.changes import SpecDiff
from clientwright.evolution.diff.source_pair import read_source_pair
from clientwright.evolution.diff.spec_comparison import diff_specs
from clientwright.evolution.diff.tree_loader import lint_errors
from clientwright.evolution.problems import Uncompared
from clientwright.evolution.sync.sync_plan import SpecsFolder
from clientwright.evolution.sync.sync_result import SyncResult
from clientwright.lint.lint_folder import load_linted_service
from clientwright.problems import Location, Problem, distinct_problems
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import require_single_service


@dataclass(frozen=True, slots=True)
class SpecUpdate:
    """The specs after an update, the sync that changes them, and what that means for callers.

    `old_specs` are the specs before, or None if the older state was named; `uncompared` is what
    the difference does not cover.
    """

    specs: Specs
    sync_result: SyncResult
    diff: SpecDiff
    old_specs: Specs | None = None
    uncompared: tuple[Problem, ...] = ()


def update_from_sync(folder: SpecsFolder, sync_result: SyncResult) -> SpecUpdate:
    """Return the update that a sync makes.

    A change of a spec that had errors cannot be compared: it is made, and reported in `uncompared`.

    Raises:
        Blocked: a spec of the folder cannot be read.
        UsageError: the folder contains several services.
    """
    require_single_service(folder.root, folder.services)
    if folder.unreadable_files:
        found = [problem for problems in folder.unreadable_files.values() for problem in problems]
        raise ProblemsError(locations.add_lines(distinct_problems(found)))
    changes = {change.endpoint.id: change.endpoint for change in sync_result.changes}
    before = Specs.from_endpoints(folder.root, folder.service, folder.endpoints.values())
    after = Specs.from_endpoints(
        folder.root, folder.service, {**folder.endpoints, **changes}.values()
    )
    broken = {
        id: found for (_, id), found in lint_errors(_restrict_specs(before, changes.keys())).items()
    }
    old, new = (_restrict_specs(specs, changes.keys() - broken.keys()) for specs in (before, after))
    uncompared = tuple(_uncompared(problems) for problems in broken.items())
    return SpecUpdate(after, sync_result, diff_specs(old, new), before, uncompared)


def update_since(root: Path, old: str) -> SpecUpdate:
    """Return the update from an older state (a folder or a git revision) to the current specs.

    What cannot be compared, because the older spec has errors, is reported in `uncompared`.

    Raises:
        Blocked: a spec has errors.
        UsageError: the older state is unknown, or of another service.
    """
    specs = load_linted_service(root)
    found = read_source_pair(old, str(root), specs.service.name).diff()
    return SpecUpdate(specs, SyncResult(), found, uncompared=found.problems)


def _restrict_specs(specs: Specs, ids: Collection[str]) -> Specs:
    return replace(specs, endpoints=tuple(e for e in specs.endpoints if e.id in ids))


def _uncompared(broken: tuple[str, Sequence[Problem]]) -> Uncompared:
    """Return the problem of an endpoint whose old spec had errors."""
    id, problems = broken
    first = problems[0]
    reason = f"the spec had errors before ({first.code}: {first.found().rstrip('.')})"
    return Uncompared(Location(first.location.file), (id,), reason)

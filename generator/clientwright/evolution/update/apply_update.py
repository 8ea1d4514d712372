"""Apply an update: write the change note, the specs, the package and the cassettes, in this order.

Each file is replaced atomically, and the note is written before the specs: after an interruption
the next run finds what is left to do, and the note lacks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clientwright.codegen import lock_file as locks
from clientwright.codegen.package_build import apply_build
from clientwright.codegen.render_package import RenderedPackage, is_current
from clientwright.errors import UsageError
from clientwright.evolution.sync import specs_folder
from clientwright.evolution.sync.sync_plan import SpecsFolder
from clientwright.evolution.update.api_changelog import updated_changelog
from clientwright.evolution.update.update_plan import UpdatePlan
from clientwright.evolution.update.update_result import CassetteToRecord, UpdateResult
from clientwright.io import atomic_files

if TYPE_CHECKING:
    from clientwright.testing.cassettes.recorder import RecordingResult
    from clientwright.testing.cassettes.recording_environment import RecordingEnvironment

UpdateProgress = Callable[[int, int, str], None]
"""Called with the steps done, the steps in all, and the current step."""


def apply_update(
    plan: UpdatePlan,
    current: SpecsFolder | None,
    result: UpdateResult,
    date: str,
    progress: UpdateProgress,
    *,
    force: bool,
) -> None:
    """Write a planned update, and add to `result` what was written; without `current` specs are not written.

    Raises:
        UsageError: something cannot be written.
        Blocked: a file of the package was edited by hand meanwhile.
    """
    count = 2 + len(plan.cassettes.to_record)
    progress(0, count, "specs")
    if current is None:
        _write_changelog(plan, result, date)
    else:
        note = partial(_write_changelog, plan, result, date)
        specs_folder.save_changes(plan.spec_update.sync_result, current, note, result.specs.append)
    progress(1, count, "package")
    if plan.build.rendered is not None:
        _write_package(plan, plan.build.rendered, force)
        result.files = plan.changed_files
    progress(2, count, "cassettes")
    for one in _record_planned(plan, plan.paths.cassettes, date):
        result.recorded.append(one)
        progress(2 + len(result.recorded), count, one.planned.scenario.name)
    result.complete = not any(one.ends_run for one in result.recorded)


def _write_package(plan: UpdatePlan, rendered: RenderedPackage, force: bool) -> None:
    """Write the package, and check that it is now current."""
    apply_build(plan.package, rendered, plan.build.old, check=False, force=force)
    lock = rendered.lock
    if not is_current(plan.package, locks.load_lock(plan.package), lock.specs, lock.options):
        raise UsageError(
            f"{plan.package} is not what was just written; another process writes there"
        )


def _write_changelog(plan: UpdatePlan, result: UpdateResult, date: str) -> None:
    """Add the entry to the note as it is now, because a person may have edited it meanwhile."""
    note, spec_update = plan.paths.changelog, plan.spec_update
    if plan.new_changelog is None or note is None:
        return
    text = updated_changelog(note, spec_update.diff, date, spec_update.specs.service.title)
    if text is not None:
        atomic_files.write_text(note, text)
        result.changelog = note


def _record_planned(plan: UpdatePlan, folder: Path | None, date: str) -> Iterator[RecordingResult]:
    """Record the planned scenarios against a sandbox of the new specs."""
    if folder is None or not plan.cassettes.to_record:
        return
    from clientwright.testing.cassettes.recording_environment import sandbox_environment

    with sandbox_environment(plan.spec_update.specs) as environment:
        for cassette in plan.cassettes.to_record:
            for one in _record(environment, cassette, folder, date):
                yield one
                if one.ends_run:
                    return


def _record(
    environment: RecordingEnvironment, cassette: CassetteToRecord, folder: Path, date: str
) -> Iterator[RecordingResult]:
    """Record one scenario, unless somebody else wrote its cassette meanwhile: it may have been paid for."""
    from clientwright.evolution.update.update_cassettes import cassette_digest
    from clientwright.testing.cassettes.recorder import RecordingResult, record_all

    if cassette_digest(cassette.path) == cassette.old_digest:
        yield from record_all(
            environment, [cassette.planned], folder, date, hide_prompts=cassette.hide_prompts
        )
    else:
        yield RecordingResult(
            cassette.path, cassette.planned, "failed", "somebody else wrote it meanwhile"
        )

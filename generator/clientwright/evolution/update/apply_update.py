"""Apply an update: write the change note, the specs, the package and the cassettes, in this order.

Each file is replaced atomically, and the note is written before the specs: after an interruption
the next run finds what is left to do, and the note lacks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clientwright import atomic_files
from clientwright.codegen import lock_file as locks
from clientwright.codegen.package_build import apply_build
from clientwright.codegen.render_package import RenderedPackage, is_current
from clientwright.errors import UsageError
from clientwright.evolution.sync import specs_folder
from clientwright.evolution.sync.sync_plan import SpecsFolder
from clientwright.evolution.update.changelog_file import updated_changelog
from clientwright.evolution.update.update_plan import UpdatePlan
from clientwright.evolution.update.update_result import CassetteToRecord, UpdateResult

if TYPE_CHECKING:
    from clientwright.testing.cassettes.record_all import RecordingResult
    from clientwright.testing.cassettes.recording_environment import RecordingEnvironment

UpdateProgress = Callable[[int, int, str], None]
"""Called with the steps done, the steps in all, and the current step."""


def apply_update(
    foreseen: UpdatePlan,
    have: SpecsFolder | None,
    done: UpdateResult,
    date: str,
    told: UpdateProgress,
    *,
    force: bool,
) -> None:
    """Write a planned update, and add to `done` what was written; without `have` the specs are not written.

    Raises:
        UsageError: something cannot be written.
        Blocked: a file of the package was edited by hand meanwhile.
    """
    count = 2 + len(foreseen.cassettes.to_record)
    told(0, count, "specs")
    if have is None:
        _write_changelog(foreseen, done, date)
    else:
        note = partial(_write_changelog, foreseen, done, date)
        specs_folder.save_changes(foreseen.spec_update.sync_result, have, note, done.specs.append)
    told(1, count, "package")
    if foreseen.prepared.rendered is not None:
        _write_package(foreseen, foreseen.prepared.rendered, force)
        done.files = foreseen.changed_files
    told(2, count, "cassettes")
    for one in _record_planned(foreseen, foreseen.paths.cassettes, date):
        done.recorded.append(one)
        told(2 + len(done.recorded), count, one.planned.scenario.name)
    done.complete = not any(one.ends_run for one in done.recorded)


def _write_package(foreseen: UpdatePlan, rendered: RenderedPackage, force: bool) -> None:
    """Write the package, and check that it is now current."""
    apply_build(foreseen.package, rendered, foreseen.prepared.old, check=False, force=force)
    lock = rendered.lock
    if not is_current(
        foreseen.package, locks.load_lock(foreseen.package), lock.specs, lock.options
    ):
        raise UsageError(
            f"{foreseen.package}: is not what was just written; another process writes there"
        )


def _write_changelog(foreseen: UpdatePlan, done: UpdateResult, date: str) -> None:
    """Add the entry to the note as it is now, because a person may have edited it meanwhile."""
    note, prospect = foreseen.paths.changelog, foreseen.spec_update
    if foreseen.new_changelog is None or note is None:
        return
    told = updated_changelog(note, prospect.diff, date, prospect.specs.service.title)
    if told is not None:
        atomic_files.write_text(note, told)
        done.changelog = note


def _record_planned(
    foreseen: UpdatePlan, folder: Path | None, date: str
) -> Iterator[RecordingResult]:
    """Record the planned scenarios against a sandbox of the new specs."""
    if folder is None or not foreseen.cassettes.to_record:
        return
    from clientwright.testing.cassettes.recording_environment import sandbox_environment

    with sandbox_environment(foreseen.spec_update.specs) as studio:
        for tape in foreseen.cassettes.to_record:
            for one in _record(studio, tape, folder, date):
                yield one
                if one.ends_run:
                    return


def _record(
    studio: RecordingEnvironment, tape: CassetteToRecord, folder: Path, date: str
) -> Iterator[RecordingResult]:
    """Record one scenario, unless somebody else wrote its cassette meanwhile: it may have been paid for."""
    from clientwright.evolution.update.update_cassettes import cassette_digest
    from clientwright.testing.cassettes.record_all import RecordingResult, record_all

    if cassette_digest(tape.path) == tape.old_digest:
        yield from record_all(studio, [tape.planned], folder, date, hide_prompts=tape.hide_prompts)
    else:
        yield RecordingResult(tape.path, tape.planned, "failed", "somebody else wrote it meanwhile")

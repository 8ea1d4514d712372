"""Plan an update: find everything it would do, and write nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clientwright.codegen import lock_file as locks
from clientwright.codegen.lock_file import json_digest
from clientwright.codegen.package_build import (
    BuildPlan,
    plan_build,
    refuse_edited_files,
    refuse_specs_folder,
)
from clientwright.evolution.problems import Uncompared
from clientwright.evolution.update.api_changelog import updated_changelog
from clientwright.evolution.update.output_paths import OutputPaths, check_separate, check_writable
from clientwright.evolution.update.spec_update import SpecUpdate
from clientwright.evolution.update.update_result import CassettePlan
from clientwright.problems import Problem
from clientwright.specs import codec
from clientwright.specs.model import Specs


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What an update will do.

    `uncompared` is what the verdict does not cover, `changed_files` are the files of the package to
    write or remove, `new_changelog` is the new text of the change note, or None if it stays.
    """

    spec_update: SpecUpdate
    uncompared: tuple[Problem, ...]
    paths: OutputPaths
    build: BuildPlan
    changed_files: tuple[str, ...]
    cassettes: CassettePlan
    new_changelog: str | None

    @property
    def package(self) -> Path:
        """The folder of the generated package."""
        return self.paths.package(self.spec_update.specs.service)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing has to be written."""
        changes = self.spec_update.sync_result.changes
        return not (
            changes
            or self.changed_files
            or self.cassettes.to_record
            or self.new_changelog is not None
        )


def plan_update(
    spec_update: SpecUpdate, outputs: OutputPaths, date: str, *, force: bool = False
) -> UpdatePlan:
    """Read and render what an update needs; `date` is the day of its entry in the change note.

    Raises:
        Blocked: a spec has errors, or a file of the package was edited by hand and `force` is off.
        UsageError: an output path cannot be written, or is used for something else.
        SourceError: the change note cannot be read.
    """
    specs = spec_update.specs
    package = outputs.package(specs.service)
    check_separate(outputs, specs.root, specs.service)
    refuse_specs_folder(package, specs.service.path.parent)
    build = plan_build(specs, package, force=force)
    if build.rendered is not None:
        refuse_edited_files(package, build.rendered, build.old, force=force)
    cassette_plan = (
        _plan_cassettes(outputs.cassettes, specs) if outputs.cassettes else CassettePlan()
    )
    title = specs.service.title
    new_changelog = (
        updated_changelog(outputs.changelog, spec_update.diff, date, title)
        if outputs.changelog
        else None
    )
    check_writable(
        outputs, specs.service, spec_update.sync_result, build.rendered, new_changelog is not None
    )
    uncompared = (*spec_update.uncompared, *find_unreported_edits(spec_update, build))
    return UpdatePlan(
        spec_update,
        uncompared,
        outputs,
        build,
        _changed_files(package, build),
        cassette_plan,
        new_changelog,
    )


def _changed_files(package: Path, build: BuildPlan) -> tuple[str, ...]:
    rendered, old = build.rendered, build.old
    if rendered is None:
        return ()
    remaining = {path for path in old.files if (package / path).exists()} if old else set[str]()
    tree = rendered.tree.items()
    written = {path for path, text in tree if locks.read_text_or_none(package / path) != text}
    return tuple(sorted((remaining - rendered.tree.keys()) | written))


def _plan_cassettes(folder: Path, specs: Specs) -> CassettePlan:
    """Plan cassettes if the folder exists; otherwise the test harness is not even imported."""
    if not (folder / specs.service.name).is_dir():
        return CassettePlan()
    from clientwright.evolution.update.update_cassettes import plan_cassettes

    return plan_cassettes(folder, specs)


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

"""The steps of a build, each for all packages: nothing is written until all can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from clientwright import locations
from clientwright.codegen.broken_specs import errors_by_endpoint
from clientwright.codegen.build_result import BuildResult
from clientwright.codegen.builds import (
    BuildOptions,
    BuildRequest,
    Builds,
    PackageBuild,
    SpecsToBuild,
    with_all_problems,
)
from clientwright.codegen.package_build import (
    compare_build,
    planned_build,
    refuse_edited_files,
    refuse_out_in_package,
    refuse_specs_folder,
    start_build,
    write_build,
)
from clientwright.codegen.package_mutex import leftover_problems, lock_packages
from clientwright.codegen.render_package import (
    DraftText,
    PackageDraft,
    PlannedDraft,
    RenderedPackage,
    format_draft,
    lint_draft,
    plan_draft,
    render_draft,
)
from clientwright.errors import ProblemsError
from clientwright.problems import Problem, has_errors
from clientwright.specs import spec_files
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import select_service

Next = TypeVar("Next")
Drafted = TypeVar("Drafted", PackageDraft, PlannedDraft)
"""A stage of a package that still has its draft."""


def load(request: BuildRequest) -> Builds[PackageDraft]:
    """Load the specs, lock the packages, and find what has to be rendered.

    Raises:
        ProblemsError: a spec cannot be read.
        UsageError: the specs folder does not exist, or lacks a service; `out` is in a package; or
            another run writes there.
    """
    refuse_out_in_package(request.out)
    loaded = spec_files.load_specs(request.root)
    names = dict.fromkeys(request.services)
    problems, packages = locations.add_lines(loaded.problems), list[SpecsToBuild]()
    if has_errors(problems) and not (request.options.without_broken and loaded.services):
        raise ProblemsError(problems)
    chosen = [select_service(loaded.services, name, request.root) for name in names]
    for specs in chosen or loaded.services:
        folder = specs.service.path.parent
        own = [one for one in problems if Path(one.location.file).is_relative_to(folder)]
        broken = errors_by_endpoint(specs.service, specs.endpoints, own)
        packages.append(SpecsToBuild(specs, request.out / specs.service.name, broken))
    _refuse_unread_services(problems, loaded.services)
    return start(packages, request.options, request.held)


def _refuse_unread_services(problems: Sequence[Problem], services: Sequence[Specs]) -> None:
    """Refuse a build if the file of a service cannot be read.

    Raises:
        ProblemsError: it cannot.
    """
    folders = [specs.service.path.parent for specs in services]
    files = ((one, Path(one.location.file)) for one in problems)
    unread = [one for one, file in files if not any(map(file.is_relative_to, folders))]
    if has_errors(unread):
        raise ProblemsError(unread)


def start(
    packages: Sequence[SpecsToBuild], options: BuildOptions, held: ExitStack
) -> Builds[PackageDraft]:
    """Lock packages, all in one folder, and find what has to be rendered.

    Raises:
        ProblemsError: the lock of a package cannot be read.
        UsageError: a folder contains specs or the other kind of package, or another run writes there.
    """
    for one in packages:
        refuse_specs_folder(one.package, one.specs.service.path.parent)
    if packages and not options.check:
        held.enter_context(lock_packages([one.package for one in packages]))
    return Builds(options, with_all_problems(partial(_start, options), packages))


def lint(builds: Builds[PackageDraft]) -> Builds[PackageDraft]:
    """Check the specs of what is rendered.

    Raises:
        ProblemsError: a spec has errors; with `without_broken`, the service has, or no endpoint is left.
    """
    return _each(builds, lint_draft, lint_draft)


def plan(builds: Builds[PackageDraft]) -> Builds[PlannedDraft]:
    """Decide names, order, paths and texts.

    Raises:
        ProblemsError: an endpoint cannot be planned; with `without_broken`, no endpoint is left.
    """
    return _each(builds, plan_draft, lambda draft: plan_draft(lint_draft(draft)))


def render(builds: Builds[PlannedDraft]) -> Builds[DraftText]:
    """Render the plans to text.

    Raises:
        ProblemsError: an endpoint cannot be rendered; with `without_broken`, no endpoint is left.
    """
    return _each(builds, render_draft, lambda draft: render_draft(plan_draft(lint_draft(draft))))


def _each(
    builds: Builds[Drafted], step: Callable[[Drafted], Next], again: Callable[[PackageDraft], Next]
) -> Builds[Next]:
    """Take a step with every package; with `without_broken`, again from its start without endpoints that have errors."""
    if not builds.options.without_broken:
        return builds.each(step)
    one = partial(_without_broken, builds.options, step, again)
    return Builds(builds.options, with_all_problems(one, builds.packages))


def _without_broken(
    options: BuildOptions,
    step: Callable[[Drafted], Next],
    again: Callable[[PackageDraft], Next],
    build: PackageBuild[Drafted],
) -> PackageBuild[Next]:
    try:
        return build.after(step)
    except ProblemsError as blocked:
        restarted = _restart(options, build, blocked)
    while True:
        try:
            return restarted.after(again)
        except ProblemsError as blocked:
            restarted = _restart(options, restarted, blocked)


def _restart(
    options: BuildOptions, build: PackageBuild[Drafted], blocked: ProblemsError
) -> PackageBuild[PackageDraft]:
    """Start a package again without those endpoints that have errors."""
    if build.stage is None:
        raise blocked
    draft = build.stage if isinstance(build.stage, PackageDraft) else build.stage.draft
    specs = draft.specs
    errors = errors_by_endpoint(specs.service, specs.endpoints, blocked.problems)
    return _start(options, SpecsToBuild(specs, build.package, {**errors, **build.broken}))


def format(builds: Builds[DraftText]) -> Builds[RenderedPackage]:
    """Format the text, and make the locks."""
    return builds.each(format_draft)


def write(builds: Builds[RenderedPackage]) -> tuple[BuildResult, ...]:
    """Write the packages, or compare them with what is there.

    Raises:
        ProblemsError: a file was edited by hand, or is not ours; nothing was written.
        UsageError: a folder is not writable.
    """
    options = builds.options
    if not options.check:
        with_all_problems(partial(_refuse_edited, force=options.force), builds.packages)
    return tuple(_finish(build, options) for build in builds.packages)


def build_package(specs: Specs, package: Path, options: BuildOptions) -> BuildResult:
    """Build one package in a folder of its own.

    Raises:
        ProblemsError: a spec has errors, or a file was edited by hand; nothing was written.
        UsageError: the folder is not writable, another run is writing it, or it contains the other kind of package.
    """
    with ExitStack() as held:
        started = start([SpecsToBuild(specs, package)], options, held)
        (result,) = write(format(render(plan(lint(started)))))
        return result


def _start(options: BuildOptions, one: SpecsToBuild) -> PackageBuild[PackageDraft]:
    specs, package, broken = one.specs, one.package, one.broken
    if options.check and (left := tuple(leftover_problems(package))):
        return PackageBuild(package, None, None, left)
    draft, old = start_build(
        specs,
        package,
        http=options.http,
        force=options.force,
        copy=options.copy,
        trusting=not options.check,
        broken=broken,
    )
    kept = tuple(id for id in broken if id in (draft.reused if draft else old.specs if old else ()))
    if broken and draft and not draft.specs.endpoints:
        raise ProblemsError([problem for found in broken.values() for problem in found])
    return PackageBuild(package, old, draft, (), broken, kept)


def _refuse_edited(build: PackageBuild[RenderedPackage], *, force: bool) -> None:
    if build.stage is not None:
        old = planned_build(build.stage, build.old).old
        refuse_edited_files(build.package, build.stage, old, force=force)


def _finish(build: PackageBuild[RenderedPackage], options: BuildOptions) -> BuildResult:
    result = BuildResult(build.package, (), build.problems)
    if build.stage is not None:
        old = planned_build(build.stage, build.old).old
        result = (
            compare_build(build.package, build.stage, old, force=options.force)
            if options.check
            else write_build(build.package, build.stage, old)
        )
    return replace(result, broken=build.broken, kept=build.kept)

"""The steps of a build, each for all packages: nothing is written until all can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

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
    with_own_problems,
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
from clientwright.lint import package_names
from clientwright.problems import Problem, has_errors
from clientwright.specs import spec_files
from clientwright.specs.model import Specs
from clientwright.specs.service_files import find_service_files
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
    problems = locations.add_lines(loaded.problems)
    apart = request.options.without_broken
    if has_errors(problems) and not (apart and loaded.services):
        raise ProblemsError(problems)
    unread = _unread_services(request.root, problems, loaded.services)
    named = dict.fromkeys(request.services or [*unread, *(s.service.name for s in loaded.services)])
    sound = [
        select_service(loaded.services, one, request.root) for one in named if one not in unread
    ]
    repeated = _repeated_packages(sound)
    blocked = {name: found for name, found in {**unread, **repeated}.items() if name in named}
    if len(blocked) == len(named):
        raise ProblemsError([problem for found in blocked.values() for problem in found])
    stopped: list[PackageBuild[PackageDraft]] = [
        PackageBuild(request.out / name, None, None, blocked=found)
        for name, found in blocked.items()
    ]
    asked = [_to_build(one, request, problems) for one in sound if one.service.name not in blocked]
    started = start(asked, request.options, request.held)
    return Builds(started.options, (*started.packages, *stopped))


def _unread_services(
    root: Path, problems: Sequence[Problem], services: Sequence[Specs]
) -> dict[str, tuple[Problem, ...]]:
    """Return the errors of services whose own files cannot be read, by the names of their folders."""
    read = {specs.service.path for specs in services}
    return {
        file.parent.name: tuple(one for one in problems if Path(one.location.file) == file)
        for file in find_service_files(root)
        if file not in read
    }


def _repeated_packages(services: Sequence[Specs]) -> dict[str, tuple[Problem, ...]]:
    """Return the errors of services whose packages have one name, which would overwrite each other."""
    found = defaultdict[str, list[Problem]](list)
    for one, other in combinations((specs.service for specs in services), 2):
        for problem in package_names.check_repeated((one, other)):
            found[one.name].append(problem)
            found[other.name].append(problem)
    return {name: locations.add_lines(alike) for name, alike in found.items()}


def _to_build(specs: Specs, request: BuildRequest, problems: Sequence[Problem]) -> SpecsToBuild:
    folder = specs.service.path.parent
    own = [one for one in problems if Path(one.location.file).is_relative_to(folder)]
    broken = errors_by_endpoint(specs.service, specs.endpoints, own)
    return SpecsToBuild(specs, request.out / specs.service.package, broken)


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
    step = partial(_start, options)
    if not options.without_broken:
        return Builds(options, with_all_problems(step, packages))
    return Builds(
        options,
        with_own_problems(
            step, packages, lambda one, found: PackageBuild(one.package, None, None, blocked=found)
        ),
    )


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
    return Builds(builds.options, with_own_problems(one, builds.packages, _stop))


def _stop(build: PackageBuild[Any], problems: tuple[Problem, ...]) -> PackageBuild[Any]:
    """Return a package that is left as it is, because of errors."""
    return PackageBuild(build.package, build.old, None, blocked=problems)


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
        ProblemsError: a file was edited by hand, or is not ours; nothing was written. With
            `without_broken`, in every package.
        UsageError: a folder is not writable.
    """
    options, packages = builds.options, builds.packages
    if not options.check:
        refuse = partial(_refuse_edited, force=options.force)
        packages = (
            with_own_problems(refuse, packages, _stop)
            if options.without_broken
            else with_all_problems(refuse, packages)
        )
    return tuple(_finish(build, options) for build in packages)


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


def _refuse_edited(
    build: PackageBuild[RenderedPackage], *, force: bool
) -> PackageBuild[RenderedPackage]:
    if build.stage is not None:
        old = planned_build(build.stage, build.old).old
        refuse_edited_files(build.package, build.stage, old, force=force)
    return build


def _finish(build: PackageBuild[RenderedPackage], options: BuildOptions) -> BuildResult:
    result = BuildResult(build.package, (), build.problems)
    if build.stage is not None:
        old = planned_build(build.stage, build.old).old
        result = (
            compare_build(build.package, build.stage, old, force=options.force)
            if options.check
            else write_build(build.package, build.stage, old)
        )
    return replace(result, broken=build.broken, kept=build.kept, blocked=build.blocked)

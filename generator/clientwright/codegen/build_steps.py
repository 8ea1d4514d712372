"""The steps of a build, each for all packages: nothing is written until all can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from clientwright import locations
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_build import (
    BuildResult,
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
from clientwright.codegen.vendored_copy import VendoredCopy
from clientwright.errors import ProblemsError
from clientwright.problems import Problem, has_errors
from clientwright.specs import spec_files
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import select_service

Stage = TypeVar("Stage")
Next = TypeVar("Next")
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How packages are built: for an HTTP library, only compared (`check`), over edited files, as a copy."""

    http: str | None = None
    check: bool = False
    force: bool = False
    copy: VendoredCopy | None = None


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """Packages to build in `out`, of some services, by default of all; the lock is in `held` until the end."""

    root: Path
    out: Path
    services: Sequence[str]
    options: BuildOptions
    held: ExitStack


@dataclass(frozen=True, slots=True)
class PackageBuild(Generic[Stage]):
    """How far a package is; None if nothing is to do, or nothing can be done because of `problems`."""

    package: Path
    old: LockFile | None
    stage: Stage | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Builds(Generic[Stage]):
    """All packages of a build, at the same step."""

    options: BuildOptions
    packages: tuple[PackageBuild[Stage], ...]

    def each(self, step: Callable[[Stage], Next]) -> Builds[Next]:
        """Take a step with every package.

        Raises:
            ProblemsError: the problems of all packages that could not.
        """

        def step_if_any(build: PackageBuild[Stage]) -> PackageBuild[Next]:
            stage = None if build.stage is None else step(build.stage)
            return PackageBuild(build.package, build.old, stage, build.problems)

        return Builds(self.options, _with_all_problems(step_if_any, self.packages))


def load(request: BuildRequest) -> Builds[PackageDraft]:
    """Load the specs, lock the packages, and find what has to be rendered.

    Raises:
        ProblemsError: a spec cannot be read.
        UsageError: the specs folder does not exist, or lacks a service; `out` is in a package; or
            another run writes there.
    """
    refuse_out_in_package(request.out)
    loaded = spec_files.load_specs(request.root)
    if has_errors(loaded.problems):
        raise ProblemsError(locations.add_lines(loaded.problems))
    names = dict.fromkeys(request.services)
    chosen = [select_service(loaded.services, name, request.root) for name in names]
    packages = [(s, request.out / s.service.name) for s in chosen or loaded.services]
    return start(packages, request.options, request.held)


def start(
    packages: Sequence[tuple[Specs, Path]], options: BuildOptions, held: ExitStack
) -> Builds[PackageDraft]:
    """Lock packages, all in one folder, and find what has to be rendered.

    Raises:
        ProblemsError: the lock of a package cannot be read.
        UsageError: a folder contains specs or the other kind of package, or another run writes there.
    """
    for specs, package in packages:
        refuse_specs_folder(package, specs.service.path.parent)
    if packages and not options.check:
        held.enter_context(lock_packages([package for _, package in packages]))
    return Builds(options, _with_all_problems(partial(_start, options), packages))


def lint(builds: Builds[PackageDraft]) -> Builds[PackageDraft]:
    """Check the specs of what is rendered.

    Raises:
        ProblemsError: a spec has errors.
    """
    return builds.each(lint_draft)


def plan(builds: Builds[PackageDraft]) -> Builds[PlannedDraft]:
    """Decide names, order, paths and texts."""
    return builds.each(plan_draft)


def render(builds: Builds[PlannedDraft]) -> Builds[DraftText]:
    """Render the plans to text."""
    return builds.each(render_draft)


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
        _with_all_problems(partial(_refuse_edited, force=options.force), builds.packages)
    return tuple(_finish(build, options) for build in builds.packages)


def build_package(specs: Specs, package: Path, options: BuildOptions) -> BuildResult:
    """Build one package in a folder of its own.

    Raises:
        ProblemsError: a spec has errors, or a file was edited by hand; nothing was written.
        UsageError: the folder is not writable, another run is writing it, or it contains the other kind of package.
    """
    with ExitStack() as held:
        (result,) = write(format(render(plan(lint(start([(specs, package)], options, held))))))
        return result


def _start(options: BuildOptions, one: tuple[Specs, Path]) -> PackageBuild[PackageDraft]:
    specs, package = one
    if options.check and (left := tuple(leftover_problems(package))):
        return PackageBuild(package, None, None, left)
    draft, old = start_build(
        specs,
        package,
        http=options.http,
        force=options.force,
        copy=options.copy,
        trusting=not options.check,
    )
    return PackageBuild(package, old, draft)


def _refuse_edited(build: PackageBuild[RenderedPackage], *, force: bool) -> None:
    if build.stage is not None:
        old = planned_build(build.stage, build.old).old
        refuse_edited_files(build.package, build.stage, old, force=force)


def _finish(build: PackageBuild[RenderedPackage], options: BuildOptions) -> BuildResult:
    if build.stage is None:
        return BuildResult(build.package, (), build.problems)
    old = planned_build(build.stage, build.old).old
    if options.check:
        return compare_build(build.package, build.stage, old, force=options.force)
    return write_build(build.package, build.stage, old)


def _with_all_problems(
    step: Callable[[Given], Made], packages: Sequence[Given]
) -> tuple[Made, ...]:
    """Call a function for every package; if some have problems, raise those of all.

    Raises:
        ProblemsError: some have.
    """
    made: list[Made] = []
    problems: list[Problem] = []
    for package in packages:
        try:
            made.append(step(package))
        except ProblemsError as blocked:
            problems += blocked.problems
    if problems:
        raise ProblemsError(problems)
    return tuple(made)

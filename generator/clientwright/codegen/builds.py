"""What a build knows of its packages between two steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from clientwright.codegen.broken_specs import BrokenSpecs
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.vendored_copy import VendoredCopy
from clientwright.errors import ProblemsError
from clientwright.problems import Problem
from clientwright.specs.model import Specs

Stage = TypeVar("Stage")
Next = TypeVar("Next")
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """How packages are built: for an HTTP library, only compared (`check`), over edited files, as a copy.

    With `without_broken`, an endpoint whose spec has an error stops only itself.
    """

    http: str | None = None
    check: bool = False
    force: bool = False
    copy: VendoredCopy | None = None
    without_broken: bool = False


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """Packages to build in `out`, of some services, by default of all; the lock is in `held` until the end."""

    root: Path
    out: Path
    services: Sequence[str]
    options: BuildOptions
    held: ExitStack


@dataclass(frozen=True, slots=True)
class SpecsToBuild:
    """The specs of a package, and the errors of endpoints that it is built without."""

    specs: Specs
    package: Path
    broken: BrokenSpecs = field(default_factory=dict[str, tuple[Problem, ...]])


@dataclass(frozen=True, slots=True)
class PackageBuild(Generic[Stage]):
    """How far a package is; None if nothing is to do, or nothing can be done because of `problems`.

    `broken` are the errors of endpoints that it is built without, and `kept` those whose old modules stay;
    `blocked` are the errors that stop the package.
    """

    package: Path
    old: LockFile | None
    stage: Stage | None
    problems: tuple[Problem, ...] = ()
    broken: BrokenSpecs = field(default_factory=dict[str, tuple[Problem, ...]])
    kept: tuple[str, ...] = ()
    blocked: tuple[Problem, ...] = ()

    def after(self, step: Callable[[Stage], Next]) -> PackageBuild[Next]:
        """Return the build after a step, which is not taken if nothing is to do."""
        stage = None if self.stage is None else step(self.stage)
        done = (self.package, self.old, stage, self.problems, self.broken, self.kept)
        return PackageBuild(*done, self.blocked)


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

        return Builds(
            self.options, with_all_problems(lambda build: build.after(step), self.packages)
        )


def with_all_problems(step: Callable[[Given], Made], packages: Sequence[Given]) -> tuple[Made, ...]:
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


def with_own_problems(
    step: Callable[[Given], Made],
    packages: Sequence[Given],
    blocked: Callable[[Given, tuple[Problem, ...]], Made],
) -> tuple[Made, ...]:
    """Call a function for every package; one that has problems is `blocked`, which costs the others nothing.

    Raises:
        ProblemsError: all have.
    """
    made, problems, stopped = list[Made](), list[Problem](), 0
    for package in packages:
        try:
            made.append(step(package))
        except ProblemsError as error:
            made.append(blocked(package, error.problems))
            problems += error.problems
            stopped += 1
    if stopped and stopped == len(packages):
        raise ProblemsError(problems)
    return tuple(made)

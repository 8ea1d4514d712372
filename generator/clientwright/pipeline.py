"""Specs become packages: the second of the two lines that the program is; `import_pipeline.py` has the first.

Each step is a function of the package that it is imported from, and takes what the step before returns.
Files are touched at the two ends: `load` reads, `write` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import reduce
from pathlib import Path
from typing import Any

from clientwright.codegen.build_result import BuildResult
from clientwright.codegen.build_steps import (
    format,
    lint,
    load,
    plan,
    render,
    write,
)
from clientwright.codegen.builds import BuildOptions, BuildRequest

BUILD = (load, lint, plan, render, format, write)


def generate(
    root: Path,
    out: Path,
    *,
    services: Sequence[str] = (),
    http: str | None = None,
    check: bool = False,
    force: bool = False,
) -> tuple[BuildResult, ...]:
    """Generate the packages of some services, by default of all, in `out`; with `check`, only report.

    An endpoint whose spec has an error is left as it is in the package, and a package whose service has one
    as it is; the others are written.

    Raises:
        ProblemsError: every service has errors, or a file was edited by hand; nothing was written.
        UsageError: the specs folder does not exist, or lacks a service; or `out` is in a package.
    """
    options = BuildOptions(http, check, force, without_broken=True)
    with ExitStack() as held:
        request: Any = BuildRequest(root, out, services, options, held)
        steps: Sequence[Callable[[Any], Any]] = BUILD
        result: tuple[BuildResult, ...] = reduce(lambda value, step: step(value), steps, request)
        return result

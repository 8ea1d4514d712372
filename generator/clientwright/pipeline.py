"""The program in two lines: documents become specs, specs become packages.

Each step is a function of the package that it is imported from, and takes what the step before returns.
Files and network are touched at the two ends: `read` and `load` read, `save` and `write` write.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import reduce
from pathlib import Path
from typing import Any

from clientwright.codegen.build_steps import (
    format,
    lint,
    load,
    plan,
    render,
    write,
)
from clientwright.codegen.builds import BuildOptions, BuildRequest
from clientwright.codegen.package_build import BuildResult
from clientwright.lint.imported_specs import check
from clientwright.normalize.import_endpoints import ImportResult, merge, normalize, save
from clientwright.sources.read_documents import ImportRequest, read

IMPORT = (read, normalize, merge, check, save)
BUILD = (load, lint, plan, render, format, write)


def import_documents(
    sources: Iterable[str],
    root: Path,
    *,
    id: str | None = None,
    locale: str | Mapping[str, str] | None = None,
    schema: str | None = None,
    found_in_folders: Collection[str] = (),
) -> ImportResult:
    """Read documents, repair their schemas and save them as specs; `locale` is that of all or, by name, of some.

    An endpoint with an error is not written; the others are. Of `found_in_folders`, what is no page is skipped.

    Raises:
        UsageError: the specs folder cannot be written.
    """
    request = ImportRequest(sources, root, id, locale, schema, found_in_folders)
    result: ImportResult = _run(IMPORT, request)
    return result


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

    An endpoint whose spec has an error is left as it is in the package; the others are written.

    Raises:
        ProblemsError: a service has errors, or a file was edited by hand; nothing was written.
        UsageError: the specs folder does not exist, or lacks a service; or `out` is in a package.
    """
    options = BuildOptions(http, check, force, without_broken=True)
    with ExitStack() as held:
        request = BuildRequest(root, out, services, options, held)
        result: tuple[BuildResult, ...] = _run(BUILD, request)
        return result


def _run(steps: Sequence[Callable[[Any], Any]], start: object) -> Any:
    return reduce(lambda value, step: step(value), steps, start)

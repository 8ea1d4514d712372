"""The pipeline: import (read → normalize → merge → save), build (load → lint → generate → write).

Each step is one package; this file only puts them in order. Files and network are touched at the
two ends: `sources.load_source` reads, `specs.spec_files` and `codegen.write_package` write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clientwright import locations
from clientwright.codegen.lock_file import LOCK_NAME
from clientwright.codegen.package_build import BuildResult, build_package
from clientwright.errors import ProblemsError, SourceError, UnreachableError, UsageError
from clientwright.io.cache import open_cache
from clientwright.lint import lint_service
from clientwright.lint.lint_cache import lint_cached
from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.normalize.page_languages import missing_english
from clientwright.normalize.repair_result import Repair
from clientwright.problems import Location, Problem, has_errors, nearest_name
from clientwright.sources.documents import RawEndpoint
from clientwright.sources.load_source import load_source
from clientwright.sources.reader_registry import read_source
from clientwright.specs import spec_files
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.problems import UnreachableAddress, Unreadable
from clientwright.specs.service_files import find_service_files, specs_root


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import: spec files (with whether each was written), repairs and problems."""

    files: tuple[tuple[Path, bool], ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]


def import_documents(
    sources: Sequence[str], root: Path, *, id: str | None = None, locale: str | None = None
) -> ImportResult:
    """Read documents, repair their schemas and save them as specs.

    An endpoint with an error is not written; the others are.

    Raises:
        UsageError: the specs folder cannot be written.
    """
    service = spec_files.load_service(root)
    raws, problems = _read_sources(sources, service.hosts, id, locale)
    existing, broken = _existing_endpoints(root)
    root = specs_root(root)
    imported = import_endpoints(raws, service, {e.id: e for e in existing})
    blocked = {Path(problem.location.file) for problem in broken}
    written: list[tuple[Path, bool]] = []
    for endpoint in imported.endpoints:
        path = spec_files.endpoint_spec_path(root, service, endpoint)
        if path not in blocked:
            spec_files.save_service(root, service)
            written.append((path, spec_files.save_endpoint(root, service, endpoint)))
    foreign = missing_english(imported.endpoints, Location(str(root / service.name)))
    found = [*problems, *broken, *imported.problems, *foreign]
    return ImportResult(tuple(written), imported.repairs, locations.add_lines(found))


def lint(root: Path) -> tuple[Problem, ...]:
    """Return every problem of a specs folder.

    Raises:
        UsageError: the folder does not exist or contains no service.
    """
    loaded = spec_files.load_specs(root)
    found = [*loaded.problems]
    for specs in loaded.services:
        cache = open_cache("lint", specs.service.path.parent, len(specs.endpoints))
        for endpoint in specs.endpoints:
            found += lint_cached(endpoint, loaded.digests[endpoint.path], cache)
        found += lint_service(specs)
        cache.save()
    return locations.add_lines(found)


def load_single_service(root: Path) -> Specs:
    """Load the only service of a specs folder, after a lint without errors.

    Raises:
        ProblemsError: the specs have errors.
        UsageError: the folder contains no service, or several.
    """
    problems = lint(root)
    if has_errors(problems):
        raise ProblemsError(problems)
    services = spec_files.load_specs(root).services
    require_single_service(root, [specs.service.name for specs in services])
    return services[0]


def require_single_service(root: Path, names: Sequence[str]) -> None:
    """Check that a specs folder contains at most one service.

    Raises:
        UsageError: it contains several.
    """
    if len(names) > 1:
        listed = ", ".join(sorted(names))
        raise UsageError(
            f"{root} contains several services ({listed}); name the folder of one, "
            f"for example --specs {root / sorted(names)[0]}"
        )


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

    Raises:
        ProblemsError: a spec has errors, or a file was edited by hand; nothing was written.
        UsageError: the specs folder does not exist, or lacks a service; or `out` is in a package.
    """
    refuse_out_in_package(out)
    loaded = spec_files.load_specs(root)
    if has_errors(loaded.problems):
        raise ProblemsError(locations.add_lines(loaded.problems))
    chosen = [select_service(loaded.services, name, root) for name in dict.fromkeys(services)]
    return tuple(
        build_package(specs, out / specs.service.name, http=http, check=check, force=force)
        for specs in chosen or loaded.services
    )


def select_service(specs: Sequence[Specs], name: str, where: object) -> Specs:
    """Return the specs of a service.

    Raises:
        UsageError: there is no such service; the message names the nearest, or all.
    """
    known = {one.service.name: one for one in specs}
    if name not in known:
        close = nearest_name(name, known)
        hint = f"did you mean {close!r}? " if close else ""
        raise UsageError(
            f"{where}: there is no service named {name!r}; {hint}known: {', '.join(known) or 'none'}"
        )
    return known[name]


def refuse_out_in_package(out: Path) -> None:
    """Refuse a folder for packages that is a package, or is inside one.

    Raises:
        UsageError: it is.
    """
    for folder in (out.absolute(), *out.absolute().parents):
        if (folder / LOCK_NAME).exists():
            up = out if folder == out.absolute() else folder
            raise UsageError(
                f"{out} is in a package that clientwright wrote; "
                f"name the folder that contains the package: --out {up.parent}"
            )


def _read_sources(
    sources: Sequence[str], hosts: Sequence[str], id: str | None, locale: str | None
) -> tuple[list[RawEndpoint], list[Problem]]:
    raws: list[RawEndpoint] = []
    problems: list[Problem] = []
    for name in sources:
        try:
            found = read_source(load_source(name), service_hosts=hosts, id=id, locale=locale)
        except UnreachableError as error:
            problems.append(UnreachableAddress(Location(name), str(error)))
            continue
        except SourceError as error:
            problems.append(Unreadable(Location(name), str(error)))
            continue
        if isinstance(found, RawEndpoint):
            raws.append(found)
        else:
            problems.extend(found)
    return raws, problems


def _existing_endpoints(root: Path) -> tuple[tuple[Endpoint, ...], tuple[Problem, ...]]:
    """Return the endpoints of the specs folder, and the problems of its other files."""
    if not find_service_files(root):
        return (), ()
    loaded = spec_files.load_specs(root)
    known = (e for specs in loaded.services for e in (*specs.endpoints, *specs.retired))
    return tuple(known), loaded.problems

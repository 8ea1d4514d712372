"""The pipeline: read → repair → spec → judge → plan → render → write.

Each step is one room; this file is the order in which they are walked, and nothing
else. Files and network stand at the two ends: `pages.source` reads, `spec.files`
and `emit.write` write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clientwright import locations
from clientwright.cache import open_cache
from clientwright.codegen.package_build import BuildResult, build_package
from clientwright.errors import ProblemsError, SourceError, UnreachableError, UsageError
from clientwright.lint import lint_service
from clientwright.lint.lint_cache import lint_cached
from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.normalize.repair_result import Repair
from clientwright.problems import Location, Problem, has_errors
from clientwright.sources.documents import RawEndpoint
from clientwright.sources.load_source import load_source
from clientwright.sources.reader_registry import read_source
from clientwright.specs import spec_files
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.problems import UnreachableAddress, Unreadable


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did: the spec files with whether each was written, every repair, every problem."""

    files: tuple[tuple[Path, bool], ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]


def import_documents(
    sources: Sequence[str], root: Path, *, id: str | None = None, locale: str | None = None
) -> ImportResult:
    """Read documents, repair their schemas, and write what they say to the specs folder.

    An endpoint with an error is not written; the others are.
    """
    service = spec_files.load_service(root)
    raws, problems = _read_sources(sources, service.hosts, id, locale)
    existing, broken = _existing_endpoints(root)
    imported = import_endpoints(raws, service, {e.id: e for e in existing})
    blocked = {Path(problem.location.file) for problem in broken}
    written: list[tuple[Path, bool]] = []
    for endpoint in imported.endpoints:
        path = spec_files.endpoint_spec_path(root, service, endpoint)
        if path not in blocked:
            spec_files.save_service(root, service)
            written.append((path, spec_files.save_endpoint(root, service, endpoint)))
    found = [*problems, *broken, *imported.problems]
    return ImportResult(tuple(written), imported.repairs, locations.add_lines(found))


def lint(root: Path) -> tuple[Problem, ...]:
    """Gather every problem of a specs folder."""
    loaded = spec_files.load_specs(root)
    found = [*loaded.problems]
    for specs in loaded.services:
        memory = open_cache("judged", specs.service.path.parent, len(specs.endpoints))
        for endpoint in specs.endpoints:
            found += lint_cached(endpoint, loaded.digests[endpoint.path], memory)
        found += lint_service(specs)
        memory.save()
    return locations.add_lines(found)


def load_single_service(root: Path) -> Specs:
    """Give the one service of a specs folder in which nothing is wrong.

    Raises:
        Blocked: the specs have errors.
        UsageError: the folder holds no service, or several.
    """
    problems = lint(root)
    if has_errors(problems):
        raise ProblemsError(problems)
    services = spec_files.load_specs(root).services
    require_single_service(root, [specs.service.name for specs in services])
    return services[0]


def require_single_service(root: Path, names: Sequence[str]) -> None:
    """Make sure that a specs folder does not hold several services.

    Raises:
        UsageError: it does.
    """
    if len(names) > 1:
        listed = ", ".join(sorted(names))
        raise UsageError(f"{root}: holds several services ({listed}); give each its own --specs.")


def generate(
    root: Path, out: Path, *, http: str | None = None, check: bool = False, force: bool = False
) -> tuple[BuildResult, ...]:
    """Make every service's package stand in `out`; with `check`, only tell what would have to change.

    Raises:
        Blocked: a spec has errors, or a file was edited by hand; nothing was written.
    """
    loaded = spec_files.load_specs(root)
    if has_errors(loaded.problems):
        raise ProblemsError(locations.add_lines(loaded.problems))
    return tuple(
        build_package(specs, out / specs.service.name, http=http, check=check, force=force)
        for specs in loaded.services
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
    """Give the endpoints that the specs folder has, and what is wrong with the rest of its files."""
    if not any(root.glob("*/service.json")):
        return (), ()
    loaded = spec_files.load_specs(root)
    known = (e for specs in loaded.services for e in (*specs.endpoints, *specs.retired))
    return tuple(known), loaded.problems

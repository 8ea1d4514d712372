"""Read file trees into specs with the ordinary spec reader; skip files that are equal on both sides."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path, PurePosixPath
from typing import Any

from clientwright import locations
from clientwright.errors import ProblemsError, SourceError
from clientwright.evolution.diff.coverage_gaps import (
    CoverageGaps,
    EndpointKey,
    ProblemsByEndpoint,
    blocking_by_endpoint,
)
from clientwright.evolution.diff.file_tree import SERVICE_FILE, FileTree
from clientwright.lint import lint_endpoint
from clientwright.lint.schema_validity import check_service
from clientwright.lint.service_facts import check_request_id
from clientwright.problems import Problem, has_errors
from clientwright.specs import spec_files
from clientwright.specs.model import Endpoint, Specs


def drop_equal_files(one: FileTree, other: FileTree) -> tuple[FileTree, FileTree]:
    """Return both trees without the endpoints whose files are equal."""
    equal = {
        path
        for path in one.files.keys() & other.files.keys()
        if one.files[path] == other.files[path] and not path.endswith(f"/{SERVICE_FILE}")
    }
    trees = [
        replace(tree, files={path: data for path, data in tree.files.items() if path not in equal})
        for tree in (one, other)
    ]
    return trees[0], trees[1]


@dataclass(frozen=True, slots=True)
class LoadedTree:
    """The services of a tree, as far as they could be read, and what could not."""

    services: tuple[Specs, ...] = ()
    gaps: CoverageGaps = field(default_factory=CoverageGaps)


def load_tree(tree: FileTree) -> LoadedTree:
    """Read every service of a tree; an unreadable endpoint does not affect the others.

    Raises:
        ProblemsError: the facts of a service cannot be read.
        SourceError: there is no service in it.
    """
    if tree.absent:
        return LoadedTree()
    if not any(path.endswith(f"/{SERVICE_FILE}") for path in tree.files):
        raise SourceError(f"{tree.label} contains no specs (no */{SERVICE_FILE}).{tree.hint}")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for path, data in tree.files.items():
            file = root / PurePosixPath(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        loaded = spec_files.load_specs(root, cached=False)
        problems = locations.add_lines(loaded.problems)
    found = list(_problems_by_endpoint(problems, root, tree))
    service_problems = [problem for key, problem in found if not key[1]]
    if has_errors(service_problems):
        raise ProblemsError(service_problems)
    services = tuple(_with_labels(specs, root, tree) for specs in loaded.services)
    return LoadedTree(services, CoverageGaps(blocking_by_endpoint(found)))


def _problems_by_endpoint(
    problems: Sequence[Problem], root: Path, tree: FileTree
) -> Iterator[tuple[EndpointKey, Problem]]:
    """Yield each problem with the endpoints it may concern: by path, and by the id in the file."""
    for problem in problems:
        path = Path(problem.location.file).relative_to(root).as_posix()
        service, _, own = path.removesuffix(".json").partition("/")
        named_id = spec_id(tree.files.get(path, b""))
        for id in {"" if path.endswith(f"/{SERVICE_FILE}") else own, named_id or own}:
            yield (service, id), _with_user_paths(problem, path, root, tree)


def _with_user_paths(problem: Problem, path: str, root: Path, tree: FileTree) -> Problem:
    """Return a problem with file names as the user knows them."""
    renamed: dict[str, Any] = {
        one.name: value.replace(root.as_posix(), tree.label)
        for one in fields(problem)
        if isinstance(value := getattr(problem, one.name), str)
    }
    return replace(
        problem, **renamed, location=replace(problem.location, file=tree.display_name(path))
    )


def lint_errors(specs: Specs) -> ProblemsByEndpoint:
    """Return the lint errors of endpoints that could be read.

    Raises:
        ProblemsError: the schemas of the service have errors.
    """
    service = specs.service
    errors = [p for p in (*check_service(specs), *check_request_id(service)) if has_errors([p])]
    if errors:
        raise ProblemsError(locations.add_lines(errors))
    found = (
        ((service.name, endpoint.id), problem)
        for endpoint in specs.endpoints
        for problem in lint_endpoint(endpoint, advice=False)
    )
    return {
        key: locations.add_lines(problems) for key, problems in blocking_by_endpoint(found).items()
    }


def _with_labels(specs: Specs, root: Path, tree: FileTree) -> Specs:
    def named(path: Path) -> Path:
        return Path(tree.display_name(path.relative_to(root).as_posix()))

    def all_named(endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
        return tuple(replace(e, path=named(e.path)) for e in endpoints)

    return replace(
        specs,
        root=Path(tree.label),
        service=replace(specs.service, path=named(specs.service.path)),
        endpoints=all_named(specs.endpoints),
        retired=all_named(specs.retired),
    )


def spec_id(data: bytes) -> str:
    """Return the model id in a spec file; empty if it is not a spec."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    known = isinstance(found, dict) and "input" in found and isinstance(found.get("id"), str)
    return str(found["id"]) if known else ""

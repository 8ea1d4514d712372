"""The endpoints that a command names, with their service, and the texts of the files as they were read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from clientwright import locations
from clientwright.errors import ProblemsError, UsageError
from clientwright.io import atomic_files
from clientwright.io.cache import hash_text
from clientwright.lint import lint_endpoint
from clientwright.problems import Problem, has_errors
from clientwright.specs import spec_files
from clientwright.specs.model import Endpoint, Service, Specs


@dataclass(frozen=True, slots=True)
class ChosenSpecs:
    """Endpoints of one service; `texts` has the text of each of their files, and of the service's file.

    `all_ids` are those of all endpoints of the service.
    """

    service: Service
    endpoints: tuple[Endpoint, ...]
    texts: Mapping[Path, str]
    all_ids: tuple[str, ...] = ()

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes of URLs that the service takes."""
        return tuple(self.service.document["media"]["schemes"])

    @property
    def folder(self) -> Path:
        """The service's folder."""
        return self.service.path.parent


def choose_specs_to_edit(root: Path, ids: Collection[str]) -> ChosenSpecs:
    """Load the endpoints with some ids, which must be of one service and without errors.

    Raises:
        ProblemsError: one of them, or the service, has errors.
        UsageError: there are no specs, or the endpoints are of several services.
        SourceError: a file cannot be read.
    """
    loaded = spec_files.load_specs(root)
    with_ids = [(specs, _with_ids(specs, ids)) for specs in loaded.services]
    found = [(specs, endpoints) for specs, endpoints in with_ids if endpoints]
    known = {str(one.id) for _, endpoints in found for one in endpoints}
    missing = {id for id in ids if id not in known}
    problems = [one for one in loaded.problems if missing and _is_about(one, missing)]
    problems += [one for _, endpoints in found for each in endpoints for one in lint_endpoint(each)]
    if missing or has_errors(problems):
        raise ProblemsError(locations.add_lines(problems or loaded.problems))
    if len(found) > 1:
        names = sorted(specs.service.name for specs, _ in found)
        raise UsageError(
            f"{root}: the endpoints are of several services ({', '.join(names)}); "
            f"name the folder of one, for example --specs {root / names[0]}"
        )
    ((specs, endpoints),) = found
    paths = [specs.service.path, *(one.path for one in endpoints)]
    texts = {path: atomic_files.read_text(path) for path in paths}
    changed = [e.path for e in endpoints if hash_text(texts[e.path]) != loaded.digests[e.path]]
    if changed:
        raise spec_files.changed_meanwhile(changed[0])
    every = tuple(str(one.id) for one in (*specs.endpoints, *specs.retired))
    return ChosenSpecs(specs.service, endpoints, texts, every)


def _with_ids(specs: Specs, ids: Collection[str]) -> tuple[Endpoint, ...]:
    return tuple(one for one in (*specs.endpoints, *specs.retired) if str(one.id) in ids)


def _is_about(problem: Problem, ids: Iterable[str]) -> bool:
    """Return whether a problem is about the file of one of the endpoints, or about a service's file."""
    file = Path(problem.location.file)
    path = file.with_suffix("").as_posix()
    return file.name == "service.json" or any(path.endswith(f"/{id}") for id in ids)

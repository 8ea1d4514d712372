"""Specs with errors: a build keeps what the package has of their endpoints, and builds the others."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright.codegen import lock_file as locks
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_plan import build_endpoint_tree
from clientwright.codegen.render_package import spec_hashes
from clientwright.errors import ProblemsError
from clientwright.lint.problems import NameClash
from clientwright.problems import Problem, Severity
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId

BrokenSpecs = Mapping[str, tuple[Problem, ...]]
"""The errors of endpoints that cannot be generated, by id."""


@dataclass(frozen=True, slots=True)
class KeptModules:
    """Specs in which stand-ins are in place of broken ones, and the modules that the package has of these.

    `hashes` are those of the specs that the modules were generated from, `modules` their paths and texts, by id.
    """

    specs: Specs
    hashes: Mapping[str, str]
    modules: Mapping[str, tuple[str, str]]


def errors_by_endpoint(
    service: Service, endpoints: Iterable[Endpoint], problems: Iterable[Problem]
) -> BrokenSpecs:
    """Return the errors of each endpoint.

    Raises:
        ProblemsError: some are errors of the service, without which there is no package.
    """
    ids = [str(endpoint.id) for endpoint in endpoints]
    found: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in (one for one in problems if one.severity is Severity.ERROR):
        for id in _concerned(service, ids, problem):
            found[id].append(problem)
    if "" in found:
        raise ProblemsError(tuple(found[""]))
    return {id: tuple(errors) for id, errors in sorted(found.items())}


def _concerned(service: Service, ids: Collection[str], problem: Problem) -> list[str]:
    """Return the ids that a problem is about; an empty one is the service."""
    if isinstance(problem, NameClash) and problem.what in ("path", "file"):
        wires = (f"{problem.first}/", f"{problem.second}/")
        return [id for id in ids if f"{id}/".startswith(wires)]
    file, folder = Path(problem.location.file), service.path.parent
    if file == service.path or not file.is_relative_to(folder):
        return [""]
    return [file.relative_to(folder).with_suffix("").as_posix()]


def keep_modules(
    specs: Specs, broken: Collection[str], package: Path, old: LockFile | None
) -> KeptModules:
    """Return what a package has of broken endpoints: modules that nobody has edited, where they would be."""
    sound = tuple(endpoint for endpoint in specs.endpoints if str(endpoint.id) not in broken)
    known = [ModelId(id) for id in broken if old and id in old.specs]
    whole = _with_endpoints(specs, [*sound, *(Endpoint(id, {}) for id in known)])
    nodes = build_endpoint_tree(whole).endpoints()
    texts = {id: _unedited(package, "/".join(nodes[id].module) + ".py", old) for id in known}
    modules = {str(id): found for id, found in texts.items() if found}
    stand_ins = [_stand_in(ModelId(id), text) for id, (_, text) in modules.items()]
    hashes = {id: _hash_of_module(id, specs, old) for id in modules}
    return KeptModules(_with_endpoints(specs, [*sound, *stand_ins]), hashes, modules)


def _hash_of_module(id: str, specs: Specs, old: LockFile | None) -> str:
    """Return the hash of the spec of a module; empty if today's tools or service would render another one."""
    service = spec_hashes(replace(specs, endpoints=()))
    if old is None or old.toolchain != locks.toolchain_digest():
        return ""
    return old.specs[id] if service.items() <= old.specs.items() else ""


def _with_endpoints(specs: Specs, endpoints: Iterable[Endpoint]) -> Specs:
    return replace(specs, endpoints=tuple(sorted(endpoints, key=lambda one: one.id)))


def _unedited(package: Path, path: str, old: LockFile | None) -> tuple[str, str] | None:
    """Return the path and text of a module as it was written; None if it is gone or edited."""
    text = locks.read_text_or_none(package / path)
    if old is None or text is None or locks.text_digest(text) != old.files.get(path):
        return None
    return path, text


def _stand_in(id: ModelId, text: str) -> Endpoint:
    """Return an endpoint that only has the description of its module."""
    first = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0]
    description = " ".join(first.split()).removeprefix(f"{id}:").strip()
    words = {} if description == f"{id}." else {"en": {"": {"description": description}}}
    return Endpoint(id, {}, words=words)

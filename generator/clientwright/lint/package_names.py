"""Check the names of packages against each other, and against the modules that are installed.

What is installed is no fact of the specs, so what these checks find is never remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

from clientwright.io.json_types import is_dict
from clientwright.lint.service_problems import InstalledModule, RepeatedPackage
from clientwright.problems import Location, Problem
from clientwright.specs.model import Service
from clientwright.specs.service_files import (
    find_service_files,
    package_name,
    read_service_document,
)

_MARK = "clientwright.lock"
"""The file that every package of clientwright has, and no other."""


def check_repeated(services: Iterable[Service]) -> Iterator[Problem]:
    """Yield a problem for each service whose package has the name of an earlier one's."""
    known = dict[str, str]()
    for service in services:
        first = known.setdefault(service.package, str(service.path))
        if first != str(service.path):
            yield RepeatedPackage(_location(service.path, service.document), service.package, first)


def check_installed(root: Path) -> Iterator[Problem]:
    """Yield a problem for each service whose package is named like an installed module of somebody else."""
    for path in find_service_files(root):
        name = package_name(path)
        if owner := find_owner(name):
            yield InstalledModule(_location(path, read_service_document(path)), name, owner)


def _location(path: Path, document: object) -> Location:
    key = "package" if is_dict(document) and "package" in document else "name"
    return Location(str(path), f"/{key}")


def find_owner(name: str) -> str:
    """Return the distribution that a module which clientwright did not write is from, else ""."""
    try:
        found = find_spec(name)
    except (ImportError, ValueError):  # it is no name of a module, or one that has no spec
        return ""
    if found is None or _is_ours(found):
        return ""
    from importlib.metadata import packages_distributions  # slow, and hardly ever needed

    owners = packages_distributions().get(name, [])
    return owners[0] if owners else found.origin or ""


def _is_ours(module: ModuleSpec) -> bool:
    folders = module.submodule_search_locations or ()
    return any((Path(folder) / _MARK).is_file() for folder in folders)

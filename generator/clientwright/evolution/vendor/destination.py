"""The folder into which a client is copied: whether Python would find it there."""

from __future__ import annotations

import keyword
from pathlib import Path

from clientwright.codegen.package_mutex import package_of_leftover
from clientwright.errors import UsageError
from clientwright.evolution.vendor.find_packages import has_lock, is_generated_package

_PROJECT = ("__init__.py", "pyproject.toml", "setup.py", "setup.cfg")


def package_destination(into: Path, service: str) -> Path:
    """Give the folder of the copy below `into`.

    Raises:
        UsageError: `into` is no place for Python packages.
    """
    if into.exists() and not into.is_dir():
        raise UsageError(f"{into}: is no folder; name the one that shall hold the package")
    for folder in (into.absolute(), *into.absolute().parents):
        if has_lock(folder) or is_generated_package(folder):
            raise UsageError(
                f"{into}: stands in a client that clientwright wrote; "
                f"name the folder that holds it: {folder.parent}"
            )
    home = into if into.exists() and any(into.iterdir()) else into.absolute().parent
    if not home.is_dir():
        raise UsageError(f"{into}: there is no folder {home}; make it first, or correct the path")
    if not _can_hold_packages(home, service):
        raise UsageError(
            f"{into}: no Python package stands here; name a folder of one (such as src/generator/_vendor), "
            "or the folder in which packages stand (such as src)"
        )
    if is_python_package(into.absolute().parent) and not _can_be_imported(into.name):
        raise UsageError(f"{into}: {into.name!r} is no name that Python can import")
    if (module := into / f"{service}.py").is_file():
        raise UsageError(
            f"{module}: a client beside it would hide this module; choose another folder"
        )
    return into / service


def is_python_package(folder: Path) -> bool:
    """Tell whether a folder is a package that says so."""
    return (folder / "__init__.py").is_file()


def needs_init(into: Path, service: str) -> bool:
    """Tell whether `into` is a folder in a package that is new, or holds nothing but the client.

    The second is what an interrupted run may leave; either becomes a package by being written to.
    """
    names = {path.name for path in into.iterdir()} if into.exists() else set[str]()
    others = {name for name in names - {service} if package_of_leftover(name) != service}
    return not others and is_python_package(into.absolute().parent)


def _can_hold_packages(folder: Path, service: str) -> bool:
    """Tell whether a folder is a package, a project, or a place where Python stands."""
    if any((folder / name).is_file() for name in _PROJECT) or (folder / service).is_dir():
        return True
    return any(
        path.suffix == ".py" or is_python_package(path)
        for path in folder.iterdir()
        if not path.name.startswith(".")
    )


def _can_be_imported(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)

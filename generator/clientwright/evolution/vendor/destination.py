"""The folder into which a client is copied: whether Python can import it from there."""

from __future__ import annotations

import keyword
from pathlib import Path

from clientwright.codegen.package_mutex import package_of_leftover
from clientwright.errors import UsageError
from clientwright.evolution.vendor.find_packages import has_lock, is_generated_package

_PROJECT = ("__init__.py", "pyproject.toml", "setup.py", "setup.cfg")


def package_destination(into: Path, service: str) -> Path:
    """Return the folder of the copy below `into`.

    Raises:
        UsageError: Python would not find packages in `into`.
    """
    if into.exists() and not into.is_dir():
        raise UsageError(f"{into} is not a folder; name the folder that will contain the package")
    for folder in (into.absolute(), *into.absolute().parents):
        if has_lock(folder) or is_generated_package(folder):
            raise UsageError(
                f"{into} is in a client that clientwright wrote; "
                f"name the folder that contains it: {folder.parent}"
            )
    base = into if into.exists() and any(into.iterdir()) else into.absolute().parent
    if not base.is_dir():
        raise UsageError(f"{into}: there is no folder {base}; create it first, or correct the path")
    if not _can_hold_packages(base, service):
        raise UsageError(
            f"{into}: Python would not find the client there, since {base} has no __init__.py: add an "
            "empty one, or name a folder in a package (such as src/shop/_vendor), or the folder that "
            "contains packages (such as src)"
        )
    if is_python_package(into.absolute().parent) and not _can_be_imported(into.name):
        raise UsageError(f"{into}: {into.name!r} is not a name that Python can import")
    if (module := into / f"{service}.py").is_file():
        raise UsageError(
            f"{module}: a client beside it would hide this module; choose another folder"
        )
    return into / service


def is_python_package(folder: Path) -> bool:
    """Return whether a folder has an `__init__.py`."""
    return (folder / "__init__.py").is_file()


def needs_init(into: Path, service: str) -> bool:
    """Return whether `into` needs an `__init__.py`: a new folder in a package, or one with only the client.

    An interrupted run may leave the second.
    """
    names = {path.name for path in into.iterdir()} if into.exists() else set[str]()
    others = {name for name in names - {service} if package_of_leftover(name) != service}
    return not others and is_python_package(into.absolute().parent)


def _can_hold_packages(folder: Path, service: str) -> bool:
    """Return whether a folder is a package, a project, or contains Python modules."""
    if any((folder / name).is_file() for name in _PROJECT) or (folder / service).is_dir():
        return True
    return any(
        path.suffix == ".py" or is_python_package(path)
        for path in folder.iterdir()
        if not path.name.startswith(".")
    )


def _can_be_imported(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)

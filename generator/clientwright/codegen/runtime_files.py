"""The runtime's files that a package carries, copied unchanged, with the one module of its HTTP library."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Set
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

from clientwright import runtime

RUNTIME_FOLDER = "_runtime"
"""Folder of the runtime in a package."""

HTTP_MODULES = {"httpx": "http.py", "httpx2": "http_httpx2.py"}
"""The supported HTTP libraries, and the runtime module that imports each."""


@cache
def required_fields(module: str, name: str) -> tuple[str, ...]:
    """Return the fields without a default of a dataclass of the runtime, in order.

    They are read from its text, since importing it would load pydantic.
    """
    path = Path(runtime.__path__[0], *module.split(".")).with_suffix(".py")
    classes = (
        node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)
    )
    lines = [line for found in classes if found.name == name for line in found.body]
    fields = [line for line in lines if isinstance(line, ast.AnnAssign) and line.value is None]
    return tuple(line.target.id for line in fields if isinstance(line.target, ast.Name))


def priced_fields() -> tuple[str, ...]:
    """Return the names of the fields whose defaults the runtime needs to know a job's price."""
    found: tuple[str, ...] = import_module(f"{runtime.__name__}.batch.pricing").PRICED_FIELDS
    return found


def service_defaults() -> Mapping[str, Any]:
    """Return the facts that the runtime's `Service` has where it is given no others, by name."""
    found: Mapping[str, Any] = vars(import_module(f"{runtime.__name__}.service").Service)
    return found


def files(http: str) -> dict[str, str]:
    """Return the texts of the runtime's files, by path in a generated package."""
    folder = Path(runtime.__path__[0])
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.py"))
    }
    chosen = texts[HTTP_MODULES[http]]
    carried = {name: text for name, text in texts.items() if name not in HTTP_MODULES.values()}
    everything = {**carried, "http.py": chosen}
    return {f"{RUNTIME_FOLDER}/{name}": text for name, text in everything.items()}


_IMPORT = re.compile(r"from (\.+)([\w.]*) import (\([^)]*\)|[^\n]*)")
"""An import as ruff formats it; may also match a part of a string."""
_NAME = re.compile(r"\w+")


def drop_unused_runtime(tree: Mapping[str, str]) -> dict[str, str]:
    """Return a package's files without the runtime files that none of the others imports."""
    reached: set[str] = set()
    waiting = {path for path in tree if not is_runtime(path)}
    while waiting:
        reached |= waiting
        found: set[str] = set()
        for path in sorted(waiting):
            imported = _candidate_imports(path, tree)
            if not is_runtime(path) and not imported <= reached | found:
                imported = _imported_paths(path, tree[path]) & tree.keys()
            found |= imported
        waiting = found - reached
    return {path: text for path, text in tree.items() if path in reached}


def is_runtime(path: str) -> bool:
    """Return whether a path in a package is that of a file of the runtime."""
    return path.startswith(f"{RUNTIME_FOLDER}/")


def _candidate_imports(path: str, tree: Mapping[str, str]) -> Set[str]:
    """Return a quick superset of the files that a file imports, by lines that look like imports.

    Of files of the runtime it is exact: no line inside their strings looks like an import.
    """
    if not path.endswith(".py"):
        return set()
    folders = path.split("/")
    lines = (
        _candidate_paths("/".join(folders[: -len(dots)]), module, names)
        for dots, module, names in set(_IMPORT.findall(tree[path]))
    )
    return frozenset[str]().union(*lines) & tree.keys()


@lru_cache(maxsize=4096)
def _candidate_paths(folder: str, module: str, names: str) -> frozenset[str]:
    whole = [*filter(None, (*folder.split("/"), *module.split(".")))]
    above = ["/".join((*whole[:n], "__init__.py")) for n in range(len(whole) + 1)]
    at = ["/".join(whole), *("/".join((*whole, name)) for name in _NAME.findall(names))]
    return frozenset((*above, *(f"{each}{end}" for each in at for end in (".py", "/__init__.py"))))


@lru_cache(maxsize=512)
def _imported_paths(path: str, text: str) -> frozenset[str]:
    """Return the paths of what a file imports anywhere in it, with the packages around them."""
    found = set[str]()
    for node in ast.walk(ast.parse(text)) if path.endswith(".py") else ():
        if isinstance(node, ast.ImportFrom) and node.level:
            base = PurePosixPath(path).parents[node.level - 1]
            module = base.joinpath(*(node.module or "").split("."))
            for name in (module, *(module / alias.name for alias in node.names)):
                found.update(_module_paths(name))
    return frozenset(found)


def _module_paths(module: PurePosixPath) -> Iterator[str]:
    """Yield the paths a module may have, and those of the packages above it."""
    yield f"{module}.py"
    for folder in (module, *module.parents):
        yield (folder / "__init__.py").as_posix()

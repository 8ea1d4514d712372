"""Find the runtime files that a package imports, directly or indirectly, and drop the others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from clientwright.codegen.runtime_files import RUNTIME_FOLDER

_IMPORT = re.compile(r"^[ \t]*from (\.+)([\w.]*) import (\([^)]*\)|[^\n]*)", re.M)
"""An import as ruff formats it; may also match a line inside a string."""
_NAME = re.compile(r"\w+")


def drop_unused_runtime(tree: Mapping[str, str]) -> dict[str, str]:
    """Return a package's files without the runtime files that none of the others imports."""
    reached: set[str] = set()
    waiting = {path for path in tree if not path.startswith(f"{RUNTIME_FOLDER}/")}
    while waiting:
        reached |= waiting
        found: set[str] = set()
        for path in sorted(waiting):
            if not _candidate_imports(path, tree) <= reached | found:
                found |= set(_imported_files(path, tree))
        waiting = found - reached
    return {path: text for path, text in tree.items() if path in reached}


def _candidate_imports(path: str, tree: Mapping[str, str]) -> set[str]:
    """Return a quick superset of the files that a file imports, by lines that look like imports."""
    if not path.endswith(".py"):
        return set()
    folder = path.rpartition("/")[0]
    lines = set(_IMPORT.findall(tree[path]))
    return {file for line in lines for file in _candidate_paths(folder, *line) if file in tree}


@lru_cache(maxsize=4096)
def _candidate_paths(folder: str, dots: str, module: str, names: str) -> frozenset[str]:
    parts = folder.split("/") if folder else []
    whole = [*parts[: len(parts) - len(dots) + 1], *filter(None, module.split("."))]
    above = ["/".join((*whole[:n], "__init__.py")) for n in range(len(whole) + 1)]
    at = ["/".join(whole), *("/".join((*whole, name)) for name in _NAME.findall(names))]
    return frozenset((*above, *(f"{each}{end}" for each in at for end in (".py", "/__init__.py"))))


def _imported_files(path: str, tree: Mapping[str, str]) -> Iterator[str]:
    """Yield the tree's files that a file imports anywhere in it, with the packages around them."""
    if not path.endswith(".py"):
        return
    for node in ast.walk(ast.parse(tree[path])):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = PurePosixPath(path).parents[node.level - 1]
            module = base.joinpath(*(node.module or "").split("."))
            for name in (module, *(module / alias.name for alias in node.names)):
                yield from (file for file in _module_paths(name) if file in tree)


def _module_paths(module: PurePosixPath) -> Iterator[str]:
    """Yield the paths a module may have, and those of the packages above it."""
    yield f"{module}.py"
    for folder in (module, *module.parents):
        yield (folder / "__init__.py").as_posix()

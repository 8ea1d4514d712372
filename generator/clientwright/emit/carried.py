"""What a package carries of the runtime: the files that something in it imports, and no other."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from clientwright.emit.runtime_files import FOLDER


def carried(tree: Mapping[str, str]) -> dict[str, str]:
    """Leave out the files of the runtime that no other file of the package leads to."""
    reached: set[str] = set()
    waiting = {path for path in tree if not path.startswith(f"{FOLDER}/")}
    while waiting:
        reached |= waiting
        found = {name for path in waiting for name in _imported(path, tree)}
        waiting = found - reached
    return {path: text for path, text in tree.items() if path in reached}


def _imported(path: str, tree: Mapping[str, str]) -> Iterator[str]:
    """Give the files of the tree that a file imports, anywhere in it, with the packages they stand in."""
    if not path.endswith(".py"):
        return
    for node in ast.walk(ast.parse(tree[path])):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = PurePosixPath(path).parents[node.level - 1]
            module = base.joinpath(*(node.module or "").split("."))
            for name in (module, *(module / alias.name for alias in node.names)):
                yield from (file for file in _files(name) if file in tree)


def _files(module: PurePosixPath) -> Iterator[str]:
    """Give the paths at which a module can stand, and those of the packages above it."""
    yield f"{module}.py"
    for folder in (module, *module.parents):
        yield (folder / "__init__.py").as_posix()

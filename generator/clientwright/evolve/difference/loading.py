"""Trees of files become specs, read by the specs' own reader; what is equal on both sides is not read."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from clientwright import places
from clientwright.errors import Blocked, SourceError
from clientwright.evolve.difference.trees import SERVICE, Tree
from clientwright.judge import judge_endpoint
from clientwright.memory import MANY, recall
from clientwright.problems import Problem, blocking
from clientwright.spec import files
from clientwright.spec.values import Endpoint, Specs


def without_equal(one: Tree, other: Tree) -> tuple[Tree, Tree]:
    """Leave out the endpoints whose files are the same in both."""
    equal = {
        path
        for path in one.files.keys() & other.files.keys()
        if one.files[path] == other.files[path] and not path.endswith(f"/{SERVICE}")
    }
    trees = [
        replace(tree, files={path: data for path, data in tree.files.items() if path not in equal})
        for tree in (one, other)
    ]
    return trees[0], trees[1]


def load(tree: Tree) -> tuple[Specs, ...]:
    """Read every service of a tree.

    Raises:
        Blocked: something in it is no spec, or has errors.
        SourceError: it holds no service.
    """
    if not any(path.endswith(f"/{SERVICE}") for path in tree.files):
        raise SourceError(f"{tree.label}: holds no specs (no */{SERVICE}).")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for path, data in tree.files.items():
            place = root / PurePosixPath(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        loaded = files.load(root)
        _forget(root)
    if blocking(loaded.problems):
        raise Blocked(places.with_lines(_renamed(loaded.problems, str(root), tree.label)))
    return tuple(_labelled(specs, root, tree) for specs in loaded.services)


def _forget(root: Path) -> None:
    """Leave nothing in the cache of a folder that lives for a moment only."""
    for service in root.iterdir():
        memory = recall("fits", service, MANY).path
        if memory:
            memory.unlink(missing_ok=True)


def sound(specs: Sequence[Specs]) -> None:
    """Refuse specs in which something is wrong.

    Raises:
        Blocked: they have errors.
    """
    found = [problem for one in specs for e in one.endpoints for problem in judge_endpoint(e)]
    if blocking(found):
        raise Blocked(places.with_lines(p for p in found if blocking([p])))


def _renamed(problems: Sequence[Problem], root: str, label: str) -> list[Problem]:
    return [
        replace(
            problem, place=replace(problem.place, file=problem.place.file.replace(root, label, 1))
        )
        for problem in problems
    ]


def _labelled(specs: Specs, root: Path, tree: Tree) -> Specs:
    def named(path: Path) -> Path:
        return Path(tree.name(path.relative_to(root).as_posix()))

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
    """Give the model id that a spec file names; empty, where it is no spec."""
    try:
        found = json.loads(data)
    except ValueError:
        return ""
    known = isinstance(found, dict) and "input" in found and isinstance(found.get("id"), str)
    return str(found["id"]) if known else ""

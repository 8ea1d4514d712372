"""Imports point down the list of rooms, never up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator" / "clientwright"
LAYERS = (
    {"problems", "errors", "json_types", "retry_after"},
    {"atomic_files"},
    {"cache"},
    {"rules"},
    {"specs"},
    {"locations"},
    {"sources"},
    {"normalize"},
    {"lint"},
    {"codegen"},
    {"sandbox"},
    {"pipeline"},
    {"testing"},
    {"evolution"},
    {"cli"},
    {"__main__"},
)
"""Lower first; a room imports itself and what stands below it."""

ONLY = {
    "sandbox": {"sandbox", "specs", "rules", "problems", "errors", "atomic_files", "json_types"},
    "runtime": set[str](),
}
"""Rooms that may import less than all below: the sandbox judges by itself, the runtime stands alone."""

EXCEPTIONS = {"codegen/runtime_files.py": {"runtime"}, "runtime": {"runtime"}}
"""What copies the runtime asks the package where it lies; the runtime imports itself."""

UNLAYERED = {"runtime", "data"}
"""No layer: what generated packages carry, and data."""

ROOMS = sorted(
    {path.stem if path.suffix == ".py" else path.name for path in PACKAGE.iterdir()}
    - {"__init__", "__pycache__"}
)
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """Give the room in which a file stands."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Give the rooms that a file imports anywhere in it, each with its line."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for name in _names(node, path):
            parts = name.split(".")
            if parts[0] == "clientwright" and parts[1:2] and parts[1] in ROOMS:
                yield getattr(node, "lineno", 0), parts[1]


def _names(node: ast.AST, path: Path) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        package = ["clientwright", *path.relative_to(PACKAGE).parent.parts]
        above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
        module = ".".join(part for part in (above, node.module) if part)
        return [f"{module}.{alias.name}" for alias in node.names]
    return []


def allowed(room: str) -> set[str]:
    """Give the rooms that a room may import."""
    if room in ONLY:
        return ONLY[room]
    n = next(n for n, layer in enumerate(LAYERS) if room in layer)
    return set.union(*LAYERS[: n + 1])


def test_every_room_has_its_layer() -> None:
    """A new room is put into the list before anything imports it."""
    listed = set.union(*LAYERS) | UNLAYERED
    assert set(ROOMS) - listed == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    """A file imports its own room and rooms below, nothing above and nothing to the side."""
    room = room_of(path)
    if room == "__init__":
        assert list(imported(path)) == []
        return
    name = path.relative_to(PACKAGE).as_posix()
    known = allowed(room) | EXCEPTIONS.get(name, EXCEPTIONS.get(room, set()))
    assert [
        f"{name}:{line} imports {other}" for line, other in imported(path) if other not in known
    ] == []


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.glob("runtime/**/*.py")), ids=lambda path: path.name
)
def test_the_runtime_imports_itself_by_relative_names_only(path: Path) -> None:
    """The runtime works wherever it is copied: it never says `clientwright`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level <= len(path.relative_to(PACKAGE / "runtime").parts)
            assert not (node.module or "").startswith("clientwright")
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("clientwright") for alias in node.names)


def test_only_one_file_of_codegen_knows_the_runtime() -> None:
    """codegen copies the runtime as files: one file asks the package for its folder, none imports from it."""
    knowing = [
        path.name
        for path in PACKAGE.glob("codegen/*.py")
        for _, room in imported(path)
        if room == "runtime"
    ]
    assert knowing == ["runtime_files.py"]


def test_every_form_of_import_is_seen() -> None:
    """The reader of imports sees whole modules, names from packages, relative ones, and those inside functions."""
    source = "import clientwright.cli\ndef f():\n    from clientwright import lint\n    from ..codegen.endpoint_tree import EndpointNode\n    from . import model_ids\n"
    names = [
        name
        for node in ast.walk(ast.parse(source))
        for name in _names(node, PACKAGE / "specs" / "x.py")
    ]
    assert sorted(names) == [
        "clientwright.cli",
        "clientwright.codegen.endpoint_tree.EndpointNode",
        "clientwright.lint",
        "clientwright.specs.model_ids",
    ]

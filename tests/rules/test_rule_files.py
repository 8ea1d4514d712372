"""Adding a kind of rule touches the files that CONTRIBUTING.md lists, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from clientwright.rules.kinds import KINDS, class_name, module_name

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generator" / "clientwright"


def listed_files() -> list[str]:
    """Return the files of a kind that CONTRIBUTING.md lists, with `<kind>` and `<locale>` in their names."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (block,) = re.findall(r"\*\*… a rule kind\.\*\*.*?```text\n(.*?)```", page, re.DOTALL)
    return [line.split()[0] for line in block.splitlines() if line.strip()]


def naming_files(kind: str) -> Iterator[str]:
    """Yield every file of the program whose code names a kind, its class or its module."""
    names = {kind, module_name(kind), class_name(kind)}
    for path, found in names_by_file().items():
        if names & found:
            yield path.relative_to(ROOT).as_posix()


@cache
def names_by_file() -> Mapping[Path, frozenset[str]]:
    """Return every file of the program with the names in its code."""
    files = sorted(PACKAGE.rglob("*.py"))
    return {
        path: frozenset((path.stem, *_names(ast.parse(path.read_text("utf-8"))))) for path in files
    }


def _names(tree: ast.Module) -> Iterator[str]:
    """Yield the strings, names and modules in a file; those of docstrings are longer than any name."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.ClassDef(name=name):
                yield name
            case ast.ImportFrom(module=str(module)):
                yield from module.split(".")
                yield from (alias.name for alias in node.names)
            case _:
                pass


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_listed_files_name_a_kind(kind: str) -> None:
    """No file names a kind beside the listed ones, and each of those that a kind must have does."""
    must = [name for name in listed_files() if name.startswith("generator/")]
    pattern = "|".join(
        re.escape(name).replace("<kind>", module_name(kind)).replace("<locale>", "[a-z]+")
        for name in must
    )
    found = list(naming_files(kind))
    assert [path for path in found if not re.fullmatch(pattern, path)] == []
    own = {name.replace("<kind>", module_name(kind)) for name in must if "<locale>" not in name}
    assert own <= set(found)


@pytest.mark.parametrize("kind", KINDS)
def test_every_listed_file_exists(kind: str) -> None:
    """Each kind has all the listed files, its sentences only if prose can state it."""
    for name in listed_files():
        folder = kind if name.startswith("tests/") else module_name(kind)
        path = ROOT / name.replace("<kind>", folder).replace("<locale>", "en")
        assert path.exists() or path.name == "_sentences.json", path

"""Count a package: the rule of each figure is in the text of `--help`."""

from __future__ import annotations

import ast
import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.house.keywords import KEYWORDS, named_keywords
from tests.house.modules import FUNCTIONS, Module, read_modules

RUNTIME = "runtime"
ELSEWHERE = frozenset(("codegen", RUNTIME, "sandbox", "sources", "normalize"))
"""Packages of the client, the sandbox and the importer."""
HARNESS = "testing"
LINES = 300


@dataclass(frozen=True)
class KeywordFiles:
    """How many files name one keyword."""

    product: int
    outside: int
    runtime: int


@dataclass(frozen=True)
class Figures:
    """The figures of one part: the product, or the runtime."""

    files: int
    one_importer: int
    median_code_lines: float
    most_code_lines: int
    largest_file: str
    over_limit: Mapping[str, int]
    longest_function: str
    longest_function_lines: int


@dataclass(frozen=True)
class House:
    """All figures of a package."""

    product: Figures
    runtime: Figures | None
    keywords: Mapping[str, KeywordFiles]
    harness_folders: tuple[str, ...]


def count_house(package: Path) -> House:
    """Count the package in a folder."""
    modules = read_modules(package)
    rooms = {name: _room(name) for name in modules}
    importers = _importers(modules)
    runtime = {name: m for name, m in modules.items() if rooms[name] == RUNTIME}
    product = {name: m for name, m in modules.items() if name not in runtime}
    harness = package / HARNESS
    folders = {p.parent.relative_to(harness) for p in harness.rglob("*.py")} - {Path(".")}
    return House(
        _figures(product, importers, package),
        _figures(runtime, importers, package) if runtime else None,
        _keyword_files(modules, rooms),
        tuple(sorted(folder.as_posix() for folder in folders)),
    )


def _room(name: str) -> str:
    """Return the folder or file of the package that a module is in."""
    return name.split(".")[1] if "." in name else ""


def _keyword_files(
    modules: Mapping[str, Module], rooms: Mapping[str, str]
) -> dict[str, KeywordFiles]:
    product, outside, runtime = Counter[str](), Counter[str](), Counter[str]()
    for name, named in named_keywords(modules).items():
        (runtime if rooms[name] == RUNTIME else product).update(named)
        outside.update(named if rooms[name] not in ELSEWHERE else ())
    return {word: KeywordFiles(product[word], outside[word], runtime[word]) for word in KEYWORDS}


def _importers(modules: Mapping[str, Module]) -> Counter[str]:
    """Return how many other files import each module."""
    found = Counter[str]()
    for name, module in modules.items():
        found.update({source for _, source, _ in module.imports(modules)} - {name})
    return found


def _figures(part: Mapping[str, Module], importers: Counter[str], package: Path) -> Figures:
    code = {_path(module, package): len(module.code_lines()) for module in part.values()}
    lines = {_path(module, package): len(module.text.splitlines()) for module in part.values()}
    named = (m for m in part.values() if m.path.stem not in ("__init__", "__main__"))
    lengths = {
        f"{_path(module, package)}:{node.lineno} {node.name}": _length(node)
        for module in part.values()
        for node in module.nodes
        if isinstance(node, FUNCTIONS)
    }
    longest, largest = _longest(lengths), _longest(code)
    return Figures(
        files=len(part),
        one_importer=sum(importers[module.name] == 1 for module in named),
        median_code_lines=statistics.median(code.values()),
        most_code_lines=code[largest],
        largest_file=largest,
        over_limit={path: count for path, count in lines.items() if count > LINES},
        longest_function=longest,
        longest_function_lines=lengths.get(longest, 0),
    )


def _longest(lengths: Mapping[str, int]) -> str:
    return min(lengths, key=lambda name: (-lengths[name], name), default="")


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _path(module: Module, package: Path) -> str:
    return module.path.relative_to(package).as_posix()

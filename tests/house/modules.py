"""The modules of a package as syntax trees: what each imports, and which lines are code."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DOCUMENTED = (ast.Module, ast.ClassDef, *FUNCTIONS)
_NO_CODE = frozenset(
    (
        tokenize.COMMENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
        tokenize.INDENT,
        tokenize.NEWLINE,
        tokenize.NL,
    )
)


@dataclass(frozen=True)
class Module:
    """One file of a package; `name` is dotted, and begins with the package's own name."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        """Whether this is the `__init__.py` of a folder."""
        return self.path.name == "__init__.py"

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    def imports(self, modules: Mapping[str, Module]) -> Iterator[tuple[str, str, str]]:
        """Yield what is imported anywhere in the file: the name it gets here, the module, the name in it.

        The last is empty if the module itself is imported.
        """
        for node in self._import_statements:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in modules:
                        yield alias.asname or alias.name, alias.name, ""
            else:
                module = self._absolute(node)
                for alias in node.names:
                    here = alias.asname or alias.name
                    if f"{module}.{alias.name}" in modules:
                        yield here, f"{module}.{alias.name}", ""
                    elif module in modules:
                        yield here, module, alias.name

    @cached_property
    def _import_statements(self) -> tuple[ast.Import | ast.ImportFrom, ...]:
        return tuple(one for one in self.nodes if isinstance(one, (ast.Import, ast.ImportFrom)))

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        above = parts[: len(parts) - node.level + self.is_package]
        return ".".join([*above, *([node.module] if node.module else [])])

    @cached_property
    def docstrings(self) -> frozenset[int]:
        """The identities of the nodes that are docstrings, also those below an assignment."""
        return frozenset(
            id(statement.value)
            for node in self.nodes
            if isinstance(node, _DOCUMENTED)
            for statement in node.body
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        )

    def code_lines(self) -> set[int]:
        """Return the numbers of the lines with code: not blank, no comment, no docstring."""
        lines = {
            line
            for token in tokenize.generate_tokens(io.StringIO(self.text).readline)
            if token.type not in _NO_CODE
            for line in range(token.start[0], token.end[0] + 1)
        }
        for node in self.nodes:
            if isinstance(node, ast.Constant) and id(node) in self.docstrings:
                lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        return lines


def read_modules(package: Path) -> dict[str, Module]:
    """Return the modules of a package by dotted name."""
    found: dict[str, Module] = {}
    for path in sorted(package.rglob("*.py")):
        parts = (package.name, *path.relative_to(package).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text("utf-8")
        found[name] = Module(name, path, text, ast.parse(text))
    return found

"""Patterns of Python code, compared by syntax tree: spaces, line breaks and comments do not count."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_IGNORED_FIELDS = frozenset(("ctx", "kind", "type_comment", "orelse"))
"""What a pattern says nothing about; of `orelse` it does where it has one."""


@dataclass(frozen=True, slots=True, eq=False)
class CodePlace:
    """A node of a syntax tree, in a field of its parent; `index` is its place if the field is a list."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None = None
    above: CodePlace | None = None
    """The place of the parent."""

    def put(self, *nodes: ast.AST) -> None:
        """Put other nodes in its place: one, or any number if the field is a list."""
        if self.index is None:
            (node,) = nodes
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index : self.index + 1] = nodes


@dataclass(frozen=True, slots=True)
class CodePattern:
    """An expression or a statement as Python source; `...` stands for any expression.

    In `f(...)` it stands for any arguments, and as the body of a statement for any body.
    """

    source: str

    def find(self, place: CodePlace) -> Iterator[CodePlace]:
        """Yield every place at or below a place that the pattern matches; of an expression statement, the statement."""
        wanted = parse_code(self.source)
        for one in iter_places(place):
            is_whole = isinstance(one.parent, ast.Expr) and one.above is not None
            if matches(wanted, one.node):
                yield one.above if is_whole and one.above else one


def parse_code(source: str) -> ast.AST:
    """Return source as an expression, or as a statement if it is none."""
    (found,) = parse_statements(source)
    return found.value if isinstance(found, ast.Expr) else found


def parse_statements(source: str) -> list[ast.stmt]:
    """Return source as statements."""
    return ast.parse(source).body


def matches(pattern: object, node: object) -> bool:
    """Return whether a part of a pattern matches a part of a syntax tree."""
    if _is_anything(pattern):
        return isinstance(node, ast.expr)
    if isinstance(pattern, ast.Call) and isinstance(node, ast.Call) and _has_any_arguments(pattern):
        return matches(pattern.func, node.func)
    if isinstance(pattern, list) and isinstance(node, list):
        if _is_any_body(pattern):
            return True
        return len(pattern) == len(node) and all(map(matches, pattern, node))
    if isinstance(pattern, ast.AST) and isinstance(node, ast.AST):
        fields = (name for name, value in ast.iter_fields(pattern) if _counts(name, value))
        return type(pattern) is type(node) and all(
            matches(getattr(pattern, name), getattr(node, name)) for name in fields
        )
    return type(pattern) is type(node) and pattern == node


def _counts(name: str, value: object) -> bool:
    return name not in _IGNORED_FIELDS or (name == "orelse" and bool(value))


def _is_anything(pattern: object) -> bool:
    return isinstance(pattern, ast.Constant) and pattern.value is ...


def _has_any_arguments(pattern: ast.Call) -> bool:
    return len(pattern.args) == 1 and _is_anything(pattern.args[0]) and not pattern.keywords


def _is_any_body(pattern: list[object]) -> bool:
    only = pattern[0] if len(pattern) == 1 else None
    return isinstance(only, ast.Expr) and _is_anything(only.value)


def iter_places(place: CodePlace) -> Iterator[CodePlace]:
    """Yield a place and all below it, from the top."""
    yield place
    for name, value in ast.iter_fields(place.node):
        if isinstance(value, list):
            for n, each in enumerate(value):
                if isinstance(each, ast.AST):
                    yield from iter_places(CodePlace(each, place.node, name, n, place))
        elif isinstance(value, ast.AST):
            yield from iter_places(CodePlace(value, place.node, name, None, place))

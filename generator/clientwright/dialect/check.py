"""What is left after the repairs and still is no JSON Schema: each a problem with its place."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.dialect.keywords import FORMATS, KNOWN, TYPES
from clientwright.dialect.media_format import KINDS
from clientwright.dialect.node import Node, nodes
from clientwright.dialect.problems import BadShape, UnknownFormat, UnknownKeyword, UnknownType
from clientwright.dialect.shapes import SHAPES, fits_keyword
from clientwright.dialect.type_alias import ALIASES
from clientwright.dialect.types import types_of
from clientwright.problems import Problem, nearest_name


def check(root: Node) -> Iterator[Problem]:
    """Find what no repair mended, in every schema of an endpoint."""
    for node in nodes(root):
        yield from _shapes(node)
        yield from _types(node)
        yield from _unknown(node)


def check_input(root: Node) -> Iterator[Problem]:
    """Find what no repair mended in an input schema, whose root must be an object's."""
    if root.schema.get("type") != "object":
        value = root.schema.get("type")
        yield BadShape(root.place("type"), "type", '"object" at the root of an input schema', value)
    yield from check(root)


def _shapes(node: Node) -> Iterator[Problem]:
    for keyword, value in node.schema.items():
        if not fits_keyword(keyword, value):
            yield BadShape(node.place(keyword), keyword, SHAPES[keyword][1], value)


def _types(node: Node) -> Iterator[Problem]:
    for name in sorted(types_of(node.schema) - TYPES):
        yield UnknownType(node.place("type"), name, nearest_name(name, TYPES | ALIASES.keys()))


def _unknown(node: Node) -> Iterator[Problem]:
    for keyword in (keyword for keyword in node.schema if keyword not in KNOWN):
        yield UnknownKeyword(node.place(keyword), keyword, nearest_name(keyword, KNOWN))
    name = node.schema.get("format")
    if isinstance(name, str) and name not in FORMATS:
        misplaced = name in KINDS
        one = name[:-1] if name.endswith("s") and "string" in types_of(node.schema) else ""
        close = one if misplaced else nearest_name(name, FORMATS | KINDS.keys())
        yield UnknownFormat(node.place("format"), name, close, misplaced)

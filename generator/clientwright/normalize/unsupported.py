"""What is not JSON Schema even after all repairs: one problem for each."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.io.json_types import is_dict
from clientwright.normalize.keyword_values import (
    KEYWORD_VALUES,
    KNOWN_KEYWORDS,
    SUBSCHEMA_KEYWORDS,
    TYPES,
    SubschemaKind,
    fits_keyword_value,
)
from clientwright.normalize.media_repairs import MEDIA_FORMATS
from clientwright.normalize.problems import (
    BadShape,
    BrokenReference,
    OldKeyword,
    UnknownFormat,
    UnknownKeyword,
    UnknownType,
)
from clientwright.normalize.repair_context import RepairContext, walk_subschemas
from clientwright.normalize.spelling_repairs import meant_keyword
from clientwright.normalize.type_names import types_of
from clientwright.normalize.type_repairs import TYPE_ALIASES
from clientwright.problems import Problem, nearest_name
from clientwright.schema.keywords.formats import FORMAT_NAMES, OPENAPI_FORMATS
from clientwright.schema.references import list_bad_references

_REPORTED = ("validations",)
"""Keywords of the vendor that remain only where their repair has reported a problem."""
_INSTEAD = {"nullable": 'type: [..., "null"]'}
"""How JSON Schema says what keywords of other dialects mean."""
_OLD_KEYWORDS = {
    "disallow": ("draft 3", '"not": {"type": ...}'),
    "extends": ("draft 3", '"allOf": [...]'),
    "dependencies": ("draft 7", '"dependentRequired" for names and "dependentSchemas" for schemas'),
    "divisibleBy": ("draft 3", '"multipleOf": a number above zero'),
}
"""Keywords that restrict values in older drafts: the draft, and what to write instead."""


def check_schema(root: RepairContext) -> Iterator[Problem]:
    """Yield every problem left after repair, in every schema of an endpoint."""
    for node in walk_subschemas(root):
        yield from _check_values(node)
        yield from _check_types(node)
        yield from _check_unknown(node)
    for bad in list_bad_references(root.schema):
        yield BrokenReference(root.locate(root.pointer + bad.pointer), bad.target, bad.reason)


def check_input_schema(root: RepairContext) -> Iterator[Problem]:
    """Yield every problem left in an input schema, whose root must have type object."""
    value = root.schema.get("type")
    is_unknown = "$ref" in root.schema and value is None and list_bad_references(root.schema)
    if value != "object" and not is_unknown:
        yield BadShape(
            root.location("type"), "type", '"object" at the root of an input schema', value
        )
    yield from check_schema(root)


def _check_values(node: RepairContext) -> Iterator[Problem]:
    for keyword, value in node.schema.items():
        if not fits_keyword_value(keyword, value):
            named = is_dict(value) and SUBSCHEMA_KEYWORDS.get(keyword) is SubschemaKind.NAMED
            for name in value if named else ():
                if not isinstance(value[name], (dict, bool)):
                    yield BadShape(node.location(keyword, name), name, "a schema", value[name])
            if not named:
                yield BadShape(node.location(keyword), keyword, KEYWORD_VALUES[keyword][1], value)


def _check_types(node: RepairContext) -> Iterator[Problem]:
    for name in sorted(types_of(node.schema) - TYPES):
        yield UnknownType(
            node.location("type"), name, nearest_name(name, TYPES | TYPE_ALIASES.keys())
        )


def _check_unknown(node: RepairContext) -> Iterator[Problem]:
    for keyword in node.schema:
        if (
            keyword not in KNOWN_KEYWORDS
            and keyword not in _REPORTED
            and not keyword.startswith("x-")
        ):
            if keyword in _OLD_KEYWORDS:
                yield OldKeyword(node.location(keyword), keyword, *_OLD_KEYWORDS[keyword])
                continue
            meant = _INSTEAD.get(keyword) or meant_keyword(keyword, node.schema)
            nearest = meant or nearest_name(keyword, KNOWN_KEYWORDS)
            yield UnknownKeyword(node.location(keyword), keyword, nearest)
    name = node.schema.get("format")
    if isinstance(name, str) and name not in FORMAT_NAMES | OPENAPI_FORMATS:
        misplaced = name in MEDIA_FORMATS
        one = name[:-1] if name.endswith("s") and "string" in types_of(node.schema) else ""
        close = one if misplaced else nearest_name(name, FORMAT_NAMES | MEDIA_FORMATS.keys())
        yield UnknownFormat(node.location("format"), name, close, misplaced)

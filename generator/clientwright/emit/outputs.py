"""Output types: open, every field optional, nothing refused that the provider may send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.emit.code import Code
from clientwright.emit.shapes import ordered
from clientwright.emit.types import PlannedField, PlannedModel, Vocabulary
from clientwright.specs.json_text import join_pointer
from clientwright.specs.python_identifiers import PyName, attribute_name, class_name

_NONE = Code("None")
_TYPES = frozenset(("string", "integer", "number", "boolean"))


def plan(vocabulary: Vocabulary, schema: Mapping[str, Any]) -> None:
    """Plan the model `Output` and those inside it."""
    _model(vocabulary, schema, (), "", PyName("Output"))


def _model(
    vocabulary: Vocabulary, schema: Mapping[str, Any], path: tuple[str, ...], at: str, name: PyName
) -> PyName:
    fields = tuple(
        PlannedField(
            wire=wire,
            name=attribute_name(wire),
            required=False,
            nullable=True,
            projection=_projection(
                vocabulary, sub, (*path, wire), join_pointer(at, "properties", wire)
            ),
            argument=_NONE,
            doc=vocabulary.words.get(join_pointer(at, "properties", wire), ""),
        )
        for wire, sub in ordered(schema)
    )
    vocabulary.models.append(PlannedModel(name, at, True, fields))
    return name


def _projection(
    vocabulary: Vocabulary, schema: Any, path: tuple[str, ...], at: str
) -> Mapping[str, Any]:
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind in _TYPES:
        return {"type": kind}
    if kind == "array":
        items = _projection(vocabulary, schema.get("items", True), (*path, "item"), f"{at}/items")
        return {"type": "array", "items": items}
    if kind == "object" and schema.get("properties"):
        name = vocabulary.free(class_name("output", *path))
        return {"$ref": f"#/$defs/{_model(vocabulary, schema, path, at, name)}"}
    return {"customTypePath": "types.Any"}

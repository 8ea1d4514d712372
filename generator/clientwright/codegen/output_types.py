"""Output types: open, with optional fields, so that nothing the provider sends is rejected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.codegen.code import Code
from clientwright.codegen.schema_split import ordered_properties
from clientwright.codegen.type_registry import PlannedField, PlannedModel, TypeRegistry
from clientwright.io.json_pointer import join_pointer
from clientwright.specs.python_identifiers import PyName, attribute_name, class_name

_NONE = Code("None")
_SCALAR_TYPES = frozenset(("string", "integer", "number", "boolean"))


def add_output_models(types: TypeRegistry, schema: Mapping[str, Any]) -> None:
    """Plan the model `Output` and those inside it."""
    _add_model(types, schema, (), "", PyName("Output"))


def _add_model(
    types: TypeRegistry,
    schema: Mapping[str, Any],
    path: tuple[str, ...],
    at: str,
    name: PyName,
) -> PyName:
    fields = tuple(
        PlannedField(
            wire=wire,
            name=attribute_name(wire),
            required=False,
            nullable=True,
            type_schema=_field_schema(
                types, sub, (*path, wire), join_pointer(at, "properties", wire)
            ),
            argument_type=_NONE,
            doc=types.words.get(join_pointer(at, "properties", wire), ""),
        )
        for wire, sub in ordered_properties(schema)
    )
    types.models.append(PlannedModel(name, at, True, fields))
    return name


def _field_schema(
    types: TypeRegistry, schema: Any, path: tuple[str, ...], at: str
) -> Mapping[str, Any]:
    kind = schema.get("type") if isinstance(schema, dict) else None
    if kind in _SCALAR_TYPES:
        return {"type": kind}
    if kind == "array":
        items = _field_schema(types, schema.get("items", True), (*path, "item"), f"{at}/items")
        return {"type": "array", "items": items}
    if kind == "object" and schema.get("properties"):
        name = types.take_name(class_name("output", *path))
        return {"$ref": f"#/$defs/{_add_model(types, schema, path, at, name)}"}
    return {"customTypePath": "types.Any"}

"""Three-way merge of schemas: a person's edit of one part stays when the catalogue changes another.

A part is a property, a definition, or any other keyword of the root. The spec stores a short
hash of each part at the last sync, which is enough to know which side changed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.repair_result import ABSENT
from clientwright.schema.equality import short_hash

_SPLIT_KEYWORDS = ("properties", "$defs")


@dataclass(frozen=True, slots=True)
class SchemaMerge:
    """The merged schema, and the parts that both sides changed (the catalogue's version is used)."""

    schema: Schema
    clashes: tuple[str, ...] = ()


def part_hashes(schema: Schema) -> dict[str, str]:
    """Return a short hash of each part of a schema, by pointer."""
    return {pointer: short_hash(value) for pointer, value in schema_parts(schema).items()}


def schema_parts(schema: Schema) -> dict[str, Any]:
    """Return the parts of a schema by JSON Pointer."""
    found = dict[str, Any]()
    for key, value in schema.items():
        if key in _SPLIT_KEYWORDS and is_dict(value):
            found |= {join_pointer("", key, name): one for name, one in value.items()}
        else:
            found[join_pointer("", key)] = value
    return found


def merge_schemas(last_hashes: Mapping[str, str], mine: Schema, theirs: Schema) -> SchemaMerge:
    """Return each part from the side that changed it since the last sync; from `theirs` if both did."""
    here, there = schema_parts(mine), schema_parts(theirs)
    found, clashes = dict[str, Any](), list[str]()
    for at in {**there, **here}:
        was, own, new = last_hashes.get(at), _hash(here, at), _hash(there, at)
        side = here if new == was else there
        if side is there and own not in (was, new):
            clashes.append(at)
        if at in side:
            found[at] = side[at]
    return SchemaMerge(_drop_missing_required(_assemble(found, theirs)), tuple(clashes))


def _hash(of: Mapping[str, Any], at: str) -> str | None:
    return short_hash(of[at]) if at in of else None


def _assemble(found: Mapping[str, Any], theirs: Schema) -> Schema:
    """Build a schema from parts, with keywords in the order of the catalogue's schema."""
    schema: Schema = {key: {} for key in theirs if key in _SPLIT_KEYWORDS and is_dict(theirs[key])}
    for at, value in found.items():
        key, *name = split_pointer(at)
        if name:
            schema.setdefault(key, {})[name[0]] = value
        else:
            schema[key] = value
    return {
        key: schema[key] for key in {**dict.fromkeys(k for k in theirs if k in schema), **schema}
    }


def _drop_missing_required(schema: Schema) -> Schema:
    """Remove from `required` the properties that one side removed."""
    required, properties = schema.get("required", ABSENT), schema.get("properties")
    if not (is_list(required) and is_dict(properties)):
        return schema
    left = [name for name in required if name in properties]
    rest = {key: value for key, value in schema.items() if key != "required"}
    return schema if left == required else {**rest, **({"required": left} if left else {})}

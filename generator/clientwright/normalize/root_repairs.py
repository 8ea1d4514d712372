"""The repair of a root that leaves its properties to a reference, to `allOf` or to branches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.schema.additional_properties import describes_unnamed
from clientwright.schema.equality import json_equal
from clientwright.schema.references import BadReference, inline_references

ROOT_OBJECT = "root-object"
"""A root without properties of its own, whose parts are all objects, becomes an object with theirs."""
_CHOICES = ("anyOf", "oneOf")


def repair_root_object(node: RepairContext) -> RepairOutcome:
    """Write the type, and the properties of all branches, at a root that leaves them to its parts."""
    if node.pointer or node.name or not {"$ref", "allOf", *_CHOICES} & node.schema.keys():
        return unchanged(node)
    try:
        inlined = inline_references(node.schema)
    except BadReference:
        return unchanged(node)
    if not _is_object(inlined):
        return unchanged(node)
    found = dict[str, Any]()
    if "type" not in node.schema:
        found["type"] = "object"
    if not _own_properties(inlined) and (properties := dict(_branch_properties(inlined))):
        found["properties"] = properties
        if "required" not in node.schema and (required := _always_required(inlined)):
            found["required"] = required
    notes = (node.record_repair(key, ROOT_OBJECT, ABSENT, value) for key, value in found.items())
    return {**found, **node.schema}, tuple(notes)


def _is_object(schema: Any) -> bool:
    """Return whether a schema, without references, can only be meant for objects."""
    if not is_dict(schema):
        return False
    if "type" in schema:
        return bool(schema["type"] == "object")
    if is_dict(schema.get("properties")):
        return True
    parts = schema.get("allOf")
    if is_list(parts) and any(map(_is_object, parts)):
        return True
    return any(
        bool(branches) and all(map(_is_object, branches))
        for branches in (_branches(schema, word) for word in _CHOICES)
    )


def _branches(schema: Schema, word: str) -> Sequence[Any]:
    """Return the branches that an object may fit."""
    listed = schema.get(word)
    return [one for one in listed if one != {"type": "null"}] if is_list(listed) else []


def _own_properties(schema: Any) -> Schema:
    """Return the properties that a schema and the parts of its `allOf` name, without branches."""
    if not is_dict(schema):
        return {}
    found: Schema = {}
    parts = schema.get("allOf")
    for part in parts if is_list(parts) else ():
        found |= _own_properties(part)
    own = schema.get("properties")
    return found | own if is_dict(own) else found


def _branch_properties(schema: Schema) -> Iterator[tuple[str, Any]]:
    """Yield each property that a branch names, with what all branches together accept there."""
    branches = [
        one for part in _parts(schema) for word in _CHOICES for one in _branches(part, word)
    ]
    named = [_own_properties(one) or dict(_branch_properties(one)) for one in branches]
    for name in dict.fromkeys(name for one in named for name in one):
        is_open = any(
            name not in one and is_dict(branch) and describes_unnamed(branch)
            for one, branch in zip(named, branches, strict=True)
        )
        schemas = [one[name] for one in named if name in one]
        yield name, True if is_open else _either(schemas)


def _always_required(schema: Schema) -> list[str]:
    """Return the properties that every branch requires, in order."""
    found = list[str]()
    for part in _parts(schema):
        for word in _CHOICES:
            named = [_required(one) for one in _branches(part, word)]
            found += [name for name in (named or [[]])[0] if all(name in one for one in named)]
    return list(dict.fromkeys(found))


def _required(schema: Any) -> list[str]:
    """Return what a schema and the parts of its `allOf` require."""
    written = [part.get("required") for part in _parts(schema)]
    return [name for names in written if is_list(names) for name in names if isinstance(name, str)]


def _parts(schema: Any) -> Iterator[Schema]:
    if is_dict(schema):
        yield schema
        for part in schema["allOf"] if is_list(schema.get("allOf")) else ():
            yield from _parts(part)


def _either(schemas: Sequence[Any]) -> Any:
    """Return a schema that accepts what any of several schemas accepts."""
    distinct = list[Any]()
    for one in schemas:
        if not any(json_equal(_bare(one), _bare(other)) for other in distinct):
            distinct.append(one)
    if len(distinct) == 1:
        return distinct[0]
    listed = [_listed(one) for one in distinct]
    described = [one for one in distinct if is_dict(one) and "description" in one]
    texts: Schema = described[0] if described else {}
    title = {key: texts[key] for key in ("title", "description") if key in texts}
    if all(listed):
        values = dict.fromkeys(value for values in listed for value in values)
        return {**title, "type": "string", "enum": list(values)}
    return {**title, "anyOf": [_bare(one) for one in distinct]}


def _listed(schema: Any) -> list[str]:
    """Return the values of a schema that lists texts and says nothing else."""
    if not is_dict(schema) or _bare(schema).keys() - {"type", "enum", "const", "default"}:
        return []
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return values if is_list(values) and all(isinstance(one, str) for one in values) else []


def _bare(schema: Any) -> Any:
    return without_keywords(schema, "title", "description") if is_dict(schema) else schema

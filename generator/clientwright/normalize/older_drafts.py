"""`older-draft`: `dependencies`, a list of `items` and `additionalItems` become their 2020-12 form."""

from __future__ import annotations

from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.normalize.repair_context import RepairContext, RepairOutcome, without_keywords
from clientwright.normalize.repair_result import ABSENT, Repair

CODE = "older-draft"


def repair(node: RepairContext) -> RepairOutcome:
    """Write the keywords of draft 7 and older as those of 2020-12, where these are not taken."""
    schema, findings = node.schema, list[Repair]()
    for step in (_split_dependencies, _rename_item_list):
        after = step(schema)
        changed = (key for key in {**schema, **after} if schema.get(key) != after.get(key))
        findings += (
            node.record_repair(key, CODE, schema.get(key, ABSENT), after.get(key, ABSENT))
            for key in changed
        )
        schema = after
    return schema, tuple(findings)


def _split_dependencies(schema: dict[str, Any]) -> dict[str, Any]:
    """Split `dependencies` by what they hold: names of properties, or schemas."""
    needs = schema.get("dependencies")
    taken = {"dependentRequired", "dependentSchemas"} & schema.keys()
    if not is_dict(needs) or taken or not all(map(_is_dependency, needs.values())):
        return schema
    names = {name: need for name, need in needs.items() if is_list(need)}
    schemas = {name: need for name, need in needs.items() if name not in names}
    found = without_keywords(schema, "dependencies")
    found |= {"dependentRequired": names} if names else {}
    return found | ({"dependentSchemas": schemas} if schemas else {})


def _is_dependency(value: object) -> bool:
    return isinstance(value, (bool, dict)) or (
        is_list(value) and all(isinstance(name, str) for name in value)
    )


def _rename_item_list(schema: dict[str, Any]) -> dict[str, Any]:
    """Write a list of `items` as `prefixItems`, and what applies to the others as `items`."""
    listed, rest = schema.get("items"), schema.get("additionalItems")
    if "prefixItems" in schema or ("additionalItems" in schema and not _is_schema(rest)):
        return schema
    if not is_list(listed):
        return without_keywords(schema, "additionalItems")
    if not listed or not all(map(_is_schema, listed)):
        return schema
    found = {**without_keywords(schema, "items", "additionalItems"), "prefixItems": listed}
    return found if rest is None else {**found, "items": rest}


def _is_schema(value: object) -> bool:
    return isinstance(value, (bool, dict))

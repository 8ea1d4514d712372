"""The nodes of an input at which a payload can be broken: every property and item that the schema names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.base import Payload
from clientwright.rules.json_edit import MISSING, ensure_path, matching_pointers, value_at
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.testing.payloads.payload_generator import ROOT_PATH, GenerationSession


@dataclass(frozen=True, slots=True)
class InputNode:
    """A node of the input: its path in payloads, and its schema."""

    path: JsonPath
    schema: Mapping[str, Any]

    @property
    def pointer(self) -> str:
        """Its JSON Pointer inside the input schema."""
        return self.path.schema_pointer()

    @property
    def name(self) -> str:
        """Its name in reports and ids: `multi_prompt[].duration`."""
        path = "".join("[]" if step is EACH_ITEM else f".{step}" for step in self.path.steps)
        return path.removeprefix(".")


def iter_input_nodes(schema: Mapping[str, Any], path: JsonPath = ROOT_PATH) -> Iterator[InputNode]:
    """Yield every node below a schema, in its order.

    Branches (`anyOf` and similar) and the items of an array with `prefixItems` are left out.
    """
    yield InputNode(path, schema)
    properties = schema.get("properties", {})
    for name, sub in properties.items() if is_dict(properties) else ():
        if is_dict(sub):
            yield from iter_input_nodes(sub, JsonPath((*path.steps, name)))
    items = schema.get("items")
    if is_dict(items) and path.steps and "prefixItems" not in schema:
        yield from iter_input_nodes(items, JsonPath((*path.steps, EACH_ITEM)))


def ensure_present(payload: Payload, node: InputNode, context: GenerationSession) -> bool:
    """Add a value at a node while every rule stays kept; return whether that was possible."""
    ensure_path(payload, node.path, context)
    settled = not context.try_repair(payload)
    if not any(
        value_at(payload, slot) is not MISSING for slot in matching_pointers(node.path, payload)
    ):
        ensure_path(payload, node.path, context)
        settled = not context.with_pins(*matching_pointers(node.path, payload)).try_repair(payload)
    return settled

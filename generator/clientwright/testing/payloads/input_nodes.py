"""The places of an input that a payload can be broken at: every property and item that the schema names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.json_types import is_dict
from clientwright.rules.generation_context import Payload
from clientwright.rules.json_edit import MISSING, ensure_path, matching_pointers, value_at
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.testing.payloads.generation.payload_generator import ROOT_PATH, GenerationSession


@dataclass(frozen=True, slots=True)
class InputNode:
    """A place: where it stands in payloads, and its schema."""

    path: JsonPath
    schema: Mapping[str, Any]

    @property
    def pointer(self) -> str:
        """Its JSON Pointer inside the input schema."""
        return self.path.schema_pointer()

    @property
    def name(self) -> str:
        """Its name for people and ids: `multi_prompt[].duration`."""
        said = "".join("[]" if step is EACH_ITEM else f".{step}" for step in self.path.steps)
        return said.removeprefix(".")


def iter_input_nodes(schema: Mapping[str, Any], path: JsonPath = ROOT_PATH) -> Iterator[InputNode]:
    """Give every place below a schema, in its order; branches (`anyOf` and its like) are not entered.

    Nor are the items of an array of which the first ones have schemas of their own.
    """
    yield InputNode(path, schema)
    properties = schema.get("properties", {})
    for name, sub in properties.items() if is_dict(properties) else ():
        if is_dict(sub):
            yield from iter_input_nodes(sub, JsonPath((*path.steps, name)))
    items = schema.get("items")
    if is_dict(items) and path.steps and "prefixItems" not in schema:
        yield from iter_input_nodes(items, JsonPath((*path.steps, EACH_ITEM)))


def ensure_present(payload: Payload, site: InputNode, context: GenerationSession) -> bool:
    """Make sure that something stands at a place while every rule is kept; tell whether it could be done."""
    ensure_path(payload, site.path, context)
    settled = not context.try_repair(payload)
    if not any(
        value_at(payload, slot) is not MISSING for slot in matching_pointers(site.path, payload)
    ):
        ensure_path(payload, site.path, context)
        settled = not context.with_pins(*matching_pointers(site.path, payload)).try_repair(payload)
    return settled

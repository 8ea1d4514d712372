"""The nodes of an input at which a payload can be broken: every place for which the schema says something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.rules.base import Payload
from clientwright.rules.json_edit import MISSING, ensure_path, value_at
from clientwright.rules.json_path import EACH_ITEM
from clientwright.schema.narrowing import subschema_at
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.input_paths import InputPath, PathStep
from clientwright.testing.payloads.input_places import (
    Applied,
    TupleItem,
    UnnamedProperty,
    merged_schema,
)
from clientwright.testing.payloads.payload_generator import GenerationSession

ROOT = InputPath()
"""The path of the whole input."""


@dataclass(frozen=True, slots=True)
class InputNode:
    """A node of the input: its path in payloads, and the schema of its values.

    `own` is what the schema at the node's pointer says; below a branch the values must also fit
    what stands beside it.
    """

    path: InputPath
    schema: Mapping[str, Any]
    own: Mapping[str, Any]

    @property
    def pointer(self) -> str:
        """Its JSON Pointer inside the input schema."""
        return self.path.schema_pointer

    @property
    def name(self) -> str:
        """Its name in reports and ids: `multi_prompt[].duration`."""
        return self.path.name

    def slots(self, payload: Any) -> list[str]:
        """Return the pointers of its values in a payload."""
        return self.path.slots(payload)


def iter_input_nodes(schema: Schema) -> Iterator[InputNode]:
    """Yield every node below a schema, in its order."""
    return _nodes(ROOT, schema, schema)


def _nodes(path: InputPath, schema: Schema, own: Schema) -> Iterator[InputNode]:
    yield InputNode(path, schema, own)
    for step, sub, above in _children(path, schema, own):
        if is_dict(sub):
            values = sub if schema is own and above is None else _values_schema(sub, above)
            yield from _nodes(path.below(step), values, sub)


def _values_schema(sub: Schema, above: Any) -> Schema:
    """Return the schema of the values of a child: what it says itself, and what is said beside it."""
    if not is_dict(above) or above == sub:
        return sub
    parts = above["allOf"] if above.keys() == {"allOf"} else [above]
    return merged_schema({}, *parts)


def _children(path: InputPath, schema: Schema, own: Schema) -> Iterator[tuple[PathStep, Any, Any]]:
    """Yield the steps below a node, each with its own schema, and with that of the values if that differs."""
    yield from _properties(schema, own)
    if path.steps:
        yield from _items(schema, own)
    for step, sub in _applied(own):
        yield step, sub, _narrowed(schema, step)


def _narrowed(schema: Schema, step: Applied) -> Any:
    """Return the schema of the values to which a further one applies; None if the two cannot be merged."""
    with suppress(GenerationError):
        return InputPath((step,)).narrow(schema)
    return None


def _properties(schema: Schema, own: Schema) -> Iterator[tuple[PathStep, Any, Any]]:
    named, patterns = _dict(own.get("properties")), _dict(own.get("patternProperties"))
    for name, sub in named.items():
        yield name, sub, _other(schema, own, "properties", name)
    known = tuple(named), tuple(patterns)
    for pattern, sub in patterns.items():
        step = UnnamedProperty(*known, pattern)
        yield step, sub, _other(schema, own, "patternProperties", pattern)
    if sub := own.get("additionalProperties"):
        yield UnnamedProperty(*known), sub, _other(schema, own, "additionalProperties")


def _items(schema: Schema, own: Schema) -> Iterator[tuple[PathStep, Any, Any]]:
    first = own.get("prefixItems", ())
    for n, sub in enumerate(first if is_list(first) else ()):
        yield TupleItem(n), sub, _other(schema, own, "prefixItems", n)
    if "items" in own:
        step: PathStep = TupleItem(len(first), follows=True) if first else EACH_ITEM
        yield step, own["items"], _other(schema, own, "items")


def _other(schema: Schema, own: Schema, *steps: str | int) -> Any:
    """Return what a merged schema says at some steps, None if it is what the node itself says."""
    if schema is own:
        return None
    found = subschema_at(schema, [str(step) for step in steps])
    return found or None


def _applied(own: Schema) -> Iterator[tuple[Applied, Any]]:
    """Yield the schemas that say more of the same value."""
    for keyword in ("allOf", "anyOf", "oneOf"):
        for n, sub in enumerate(own.get(keyword, ())):
            yield Applied((keyword, str(n))), sub
    for keyword in ("then", "else") if "if" in own else ():
        if keyword in own:
            yield Applied((keyword,)), own[keyword]
    for name, sub in _dict(own.get("dependentSchemas")).items():
        yield Applied(("dependentSchemas", name)), sub


def _dict(value: Any) -> Schema:
    return value if is_dict(value) else {}


def ensure_present(payload: Payload, node: InputNode, context: GenerationSession) -> bool:
    """Add a value at a node while every rule stays kept; return whether that was possible."""
    plain = node.path.plain
    if plain is None:
        return not context.try_repair(payload) and bool(node.slots(payload))
    ensure_path(payload, plain, context)
    settled = not context.try_repair(payload)
    if not any(value_at(payload, slot) is not MISSING for slot in node.slots(payload)):
        ensure_path(payload, plain, context)
        settled = not context.with_pins(*node.slots(payload)).try_repair(payload)
    return settled

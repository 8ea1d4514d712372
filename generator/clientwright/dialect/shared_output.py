"""Whether an endpoint's output is the one that all endpoints of the service share."""

from __future__ import annotations

from clientwright.dialect.canonical import same
from clientwright.dialect.node import without
from clientwright.dialect.words import lift
from clientwright.sources.json_values import is_object
from clientwright.spec.jsontext import Schema


def agrees(output: Schema, shared: Schema) -> bool:
    """Tell whether an output schema says the same as the shared one, of some or all of its properties."""
    wanted, _ = lift(shared)
    own, known = output.get("properties"), wanted.get("properties")
    if not is_object(own) or not is_object(known):
        return same(output, wanted)
    listed = all(name in known and same(schema, known[name]) for name, schema in own.items())
    return listed and same(without(output, "properties"), without(wanted, "properties"))

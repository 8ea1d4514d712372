"""The fields that a refusal names, resolved in the schema of the input that it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.specs.wire_facts import NamedFieldsPlace
from clientwright.testing.targets.decision import FieldSteps
from clientwright.testing.wire_answers import value_in_body

_WRAPPER_WORDS = frozenset(
    "body input request query payload data json params arguments root model form".split()
) | {"__root__", "__all__", "non_field_errors"}
"""Names for the whole input, or for what contains it."""

_USUAL_PLACE = NamedFieldsPlace()
_BRANCHES = ("anyOf", "oneOf", "allOf")
_WORD = re.compile("[a-z][a-z0-9_]*")
_SPLIT = re.compile(r"[^.\[\]/$'\"]+")


def named_fields(
    body: Any, schema: Schema, place: NamedFieldsPlace = _USUAL_PLACE
) -> tuple[FieldSteps, ...]:
    """Return the fields that the list of a refusal names; none if one of its locations matches no field."""
    listed = value_in_body(body, place.items)
    found_in = listed if is_list(listed) else []
    locs = [value_in_body(one, place.field) for one in found_in if is_dict(one)]
    found = [
        list(_location_fields(loc, schema))
        for loc in locs
        if loc and (is_list(loc) or _is_text(loc))
    ]
    return tuple(field for fields in found for field in fields) if all(found) else ()


def _location_fields(loc: Any, schema: Schema) -> Iterator[FieldSteps]:
    """Yield the fields that a location may mean: a first step may be a field or a wrapper."""
    parts = loc if is_list(loc) else [loc]
    steps = [step for part in parts for step in _split_location(part, schema)]
    inner = steps[1:] if steps and steps[0] in _WRAPPER_WORDS else []
    read = dict.fromkeys((_resolve_field(steps, schema), _resolve_field(inner, schema)))
    if any(read):
        yield from filter(None, read)
    elif (
        schema and len(steps) == 1 and _WORD.fullmatch(steps[0]) and steps[0] not in _WRAPPER_WORDS
    ):
        yield (steps[0],)


def _split_location(part: Any, schema: Schema) -> list[str]:
    """Split `$.f`, `f.g[0]` and `/f/0` into steps, unless a field has exactly that name."""
    text = str(part)
    return [text] if text in _properties(schema) else _SPLIT.findall(text)


def _resolve_field(steps: Iterable[str], schema: Schema) -> FieldSteps:
    """Return the path to a field, skipping unknown steps; an item's field without an index ends it."""
    found, here = list[str](), [schema]
    for step in steps:
        items = [one["items"] for one in _with_branches(here) if is_dict(one.get("items"))]
        below = [
            one for sub in _with_branches(here) if (one := _properties(sub).get(step)) is not None
        ]
        if not below and not (step.isdecimal() and items):
            if any(step in _properties(one) for one in _with_branches(items)):
                break
            continue
        found.append(step)
        here = [one for one in (below or items) if is_dict(one)]
    return tuple(found)


def _with_branches(schemas: Iterable[Schema]) -> Iterator[Schema]:
    """Yield schemas and their branches."""
    for schema in schemas:
        yield schema
        for word in _BRANCHES:
            yield from _with_branches(one for one in schema.get(word, ()) if is_dict(one))


def _properties(schema: Schema) -> dict[str, Any]:
    found = schema.get("properties")
    return found if is_dict(found) else {}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)

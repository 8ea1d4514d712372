"""Random schemas of the whole dialect, and one to three edits of each, for the brute-force tests."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

Schema = dict[str, Any]

NAMES = ("a", "b", "c", "ab", "d")
SCALARS: tuple[Any, ...] = ("a", "b", "aa", "ab", "", 1, 2, 3, 0, -1, 0.5, 1.5, True, False, None)
BOUNDS: tuple[tuple[str, tuple[Any, ...], float], ...] = (
    ("minimum", (-1, 0, 1, 2, 0.5, 1.5), 0.4),
    ("maximum", (1, 2, 3, 5, 2.5, 10), 0.4),
    ("exclusiveMinimum", (-1, 0, 1), 0.15),
    ("exclusiveMaximum", (3, 4, 5.5), 0.15),
    ("multipleOf", (1, 2, 0.5, 3, 0.1), 0.2),
)
LENGTHS: tuple[tuple[str, tuple[Any, ...], float], ...] = (
    ("minLength", (0, 1, 2, 3), 0.3),
    ("maxLength", (1, 2, 3, 4), 0.3),
    ("pattern", ("^a", "b$", "^a+$", "^[ab]*$"), 0.2),
    ("x-media", ({"kind": "image"}, {"kind": "image", "formats": ["png"]}), 0.05),
)
SIZES: tuple[tuple[str, tuple[Any, ...], float], ...] = (
    ("minItems", (0, 1, 2), 0.3),
    ("maxItems", (1, 2, 3, 4), 0.4),
    ("uniqueItems", (True,), 0.15),
)
COUNTS: tuple[tuple[str, tuple[Any, ...], float], ...] = (
    ("minProperties", (0, 1, 2), 0.08),
    ("maxProperties", (1, 2, 3), 0.08),
    ("propertyNames", ({"maxLength": 1}, {"pattern": "^[ab]"}), 0.04),
)
ANNOTATIONS: tuple[tuple[str, tuple[Any, ...], float], ...] = (
    ("default", SCALARS, 0.12),
    ("deprecated", (True,), 0.05),
    ("format", ("uri", "email"), 0.05),
    ("description", ("a", "b"), 0.05),
)
WEIGHTS = {
    "string": 4, "integer": 4, "number": 3, "boolean": 1, "null": 1, "enum": 2, "any": 1,
    "array": 4, "object": 5, "anyOf": 2, "oneOf": 1, "allOf": 1, "not": 1, "if": 1,
}  # fmt: skip
DEEP = ("array", "object", "anyOf", "oneOf", "allOf", "not", "if")


def _some(r: Random, table: tuple[tuple[str, tuple[Any, ...], float], ...]) -> Schema:
    return {w: copy.deepcopy(r.choice(values)) for w, values, odds in table if r.random() < odds}


def random_schema(r: Random, depth: int, kind: str = "") -> Schema:
    """Return a random schema, of a kind if given."""
    known = [k for k in WEIGHTS if depth or k not in DEEP]
    kind = kind or r.choices(known, [WEIGHTS[k] for k in known])[0]
    return {**_OF[kind](r, max(0, depth - 1)), **_some(r, ANNOTATIONS)}


def _array(r: Random, depth: int) -> Schema:
    found = {"type": "array", **_some(r, SIZES)}
    if r.random() < 0.85:
        found["items"] = random_schema(r, depth)
    if r.random() < 0.1:
        found["prefixItems"] = [random_schema(r, 0)]
    if r.random() < 0.1:
        found["contains"] = random_schema(r, 0)
    return found


def objects(r: Random, depth: int) -> Schema:
    """Return a random schema of objects."""
    names = r.sample(NAMES, r.randint(0, 3))
    found: Schema = {"type": "object", **_some(r, COUNTS)}
    if names:
        found["properties"] = {name: random_schema(r, depth) for name in names}
        if r.random() < 0.4:
            found["required"] = r.sample(names, r.randint(1, len(names)))
    if len(names) > 1 and r.random() < 0.1:
        found["dependentRequired"] = {names[0]: [names[1]]}
    if r.random() < 0.3:
        found["additionalProperties"] = r.choice([False, True, random_schema(r, 0)])
    if r.random() < 0.06:
        found["patternProperties"] = {r.choice(["^a", "b$"]): random_schema(r, 0)}
    return found


def _random_enum(r: Random, depth: int) -> Schema:
    unique = {repr(value): value for value in r.choices(SCALARS, k=r.randint(1, 4))}
    return {"enum": list(unique.values())} if r.random() < 0.7 else {"const": r.choice(SCALARS)}


def _branches(word: str) -> Callable[[Random, int], Schema]:
    return lambda r, depth: {word: [random_schema(r, depth) for _ in range(r.randint(1, 3))]}


def _condition(r: Random, depth: int) -> Schema:
    parts = {word: random_schema(r, depth) for word in ("if", "then", "else")}
    return {"type": r.choice(["number", "string", "object"]), **parts}


_OF: dict[str, Callable[[Random, int], Schema]] = {
    "string": lambda r, _: {"type": "string", **_some(r, LENGTHS)},
    "integer": lambda r, _: {"type": "integer", **_some(r, BOUNDS)},
    "number": lambda r, _: {"type": "number", **_some(r, BOUNDS)},
    "boolean": lambda r, _: {"type": "boolean"},
    "null": lambda r, _: {"type": "null"},
    "any": lambda r, _: {},
    "enum": _random_enum,
    "array": _array,
    "object": objects,
    **{word: _branches(word) for word in ("anyOf", "oneOf", "allOf")},
    "not": lambda r, depth: {
        "type": r.choice(["string", "integer"]),
        "not": random_schema(r, depth),
    },
    "if": _condition,
}


def parts(found: Any) -> Iterator[Schema]:
    """Yield a schema and every one below it."""
    if isinstance(found, dict):
        yield found
        for word, value in found.items():
            below = value if isinstance(value, list) else [value]
            if word in ("properties", "patternProperties"):
                below = list(value.values())
            if word not in ("enum", "const", "default", "required", "x-media", "dependentRequired"):
                for inner in below:
                    yield from parts(inner)


def wrap_schema(r: Random, schema: Schema) -> Schema:
    """Return a schema spelled as a choice or a conjunction, sometimes with another branch."""
    found = copy.deepcopy(schema)
    kind = found.get("type")
    if isinstance(kind, str) and r.random() < 0.3:
        return {**found, "type": [kind, "null"]} if kind != "null" else found
    other = r.choice([{"type": "null"}, random_schema(r, 0)])
    word = r.choice(["anyOf", "oneOf", "allOf"])
    return {word: [found, *([other] if word != "allOf" and r.random() < 0.7 else [])]}


def edit_schema(r: Random, whole: Schema) -> Schema:
    """Return a copy with one random edit."""
    found = copy.deepcopy(whole)
    part = r.choice(list(parts(found)))
    named = [one for one in parts(found) if one.get("properties")]
    r.choice(_EDITS)(r, part, r.choice(named) if named else {"properties": {}})
    return {**found, "type": "object"}


def _drop(r: Random, part: Schema, _: Schema) -> None:
    if part:
        del part[r.choice(sorted(part))]


def _take_over(r: Random, part: Schema, _: Schema) -> None:
    kind = part.get("type")
    other = random_schema(r, 1, kind if isinstance(kind, str) else "")
    if other:
        word = r.choice(sorted(other))
        part[word] = other[word]


def _anew(r: Random, part: Schema, _: Schema) -> None:
    part.clear()
    part.update(random_schema(r, 1))


def _or_null(r: Random, part: Schema, _: Schema) -> None:
    if isinstance(part.get("type"), str) and part["type"] != "null":
        part["type"] = [part["type"], "null"]


def _wrap(r: Random, part: Schema, _: Schema) -> None:
    inner = dict(part)
    part.clear()
    part[r.choice(["anyOf", "oneOf", "allOf"])] = [inner, random_schema(r, 0)]


def _add(r: Random, _: Schema, named: Schema) -> None:
    named["properties"][r.choice([*NAMES, "new"])] = random_schema(r, 1)


def _remove(r: Random, _: Schema, named: Schema) -> None:
    if named["properties"]:
        del named["properties"][r.choice(sorted(named["properties"]))]


def _rename(r: Random, _: Schema, named: Schema) -> None:
    if named["properties"]:
        name = r.choice(sorted(named["properties"]))
        named["properties"][f"{name}_2"] = named["properties"].pop(name)


def _require(r: Random, _: Schema, named: Schema) -> None:
    if named["properties"]:
        required = {*named.pop("required", ())} ^ {r.choice(sorted(named["properties"]))}
        named.update({"required": sorted(required)} if required else {})


def _rest(r: Random, _: Schema, named: Schema) -> None:
    named["additionalProperties"] = r.choice([True, False, random_schema(r, 0)])


_EDITS: tuple[Callable[[Random, Schema, Schema], None], ...] = (
    _drop, _take_over, _take_over, _anew, _or_null, _wrap, _add, _remove, _rename, _require, _rest,
)  # fmt: skip


def random_schema_pair(r: Random) -> tuple[Schema, Schema]:
    """Return an input, and the same after one to three edits."""
    old = objects(r, 2)
    new = old
    for _ in range(r.randint(1, 3)):
        new = edit_schema(r, new)
    return old, new

"""Strategies for schemas whose values can be constructed: every supported keyword, by type, nested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from codegen.schema_strategies import NUMBERS, SCALARS, VALUES

Strategy = st.SearchStrategy[Any]

NAMES = ("a", "b", "c", "né é", "$x/~")
PATTERNS = (
    "a",
    "^a",
    "b$",
    "^a+b?$",
    "[ab]c",
    "a{2}",
    "^$",
    "^[A-Z][a-z0-9_-]{2,9}$",
    "^[^/\\s]+$",
    "^(cat|dog)s?$",
    "^\\d+:\\d{1,2}$",
    "^.{3}$",
    "[^a]",
    "\\W",
    "^[\\w.]+@[\\w.]+$",
)
COUNTS = st.integers(0, 4)
LARGE_COUNTS = st.sampled_from([0, 1, 5, 30, 100, 5000])
MEDIA = st.fixed_dictionaries(
    {"kind": st.sampled_from(["image", "video", "audio"])},
    optional={
        "formats": st.lists(
            st.sampled_from(["png", "jpg", "jpeg", "mp4", "wav", "svg"]), min_size=1, unique=True
        )
    },
)


def schemas(depth: int = 2) -> Strategy:
    """Return schemas nested to a depth; some fit nothing."""
    kinds = {**_SCALARS, **(_container_schemas(depth - 1) if depth else {})}
    plain = st.one_of(*kinds.values())
    return (
        st.one_of(plain, plain, enums(), combinators(depth - 1), mixed_types()) if depth else plain
    )


def strings() -> Strategy:
    """Return schemas of texts: length, pattern, medium."""
    return _typed_schema(
        "string",
        minLength=COUNTS,
        maxLength=COUNTS | LARGE_COUNTS,
        pattern=st.sampled_from(PATTERNS),
        format=st.just("uri"),
    ) | _typed_schema("string", **{"x-media": MEDIA, "maxLength": LARGE_COUNTS})


def numbers(kind: str) -> Strategy:
    """Return schemas of numbers: bounds and step."""
    return _typed_schema(
        kind,
        minimum=NUMBERS,
        exclusiveMinimum=NUMBERS,
        maximum=NUMBERS,
        exclusiveMaximum=NUMBERS,
        multipleOf=st.sampled_from([1, 2, 3, 0.5, 2.0, 0.1, 7]),
    )


def arrays(inner: Strategy) -> Strategy:
    """Return schemas of arrays: items and size."""
    return _typed_schema(
        "array",
        items=inner | st.booleans(),
        prefixItems=st.lists(inner, min_size=1, max_size=3),
        minItems=COUNTS,
        maxItems=COUNTS | LARGE_COUNTS,
        uniqueItems=st.booleans(),
    )


def objects(inner: Strategy) -> Strategy:
    """Return schemas of objects: properties, their number and their dependencies."""
    names = st.sampled_from(NAMES)
    some = st.lists(names, max_size=3, unique=True)
    return _typed_schema(
        "object",
        properties=st.dictionaries(names, inner, max_size=4),
        required=some,
        dependentRequired=st.dictionaries(names, some, max_size=2),
        minProperties=COUNTS,
        maxProperties=COUNTS,
        additionalProperties=inner | st.booleans(),
        patternProperties=st.dictionaries(st.sampled_from(["^a", "b", "^.$"]), inner, max_size=1),
    )


def enums() -> Strategy:
    """Return schemas of listed values, sometimes with a type that some of them do not have."""
    enum = st.fixed_dictionaries({"enum": st.lists(VALUES, min_size=1, max_size=4)})
    typed = _typed_schema("string", enum=st.lists(SCALARS, min_size=1, max_size=4))
    return enum | typed | st.fixed_dictionaries({"const": VALUES})


def combinators(depth: int) -> Strategy:
    """Return schemas with branches besides keywords."""
    several = st.lists(schemas(max(depth, 0)), min_size=1, max_size=3)
    beside = st.just(dict[str, Any]()) | schemas(0)
    words = st.sampled_from(["allOf", "anyOf", "oneOf"])
    return st.builds(lambda rest, word, subs: {**rest, word: subs}, beside, words, several)


def mixed_types() -> Strategy:
    """Return schemas of several types, each with its own keywords."""
    kinds = st.lists(st.sampled_from(sorted(_SCALARS)), min_size=1, max_size=3, unique=True)
    bounds = st.fixed_dictionaries(
        {}, optional={"minimum": NUMBERS, "maxLength": COUNTS, "minItems": COUNTS}
    )
    return st.builds(lambda types, rest: {"type": types, **rest}, kinds, bounds)


def inputs() -> Strategy:
    """Return schemas of whole inputs: objects with a few properties that depend on each other."""
    return objects(schemas(1)).map(lambda schema: {**_FULLER, **schema})


def _typed_schema(kind: str, **optional: Strategy) -> Strategy:
    return st.fixed_dictionaries({"type": st.just(kind)}, optional=optional)


_FULLER: Mapping[str, Any] = {"properties": {"a": {"type": "string"}}}
_SCALARS: Mapping[str, Strategy] = {
    "string": strings(),
    "integer": numbers("integer"),
    "number": numbers("number"),
    "boolean": _typed_schema("boolean"),
    "null": _typed_schema("null"),
}


def _container_schemas(depth: int) -> Mapping[str, Strategy]:
    made: Mapping[str, Callable[[Strategy], Strategy]] = {"array": arrays, "object": objects}
    return {kind: make(schemas(depth)) for kind, make in made.items()}


def schemas_with_siblings() -> Strategy:
    """Return schemas whose branches use the same keywords as the schema around them."""
    kinds = [objects(schemas(0)), arrays(schemas(0)), numbers("integer"), numbers("number"), strings()]  # fmt: skip
    return st.one_of(*map(_with_same_kind, kinds))


def _with_same_kind(kind: Strategy) -> Strategy:
    def joined(base: Any, word: str, subs: Any, more: str, others: Any) -> Any:
        return {**base, word: subs, **({more: others} if others else {})}

    words = st.sampled_from(["allOf", "anyOf", "oneOf"])
    some, perhaps = st.lists(kind, min_size=1, max_size=3), st.lists(kind, max_size=2)
    return st.builds(joined, kind, words, some, st.sampled_from(["allOf", "anyOf"]), perhaps)

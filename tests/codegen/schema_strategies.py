"""Hypothesis strategies: schemas with any mixture of 2020-12 keywords, and values to validate."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = ("a", "b", "c")
TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
TEXTS = st.sampled_from(["", "a", "b", "ab", "abc", "aab", "é", "\U0001f600", "5", "A"])
NUMBERS = st.one_of(
    st.integers(-3, 8), st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.5, 3.0, 5.0, -1.0, 10**20, 1e20])
)
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=6,
)
COUNTS = st.integers(0, 3)


def schemas(depth: int = 2) -> st.SearchStrategy[Any]:
    """Return schemas of a few keywords each, nested up to a depth."""
    tables = {**value_keywords(), **(subschema_keywords(depth - 1) if depth else {})}
    return st.lists(st.sampled_from(sorted(tables)), min_size=0, max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: tables[name] for name in names})
    )


def value_keywords() -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy of values for each keyword without subschemas."""
    kinds = st.sampled_from(TYPES)
    return {
        "type": kinds | st.lists(kinds, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=4),
        "const": VALUES,
        "multipleOf": st.sampled_from([1, 2, 3, 0.5, 2.0]),
        "maximum": NUMBERS,
        "exclusiveMaximum": NUMBERS,
        "minimum": NUMBERS,
        "exclusiveMinimum": NUMBERS,
        "maxLength": COUNTS,
        "minLength": COUNTS,
        "pattern": st.sampled_from(["a", "^a", "b$", "^a+b?$", "[ab]c", "a{2}", "^$"]),
        "maxItems": COUNTS,
        "minItems": COUNTS,
        "uniqueItems": st.booleans(),
        "minContains": COUNTS,
        "maxContains": COUNTS,
        "maxProperties": COUNTS,
        "minProperties": COUNTS,
        "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
        "dependentRequired": st.dictionaries(
            st.sampled_from(NAMES),
            st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
            max_size=2,
        ),
    }


def subschema_keywords(depth: int) -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy of values for each keyword with subschemas."""
    inner = schemas(depth) | st.booleans()
    several = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    return {
        "items": inner,
        "prefixItems": several,
        "contains": inner,
        "properties": named,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b", "c$"]), inner, max_size=2),
        "additionalProperties": inner,
        "propertyNames": inner,
        "dependentSchemas": st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
        "if": inner,
        "then": inner,
        "else": inner,
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
    }


def schemas_using(keyword: str) -> st.SearchStrategy[Any]:
    """Return schemas that use one keyword, perhaps beside others or under a type it applies to."""
    own = {**value_keywords(), **subschema_keywords(1)}[keyword]
    return st.builds(lambda rest, value: {**rest, keyword: value}, schemas(1), own)


KEYWORDS = sorted({**value_keywords(), **subschema_keywords(0)})

"""The schema interpreter agrees with the jsonschema library, keyword by keyword."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.runtime.schema_interpreter import equality_key, find_faults

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([0.0, 1.0, 2.5, -1.5, 5.0]),
    st.sampled_from(["", "a", "ab", "b1", "é", "👍", "abcd"]),
)
KEYS = st.sampled_from(["a", "b", "ab", "c1"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
COUNT = st.integers(0, 4)
NUMBER = st.integers(-4, 4) | st.sampled_from([0.5, 2.0, -1.5])
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
NAMES = st.lists(KEYS, unique=True, max_size=3)
PATTERNS = st.sampled_from(["^a", "b$", "[0-9]", "a|b"])


def keyword_strategies(schemas: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy of arguments for every keyword."""
    several = st.lists(schemas, min_size=1, max_size=3)
    named = st.dictionaries(KEYS, schemas, max_size=3)
    return {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "multipleOf": st.integers(1, 4),
        **dict.fromkeys(["maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"], NUMBER),
        **dict.fromkeys(["maxLength", "minLength", "maxItems", "minItems"], COUNT),
        **dict.fromkeys(["maxProperties", "minProperties", "minContains", "maxContains"], COUNT),
        "pattern": PATTERNS,
        "uniqueItems": st.booleans(),
        "required": NAMES,
        "dependentRequired": st.dictionaries(KEYS, NAMES, max_size=2),
        **dict.fromkeys(["items", "contains", "additionalProperties", "not"], schemas),
        **dict.fromkeys(["propertyNames", "if", "then", "else"], schemas),
        **dict.fromkeys(["prefixItems", "allOf", "anyOf", "oneOf"], several),
        **dict.fromkeys(["properties", "dependentSchemas"], named),
        "patternProperties": st.dictionaries(PATTERNS, schemas, max_size=2),
    }


LEAF = st.one_of(
    st.booleans(),
    *(
        st.fixed_dictionaries({key: keyword_strategies(st.nothing())[key]})
        for key in ("type", "const", "minimum", "maxLength", "required", "pattern", "minItems")
    ),
)
KEYWORDS = keyword_strategies(LEAF)
SCHEMAS = st.fixed_dictionaries({}, optional=KEYWORDS)


def near(argument: Any) -> st.SearchStrategy[Any]:
    """Yield values around an argument: equal, one more, one less, of that size, inside it."""
    if isinstance(argument, list):
        return st.sampled_from([*argument, argument, dict.fromkeys(map(str, argument), 1)])
    if isinstance(argument, bool) or not isinstance(argument, int | float):
        return st.just(argument)
    sizes = [size for size in range(int(argument) - 1, int(argument) + 2) if size >= 0]
    shapes = [("é" * n, [1] * n, {str(k): 1 for k in range(n)}) for n in sizes]
    numbers = [argument - 1, argument, float(argument), argument + 1, argument + 0.5]
    return st.sampled_from([*numbers, *(one for shape in shapes for one in shape)])


def agrees(schema: Any, value: Any) -> bool:
    """Return whether interpreter and library agree."""
    ours = not list(find_faults(schema, value))
    return ours is Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize("keyword", sorted(KEYWORDS))
@given(data=st.data())
def test_single_keyword_matches_jsonschema(keyword: str, data: st.DataObject) -> None:
    """A single keyword accepts the same values as in the library."""
    argument = data.draw(KEYWORDS[keyword])
    assert agrees({keyword: argument}, data.draw(near(argument) | VALUES))


@given(SCHEMAS, VALUES)
def test_keyword_combinations_match_jsonschema(schema: Any, value: Any) -> None:
    """Keywords that depend on each other match the library, too."""
    assert agrees(schema, value)


@given(st.booleans(), VALUES)
def test_boolean_schemas(schema: bool, value: Any) -> None:
    """The schema true accepts everything, false nothing."""
    assert (not list(find_faults(schema, value))) is schema


@given(st.integers(-(10**30), 10**30), st.integers(0, 12), st.integers(1, 10**4), st.integers(0, 6))
def test_multiples_are_exact(a: int, e: int, b: int, f: int) -> None:
    """A number is a multiple if its written decimals are, regardless of floating point."""
    value, step = float(f"{a}e-{e}"), float(f"{b}e-{f}")
    expected = (Fraction(repr(value)) / Fraction(repr(step))).denominator == 1
    assert (not list(find_faults({"multipleOf": step}, value))) is expected


def test_three_tenths_are_a_multiple_of_a_tenth() -> None:
    """0.3 and 1e308 are multiples of 0.1."""
    assert not list(find_faults({"multipleOf": 0.1}, 0.3))
    assert not list(find_faults({"multipleOf": 0.1}, 1e308))
    assert list(find_faults({"multipleOf": 0.1}, 0.35))


@given(VALUES, VALUES)
def test_equality_matches_const(a: Any, b: Any) -> None:
    """Two values have one equality key exactly if const accepts one for the other."""
    assert (equality_key(a) == equality_key(b)) is Draft202012Validator({"const": a}).is_valid(b)


@given(SCHEMAS, VALUES)
def test_fault_paths_exist(schema: Any, value: Any) -> None:
    """Every fault's path leads to something in the value."""
    found = list(find_faults(schema, value))
    assume(found)
    for flaw in found:
        at: Any = value
        for step in flaw.path:
            at = at[step]
        assert flaw.message


RECORD = {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}}
UNFIT: dict[str, tuple[dict[str, Any], Any, str]] = {
    "none of any": (
        {"anyOf": [RECORD, {"type": "string"}]},
        {"url": 5},
        "it should fit one of 2 branches, but fits none "
        "(1: url: it should be of type string; 2: it should be of type string)",
    ),
    "none of one": (
        {"oneOf": [RECORD, {"maximum": 3}]},
        5,
        "it should fit exactly one of 2 branches, but fits none "
        "(1: it should be of type object; 2: it should be at most 3)",
    ),
    "two of one": (
        {"oneOf": [{"minimum": 3}, RECORD, {"minimum": 4}]},
        5,
        "it should fit exactly one of 3 branches, but fits 2 of them (1, 3)",
    ),
    "none of many": (
        {"anyOf": [{"const": n} for n in range(8)]},
        9,
        "it should fit one of 8 branches, but fits none "
        "(1: it should be 0; 2: it should be 1; 3: it should be 2; 4: it should be 3; 5: it should be 4; and 3 more)",
    ),
}


@pytest.mark.parametrize("name", UNFIT)
def test_branches_are_told_in_words(name: str) -> None:
    """A value is told which branches it fits, or why it fits none of them, but no schema."""
    schema, value, message = UNFIT[name]
    assert [fault.message for fault in find_faults(schema, value)] == [message]

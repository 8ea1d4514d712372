"""Client, sandbox and oracle take the same value for the default of a field that is absent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientwright.rules.json_path import JsonPath
from clientwright.rules.kinds.value_forbids_value import ValueForbidsValue
from codegen import support
from judges.three_judges import judges

INTEGER: dict[str, Any] = {"type": "integer"}
NULL: dict[str, Any] = {"type": "null"}
OTHER = {"type": "string"}


def by_default(value: int) -> dict[str, Any]:
    """Return the schema of a whole number with a default."""
    return {**INTEGER, "default": value}


def objects(field: Any) -> dict[str, Any]:
    """Return the schema of objects with the field `f`, and another one."""
    return {"type": "object", "properties": {"f": field, "g": INTEGER}}


DEFAULTS: dict[str, tuple[Any, int | None]] = {
    "of the property": (by_default(1), 1),
    "beside branches": ({"anyOf": [INTEGER, NULL], "default": 1}, 1),
    "in one of several branches": ({"anyOf": [by_default(1), NULL]}, None),
    "in a branch of another type": ({"oneOf": [OTHER, by_default(1)]}, None),
    "in each branch": ({"anyOf": [by_default(1), {**OTHER, "default": "a"}]}, None),
    "in equal branches": ({"anyOf": [by_default(1), by_default(1)]}, None),
    "in the only branch": ({"oneOf": [by_default(1)]}, 1),
    "beside and in branches": ({"anyOf": [by_default(2), NULL], "default": 1}, 1),
    "in a schema that applies": ({"allOf": [INTEGER, by_default(1)]}, 1),
    "in the first that applies": ({"allOf": [{"allOf": [by_default(1)]}, by_default(2)]}, 1),
    "in what is kept apart": ({"allOf": [INTEGER, {"if": {"minimum": 5}, "then": {"maximum": 8}, "default": 1}]}, 1),
    "in a definition": ({"$ref": "#/$defs/one"}, 1),
    "beside a reference": ({"$ref": "#/$defs/two", "default": 1}, 1),
    "in a branch that refers": ({"anyOf": [{"$ref": "#/$defs/one"}, NULL]}, None),
    "in a condition": ({**INTEGER, "if": {"default": 1}, "then": {"default": 1}}, None),
    "in a negation": ({**INTEGER, "not": {"const": 5, "default": 1}}, None),
}  # fmt: skip
"""For each way to write a field: its schema, and the value that counts where it is absent, if any."""


def answers(package: str, spec: Any, payload: Any) -> set[bool]:
    """Return what the judges say of a payload, once each."""
    return set(judges(package, spec).answers(payload).values())


def endpoint(root: Any, path: str, other: str, value: int) -> Any:
    """Return an endpoint in which two fields must not both have a value; `other` has it if it is given."""
    rule = ValueForbidsValue(
        field=JsonPath.parse(path), value=value, other=JsonPath.parse(other), forbidden=(value,)
    )
    definitions = {"one": by_default(1), "two": by_default(2)}
    return support.endpoint({**root, "$defs": definitions}, rules=(rule,))


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_default_counts_where_it_applies_to_every_value(package: str, name: str) -> None:
    """A default is an annotation: it counts unless it is in a branch, of which another one may apply."""
    field, expected = DEFAULTS[name]
    for value in (1, 2):
        spec = endpoint(objects(field), "$.f", "$.g", value)
        assert answers(package, spec, {"g": value}) == {value != expected}, value


OBJECTS: dict[str, Any] = {
    "plain": lambda inner: inner,
    "nullable": lambda inner: {**inner, "type": ["object", "null"]},
    "null in a branch": lambda inner: {"anyOf": [NULL, inner]},
    "a text in a branch": lambda inner: {"oneOf": [inner, OTHER]},
    "a schema that applies": lambda inner: {"allOf": [inner, {"minProperties": 1}]},
    "the only branch": lambda inner: {"anyOf": [inner]},
}


@pytest.mark.parametrize("around", OBJECTS)
@pytest.mark.parametrize(
    "name", ["of the property", "in one of several branches", "in a definition"]
)
def test_defaults_count_in_the_only_branch_that_is_an_object(
    package: str, around: str, name: str
) -> None:
    """An object can only fit a branch for objects: the defaults of its fields count as in any other object."""
    field, expected = DEFAULTS[name]
    root = {"type": "object", "properties": {"o": OBJECTS[around](objects(field))}}
    spec = endpoint(root, "$.o.f", "$.o.g", 1)
    assert answers(package, spec, {"o": {"g": 1}}) == {expected != 1}
    root = {
        "type": "object",
        "properties": {"l": {"type": "array", "items": OBJECTS[around](objects(field))}},
    }
    spec = endpoint(root, "$.l[*].f", "$.l[*].g", 1)
    assert answers(package, spec, {"l": [{"g": 1}]}) == {expected != 1}


FIELDS: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from((INTEGER, by_default(1), by_default(2), {"default": 1}, {"$ref": "#/$defs/one"}, NULL, OTHER)),
    lambda inner: st.builds(
        lambda word, parts, beside: {word: parts, **beside},
        st.sampled_from(("anyOf", "oneOf", "allOf")),
        st.lists(inner, min_size=1, max_size=3),
        st.sampled_from(({}, {}, {"default": 2}, {"minimum": 1}, {"$ref": "#/$defs/two"}, {"not": {"const": 7}})),
    ),
    max_leaves=5,
)  # fmt: skip


@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(FIELDS, st.sampled_from(sorted(OBJECTS)), st.sampled_from((1, 2)))
def test_judges_agree_on_defaults(package: str, field: Any, around: str, value: int) -> None:
    """However a field and the object around it are composed, all judges take the same default, or none."""
    root = {"type": "object", "properties": {"o": OBJECTS[around](objects(field))}}
    assert len(answers(package, endpoint(root, "$.o.f", "$.o.g", value), {"o": {"g": value}})) == 1

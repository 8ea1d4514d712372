"""A root without properties of its own gets those of its parts, and accepts what it accepted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.root_repairs import ROOT_OBJECT
from normalize.schemas import raw_endpoint
from sources.support import SERVICE

TEXT = {"type": "string"}
A = {"type": "object", "properties": {"mode": {"const": "a"}, "p": TEXT}, "required": ["mode", "p"]}
B = {"properties": {"mode": {"const": "b"}, "n": {"type": "integer"}}, "required": ["n", "mode"]}


def repaired(schema: Any) -> Any:
    """Repair a root that has no problem."""
    result = repair_endpoint(raw_endpoint(schema), SERVICE)
    assert not result.problems
    assert {one.code for one in result.repairs} <= {ROOT_OBJECT, "implied-type"}
    return result.schema


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_branches_give_the_root_their_properties(word: str) -> None:
    """Listed texts of several branches are joined, and what every branch requires is required."""
    found = repaired({word: [A, B]})
    assert found["type"] == "object"
    assert found["properties"] == {
        "mode": {"type": "string", "enum": ["a", "b"]},
        "p": TEXT,
        "n": {"type": "integer"},
    }
    assert found["required"] == ["mode"]


def test_a_name_of_an_open_branch_may_be_anything() -> None:
    """Where another branch is open, a property is not restricted at the root."""
    found = repaired({"anyOf": [A, {**B, "additionalProperties": True}]})
    assert (found["properties"]["p"], found["properties"]["n"]) == (True, {"type": "integer"})


@pytest.mark.parametrize(
    "root",
    [
        {"$ref": "#/$defs/A", "$defs": {"A": A}},
        {"allOf": [{"$ref": "#/$defs/A"}, {"properties": {"z": TEXT}}], "$defs": {"A": A}},
    ],
)
def test_a_reference_gives_the_root_its_type(root: Any) -> None:
    """A root that refers to an object, or joins several, is one; its properties stay where they are."""
    assert repaired(root).keys() == {"type", *root}


@pytest.mark.parametrize(
    "root",
    [
        {"type": "object", "properties": {"p": TEXT}, "oneOf": [{"required": ["p"]}]},
        {"anyOf": [A, TEXT]},
        {"$ref": "#/$defs/T", "$defs": {"T": TEXT}},
        {"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}},
    ],
)
def test_other_roots_stay(root: Any) -> None:
    """A root with properties, one that may be no object, and a broken reference are not changed."""
    result = repair_endpoint(raw_endpoint(root), SERVICE)
    assert ROOT_OBJECT not in {one.code for one in result.repairs}


FIELDS = st.sampled_from([TEXT, {"type": "integer"}, {"const": "a"}, {"enum": ["a", "b"]}, {}])
BRANCHES = st.builds(
    lambda named, required: {
        "type": "object",
        "properties": named,
        "required": [name for name in required if name in named],
        "additionalProperties": False,
    },
    st.dictionaries(st.sampled_from("pqr"), FIELDS, min_size=1),
    st.lists(st.sampled_from("pqr"), unique=True),
)
PAYLOADS = st.dictionaries(st.sampled_from("pqr"), st.sampled_from(["a", "b", "c", 1, None]))


@given(st.lists(BRANCHES, min_size=1, max_size=3), st.sampled_from(["anyOf", "oneOf"]), PAYLOADS)
def test_the_root_accepts_what_its_branches_accept(branches: Any, word: str, payload: Any) -> None:
    """With closed branches, a repaired root accepts exactly the objects that it accepted before."""
    before = {word: branches}
    result = repair_endpoint(raw_endpoint(before), SERVICE)
    one, other = (Draft202012Validator(s).is_valid(payload) for s in (before, result.schema))
    assert one == other

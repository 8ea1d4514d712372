"""Real breaks are shown whatever conditions and choices stand around the edit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientwright.evolution.diff import Compatibility
from clientwright.io.json_types import Schema
from evolution.diff.support import diff_inputs, diff_outputs, wrap_property

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NONE = Compatibility.UNCHANGED


def one(**fields: Any) -> Schema:
    """Return an object with these fields."""
    return {"type": "object", "properties": fields}


def case(name: str, then: Schema) -> Schema:
    """Return an object with a condition on `a`."""
    return {
        **one(a={"enum": ["x", "y"]}, b=WHOLE),
        "if": {"properties": {"a": {"const": name}}, "required": ["a"]},
        "then": then,
    }


def at_most(bound: int) -> Schema:
    """Return a condition on `b`."""
    return {"properties": {"b": {"maximum": bound}}}


EITHER: Schema = {"oneOf": [{"required": ["x"]}, {"required": ["y"]}]}
TAGGED: Schema = {
    "oneOf": [
        {"properties": {"kind": {"const": "i"}, "x": WHOLE}, "required": ["kind"]},
        {"properties": {"kind": {"const": "s"}, "y": TEXT}, "required": ["kind"]},
    ]
}
NUMBERED: Schema = {
    "if": {"properties": {"x": {"enum": ["ab"]}}},
    "then": {"properties": {"b": {"enum": ["never"]}}, "required": ["y"]},
}
AROUND: dict[str, Schema] = {"either": EITHER, "tagged": TAGGED, "conditional": NUMBERED}
FIELDS: dict[str, Schema] = {"x": {}, "y": {}, "kind": TEXT}
NARROWER: dict[str, tuple[Schema, Schema]] = {
    "bound": (one(**FIELDS, b={**WHOLE, "maximum": 15}), one(**FIELDS, b={**WHOLE, "maximum": 10})),
    "step": (
        one(**FIELDS, b={**WHOLE, "multipleOf": 2}),
        one(**FIELDS, b={**WHOLE, "multipleOf": 3}),
    ),
    "type": (one(**FIELDS, b={"type": ["string", "null"]}), one(**FIELDS, b=TEXT)),
    "required": (one(**FIELDS, b=WHOLE), {**one(**FIELDS, b=WHOLE), "required": ["b"]}),
    "removed": (one(**FIELDS, b=WHOLE), {**one(**FIELDS), "additionalProperties": False}),
}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("edit", NARROWER)
def test_break_beside_choices_is_shown(edit: str, around: str) -> None:
    """A field that is narrowed breaks requests, alone, in an object and in an array, and widened breaks responses."""
    old, new = ({**side, **AROUND[around]} for side in NARROWER[edit])
    wraps: list[Any] = [
        lambda s: s,
        wrap_property,
        lambda s: wrap_property({"type": "array", "items": s}),
    ]
    for wrap in wraps:
        assert diff_inputs(wrap(old), wrap(new)).compatibility is Compatibility.BREAKING
        assert diff_outputs(wrap(new), wrap(old)).compatibility is Compatibility.BREAKING


BROKEN: dict[str, tuple[Schema, Schema]] = {
    "then is stricter": (case("x", at_most(9)), case("x", at_most(5))),
    "if is another": (case("x", at_most(5)), case("y", at_most(5))),
    "if is wider": (case("x", at_most(5)), {**case("x", at_most(5)), "if": {}}),
    "then of fewer types": (
        case("x", {"properties": {"c": {}}, "required": ["c"]}),
        case("x", {"properties": {"c": WHOLE}, "required": ["c"]}),
    ),
    "a choice of fields": (
        one(a=TEXT, b=WHOLE, c=TEXT),
        {**one(a=TEXT, b=WHOLE, c=TEXT), "anyOf": [at_most(4), {"properties": {"c": {"const": "q"}}}]},
    ),
}  # fmt: skip


SHORT: Schema = {**TEXT, "minLength": 2, "maxLength": 2, "pattern": "^(a|bb)$"}
BROKEN |= {
    "beside a text of a pattern and a length": (
        {**one(c=SHORT, b={}), "required": ["c"]},
        {**one(c=SHORT, b=WHOLE), "required": ["c"]},
    ),
    "no text of a pattern and a length": (one(c=SHORT), one(c={**SHORT, "maxLength": 1})),
}


def test_fields_without_a_name_are_counted() -> None:
    """A response with more fields than its schema names shows that their number was bounded."""
    bounded = {**one(a=TEXT, b=TEXT), "required": ["a"], "maxProperties": 2}
    for old in (bounded, wrap_property(bounded), {**bounded, "dependentRequired": {"b": ["a"]}}):
        new = json.loads(json.dumps(old).replace('"maxProperties": 2', '"minProperties": 0'))
        assert diff_outputs(old, new).compatibility is Compatibility.BREAKING


@pytest.mark.parametrize("name", BROKEN)
def test_stricter_condition_is_shown(name: str) -> None:
    """A condition that refuses more breaks requests, and its reverse breaks responses."""
    old, new = BROKEN[name]
    for wrap in (lambda s: s, wrap_property):
        assert diff_inputs(wrap(old), wrap(new)).compatibility is Compatibility.BREAKING
        assert diff_outputs(wrap(new), wrap(old)).compatibility is Compatibility.BREAKING


def test_witness_of_a_stricter_condition_fits_it() -> None:
    """The witness meets the condition, and breaks what then applies."""
    (change,) = diff_inputs(case("x", at_most(9)), case("x", at_most(5))).changes
    assert change.witness is not None
    assert change.witness.value["a"] == "x"
    assert 5 < change.witness.value["b"] <= 9


EITHER_REQUIRED: Schema = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
WITH_A: Schema = {**one(a=TEXT, b=TEXT), "required": ["a"]}
LIST: Schema = {"type": "array", "items": WHOLE}
IDLE: dict[str, tuple[Schema, Schema]] = {
    "a field that no object has": (
        one(b=WHOLE),
        {**one(b=WHOLE), "dependentRequired": {"a": ["b"]}},
    ),
    "another type": (one(c=LIST), one(c={**LIST, "not": {"type": "boolean"}})),
    "another listed value": (one(c=LIST), one(c={**LIST, "not": {"enum": [1, "a"]}})),
    "a branch that always fits": (WITH_A, {**WITH_A, **EITHER_REQUIRED}),
    "a condition that never holds": (
        one(a={"enum": ["x"]}, b=WHOLE),
        {**one(a={"enum": ["x"]}, b=WHOLE), "if": {"properties": {"a": {"const": "q"}}, "required": ["a"]}, "then": at_most(1)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IDLE)
def test_condition_that_changes_nothing_is_no_change(name: str) -> None:
    """A condition that all accepted objects keep has no effect, in a request and in a response."""
    old, new = IDLE[name]
    for wrap in (lambda s: s, wrap_property):
        for before, after in ((wrap(old), wrap(new)), (wrap(new), wrap(old))):
            assert diff_inputs(before, after).compatibility is NONE
            if name != "a field that no object has":  # a response may have it
                assert diff_outputs(before, after).compatibility is NONE


def test_dependency_of_an_unknown_field_matters_in_a_response() -> None:
    """A response may have fields that its schema does not name."""
    old, new = IDLE["a field that no object has"]
    assert diff_outputs(old, new).compatibility is Compatibility.COMPATIBLE
    assert diff_outputs(new, old).compatibility is Compatibility.BREAKING


OUTER: Schema = {"anyOf": [one(p=one(z=TEXT)), one(p=one(y=TEXT))]}


def test_field_that_an_outer_branch_describes_matters() -> None:
    """An object is not closed to the fields that a branch around it describes."""
    for rest in ({"dependentRequired": {"z": ["b"]}}, {"not": {"required": ["z"]}}):
        old, new = ({**OUTER, **one(p={**one(b=TEXT), **more})} for more in ({}, rest))
        wraps = (wrap_property(old), wrap_property(new))
        assert diff_inputs(*wraps).compatibility is not NONE
        assert diff_inputs(*wraps).compatibility is not Compatibility.COMPATIBLE


PART: Schema = {"required": ["b"], "type": "object"}


def test_condition_of_one_branch_is_not_taken_for_the_whole() -> None:
    """What one alternative of a choice requires is no less for what is required beside the choice."""
    old = {**one(a=TEXT, b=TEXT), "required": ["a"], "dependentRequired": {"b": ["a"]}}
    new = {**old, "anyOf": [PART, {"type": "null"}]}
    assert (
        diff_inputs(wrap_property(old), wrap_property(new)).compatibility is Compatibility.BREAKING
    )

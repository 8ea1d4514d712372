"""Real breaks are shown whatever conditions and choices stand around the edit."""

from __future__ import annotations

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

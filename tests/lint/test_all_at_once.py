"""One run reports every error: a fault in one place hides none in another."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.lint import lint_endpoint
from clientwright.problems import Severity
from lint.support import endpoint, object_schema

NO_NUMBER = {"type": "integer", "minimum": 5, "maximum": 3}
FAULTS: dict[str, Any] = {
    "reference": {"$ref": "#/$defs/gone"},
    "reference in a branch": {"anyOf": [{"$ref": "#/$defs/gone"}, {"type": "null"}]},
    "reference of items": {"type": "array", "items": {"$ref": "other.json"}},
    "type": {"type": "flot"},
    "keyword": {"type": "string", "maxLength": "many"},
    "schema": "a word",
    "pattern": {"type": "string", "pattern": "(?<!a)b"},
    "default": {"type": "integer", "maximum": 3, "default": 5},
    "unsupported": {"type": "array", "unevaluatedItems": False},
    "required": {"type": "object", "properties": {"n": NO_NUMBER}, "required": ["n"]},
    "media": {"type": "string", "x-media": {"kind": "smell"}},
    "names": {"type": "object", "properties": {"a-b": {}, "a.b": {}}},
}


def errors(*names: str) -> set[tuple[str, str]]:
    """Return code and pointer of every error in an input with these faults, one in each field."""
    fields = {f"f{n}": FAULTS[name] for n, name in enumerate(names)}
    schema = {**object_schema(it={"type": "string"}, **fields), "required": [*fields]}
    return {
        (problem.code, problem.location.pointer)
        for problem in lint_endpoint(endpoint(schema))
        if problem.severity is Severity.ERROR
    }


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_an_error_of_its_field(name: str) -> None:
    """Every fault of the table is an error by itself, in its own field."""
    found = errors(name)
    assert found
    assert all(pointer.startswith("/input/properties/f0") for _, pointer in found)


@pytest.mark.parametrize("one", FAULTS)
def test_a_fault_hides_no_other(one: str) -> None:
    """Two faults in two fields give the errors that each of them gives alone."""
    for other in FAULTS:
        second = {(code, at.replace("/f0", "/f1", 1)) for code, at in errors(other)}
        assert errors(one, other) == errors(one) | second, other

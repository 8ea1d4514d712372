"""The names that objects may have, found at once, are those that are not forbidden one by one."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.possible_names import allowed_names, is_forbidden
from clientwright.schema.semantics import ValueGenerator
from codegen.schema_strategies import NAMES, schemas


@given(schemas(1))
@example({"properties": {"a": False, "b": {}}, "additionalProperties": False})
@example({"properties": {"a": True}, "patternProperties": {"^a": False}})
@example({"propertyNames": {"const": "b"}})
def test_names_are_allowed_unless_they_are_forbidden(schema: Any) -> None:
    """Of any names, those that a schema allows are those that it forbids no object, in their order."""
    generator = ValueGenerator(SimplestChoiceSource())
    expected = [name for name in NAMES if not is_forbidden(generator, schema, name)]
    assert allowed_names(generator, schema, NAMES) == expected

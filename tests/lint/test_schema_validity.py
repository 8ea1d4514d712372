"""The schema that schemas are checked against is the meta-schema of JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.lint.schema_validity import flat_meta_schema
from lint.test_laws import ATOMS, LOOSE, SCHEMAS

WHOLE: Any = Draft202012Validator(Draft202012Validator.META_SCHEMA)
FLAT: Any = Draft202012Validator(flat_meta_schema())
WORDS = st.sampled_from([*flat_meta_schema()["properties"], "other"])
NESTED = st.recursive(
    ATOMS | SCHEMAS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def errors(validator: Any, schema: Any) -> set[tuple[str, str]]:
    """Return where each error is, and its message."""
    return {(error.json_path, error.message) for error in validator.iter_errors(schema)}


@settings(max_examples=300)
@given(st.one_of(LOOSE, SCHEMAS, NESTED))
def test_flat_meta_schema_finds_the_same_errors(schema: Any) -> None:
    """Whatever a schema contains, the meta-schema and its flat form find the same errors."""
    assert errors(FLAT, schema) == errors(WHOLE, schema)


def test_every_keyword_is_checked() -> None:
    """A wrong value of each keyword of every vocabulary is an error in both."""
    for word in flat_meta_schema()["properties"]:
        for value in (3.5, "a b", {"a": 3}, [{"type": 3}], {"a": {"type": 3}}, "#a"):
            assert errors(FLAT, {word: value}) == errors(WHOLE, {word: value}), word

"""Keywords: each of JSON Schema 2020-12 is in one list; walking reaches every schema and no data."""

from __future__ import annotations

import importlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.json_pointer import resolve_pointer
from clientwright.schema.keywords import (
    ALL_KEYWORDS,
    ANNOTATION_KEYWORDS,
    ASSERTION_KEYWORDS,
    REFERENCE_KEYWORDS,
    UNSUPPORTED_KEYWORDS,
)
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.walk import map_subschemas, walk_schemas

REGISTRY: Any = importlib.import_module("jsonschema_specifications").REGISTRY
ONE = ["items", "contains", "additionalProperties", "propertyNames", "if", "then", "else", "not"]
NAMES = st.sampled_from(["a", "a/b", "m~n", "", "items", "$ref"])
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.sampled_from([{}, {"type": "string"}, {"const": {"not": {}}}, {"enum": [{"items": {}}]}]),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(ONE), inner, max_size=2),
        st.dictionaries(st.sampled_from(["allOf", "prefixItems"]), st.lists(inner, max_size=2), max_size=2),
        st.dictionaries(st.sampled_from(["properties", "$defs", "dependentSchemas"]), st.dictionaries(NAMES, inner, max_size=2)),
    ),
    max_leaves=8,
)  # fmt: skip


def test_every_standard_keyword_is_in_one_list() -> None:
    """The lists cover all 2020-12 vocabularies and do not overlap."""
    standard: set[str] = set()
    for uri in REGISTRY:
        if "/draft/2020-12/meta/" in uri:
            standard |= set(REGISTRY.contents(uri).get("properties", {}))
    assert len(standard) > 50
    assert standard <= ALL_KEYWORDS
    lists = (
        ASSERTION_KEYWORDS,
        ANNOTATION_KEYWORDS,
        frozenset(UNSUPPORTED_KEYWORDS),
        REFERENCE_KEYWORDS,
    )
    assert sum(map(len, lists)) == len(ALL_KEYWORDS)
    assert standard | {MEDIA_KEYWORD, "$recursiveRef", "$recursiveAnchor"} == ALL_KEYWORDS


@given(SCHEMAS)
def test_walk_yields_each_schema_at_its_pointer(schema: Any) -> None:
    """Each schema is yielded once with its pointer, the root first, and never inside a const or an enum."""
    found = list(walk_schemas(schema))
    assert all(resolve_pointer(schema, pointer) == sub for pointer, sub in found)
    assert len({pointer for pointer, _ in found}) == len(found)
    assert not any("/const" in pointer or "/enum" in pointer for pointer, _ in found)
    assert not isinstance(schema, dict) or found[0] == ("", schema)


@given(SCHEMAS)
def test_map_and_walk_reach_the_same_schemas(schema: Any) -> None:
    """A copy made by map_subschemas is equal, and visits each schema that walk_schemas yields."""
    visited: set[str] = set()

    def rebuild(pointer: str, sub: Any) -> Any:
        if not isinstance(sub, dict):
            return sub
        visited.add(pointer)
        return map_subschemas(sub, rebuild, pointer)

    assert rebuild("", schema) == schema
    assert visited == {pointer for pointer, _ in walk_schemas(schema)}


@given(
    st.dictionaries(
        st.sampled_from([*ONE, "properties", "allOf", "$defs"]),
        st.integers() | st.lists(st.none()) | st.text(),
    )
)
def test_walk_skips_invalid_values(schema: dict[str, Any]) -> None:
    """Keyword values of the wrong kind are skipped: the meta-schema reports them."""
    assert list(walk_schemas(schema))[:1] == [("", schema)]

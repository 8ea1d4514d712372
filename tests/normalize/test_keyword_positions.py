"""Schemas are walked by position: a property may have the name of any keyword."""

from __future__ import annotations

import pytest

from clientwright.normalize.keyword_values import KNOWN_KEYWORDS, SUBSCHEMA_KEYWORDS
from clientwright.normalize.repair_registry import repair_endpoint
from normalize.schemas import raw_endpoint
from sources.support import SERVICE

KEYWORDS = sorted(KNOWN_KEYWORDS | {"nullable", "validations"})


@pytest.mark.parametrize("name", KEYWORDS)
def test_property_named_like_keyword_is_a_property(name: str) -> None:
    """A property's name is never read as a keyword, and its schema is repaired like any other."""
    inner = {"type": "float", "title": "A title", "maximum": 2, "default": 9}
    document = {"type": "object", "properties": {name: inner}, "required": [name, "gone"]}
    repaired = repair_endpoint(raw_endpoint(document), SERVICE)
    assert repaired.schema == {
        "type": "object",
        "properties": {name: {"type": "number", "maximum": 2}},
        "required": [name],
    }
    assert list(repaired.words.values()) == [{"title": "A title"}]
    assert not repaired.problems


@pytest.mark.parametrize("name", sorted(KEYWORDS))
def test_values_are_not_repaired(name: str) -> None:
    """`default`, `const`, `enum` and `examples` contain data, never schemas."""
    value = {name: {"type": "float", "title": "no title"}}
    it = {"const": value, "enum": [value], "default": value, "examples": [value]}
    repaired = repair_endpoint(raw_endpoint({"type": "object", "properties": {"it": it}}), SERVICE)
    assert repaired.schema["properties"]["it"] == it
    assert (repaired.repairs, repaired.problems, repaired.words) == ((), (), {})


@pytest.mark.parametrize("keyword", sorted(SUBSCHEMA_KEYWORDS))
def test_subschemas_of_every_keyword_are_repaired(keyword: str) -> None:
    """Every keyword that contains schemas is walked."""
    wrong, right = {"type": "int", "title": "Words"}, {"type": "integer"}
    wrappers = {"one": lambda it: it, "many": lambda it: [it], "named": lambda it: {"a": it}}
    wrap = wrappers[SUBSCHEMA_KEYWORDS[keyword].value]
    document = {"type": "object", "properties": {"it": {"type": "string", keyword: wrap(wrong)}}}
    repaired = repair_endpoint(raw_endpoint(document), SERVICE)
    now = "$defs" if keyword == "definitions" else keyword
    assert repaired.schema["properties"]["it"] == {"type": "string", now: wrap(right)}
    assert [*repaired.words.values()] == [{"title": "Words"}]

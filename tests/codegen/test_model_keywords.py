"""Generated models against JSON Schema, keyword by keyword, with `jsonschema` as the oracle."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.schema.closed_objects import unknown_fields
from clientwright.schema.keywords import ASSERTION_KEYWORDS, UNSUPPORTED_KEYWORDS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from codegen import schema_strategies, support

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def is_valid(schema: Any, payload: Any) -> bool:
    """Return whether a payload fits a schema as a closed client reads it: without fields that nothing describes."""
    library: Any = Draft202012Validator(schema)
    return library.is_valid(payload) and not list(unknown_fields(schema, payload, is_valid))


@pytest.mark.parametrize("keyword", schema_strategies.KEYWORDS)
def test_keyword_matches_jsonschema(package: str, keyword: str) -> None:
    """Whatever is beside it, a keyword is checked as in jsonschema, or refused with its location."""

    @settings(SLOW, max_examples=20)
    @given(
        st.lists(schema_strategies.schemas_using(keyword), min_size=3, max_size=3),
        st.lists(schema_strategies.VALUES, min_size=1, max_size=8),
    )
    def law(fragments: list[Any], values: list[Any]) -> None:
        properties = {f"x{n}": fragment for n, fragment in enumerate(fragments)}
        root = {"type": "object", "properties": properties}
        module = support.load_module(package, support.endpoint(root))
        if isinstance(module, support.GenerationRefusal):
            event(f"refused: {module.problems[0].code}")
            assert all(problem.location.pointer.startswith("/input") for problem in module.problems)
            return
        for payload in ({}, *({name: value} for name in properties for value in values)):
            assert support.accepts(module.Input, payload) == is_valid(root, payload), (
                root,
                payload,
            )

    law()


@SLOW
@given(
    fragment=schema_strategies.schemas(2),
    others=schema_strategies.schemas(1),
    values=st.lists(schema_strategies.VALUES, max_size=6),
)
def test_keyword_mixtures_match_jsonschema(
    package: str, fragment: Any, others: Any, values: list[Any]
) -> None:
    """Keywords at the root and in a field are checked together as in jsonschema."""
    root = {**others, "type": "object", "properties": {"a": fragment, "b": True}}
    module = support.load_module(package, support.endpoint(root))
    if isinstance(module, support.GenerationRefusal):
        return
    for payload in (
        {},
        *({"a": value} for value in values),
        *({"b": 1, "a": value} for value in values),
    ):
        assert support.accepts(module.Input, payload) == is_valid(root, payload), (root, payload)


@pytest.mark.parametrize("keyword", sorted(UNSUPPORTED_KEYWORDS))
def test_unsupported_keyword_is_named(package: str, keyword: str) -> None:
    """An unsupported keyword is refused, with its name and location."""
    root = {
        "type": "object",
        "properties": {"x": {keyword: {} if keyword == "$vocabulary" else "#/x"}},
    }
    if keyword.startswith("unevaluated"):
        root["properties"]["x"][keyword] = False
    module = support.load_module(package, support.endpoint(root))
    assert isinstance(module, support.GenerationRefusal)
    assert any(
        p.location.pointer == f"/input/properties/x/{keyword}" or keyword in str(p)
        for p in module.problems
    )


def test_every_keyword_is_tested() -> None:
    """Every asserting keyword has a test above."""
    assert set(schema_strategies.KEYWORDS) == ASSERTION_KEYWORDS - {MEDIA_KEYWORD}

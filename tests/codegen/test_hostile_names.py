"""Hostile names: of properties, of endpoints, in rules and in references."""

from __future__ import annotations

import pytest

from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.kinds.sum_equals import SumEquals
from clientwright.specs.model_ids import invalid_id_reason
from codegen import support
from codegen.hostile_texts import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_hostile_property_names(package: str, name: str) -> None:
    """A property of any name can be set, is sent under that name, and does not affect the others."""
    spec = support.endpoint(
        {
            "type": "object",
            "properties": {
                name: {"type": "integer"},
                "other": {"type": "array", "items": {"type": "string"}},
            },
        }
    )
    module = support.load_module(package, spec)
    assert not isinstance(module, support.GenerationRefusal)
    payload = {name: 5, "other": ["a"]}
    assert module.ENDPOINT.request(payload).body == payload
    (python,) = set(module.Input.model_fields) - {"other"}
    assert module.ENDPOINT.request({python: 5}).body == {name: 5}


@pytest.mark.parametrize("name", NAMES)
def test_rules_on_hostile_names(package: str, name: str) -> None:
    """A rule is checked even if its fields have hostile names."""
    item = {"type": "object", "properties": {name: {"type": "integer", "default": 2}}}
    schema = {
        "type": "object",
        "properties": {"parts": {"type": "array", "items": item}, name: {"type": "integer"}},
    }
    rule = SumEquals(addends=JsonPath(("parts", EACH_ITEM, name)), total=JsonPath((name,)))
    module = support.load_module(package, support.endpoint(schema, rules=(rule,)))
    assert not isinstance(module, support.GenerationRefusal)
    assert module.ENDPOINT.request({"parts": [{name: 3}, {}], name: 5}).body
    assert not support.accepts_request(module, {"parts": [{name: 3}, {}], name: 6})


def test_python_name_clash_is_refused() -> None:
    """Two properties that would share a Python name are refused, with both locations."""
    spec = support.endpoint(
        {"type": "object", "properties": {"a-b": {"type": "string"}, "a_b": {"type": "string"}}}
    )
    refused = support.module_source(spec)
    assert isinstance(refused, support.GenerationRefusal)
    assert "'a-b'" in str(refused.problems[0])
    assert "'a_b'" in str(refused.problems[0])


@pytest.mark.parametrize(
    "id",
    [
        "a/../b",
        "a//b",
        "C:/b",
        "a/b\x00",
        "a/" + "b" * 300,
        "/a/b",
        "a\\b/c",
        "a",
        "a/b/c/d/e/f/g",
        "con/b",
        "a/.b",
        "a/b.",
    ],
)
def test_hostile_ids(id: str) -> None:
    """An id that could leave its folder, or is no valid file name anywhere, is refused with a reason."""
    assert invalid_id_reason(id)


@pytest.mark.parametrize(
    "ref",
    [
        "file:///etc/passwd",
        "https://example.com/s.json",
        "#",
        "#/properties/x",
        "other.json",
        "#/$defs/none",
    ],
)
def test_hostile_references(ref: str) -> None:
    """A reference to a file, to a host, to itself or to nothing is refused."""
    spec = support.endpoint({"type": "object", "properties": {"x": {"$ref": ref}}})
    refused = support.module_source(spec)
    assert isinstance(refused, support.GenerationRefusal)
    assert refused.problems[0].code == "broken-reference"

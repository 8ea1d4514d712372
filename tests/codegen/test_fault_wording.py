"""A fault is said in the same words and with the same code wherever the schema says what a value should be."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from codegen import support

TEXT: dict[str, Any] = {"type": "string"}
BROKEN: dict[str, tuple[Any, Any]] = {
    "maximum": ({"type": "integer", "maximum": 3}, 4),
    "exclusiveMaximum": ({"type": "number", "exclusiveMaximum": 3}, 3),
    "minimum": ({"type": "number", "minimum": 3}, 2.5),
    "exclusiveMinimum": ({"type": "number", "exclusiveMinimum": 3}, 3),
    "minLength": ({**TEXT, "minLength": 2}, "a"),
    "maxLength": ({**TEXT, "maxLength": 2}, "abc"),
    "minItems": ({"type": "array", "items": TEXT, "minItems": 2}, ["a"]),
    "maxItems": ({"type": "array", "items": TEXT, "maxItems": 1}, ["a", "b"]),
    "multipleOf": ({"type": "number", "multipleOf": 2}, 3),
    "media": ({**TEXT, "x-media": {"kind": "video"}}, "https://e.com/a.png"),
}
NULL = {"type": "null"}
IN_OTHER_PLACES: dict[str, Callable[[Any], Any]] = {
    "beside null": lambda it: {"anyOf": [it, NULL]},
    "in a branch": lambda it: {"oneOf": [it, {"type": "boolean"}]},
    "in every branch": lambda it: {"allOf": [it, {"not": {"const": "other"}}]},
    "if": lambda it: {"if": {"not": {"const": "other"}}, "then": it},
}


def faults_of(package: str, part: Any, value: Any) -> list[tuple[str, str, str]]:
    """Return path, code and message of the faults of a property."""
    root = {"type": "object", "properties": {"x": part}}
    module = support.load_module(package, support.endpoint(root))
    assert isinstance(module, ModuleType), module
    with pytest.raises(import_module(package).InvalidInput) as caught:
        module.ENDPOINT.request({"x": value})
    return [(fault.path, fault.code, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("place", IN_OTHER_PLACES)
def test_a_fault_is_worded_as_in_a_plain_field(package: str, name: str, place: str) -> None:
    """Whatever part of the client finds a fault, it has the code and the words of a plain field's."""
    schema, value = BROKEN[name]
    plain = faults_of(package, schema, value)
    assert [code for _, code, _ in plain] == [name]
    assert faults_of(package, IN_OTHER_PLACES[place](schema), value) == plain


@pytest.mark.parametrize("branch", [{"type": "integer"}, {"type": "array", "items": TEXT}])
def test_a_value_of_the_right_type_is_told_its_own_fault(package: str, branch: Any) -> None:
    """A text that breaks what is said of texts is not told that it might be something else."""
    for word in ("anyOf", "oneOf"):
        for schema, value in (BROKEN["media"], BROKEN["minLength"]):
            found = faults_of(package, {word: [branch, schema]}, value)
            assert found == faults_of(package, schema, value)


MEDIUM: Any = {"x-media": {"kind": "video"}}
HOLDING_A_MEDIUM: dict[str, tuple[Any, Any]] = {
    "not": ({**TEXT, "not": MEDIUM}, "https://e.com/a.mp4"),
    "contains": ({"type": "array", "contains": MEDIUM}, ["https://e.com/a.png"]),
    "oneOf": ({"oneOf": [NULL, MEDIUM]}, "https://e.com/a.png"),
    "anyOf": ({"anyOf": [{"minLength": 99}, MEDIUM]}, "https://e.com/a.png"),
}


@pytest.mark.parametrize("keyword", HOLDING_A_MEDIUM)
def test_no_fault_shows_an_object_of_the_runtime(package: str, keyword: str) -> None:
    """Whatever keyword has a medium in it, its faults show no repr of the runtime's own classes."""
    messages = [text for _, _, text in faults_of(package, *HOLDING_A_MEDIUM[keyword])]
    assert messages
    assert not any("Media(" in text for text in messages)

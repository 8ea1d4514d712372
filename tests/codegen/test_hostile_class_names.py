"""Properties whose classes would have the names of what modules import, or of what their tools use."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clientwright.codegen import code
from clientwright.specs.model import Endpoint
from codegen import support

TOOLS = (
    "BaseModel RootModel TypeAdapter Enum StrEnum List Dict Set Optional Union Model Model0 Config Type0 Planned0 Given0 "
    "object str Exception date datetime UUID Decimal Final Self Frozen super annotations conint Pattern AnyUrl"
).split()
NAMES = [*dict.fromkeys((*sorted(code.IMPORTED_NAMES), *TOOLS))]


def chain(name: str) -> list[str]:
    """Return the words of a name: `BaseModel` is spelled by a property `base` with a property `model`."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)]


def nested(names: list[str], inner: dict[str, Any]) -> dict[str, Any]:
    """Return an object that has the schema at the end of a chain of properties."""
    for name in reversed(names):
        inner = {"type": "object", "properties": {name: inner}}
    return inner


def inputs(name: str) -> dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Return schemas in which classes or aliases want a name, each with a value that fits and one that does not."""
    leaf, choice = {"type": "object", "properties": {"z": {"type": "integer"}}}, {"enum": ["a"]}
    spelled, snake = chain(name), "_".join(chain(name))
    ways = [("chain", spelled), ("nested", [name, *spelled]), ("snake", [snake]), ("as is", [name])]
    return {
        f"{way} {kind}": (nested(names, made), value(names, good), value(names, bad))
        for way, names in ways
        for kind, made, good, bad in (
            ("object", leaf, {"z": 3}, {"z": "x"}),
            ("choice", {"type": "string", **choice}, "a", "b"),
        )
    }


def value(names: list[str], inner: Any) -> dict[str, Any]:
    """Return a value that has another at the end of a chain of properties."""
    for name in reversed(names):
        inner = {name: inner}
    return inner


@pytest.mark.parametrize("name", NAMES)
def test_imported_names(package: str, name: str) -> None:
    """Properties may spell any name that a module imports, alone or as a chain: values are still checked as documented."""
    for way, (schema, good, bad) in inputs(name).items():
        module = support.load_module(package, support.endpoint(schema))
        assert not isinstance(module, support.GenerationRefusal), (way, module.problems)
        assert module.ENDPOINT.request(good).body == good, way
        assert not support.accepts_request(module, bad), way


@pytest.mark.parametrize("name", NAMES)
def test_imported_names_in_outputs(package: str, name: str) -> None:
    """The fields of an output may spell any name that a module imports."""
    schema, good, _ = inputs(name)["nested object"]
    plain = support.endpoint({"type": "object", "properties": {"prompt": {"type": "string"}}})
    spec = Endpoint(plain.id, plain.input, output=schema, words=plain.words, path=plain.path)
    module = support.load_module(package, spec)
    assert not isinstance(module, support.GenerationRefusal), module.problems
    found = module.ENDPOINT.output.model_validate(good)
    assert found.model_dump(by_alias=True, exclude_unset=True) == good


def test_rule_beside_a_class_of_its_name(package: str) -> None:
    """A property that would have a class named like a rule leaves the rule in force."""
    from clientwright.rules.json_path import JsonPath
    from clientwright.rules.kinds.sum_equals import SumEquals

    number = {"type": "integer"}
    inner = {
        "type": "object",
        "properties": {"equals": {"type": "object", "properties": {"z": {}}}},
    }
    schema = {"type": "object", "properties": {"sum": inner, "a": number, "b": number}}
    rule = SumEquals(addends=JsonPath(("a",)), total=JsonPath(("b",)))
    module = support.load_module(package, support.endpoint(schema, rules=(rule,)))
    assert not isinstance(module, support.GenerationRefusal), module.problems
    assert support.accepts_request(module, {"a": 1, "b": 1, "sum": {"equals": {"z": 1}}})
    assert not support.accepts_request(module, {"a": 1, "b": 2})

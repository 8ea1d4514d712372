"""Unions of objects: client, sandbox and oracle accept the same values, and all are sent as they are given."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from codegen import support
from judges.three_judges import judges

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
NAMES = ("k", "a", "b", "a-b", "a_b")
"""Names of properties; the last two have the same name in Python."""
SCALARS: st.SearchStrategy[Any] = st.sampled_from(
    (
        {"type": "integer"},
        {"type": "integer", "minimum": 2},
        {"type": "string"},
        {"type": "string", "enum": ["x", "y"]},
        {"const": "x"},
        {"const": "y"},
        {"const": 1},
        {"type": ["string", "null"]},
        {"type": "string", "x-media": {"kind": "image"}},
    )
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from((None, True, 1, 2, "x", "y", "z", "https://example.com/a.png")),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from((*NAMES, "z")), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


ELSEWHERE: tuple[Any, ...] = (
    {"if": {"required": ["k"]}, "then": {"properties": {"b": {"type": "integer"}}}},
    {"if": {"properties": {"z": {"const": 1}}, "required": ["z"]}, "then": {"required": ["k"]}},
    {"dependentSchemas": {"a": {"properties": {"a_b": {"type": "string"}}}}},
    {"dependentSchemas": {"k": {"additionalProperties": True}}},
    {"anyOf": [{"properties": {"b": {"properties": {"z": {}}}}}, {"maxProperties": 1}]},
    {"allOf": [{"if": {"required": ["k"]}, "then": {"patternProperties": {"^z": {}}}}]},
)
"""What may stand beside the properties of an object, and describe more fields of it."""


@st.composite
def objects(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> Any:
    """Return an object with some properties, of which some are required."""
    names = st.sampled_from(NAMES)
    properties = draw(st.dictionaries(names, inner, min_size=1, max_size=3))
    kinds = ("object", "object", ["object", "null"], ["object", "string"])
    found: dict[str, Any] = {"type": draw(st.sampled_from(kinds))}
    found |= {"properties": properties, "required": sorted(properties)[: draw(st.integers(0, 2))]}
    found |= draw(
        st.sampled_from(({}, {}, {"additionalProperties": False}, {"additionalProperties": True}))
    )
    return found | draw(st.sampled_from(({}, {}, {}, {"minProperties": 2}, {"patternProperties": {"^z": {}}}, *ELSEWHERE)))  # fmt: skip


OTHERS: st.SearchStrategy[Any] = st.sampled_from(
    (
        {"type": "null"},
        {"type": "string"},
        {"enum": ["x", 5]},
        {"type": "object"},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "array", "items": {"type": "string"}},
        {"required": ["a"]},
    )
)
BESIDE: st.SearchStrategy[Any] = st.sampled_from(
    ({}, {}, {}, {"type": "object"}, {"type": ["object", "null"]}, {"required": ["k"]}, {"minProperties": 1}, {"properties": {"a": {}}})
)  # fmt: skip


@st.composite
def unions(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> Any:
    """Return `anyOf` or `oneOf` of objects, of lists of objects, and of other values."""
    record = objects(inner)
    branch = (
        record | record | st.builds(lambda one: {"type": "array", "items": one}, record) | OTHERS
    )
    word = draw(st.sampled_from(("anyOf", "oneOf")))
    return {word: draw(st.lists(branch, min_size=2, max_size=4)), **draw(BESIDE)}


SCHEMAS = unions(st.recursive(SCALARS, lambda inner: objects(inner) | unions(inner), max_leaves=3))
_FITTING: dict[str, tuple[Any, ...]] = {
    "integer": (1, 2, 3), "string": ("x", "y", "https://example.com/a.png"), "null": (None,), "array": ([],), "object": ({},)
}  # fmt: skip


@st.composite
def values_near(draw: st.DrawFn, schema: Any) -> Any:
    """Return a value of a union: often of one branch, or of two at once, or with a field of neither."""
    branches = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if branches:
        one, other = (draw(values_near(draw(st.sampled_from(branches)))) for _ in range(2))
        both = isinstance(one, dict) and isinstance(other, dict) and draw(st.booleans())
        return {**one, **other} if both else one
    if "const" in schema or "enum" in schema:
        return draw(st.sampled_from(schema.get("enum", (schema.get("const"),))))
    if "items" in schema:
        return draw(st.lists(values_near(schema["items"]), max_size=2))
    required, found = set(schema.get("required", ())), dict[str, Any]()
    for name, sub in schema.get("properties", {}).items():
        if name in required or draw(st.booleans()):
            found[name] = draw(values_near(sub))
    found |= draw(st.sampled_from(({}, {}, {}, {}, {"z": 1}, {"b": 1}, {"a_b": "x"})))
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else draw(st.sampled_from(kinds))
    return found if kind == "object" else draw(st.sampled_from(_FITTING[kind]))


ROOTS: st.SearchStrategy[Any] = st.sampled_from(
    (
        {},
        {},
        {"allOf": [{"properties": {"x": {"properties": {"a": {}}}}}]},
        {"anyOf": [{"properties": {"x": {"properties": {"b": {"type": "string"}}}}}, {"required": ["l"]}]},
        {"if": {"required": ["x"]}, "then": {"properties": {"x": {"properties": {"k": {}}}}}},
        {"if": {"required": ["x"]}, "then": {"properties": {"x": {"properties": {"z": {"const": 1}}}}}},
        {"dependentSchemas": {"l": {"properties": {"l": {"items": {"properties": {"z": {}}}}}}}},
        {"anyOf": [{"properties": {"l": {"contains": {"properties": {"z": {"const": 1}}, "required": ["z"]}}}}, {"maxProperties": 1}]},
        {"patternProperties": {"^x": {"anyOf": [{"type": "null"}, {"additionalProperties": True}]}}},
    )
)  # fmt: skip
"""What may stand beside the properties of the input, and say more of one of them."""


@SLOW
@given(SCHEMAS, ROOTS, st.data())
def test_judges_agree_on_unions(package: str, union: Any, beside: Any, data: st.DataObject) -> None:
    """All judges accept the same values, which the client sends with nothing added, dropped or renamed."""
    fields = {"x": union, "l": {"type": "array", "items": union}}
    root = {"type": "object", "properties": fields, **beside}
    found = judges(package, support.endpoint(root))
    if found.client is None:
        return
    for value in data.draw(st.lists(values_near(union) | VALUES, min_size=1, max_size=8)):
        if "'a_b'" in repr(value) and "'a_b'" not in repr(union):
            continue  # there it can only be the Python name of another field
        for payload in ({"x": value}, {"l": [value, value]}):
            answers = found.answers(payload)
            assert len(set(answers.values())) == 1, (union, payload, answers)
            event(f"accepted: {answers['oracle']}")
            if answers["oracle"]:
                request = found.client.ENDPOINT.request(payload)
                assert request.body == payload, (union, payload)
                assert found.client.ENDPOINT.request(request.input).body == payload

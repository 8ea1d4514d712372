"""Hostile documents: their text can only become literals and checked names in the generated code."""

from __future__ import annotations

import ast
import keyword
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clientwright.codegen import code
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.kinds.sum_equals import SumEquals
from clientwright.specs.model_ids import invalid_id_reason
from codegen import support

SLOW = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
NASTY = (
    '"""', "'''", "\\", '\\"""', "\\N{BULLET}", "\\x00", "\n", "\r\n", "\u2028", "\u202e", "\u200b",
    "\x00", "\x1b[2J", "\ud800", "#", "{", "}", "{{ 7*7 }}", "{% raw %}", "%s", "__import__('os')",
    "import os", "); raise SystemExit(", "]", ")", ",", "\t", " ", "é", "名", "\U0001f600", "\ufeff", "",
)  # fmt: skip
NAMES = (
    "class", "def", "__init__", "__class__", "self", "cls", "model_config", "model_dump", "copy", "schema",
    "json", "rules", "rest", "list", "str", "int", "Any", "Field", "Text", "Input", "Output", "ENDPOINT",
    "Closed", "payload", "56_text", "a b", "a-b", "ä", "None", "True", "timeout", "on_update", "match", "print",
    "_private", "Annotated", "TypedDict", "validate", "x" * 300, "a.b", "a/b", "a~b", "$ref", "type",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(NASTY) | st.text(max_size=3), max_size=6).map("".join)
PROPERTY = st.sampled_from(NAMES) | TEXT

ALLOWED_CALLS = {"Media", "Field", "SumEquals", "Endpoint", "Keywords", "ConfigDict", "TypedDict"}
ALLOWED_TOP = (ast.ImportFrom, ast.Assign, ast.ClassDef, ast.Expr, ast.FunctionDef)


def schemas(
    text: st.SearchStrategy[str], names: st.SearchStrategy[str]
) -> st.SearchStrategy[dict[str, Any]]:
    """Return input schemas with fields of every shape and hostile text wherever a document may have some."""
    scalar = st.one_of(
        st.builds(
            lambda values: {"type": "string", "enum": values},
            st.lists(text, min_size=1, max_size=4),
        ),
        st.builds(lambda value: {"type": "string", "const": value}, text),
        st.builds(lambda value: {"enum": [value, 1, None]}, text),
        st.builds(lambda value: {"type": "string", "default": value, "examples": [value]}, text),
        st.builds(
            lambda fs: {"type": "string", "x-media": {"kind": "image", "formats": fs}},
            st.lists(text, max_size=2),
        ),
        st.just({"type": "integer", "minimum": 3, "maximum": 15, "default": 5}),
        st.just({"type": "boolean"}),
    )
    nested = st.recursive(
        scalar,
        lambda inner: (
            st.builds(lambda items: {"type": "array", "items": items}, inner)
            | st.builds(
                lambda p: {"type": "object", "properties": p},
                st.dictionaries(names, inner, min_size=1, max_size=3),
            )
        ),
        max_leaves=5,
    )
    return st.builds(
        lambda p: {"type": "object", "properties": p, "required": sorted(p)[:1]},
        st.dictionaries(names, nested, min_size=1, max_size=4),
    )


@st.composite
def endpoints(draw: st.DrawFn) -> Any:
    """Return endpoints with hostile names, values and texts."""
    schema = draw(schemas(TEXT, PROPERTY))
    words = {
        f"/properties/{_escape(name)}": {"title": draw(TEXT), "description": draw(TEXT)}
        for name in schema["properties"]
    }
    return support.endpoint(schema, words={"": {"description": draw(TEXT)}, **words})


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@SLOW
@given(endpoints())
def test_modules_only_declare(package: str, spec: Any) -> None:
    """Whatever a spec contains, its module only declares types and values."""
    text = support.module_source(spec)
    if isinstance(text, support.GenerationRefusal):
        return
    tree = ast.parse(text)
    assert all(isinstance(node, ALLOWED_TOP) for node in tree.body)
    assert all(isinstance(n.value, ast.Constant) for n in tree.body if isinstance(n, ast.Expr))
    assert [n.name for n in tree.body if isinstance(n, ast.FunctionDef)] == ["request"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            method = ast.unparse(node.func) == "ENDPOINT.request_by_name"
            assert method or (isinstance(node.func, ast.Name) and node.func.id in ALLOWED_CALLS), (
                ast.unparse(node)
            )
        if isinstance(node, ast.ImportFrom):
            assert node.level or node.module in (
                "__future__",
                "typing",
                "collections.abc",
                "pydantic",
            )
    assert text.isprintable() or not any(c in text for c in "\x00\x1b\u202e\u2028\u200b\ufeff\r")


@SLOW
@given(endpoints())
def test_strings_come_from_the_spec(package: str, spec: Any) -> None:
    """Every string of a module comes from its spec, or is in every module."""
    text = support.module_source(spec)
    if isinstance(text, support.GenerationRefusal):
        return
    own = set(_strings({"input": spec.input, "words": dict(spec.words), "id": str(spec.id)}))
    common = set(
        _constants(
            str(
                support.module_source(
                    support.endpoint({"type": "object", "properties": {"x": True}})
                )
            )
        )
    )
    tree = ast.parse(text)
    defined = {n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef)} | {
        t.id
        for n in tree.body
        if isinstance(n, ast.Assign)
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    for constant in _constants(text, docstrings=False):
        assert constant in own | common | defined | {"https"}, constant


@SLOW
@given(endpoints())
def test_modules_import_and_keep_wire_names(package: str, spec: Any) -> None:
    """A generated module can be imported, and accepts every property under its wire name."""
    module = support.load_module(package, spec)
    if isinstance(module, support.GenerationRefusal):
        return
    fields = module.Input.model_fields
    assert {name if field.alias is None else field.alias for name, field in fields.items()} == set(
        spec.input["properties"]
    )
    assert all(
        name.isidentifier() and not keyword.iskeyword(name) and name[0] != "_" for name in fields
    )


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


@SLOW
@given(TEXT)
@example('"')
@example('\\"""')
@example('a"""')
@example("a\\")
def test_docstrings_round_trip(text: str) -> None:
    """A docstring evaluates to the text it was made from, and contains nothing invisible."""
    written = code.docstring(text)
    shown = ast.literal_eval(written)
    assert shown.split() == text.replace("\ud800", "\ufffd").split() or not text.strip()
    assert all(c.isprintable() or c == "\n" for c in written)


@SLOW
@given(
    st.recursive(
        TEXT | st.integers() | st.booleans() | st.none(),
        lambda i: st.lists(i, max_size=3) | st.dictionaries(TEXT, i, max_size=3),
        max_leaves=6,
    )
)
def test_literals_round_trip(value: Any) -> None:
    """A literal evaluates to the value it was made from."""
    written = code.literal(value)
    assert ast.literal_eval(written) == value
    assert all(c.isprintable() for c in written)


def test_templates_reject_plain_strings() -> None:
    """A template that receives a plain string raises instead of writing it."""
    from clientwright.codegen.render import _fill

    with pytest.raises(code.UnsafeCode):
        _fill("service.py.jinja", doc="plain", header=code.Code(""), service=code.Code("1"))


def test_enum_of_ten_thousand_values(package: str) -> None:
    """An enum of 10,000 values is generated and checked."""
    values = [f"v{n}" for n in range(10_000)]
    module = support.load_module(
        package,
        support.endpoint(
            {"type": "object", "properties": {"x": {"type": "string", "enum": values}}}
        ),
    )
    assert not isinstance(module, support.GenerationRefusal)
    assert module.ENDPOINT.request({"x": "v9999"}).body == {"x": "v9999"}
    assert not accepted(module, {"x": "v10000"})


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
        "a/b/c/d/e/f",
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


def test_python_name_clash_is_refused() -> None:
    """Two properties that would share a Python name are refused, with both locations."""
    spec = support.endpoint(
        {"type": "object", "properties": {"a-b": {"type": "string"}, "a_b": {"type": "string"}}}
    )
    refused = support.module_source(spec)
    assert isinstance(refused, support.GenerationRefusal)
    assert "'a-b'" in str(refused.problems[0])
    assert "'a_b'" in str(refused.problems[0])


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
    assert not accepted(module, {"parts": [{name: 3}, {}], name: 6})


def accepted(module: Any, payload: dict[str, Any]) -> bool:
    """Return whether a generated module accepts a payload; any error but `InvalidInput` propagates."""
    try:
        module.ENDPOINT.request(payload)
    except Exception as error:
        if type(error).__name__ != "InvalidInput":
            raise
        return False
    return True


def _strings(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def _constants(text: str, *, docstrings: bool = True) -> Any:
    tree = ast.parse(text)
    docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and (docstrings or id(node) not in docs)
        ):
            yield node.value

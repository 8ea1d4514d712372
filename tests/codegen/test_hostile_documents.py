"""Hostile documents: their text can only become literals and checked names in the generated code."""

from __future__ import annotations

import ast
import keyword
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen import support
from codegen.hostile_texts import PROPERTY, TEXT

SLOW = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
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
    assert not support.accepts_request(module, {"x": "v10000"})


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

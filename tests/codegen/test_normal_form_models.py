"""Models come from the normal form: every spelling gives the same ones, with the words of the spec."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from clientwright.schema.semantics import find_normal_form
from codegen import support
from evolution.diff.support import wrap_property
from schema.schemas import schemas
from schema.test_normal_form import SIZE, SPELLINGS

Words = Mapping[str, Mapping[str, str]]


def source_of(schema: Any, words: Words | None = None, names: Any = None) -> str:
    """Return the module of an endpoint with an input schema."""
    spec = support.endpoint(schema, words=words)
    source = support.module_source(replace(spec, names=names or {}))
    assert isinstance(source, str), source
    return source


def input_of(part: Any) -> dict[str, Any]:
    """Return an input with a property `x`."""
    return {"type": "object", "properties": {"x": part}, "$defs": {"size": SIZE}}


def annotation_of(source: str, name: str, cls: str = "Arguments") -> str:
    """Return the annotation of a field of a class."""
    (found,) = (
        ast.unparse(line.annotation)
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == cls
        for line in node.body
        if isinstance(line, ast.AnnAssign) and ast.unparse(line.target) == name
    )
    return found


@given(schemas(2))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_normal_form_gives_the_same_models(schema: Any) -> None:
    """A schema and its normal form give the same module: models, residual and words."""
    root = wrap_property(schema)
    form = find_normal_form(root).schema
    sources = [support.module_source(support.endpoint(one)) for one in (root, form)]
    assert sources[0] == sources[1] or not all(isinstance(one, str) for one in sources)


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_of_the_same_give_the_same_annotation(name: str) -> None:
    """An argument has the same annotation, whichever way its schema is spelled."""
    found = {
        frozenset(annotation_of(source_of(input_of(one)), "x").split(" | "))
        for one in SPELLINGS[name]
    }
    assert len(found) == 1
    assert "Any" not in next(iter(found))


LITERAL = {"type": "string", "enum": ["square", "wide"]}
TYPES: dict[str, tuple[Any, str]] = {
    "nullable whole number": ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "int | None"),
    "list": ({"allOf": [LITERAL], "default": "wide"}, "X"),
    "list with null": ({"anyOf": [LITERAL, {"type": "null"}]}, "X | None"),
    "only null": ({"const": None}, "None"),
    "list of nulls": ({"type": "array", "items": {"type": "null"}}, "list[None]"),
    "boolean, listed": ({"enum": [True, False]}, "bool"),
    "numbers": ({"enum": [5, 10]}, "X"),
    "words and numbers": ({"enum": ["auto", 5]}, "X | X2"),
    "model or list": (
        {"anyOf": [SIZE, LITERAL, {"type": "null"}]},
        "XArguments | X | XChoice | None",
    ),
    "text or texts": (
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "str | list[str]",
    ),
    "nullable items": ({"type": "array", "items": {"type": ["string", "null"]}}, "list[str | None]"),
    "different items": (
        {"type": "array", "uniqueItems": True, "items": {"type": "integer"}},
        "list[int]",
    ),
    "mapping": ({"type": "object", "additionalProperties": {"type": "number"}}, "Mapping[str, float]"),
    "step": ({"type": "integer", "minimum": 8, "multipleOf": 8}, "int"),
    "listed or any": ({"anyOf": [LITERAL, {"type": "string"}]}, "X | str"),
    "text with a pattern or a number": (
        {"anyOf": [{"type": "string", "pattern": "^a"}, {"type": "integer", "maximum": 3}]},
        "str | int",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_types_are_said(name: str) -> None:
    """What a model can say has a type of its own."""
    schema, expected = TYPES[name]
    assert annotation_of(source_of(input_of(schema)), "x") == expected


UNIONS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "model or list": (
        {"anyOf": [SIZE, LITERAL, {"type": "null"}]},
        [{"width": 1}, "square", None, {}],
        [{"width": 0}, {"other": 1}, "tall", 5, [], True],
    ),
    "bounds within": (
        {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "integer", "maximum": 3}]},
        ["ab", 3, 3.0],
        ["abc", 4, 2.5, None, True],
    ),
    "exactly one": (
        {"oneOf": [{"type": "integer", "maximum": 5}, {"type": "number", "minimum": 3}]},
        [2, 7, 3.5],
        [4, "a", 1.5],
    ),
    "mapping": (
        {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
        [{}, {"a": 1}],
        [{"a": 0}, {"a": "1"}, []],
    ),
    "nullable items": (
        {"type": "array", "items": {"type": ["integer", "null"], "minimum": 1}},
        [[None, 1], []],
        [[0], ["a"], [True], None],
    ),
    "list with null": ({"enum": ["a", 5, None]}, ["a", 5, None, 5.0], ["b", 6, True, [], {}]),
    "true alone": ({"const": True}, [True], [False, 1, "true", None]),
}


@pytest.mark.parametrize("name", UNIONS)
def test_unions_accept_what_the_schema_accepts(package: str, name: str) -> None:
    """A union of types accepts what one of its branches accepts, and nothing else."""
    schema, good, bad = UNIONS[name]
    module = support.load_module(package, support.endpoint(input_of(schema)))
    assert not isinstance(module, support.GenerationRefusal)
    for value in good:
        sent = module.Input.model_validate({"x": value}).model_dump(exclude_unset=True)
        assert sent == {"x": value}
    for value in bad:
        with pytest.raises(ValidationError):
            module.Input.model_validate({"x": value})


@pytest.mark.parametrize(
    ("part", "pointer"),
    [
        ({"anyOf": [SIZE, {"type": "null"}]}, "/properties/x/anyOf/0/properties/width"),
        ({"anyOf": [{"type": "null"}, {"$ref": "#/$defs/size"}]}, "/$defs/size/properties/width"),
        ({"$ref": "#/$defs/size"}, "/$defs/size/properties/width"),
        ({"$ref": "#/$defs/size"}, "/properties/x/properties/width"),
        ({"allOf": [SIZE], "default": {}}, "/properties/x/allOf/0/properties/width"),
    ],
)
def test_words_and_names_are_those_of_the_written_schema(part: Any, pointer: str) -> None:
    """Words and Python names are found where the spec has them, whatever the normal form moved."""
    words = {pointer: {"description": "How wide it is."}}
    source = source_of(input_of(part), words, {pointer: "breadth"})
    assert annotation_of(source, "breadth", "X")
    assert "How wide it is. At least 1." in source


def test_words_beside_a_reference_come_first() -> None:
    """Of two descriptions, the one beside the reference wins."""
    words = {"/properties/x": {"title": "Beside"}, "/$defs/size": {"description": "Referred to"}}
    source = source_of(input_of({"$ref": "#/$defs/size"}), words)
    assert "Beside" in source
    assert "Referred to" not in source

"""An output may be a value of any JSON type: `Output` is a model for an object, else a class around the value."""

from __future__ import annotations

import copy
import pickle
import sys
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from clientwright.schema.validator import make_validator
from codegen import support
from codegen.test_normal_form_models import annotation_of
from codegen.test_object_unions import NULL, TEXT
from codegen.test_output_types import SLOW, without_nulls
from judges.test_object_unions import SCHEMAS, VALUES, values_near

URI = {"type": "string", "format": "uri"}
FILE: Any = {
    "type": "object",
    "properties": {"url": TEXT, "content_type": {"type": ["string", "null"]}, "size": {"type": "integer"}},
    "required": ["url"],
}  # fmt: skip
FILE_REF = {"$ref": "#/$defs/File"}
A, B, C = "https://a.example/1.mp4", "https://b.example/2.png?k=v", "https://c.example/3"


def listed(items: Any) -> Any:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def record(*required: str, **properties: Any) -> Any:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": [*required]}


def spec_of(output: Any) -> Any:
    """Return an endpoint with an output, in which `File` is a definition."""
    spec = support.endpoint({"type": "object", "properties": {"a": TEXT}})
    return replace(spec, output={**output, "$defs": {"File": FILE}})


def output_class(package: str, output: Any) -> Any:
    """Return the class of an output, in a module that can be imported for pickles."""
    module = support.load_module(package, spec_of(output))
    assert isinstance(module, ModuleType), module
    sys.modules[module.__name__] = module
    return module.Output


BASES: dict[str, tuple[Any, str]] = {
    "text": (TEXT, "TextOutput"),
    "listed texts": ({"type": "string", "enum": ["a", "b"]}, "TextOutput"),
    "URL": (URI, "TextOutput"),
    "list": (listed(URI), "ListOutput[str]"),
    "list of lists": (listed(listed(URI)), "ListOutput[list[str]]"),
    "list of files": (listed(FILE_REF), "ListOutput[File]"),
    "list with null": (listed({"type": ["string", "null"]}), "ListOutput[str | None]"),
    "any list": ({"type": "array"}, "ListOutput[Any]"),
    "list of objects": (listed(record(a=URI)), "ListOutput[OutputValueItem]"),
    "number": ({"type": "number"}, "RootOutput[float]"),
    "boolean": ({"type": "boolean"}, "RootOutput[bool]"),
    "text or list": ({"anyOf": [URI, listed(URI)]}, "RootOutput[str | list[str]]"),
    "text or file": ({"anyOf": [URI, FILE_REF]}, "RootOutput[str | File]"),
    "text or null": ({"type": ["string", "null"]}, "RootOutput[str | None]"),
    "list or null": ({"anyOf": [listed(URI), NULL]}, "RootOutput[list[str] | None]"),
    "anything": ({}, "AnyOutput"),
    "null": (NULL, "AnyOutput"),
    "text or anything": ({"anyOf": [TEXT, {"minLength": 2}]}, "AnyOutput"),
    "object": (record(video=URI), "ObjectOutput"),
    "any object": ({"type": "object"}, "ObjectOutput"),
    "object or null": ({"anyOf": [record(video=URI), NULL]}, "NullableOutput"),
    "fields without a type": ({"properties": {"video": URI}}, "ObjectOutput"),
    "a definition": (FILE_REF, "ObjectOutput"),
}  # fmt: skip


@pytest.mark.parametrize("name", BASES)
def test_each_root_has_its_class(name: str) -> None:
    """`Output` is one class for each endpoint, whatever its output is."""
    output, base = BASES[name]
    source = support.module_source(spec_of(output))
    assert isinstance(source, str), source
    assert f"\nclass Output({base}):\n" in source


def test_a_definition_has_one_model() -> None:
    """Wherever a definition is used, its model is one, with its name; a changed use has a model of its own."""
    changed = {"allOf": [FILE_REF, record(extra=TEXT)]}
    output = record(video=FILE_REF, more=listed(FILE_REF), by_name={"type": "object", "additionalProperties": FILE_REF}, other=changed)  # fmt: skip
    source = support.module_source(spec_of(output))
    assert isinstance(source, str)
    assert annotation_of(source, "video", "Output") == "File | None"
    assert annotation_of(source, "more", "Output") == "list[File] | None"
    assert annotation_of(source, "by_name", "Output") == "dict[str, File | None] | None"
    assert annotation_of(source, "other", "Output") == "File2 | None"
    assert source.count("(OutputPart):") == 2


def test_what_is_always_there_needs_no_question(package: str) -> None:
    """A field that is documented as always there has its type alone; an answer without it is still read."""
    output = record("video", "seed", video=FILE_REF, seed={"type": ["integer", "null"]})
    source = support.module_source(spec_of(output))
    assert isinstance(source, str)
    assert annotation_of(source, "video", "Output") == "Documented[File]"
    assert annotation_of(source, "seed", "Output") == "int | None"
    read = output_class(package, output)
    assert read.model_validate({"video": {"url": A}}).video.url == A
    bodies: tuple[Any, ...] = ({}, {"video": None}, {"video": {}})
    for body in bodies:
        found = read.model_validate(body)
        assert found.model_dump(by_alias=True, exclude_unset=True) == body
        assert found.urls == ()


URLS: dict[str, tuple[Any, Any, list[str]]] = {
    "a URL": (URI, A, [A]),
    "a text": (TEXT, f"see {A}", []),
    "lists of lists": (listed(listed(URI)), [[A, B], [A]], [A, B]),
    "files": (listed(FILE_REF), [{"url": A, "content_type": B}, {"url": C}], [A, C]),
    "fields": (record(zip=URI, video=URI), {"video": A, "zip": B, "note": C}, [A, B]),
    "fields in their order": (record(b=URI, a=URI), {"b": B, "a": A}, [A, B]),
    "nested": (
        record("video", video=FILE_REF, prompt=TEXT, images=listed(FILE_REF)),
        {"video": {"url": A}, "prompt": B, "images": [{"url": C}], "other": B},
        [A, C],
    ),
    "a mapping": ({"type": "object", "additionalProperties": FILE_REF}, {"x": {"url": A}}, [A]),
    "any object": ({"type": "object"}, {"x": {"y": [A]}, "input": {"image": B}}, [A]),
    "anything": ({}, {"input": {"image": B}, "x": [[A, {"u": C}]], "t": f"at {B}"}, [A, C]),
    "any text": ({}, A, [A]),
    "text or file": ({"anyOf": [URI, FILE_REF]}, {"url": A}, [A]),
    "data": (record(image=FILE_REF), {"image": {"url": "data:image/png;base64,AA=="}}, []),
    "pieces of a text": (listed(TEXT), ["a ", f" {A}. "], []),
    "prose beside files": (record(url=URI, tags=listed(TEXT), text=TEXT), {"url": A, "tags": [B], "text": C}, [A]),
    "number": ({"type": "number"}, 5, []),
    "an echo": (record(video=URI, input={"type": "object"}), {"video": A, "input": {"video": B}}, [A]),
}  # fmt: skip


@pytest.mark.parametrize("name", URLS)
def test_urls_of_files_are_found_at_any_depth(package: str, name: str) -> None:
    """They are those of documented files, each once: no text that is none, and nothing of the input."""
    output, value, expected = URLS[name]
    found = output_class(package, output).model_validate(value)
    assert list(found.urls) == expected
    responses: Any = import_module(f"{package}._runtime.responses")
    service: Any = import_module(f"{package}._service").SERVICE
    data = {"request_id": "r", "status": "succeeded", "output": value}
    result = responses.parse_result(service, "r", type(found), data)
    assert type(result).__name__ == "Success"
    assert list(result.urls) == expected
    assert all(url in result._repr_html_() for url in expected)


def test_lists_and_texts_are_used_as_such(package: str) -> None:
    """A list has items, a length and an iterator; a text is its text; anything is what it is."""
    urls = output_class(package, listed(URI)).model_validate([A, B])
    assert (len(urls), urls[0], urls[-1], urls[:1], [*urls], A in urls) == (
        2,
        A,
        B,
        [A],
        [A, B],
        True,
    )
    assert (urls.index(B), [*reversed(urls)], bool(urls)) == (1, [B, A], True)
    assert str(output_class(package, TEXT).model_validate("a")) == "a"
    assert str(output_class(package, {"anyOf": [TEXT, NULL]}).model_validate("a")) == "a"
    anything = output_class(package, {})
    assert (str(anything.model_validate("a")), [*anything.model_validate([1])]) == ("a", [1])
    assert anything.model_validate({"a": 1})["a"] == 1
    assert not anything.model_validate([])


@SLOW
@given(SCHEMAS, st.data())
def test_documented_roots_are_read_whole(package: str, schema: Any, data: st.DataObject) -> None:
    """Each value that a schema accepts is read as an output, copied and stored, with nothing changed."""
    spec = replace(spec_of({}), output=schema)
    module = support.load_module(package, spec)
    if not isinstance(module, ModuleType):
        return
    sys.modules[module.__name__] = module
    oracle = make_validator(schema, ("https",))
    for value in data.draw(st.lists(values_near(schema) | VALUES, min_size=1, max_size=6)):
        if not oracle.is_valid(value):
            continue
        found: Any = module.Output.model_validate(value)
        dumped = found.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert without_nulls(dumped) == without_nulls(
            {} if value is None and dumped == {} else value
        )
        assert pickle.loads(pickle.dumps(found)) == found == copy.deepcopy(found)
        assert module.Output.model_validate(found) is found
        assert type(found).__name__ in repr(found) or found.model_fields


OTHERS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "text": (TEXT, (5, [A], {"a": 1}, None)),
    "list": (listed(URI), (A, {"a": 1}, [5], None)),
    "files": (listed(FILE_REF), ([A], {"url": A}, None)),
    "number": ({"type": "number"}, (A, [], {}, None)),
    "object": (record(video=FILE_REF), (5, {"video": A}, None)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_values_of_other_types_are_told(package: str, name: str) -> None:
    """A value of no documented type is refused, null too, so that the answer is delivered as it is."""
    output, values = OTHERS[name]
    read = output_class(package, output)
    for value in values:
        with pytest.raises(ValidationError):
            read.model_validate(value)


@pytest.mark.parametrize(
    "output", [{}, NULL, {"type": ["string", "null"]}, {"anyOf": [record(), NULL]}]
)
def test_null_is_an_output_where_it_is_allowed(package: str, output: Any) -> None:
    """A schema that allows null makes an output of it, in which nothing is."""
    found = output_class(package, output).model_validate(None)
    assert found.urls == ()
    assert getattr(found, "root", None) is None


def test_outputs_are_fields_of_other_models(package: str) -> None:
    """A model of a program may have a field of an output's class, read and written like its value."""
    output = output_class(package, listed(FILE_REF))
    model: Any = type("Holder", (BaseModel,), {"__annotations__": {"it": output}})
    held = model.model_validate({"it": [{"url": A}]})
    assert isinstance(held.it, output)
    assert held.model_dump(exclude_unset=True) == {"it": [{"url": A}]}
    assert held.model_json_schema()["properties"]["it"]["type"] == "array"
    assert output.model_json_schema()["type"] == "array"
    assert (
        output.model_validate([{"url": A}]).model_dump_json(exclude_unset=True)
        == f'[{{"url":"{A}"}}]'
    )

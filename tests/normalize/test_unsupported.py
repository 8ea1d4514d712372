"""What no repair fixes is a problem with its location, and the endpoint is not imported."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.normalize.combine import combine_pages
from clientwright.normalize.problems import UnknownKeyword, UnknownType
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.problems import Location, has_errors
from clientwright.specs.model import Endpoint
from normalize.schemas import raw_endpoint
from sources.support import SERVICE, page, read_text

ERRORS: list[tuple[Any, str, str]] = [
    ({"type": "flot"}, "unknown-type", "type"),
    ({"type": ["string", "nul"]}, "unknown-type", "type"),
    ({"type": {"a": 1}}, "bad-shape", "type"),
    ({"type": []}, "bad-shape", "type"),
    ({"type": "object", "properties": ["a"]}, "bad-shape", "properties"),
    ({"type": "object", "properties": {"a": 5}}, "bad-shape", "properties/a"),
    ({"type": "array", "items": 5}, "bad-shape", "items"),
    ({"type": "array", "items": [{"type": "string"}, "text"]}, "bad-shape", "items"),
    ({"type": "object", "required": "a"}, "bad-shape", "required"),
    ({"type": "string", "required": 5}, "bad-shape", "required"),
    ({"enum": "a"}, "bad-shape", "enum"),
    ({"type": "integer", "minimum": "3 cm"}, "bad-shape", "minimum"),
    ({"type": "string", "maxLength": -1}, "bad-shape", "maxLength"),
    ({"title": 5}, "bad-shape", "title"),
    ({"anyOf": []}, "bad-shape", "anyOf"),
    ({"format": {}}, "bad-shape", "format"),
    ({"x-media": {"kind": "smell"}}, "bad-shape", "x-media"),
    (
        {"validations": [{"validation_rule": "odd", "validation_value": 1}]},
        "bad-validation",
        "validations",
    ),
    ({"validations": "odd"}, "bad-validation", "validations"),
    ({"type": "string", "disallow": "integer"}, "old-keyword", "disallow"),
    ({"extends": {"type": "string"}}, "old-keyword", "extends"),
    ({"dependencies": {"a": 5}}, "old-keyword", "dependencies"),
    ({"type": "integer", "divisibleBy": 0}, "old-keyword", "divisibleBy"),
    ({"type": ["string", 5]}, "bad-shape", "type"),
    ({"items": {"items": {"type": "string"}}}, "ambiguous-items", "items"),
    ({"items": {"default": {}, "prompt": {}}}, "ambiguous-items", "items"),
    ({"items": {"title": "Segments", "prompt": {}}}, "ambiguous-items", "items"),
    ({"items": {"type": "object", "prompt": {"type": "string"}}}, "ambiguous-items", "items"),
    ({"items": {"prompt": {"type": "string"}, "required": ["prompt"]}}, "ambiguous-items", "items"),
]
WARNINGS: list[tuple[Any, str, str]] = [
    ({"maxLenght": 5}, "unknown-keyword", "maxLenght"),
    ({"type": "string", "max": 5}, "unknown-keyword", "max"),
    ({"type": "integer", "max": 5, "maximum": 6}, "unknown-keyword", "max"),
    ({"type": "integer", "ge": "none"}, "unknown-keyword", "ge"),
    ({"type": "string", "choices": ["a"]}, "unknown-keyword", "choices"),
    ({"type": "string", "format": "colour"}, "unknown-format", "format"),
    ({"type": "string", "format": "image_uris"}, "unknown-format", "format"),
]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "format": "image_uris"}, "Did you mean 'image_uri'?"),
        ({"type": "integer", "format": "image_uri"}, "It belongs to a string"),
        ({"type": "string", "format": "date-tim"}, "Did you mean 'date-time'?"),
        ({"type": "string", "format": "colour"}, "Remove it"),
    ],
)
def test_unknown_format_has_useful_advice(schema: Any, expected: str) -> None:
    """A misplaced media format is explained; an unknown format gets the nearest name."""
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"it": schema}}), SERVICE
    )
    (problem,) = [p for p in repaired.problems if p.code == "unknown-format"]
    assert expected in problem.advice()


@pytest.mark.parametrize(("schema", "code", "keyword"), ERRORS)
def test_invalid_keyword_value_is_an_error(schema: Any, code: str, keyword: str) -> None:
    """The error is at the keyword, and the endpoint is not imported."""
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"it": schema}}), SERVICE
    )
    found = {(problem.code, problem.location.pointer) for problem in repaired.problems}
    assert (code, f"/properties/it/{keyword}") in found
    assert has_errors(repaired.problems)
    assert not isinstance(combine_pages([repaired]), Endpoint)


@pytest.mark.parametrize(("schema", "code", "keyword"), WARNINGS)
def test_unknown_keyword_or_format_is_a_warning(schema: Any, code: str, keyword: str) -> None:
    """Unknown keywords and formats are kept, with a warning."""
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"it": schema}}), SERVICE
    )
    (problem,) = repaired.problems
    assert (problem.code, problem.location.pointer) == (code, f"/properties/it/{keyword}")
    assert repaired.schema["properties"]["it"] == schema
    assert isinstance(combine_pages([repaired]), Endpoint)


def test_nearest_name_is_offered() -> None:
    """A problem offers the name that was probably meant."""
    it = {"type": "flot", "maxLenght": 5}
    repaired = repair_endpoint(raw_endpoint({"type": "object", "properties": {"it": it}}), SERVICE)
    assert list(repaired.problems) == [
        UnknownType(Location("-", "/properties/it/type"), "flot", "float"),
        UnknownKeyword(Location("-", "/properties/it/maxLenght"), "maxLenght", "maxLength"),
    ]


@pytest.mark.parametrize(
    ("schema", "meant"),
    [
        ({"type": "string", "max": 5}, "maxLength"),
        ({"type": "array", "min": 1}, "minItems"),
        ({"type": ["object", "null"], "min": 1}, "minProperties"),
        ({"max": 5}, "maximum"),
        ({"type": "string", "choices": ["a"]}, "enum"),
        ({"type": "string", "max_length": "long"}, "maxLength"),
    ],
)
def test_keyword_of_another_language_is_a_guess(schema: Any, meant: str) -> None:
    """A keyword that may mean several things, or has an odd value, is told with what it may mean for the type."""
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"it": schema}}), SERVICE
    )
    (problem,) = repaired.problems
    assert f"Did you mean '{meant}'?" in problem.advice()


def test_problem_has_line_of_the_page() -> None:
    """A problem of the schema is located at the page's own line."""
    text = page(
        {"type": "object", "properties": {"it": {"description": "What it is.", "type": "flot"}}}
    )
    repaired = repair_endpoint(read_text(text), SERVICE)
    (problem,) = repaired.problems
    assert '"flot"' in text.split("\n")[problem.location.line - 1]


def test_root_must_have_type_object() -> None:
    """An input schema whose root allows anything but objects is rejected."""
    repaired = repair_endpoint(raw_endpoint({"type": "string", "properties": {}}), SERVICE)
    assert [problem.location.pointer for problem in repaired.problems] == ["/type"]


def test_formats_of_several_kinds_are_unclear() -> None:
    """A description that lists images and videos for one field sets no kind, and is reported."""
    it = {"type": "string", "description": "jpg or mp4"}
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"file": it}}), SERVICE
    )
    assert [problem.code for problem in repaired.problems] == ["media-unclear"]
    assert repaired.schema["properties"]["file"] == {"type": "string"}


def test_deep_nesting_is_rejected() -> None:
    """A schema of depth 1,000 is rejected before anything walks it."""
    deep: dict[str, Any] = {}
    for _ in range(1000):
        deep = {"items": deep}
    repaired = repair_endpoint(raw_endpoint({"properties": {"it": deep}}), SERVICE)
    assert [problem.code for problem in repaired.problems] == ["nesting-too-deep"]


def test_broken_references_stop_the_import() -> None:
    """Each reference that cannot be followed is an error at its place in the document, in the output too."""
    properties = {"a": {"$ref": "#/$defs/size"}, "b": {"allOf": [{"$ref": "other.json"}]}}
    document = {"type": "object", "properties": properties}
    output = {"output": {"type": "object", "properties": {"c": {"$ref": "#"}}}}
    result = repair_endpoint(raw_endpoint(document, output=output), SERVICE)
    assert [(one.code, one.location.pointer) for one in result.problems] == [
        ("broken-reference", "/properties/a/$ref"),
        ("broken-reference", "/properties/b/allOf/0/$ref"),
        ("broken-reference", "/output/properties/c/$ref"),
    ]


def test_extension_keywords_are_meant() -> None:
    """A keyword that begins with `x-` is kept without a warning, as lint keeps it."""
    properties = {"a": {"type": "string", "x-order": 1}}
    document = {"type": "object", "properties": properties, "x-fal-order": ["a"]}
    result = repair_endpoint(raw_endpoint(document), SERVICE)
    assert result.problems == ()
    assert result.schema == document


def test_every_property_that_is_no_schema_is_named() -> None:
    """A property whose value is no schema is an error at its own place."""
    document = {"type": "object", "properties": {"a": "string", "b": {}, "c": ["x"]}}
    result = repair_endpoint(raw_endpoint(document), SERVICE)
    assert [one.location.pointer for one in result.problems] == ["/properties/a", "/properties/c"]


def test_unreadable_validations_are_reported_once() -> None:
    """The vendor's list that cannot be read is not also reported as an unknown keyword."""
    it = {"type": "string", "validations": [{"validation_rule": "?"}]}
    result = repair_endpoint(raw_endpoint({"type": "object", "properties": {"it": it}}), SERVICE)
    assert [one.code for one in result.problems] == ["bad-validation"]

"""What no repair mends is a problem with its place, and nothing is made of the endpoint."""

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
    ({"type": "object", "properties": {"a": 5}}, "bad-shape", "properties"),
    ({"type": "array", "items": 5}, "bad-shape", "items"),
    ({"type": "array", "items": [{"type": "string"}]}, "bad-shape", "items"),
    ({"type": "object", "required": "a"}, "bad-shape", "required"),
    ({"type": "string", "required": True}, "bad-shape", "required"),
    ({"enum": "a"}, "bad-shape", "enum"),
    ({"type": "integer", "minimum": "3"}, "bad-shape", "minimum"),
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
    ({"items": {"items": {"type": "string"}}}, "ambiguous-items", "items"),
    ({"items": {"default": {}, "prompt": {}}}, "ambiguous-items", "items"),
    ({"items": {"title": "Segments", "prompt": {}}}, "ambiguous-items", "items"),
    ({"items": {"type": "object", "prompt": {"type": "string"}}}, "ambiguous-items", "items"),
    ({"items": {"prompt": {"type": "string"}, "required": ["prompt"]}}, "ambiguous-items", "items"),
]
WARNINGS: list[tuple[Any, str, str]] = [
    ({"maxLenght": 5}, "unknown-keyword", "maxLenght"),
    ({"type": "string", "format": "colour"}, "unknown-format", "format"),
    ({"type": "string", "format": "image_uris"}, "unknown-format", "format"),
]


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "string", "format": "image_uris"}, "Did you mean 'image_uri'?"),
        ({"type": "integer", "format": "image_uri"}, "It belongs to a string"),
        ({"type": "string", "format": "date-tim"}, "Did you mean 'date-time'?"),
        ({"type": "string", "format": "colour"}, "Remove it"),
    ],
)
def test_nobody_is_asked_whether_he_meant_what_he_wrote(schema: Any, said: str) -> None:
    """A media format in the wrong place is told where it belongs, an unknown one what is near."""
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"it": schema}}), SERVICE
    )
    (problem,) = [p for p in repaired.problems if p.code == "unknown-format"]
    assert said in problem.advice()


@pytest.mark.parametrize(("schema", "code", "keyword"), ERRORS)
def test_a_shape_beyond_repair_is_an_error(schema: Any, code: str, keyword: str) -> None:
    """The error stands at the keyword, and no endpoint is made."""
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"it": schema}}), SERVICE
    )
    found = {(problem.code, problem.location.pointer) for problem in repaired.problems}
    assert (code, f"/properties/it/{keyword}") in found
    assert has_errors(repaired.problems)
    assert not isinstance(combine_pages([repaired]), Endpoint)


@pytest.mark.parametrize(("schema", "code", "keyword"), WARNINGS)
def test_what_is_unknown_is_kept_with_a_warning(schema: Any, code: str, keyword: str) -> None:
    """Unknown keywords and formats stay, and are named."""
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"it": schema}}), SERVICE
    )
    (problem,) = repaired.problems
    assert (problem.code, problem.location.pointer) == (code, f"/properties/it/{keyword}")
    assert repaired.schema["properties"]["it"] == schema
    assert isinstance(combine_pages([repaired]), Endpoint)


def test_the_nearest_name_is_given() -> None:
    """A problem gives the name that was probably meant."""
    it = {"type": "flot", "maxLenght": 5}
    repaired = repair_endpoint(raw_endpoint({"type": "object", "properties": {"it": it}}), SERVICE)
    assert list(repaired.problems) == [
        UnknownType(Location("-", "/properties/it/type"), "flot", "float"),
        UnknownKeyword(Location("-", "/properties/it/maxLenght"), "maxLenght", "maxLength"),
    ]


def test_a_problem_names_the_line_of_the_document() -> None:
    """A problem of the schema is found in the page's own lines."""
    text = page(
        {"type": "object", "properties": {"it": {"description": "What it is.", "type": "flot"}}}
    )
    repaired = repair_endpoint(read_text(text), SERVICE)
    (problem,) = repaired.problems
    assert '"flot"' in text.split("\n")[problem.location.line - 1]


def test_the_root_must_be_an_objects() -> None:
    """An input schema whose root allows anything but objects is no input schema."""
    repaired = repair_endpoint(raw_endpoint({"type": "string", "properties": {}}), SERVICE)
    assert [problem.location.pointer for problem in repaired.problems] == ["/type"]


def test_formats_of_several_kinds_decide_nothing() -> None:
    """A description that lists images and videos for one field gives no kind, and says so."""
    it = {"type": "string", "description": "jpg or mp4"}
    repaired = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"file": it}}), SERVICE
    )
    assert [problem.code for problem in repaired.problems] == ["media-unclear"]
    assert repaired.schema["properties"]["file"] == {"type": "string"}


def test_nesting_without_end_is_refused() -> None:
    """A schema of depth 1,000 is refused before anything walks it."""
    deep: dict[str, Any] = {}
    for _ in range(1000):
        deep = {"items": deep}
    repaired = repair_endpoint(raw_endpoint({"properties": {"it": deep}}), SERVICE)
    assert [problem.code for problem in repaired.problems] == ["nesting-too-deep"]

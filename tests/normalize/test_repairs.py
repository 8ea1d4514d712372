"""Each repair on the smallest schema that needs it: before, after, and pointer."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.normalize.media_repairs import formats_in, is_complete_list
from clientwright.normalize.repair_registry import REPAIRS, repair_endpoint
from clientwright.normalize.root_repairs import ROOT_OBJECT
from clientwright.normalize.structure_repairs import OUTPUT_ROOT
from normalize.repair_cases import CASES, KEPT
from normalize.schemas import raw_endpoint
from sources.support import SERVICE


def cases():
    """Return every case with its code."""
    return [(code, before, after) for code, pairs in CASES.items() for before, after in pairs]


def repaired(before: Any):
    """Repair a schema as the property `it`, or as the property that a map names."""
    named = (
        len(before) == 1 and isinstance(next(iter(before.values())), dict) and "not" not in before
    )
    properties = (
        before if named and "properties" not in before and "items" not in before else {"it": before}
    )
    (name,) = properties
    document = {"type": "object", "properties": properties}
    return name, repair_endpoint(raw_endpoint(document, {"it": "as in the sample"}), SERVICE)


@pytest.mark.parametrize(("code", "before", "after"), cases())
def test_repair_rewrites_schema(code: str, before: Any, after: Any) -> None:
    """Each dialect form becomes JSON Schema, and the repair is reported with its code and pointer."""
    name, result = repaired(before)
    assert result.schema["properties"][name] == after
    assert code in {one.code for one in result.repairs}
    assert all(one.pointer.startswith(f"/properties/{name}/") for one in result.repairs)
    assert not result.problems


@pytest.mark.parametrize("schema", KEPT)
def test_valid_schema_is_unchanged(schema: Any) -> None:
    """Valid JSON Schema is not repaired: real defaults, real formats, conditions."""
    result = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {"it": schema}}), SERVICE
    )
    assert result.schema["properties"]["it"] == schema
    assert (result.repairs, result.problems) == ((), ())


def test_every_repair_has_a_case() -> None:
    """Each repair of the registry has a case; that of the root has a file of its own."""
    assert set(REPAIRS) == {*CASES, ROOT_OBJECT}
    assert len(set(REPAIRS.values())) == len(REPAIRS)


def test_output_wrapper_is_removed() -> None:
    """The output block's wrapper is removed under its own code; the schema inside stays."""
    own = {"type": "object", "properties": {"text": {"type": "str"}}}
    result = repair_endpoint(
        raw_endpoint({"type": "object", "properties": {}}, output={"output": own}), SERVICE
    )
    assert result.output == {"type": "object", "properties": {"text": {"type": "string"}}}
    assert [(one.code, one.pointer) for one in result.repairs] == [
        (OUTPUT_ROOT, "/output"),
        ("type-alias", "/output/properties/text/type"),
    ]


def test_choice_with_a_reference_becomes_a_branch_beside_null() -> None:
    """Where a reference decides whether a choice takes null, the whole choice stands beside null."""
    choice = {"oneOf": [{"$ref": "#/properties/b"}, {"type": "number"}]}
    properties = {"it": {**choice, "nullable": True}, "b": {"type": "string"}}
    result = repair_endpoint(raw_endpoint({"type": "object", "properties": properties}), SERVICE)
    assert result.schema["properties"]["it"] == {"anyOf": [choice, {"type": "null"}]}
    assert not result.problems


def test_repair_records_full_value() -> None:
    """A repair records the full previous value, however long it is."""
    prompt = "A red kite. " * 100
    (note,) = repaired({"prompt": {"type": "string", "default": prompt}})[1].repairs
    assert (note.before, str(note.after)) == (prompt, "(absent)")


@pytest.mark.parametrize(
    "text",
    [
        "Supports jpg only.",
        "Only jpg",
        "JPG files only",
        "only supports .jpg",
        "仅支持jpg",
        "僅支援 JPG 格式",
        "只支持 jpg。",
        "jpg形式のみ",
        "JPG のみ対応",
        "jpgだけ",
        "Только jpg",
        "только в формате jpg",
        "Solo admite jpg.",
        "Sólo jpg",
        "jpg únicamente",
        "jpg, png",
    ],
)
def test_complete_list_is_detected(text: str) -> None:
    """A list is complete if it names several formats, or one and excludes others, in any language."""
    assert is_complete_list(text, formats_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A picture, e.g. cat.jpg",
        "Not only jpg.",
        "不仅支持jpg",
        "не только jpg",
        "no solo jpg",
        "Only used when mode is video. A jpg is best.",
        "jpg only if it has no alpha channel",
        "Only square images; jpg works well.",
        "Only jpg files are resized.",
        "Solo jpg se comprime",
        "jpgのみの場合",
        "onlyjpgx",
    ],
)
def test_example_is_not_a_complete_list(text: str) -> None:
    """A single format is an example unless the text excludes others."""
    assert not is_complete_list(text, formats_in(text))

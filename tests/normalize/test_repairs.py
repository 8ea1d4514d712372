"""Each repair on the smallest schema that needs it: before, after, and pointer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientwright.normalize.repair_registry import REPAIRS, repair_endpoint
from clientwright.normalize.root_repairs import ROOT_OBJECT
from clientwright.normalize.structure_repairs import OUTPUT_ROOT
from normalize.marked_cases import MARKED_CASES
from normalize.repair_cases import CASES, KEPT, NUMBER
from normalize.schemas import raw_endpoint
from sources.support import ROOT, SERVICE

SPECS = ROOT / "specs" / "runcomfy"


def cases():
    """Return every case with its code."""
    return [(code, before, after) for code, pairs in CASES.items() for before, after in pairs]


def repaired(before: Any, *, required: bool = False):
    """Repair a schema as the property `it`, or as the property that a map names, perhaps a required one."""
    named = (
        len(before) == 1 and isinstance(next(iter(before.values())), dict) and "not" not in before
    )
    properties = (
        before if named and "properties" not in before and "items" not in before else {"it": before}
    )
    (name,) = properties
    document = {"type": "object", "properties": properties, "required": [name] if required else []}
    return name, repair_endpoint(raw_endpoint(document, {"it": "as in the sample"}), SERVICE)


@pytest.mark.parametrize(("code", "before", "after"), cases())
def test_repair_rewrites_schema(code: str, before: Any, after: Any) -> None:
    """Each dialect form becomes JSON Schema, and the repair is reported with its code and pointer."""
    name, result = repaired(before, required=code == "demo-default")
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
    assert set(REPAIRS) == {*CASES, *MARKED_CASES, ROOT_OBJECT}
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
    (note,) = repaired({"prompt": {"type": "string", "default": prompt}}, required=True)[1].repairs
    assert (note.before, str(note.after)) == (prompt, "(absent)")


@pytest.mark.parametrize("path", sorted(SPECS.rglob("*-to-video.json")), ids=lambda path: path.stem)
def test_repository_specs_need_no_repair(path: Path) -> None:
    """What is committed is JSON Schema already: no repair changes it."""
    document = json.loads(path.read_text("utf-8"))
    result = repair_endpoint(raw_endpoint(document["input"]), SERVICE)
    assert result.schema == document["input"]
    assert (result.repairs, result.problems) == ((), ())


def test_references_follow_what_was_moved() -> None:
    """A reference into `definitions`, a list of `items` or `dependencies` leads to where that is now."""
    schema = {
        "type": "object",
        "properties": {
            "it": {"$ref": "#/definitions/a"},
            "pair": {"type": "array", "items": [NUMBER, {"type": "string"}]},
            "other": {"$ref": "#/properties/pair/items/1"},
        },
        "definitions": {
            "a": {"definitions": {"b": NUMBER}, "$ref": "#/definitions/a/definitions/b"}
        },
    }
    result = repair_endpoint(raw_endpoint(schema), SERVICE)
    assert not result.problems
    assert result.schema["properties"]["it"] == {"$ref": "#/$defs/a"}
    assert result.schema["properties"]["other"] == {"$ref": "#/properties/pair/prefixItems/1"}
    assert result.schema["$defs"]["a"] == {"$defs": {"b": NUMBER}, "$ref": "#/$defs/a/$defs/b"}


def test_identity_of_a_document_is_dropped() -> None:
    """Where a document is, and its draft, is no part of the input; a field may be called so."""
    fields = {"id": {"type": "string"}, "it": {"type": "object", "properties": {"$id": {}}}}
    whole = {"$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://example.com/a"}
    schema = {"type": "object", "properties": fields}
    result = repair_endpoint(raw_endpoint({**whole, **schema}), SERVICE)
    assert (result.schema, result.problems) == (schema, ())
    assert {one.pointer for one in result.repairs} == {"/$schema", "/$id"}

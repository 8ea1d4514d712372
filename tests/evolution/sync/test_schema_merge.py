"""A person's edit of one property stays when the catalogue changes another; conflicts are reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.evolution.sync.schema_merge import merge_schemas, part_hashes
from evolution.sync.support import Json, SyncedFolder, catalogue_entry, problem_codes, schema

ID = "maker/speak"
SPEED = {"type": "float", "minimum": 0.5, "maximum": 2}
PITCH = {"type": "int", "minimum": -12, "maximum": 12}
TEXT = {"type": "string"}

BOUNDS: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {"type": st.just("integer"), "maximum": st.integers(1, 3)}
)
SCHEMAS: st.SearchStrategy[Json] = st.fixed_dictionaries(
    {
        "type": st.just("object"),
        "properties": st.dictionaries(st.sampled_from("abcd"), BOUNDS),
        "$defs": st.dictionaries(st.sampled_from("xy"), BOUNDS),
    }
)


@pytest.fixture
def synced_folder(tmp_path: Path) -> SyncedFolder:
    """A folder with one endpoint."""
    synced_folder = SyncedFolder(tmp_path / "specs")
    synced_folder.sync(speak(text=TEXT, speed=SPEED, pitch=PITCH))
    return synced_folder


def speak(required: list[str] | None = None, **properties: Any) -> Json:
    """Return the entry of an endpoint that speaks."""
    more = {"required": required} if required else {}
    return catalogue_entry(ID, {**schema(**properties), **more})


def edit(synced_folder: SyncedFolder, **properties: Any) -> None:
    """Edit properties by hand; None takes one out."""
    mine = synced_folder.document(ID)["input"]
    found = {**mine["properties"], **properties}
    found = {name: one for name, one in found.items() if one is not None}
    synced_folder.edit(ID, input={**mine, "properties": found})


def properties(synced_folder: SyncedFolder) -> Json:
    """Return the properties of the spec."""
    found: Json = synced_folder.document(ID)["input"]["properties"]
    return found


@given(SCHEMAS, SCHEMAS)
def test_change_of_one_side_is_used(before: Json, after: Json) -> None:
    """If only one side changed, its schema is the result, and nothing clashes."""
    assert merge_schemas(part_hashes(before), before, after).schema == after
    assert (
        merge_schemas(part_hashes(before), after, before).schema["properties"]
        == after["properties"]
    )
    assert merge_schemas(part_hashes(before), before, after).clashes == ()
    assert merge_schemas(part_hashes(before), after, before).clashes == ()
    assert merge_schemas(part_hashes(before), after, after).clashes == ()


@given(SCHEMAS, SCHEMAS, SCHEMAS)
def test_each_property_comes_from_a_side_that_changed_it(
    base: Json, mine: Json, theirs: Json
) -> None:
    """If both changed a property, the catalogue's version is used and reported as a clash."""
    merge = merge_schemas(part_hashes(base), mine, theirs)
    for name in "abcd":
        was, own, new = (one["properties"].get(name) for one in (base, mine, theirs))
        assert merge.schema["properties"].get(name) == (own if new == was else new)
        assert (f"/properties/{name}" in merge.clashes) is (own not in (was, new) and new != was)


def test_edit_survives_a_change_of_another_property(synced_folder: SyncedFolder) -> None:
    """A tightened bound stays when the provider removes another property, without a problem."""
    edit(synced_folder, speed={"type": "number", "minimum": 0.5, "maximum": 1.5})
    synced = synced_folder.sync(speak(text=TEXT, speed=SPEED))
    assert problem_codes(synced) == []
    assert properties(synced_folder).keys() == {"text", "speed"}
    assert properties(synced_folder)["speed"]["maximum"] == 1.5
    (change,) = synced.changes
    assert {edit.pointer for edit in change.edits} == {"/input/properties/pitch"}
    assert problem_codes(synced_folder.sync(speak(text=TEXT, speed=SPEED), anew=True)) == []
    assert properties(synced_folder)["speed"]["maximum"] == 1.5


def test_added_and_removed_properties_stay_so(synced_folder: SyncedFolder) -> None:
    """A person's property stays, a removed one stays away and is not required."""
    edit(synced_folder, mine={"type": "boolean"}, pitch=None)
    longer = {**TEXT, "maxLength": 9}
    listed = speak(required=["text", "pitch"], text=longer, speed=SPEED, pitch=PITCH)
    assert problem_codes(synced_folder.sync(listed)) == []
    assert [*properties(synced_folder)] == ["text", "speed", "mine"]
    assert properties(synced_folder)["text"]["maxLength"] == 9
    assert synced_folder.document(ID)["input"]["required"] == ["text"]


def test_replaced_edit_is_reported_with_both_values(
    synced_folder: SyncedFolder,
) -> None:
    """If both changed one property, the catalogue's version is used, and the lost value is reported."""
    edit(synced_folder, speed={"type": "number", "minimum": 0.5, "maximum": 1.5})
    (trouble,) = synced_folder.sync(
        speak(text=TEXT, speed={**SPEED, "maximum": 3})
    ).endpoint_problems
    assert trouble.problem.code == "edit-replaced"
    assert trouble.problem.location.pointer == "/input/properties/speed"
    assert "/properties/speed/maximum: 1.5 -> 3." in trouble.problem.found()
    assert "pitch" not in trouble.problem.found()
    assert properties(synced_folder)["speed"]["maximum"] == 3


def test_spec_without_part_hashes_is_replaced_and_reported(synced_folder: SyncedFolder) -> None:
    """A spec without stored part hashes is replaced with a report; then it stores them."""
    document = synced_folder.document(ID)
    del document["catalogue"]["said"]["parts"]
    synced_folder.edit(ID, catalogue=document["catalogue"])
    edit(synced_folder, speed={"type": "number", "minimum": 0.5, "maximum": 1.5})
    (trouble,) = synced_folder.sync(speak(text=TEXT, speed=SPEED)).endpoint_problems
    assert trouble.problem.code == "schema-replaced"
    assert "/properties/speed/maximum: 1.5 -> 2" in trouble.problem.found()
    assert synced_folder.document(ID)["catalogue"]["said"]["parts"]

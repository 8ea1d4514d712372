"""A person's edit of one property stays when the catalogue changes another; where both changed one, it is told."""

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
def shelf(tmp_path: Path) -> SyncedFolder:
    """A folder with one endpoint."""
    shelf = SyncedFolder(tmp_path / "specs")
    shelf.sync(speak(text=TEXT, speed=SPEED, pitch=PITCH))
    return shelf


def speak(required: list[str] | None = None, **properties: Any) -> Json:
    """Write the entry of an endpoint that speaks."""
    more = {"required": required} if required else {}
    return catalogue_entry(ID, {**schema(**properties), **more})


def edit(shelf: SyncedFolder, **properties: Any) -> None:
    """Edit properties by hand; None takes one out."""
    mine = shelf.document(ID)["input"]
    found = {**mine["properties"], **properties}
    found = {name: one for name, one in found.items() if one is not None}
    shelf.edit(ID, input={**mine, "properties": found})


def properties(shelf: SyncedFolder) -> Json:
    """Give the properties of the spec."""
    found: Json = shelf.document(ID)["input"]["properties"]
    return found


@given(SCHEMAS, SCHEMAS)
def test_one_side_that_changes_is_right(before: Json, after: Json) -> None:
    """Where only one side changed anything, its schema is the result, whole, and nothing clashes."""
    assert merge_schemas(part_hashes(before), before, after).schema == after
    assert (
        merge_schemas(part_hashes(before), after, before).schema["properties"]
        == after["properties"]
    )
    assert merge_schemas(part_hashes(before), before, after).clashes == ()
    assert merge_schemas(part_hashes(before), after, before).clashes == ()
    assert merge_schemas(part_hashes(before), after, after).clashes == ()


@given(SCHEMAS, SCHEMAS, SCHEMAS)
def test_each_property_is_one_of_the_sides(said: Json, mine: Json, theirs: Json) -> None:
    """Each property comes from a side that changed it; of two that did, from the catalogue, and it is told."""
    made = merge_schemas(part_hashes(said), mine, theirs)
    for name in "abcd":
        was, own, new = (one["properties"].get(name) for one in (said, mine, theirs))
        assert made.schema["properties"].get(name) == (own if new == was else new)
        assert (f"/properties/{name}" in made.clashes) is (own not in (was, new) and new != was)


def test_an_edit_survives_a_change_beside_it(shelf: SyncedFolder) -> None:
    """A tightened bound stays when the provider takes another property away, and nothing is said of it."""
    edit(shelf, speed={"type": "number", "minimum": 0.5, "maximum": 1.5})
    synced = shelf.sync(speak(text=TEXT, speed=SPEED))
    assert problem_codes(synced) == []
    assert properties(shelf).keys() == {"text", "speed"}
    assert properties(shelf)["speed"]["maximum"] == 1.5
    (change,) = synced.changes
    assert {edit.pointer for edit in change.edits} == {"/input/properties/pitch"}
    assert problem_codes(shelf.sync(speak(text=TEXT, speed=SPEED), anew=True)) == []
    assert properties(shelf)["speed"]["maximum"] == 1.5


def test_what_a_person_added_or_took_out_stays_so(shelf: SyncedFolder) -> None:
    """A property of a person's own stays, one that was taken out stays away, and is not required either."""
    edit(shelf, mine={"type": "boolean"}, pitch=None)
    longer = {**TEXT, "maxLength": 9}
    listed = speak(required=["text", "pitch"], text=longer, speed=SPEED, pitch=PITCH)
    assert problem_codes(shelf.sync(listed)) == []
    assert [*properties(shelf)] == ["text", "speed", "mine"]
    assert properties(shelf)["text"]["maxLength"] == 9
    assert shelf.document(ID)["input"]["required"] == ["text"]


def test_an_edit_that_the_catalogue_overtakes_is_named_with_both_values(
    shelf: SyncedFolder,
) -> None:
    """Where both changed one property, the catalogue's stands; what was lost is told apart from its other changes."""
    edit(shelf, speed={"type": "number", "minimum": 0.5, "maximum": 1.5})
    (trouble,) = shelf.sync(speak(text=TEXT, speed={**SPEED, "maximum": 3})).endpoint_problems
    assert trouble.problem.code == "edit-replaced"
    assert trouble.problem.location.pointer == "/input/properties/speed"
    assert "/properties/speed/maximum: 1.5 -> 3." in trouble.problem.found()
    assert "pitch" not in trouble.problem.found()
    assert properties(shelf)["speed"]["maximum"] == 3


def test_a_spec_of_before_is_read_and_its_edit_named(shelf: SyncedFolder) -> None:
    """A spec that remembers no parts is replaced as before, with the values that went; from then on it remembers."""
    document = shelf.document(ID)
    del document["catalogue"]["said"]["parts"]
    shelf.edit(ID, catalogue=document["catalogue"])
    edit(shelf, speed={"type": "number", "minimum": 0.5, "maximum": 1.5})
    (trouble,) = shelf.sync(speak(text=TEXT, speed=SPEED)).endpoint_problems
    assert trouble.problem.code == "schema-replaced"
    assert "/properties/speed/maximum: 1.5 -> 2" in trouble.problem.found()
    assert shelf.document(ID)["catalogue"]["said"]["parts"]

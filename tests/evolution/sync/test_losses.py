"""Everything a sync drops is reported, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clientwright.lint.lint_folder import lint_folder
from evolution.sync.support import SyncedFolder, catalogue_entry, problem_codes, schema
from sources.support import IMAGE_TO_VIDEO, ROOT, TEXT_TO_VIDEO

ID = "maker/draw"
SIZE = {"type": "integer", "minimum": 1, "maximum": 9}


@pytest.fixture
def synced_folder(tmp_path: Path) -> SyncedFolder:
    """An empty specs folder."""
    return SyncedFolder(tmp_path / "specs")


@pytest.fixture
def pages(tmp_path: Path) -> SyncedFolder:
    """The specs of this repository, which were imported from pages."""
    shutil.copytree(ROOT / "specs" / "runcomfy", tmp_path / "specs" / "runcomfy")
    return SyncedFolder(tmp_path / "specs")


def messages_by_code(synced_folder: SyncedFolder, *models: object) -> dict[str, str]:
    """Sync, and return the endpoint's messages by code."""
    return {
        t.problem.code: t.problem.found() for t in synced_folder.sync(*models).endpoint_problems
    }


def test_losses_against_a_page_are_reported(pages: SyncedFolder) -> None:
    """Bounds, defaults, fields and rules that only a page had are reported when the catalogue lacks them."""
    poor = schema(prompt={"type": "string"}, duration={"type": "int"}, multi_prompt={"type": "array"})  # fmt: skip
    found = messages_by_code(
        pages, catalogue_entry(IMAGE_TO_VIDEO, poor), catalogue_entry(TEXT_TO_VIDEO, poor)
    )
    assert "one that did not come from it" in found["schema-replaced"]
    assert "/properties/aspect_ratio" in found["schema-replaced"]
    assert "must add up to duration" in found["rule-dropped"]
    assert "is gone, and with it its text in en, zh-TW" in found["words-dropped"]


def test_catalogue_equal_to_a_page_drops_nothing(pages: SyncedFolder) -> None:
    """The first sync of an imported endpoint with the same schema reports no loss and keeps texts, rules and repairs."""
    before = pages.document(TEXT_TO_VIDEO)
    synced = pages.sync(
        catalogue_entry(TEXT_TO_VIDEO, before["input"]), catalogue_entry(IMAGE_TO_VIDEO)
    )
    assert [code for id, code in problem_codes(synced) if id == TEXT_TO_VIDEO] == []
    after = pages.document(TEXT_TO_VIDEO)
    assert {**after, "catalogue": None, "repairs": None} == {**before, "catalogue": None, "repairs": None}  # fmt: skip
    outputs = [note for note in before["repairs"] if note["at"].startswith("/output")]
    assert outputs
    assert all(note in after["repairs"] for note in outputs)


def test_replaced_edit_of_a_schema_is_reported(synced_folder: SyncedFolder) -> None:
    """A person's edit of the schema is reported when the catalogue's new version replaces it."""
    synced_folder.sync(catalogue_entry(ID, schema(size=SIZE)))
    synced_folder.edit(ID, input=schema(size={**SIZE, "multipleOf": 2}))
    assert (
        problem_codes(synced_folder.sync(catalogue_entry(ID, schema(size=SIZE), base_price_usd=1)))
        == []
    )
    found = messages_by_code(
        synced_folder, catalogue_entry(ID, schema(size={**SIZE, "maximum": 8}))
    )
    lost = "/properties/size/maximum: 9 -> 8, /properties/size/multipleOf: 2 -> (absent)"
    assert lost in found["edit-replaced"]
    assert (
        messages_by_code(synced_folder, catalogue_entry(ID, schema(size={**SIZE, "maximum": 7})))
        == {}
    )


def test_dropped_rule_is_reported(synced_folder: SyncedFolder) -> None:
    """A rule whose sentence disappears is dropped with a warning that quotes it and has its location."""
    segments = {"type": "array", "items": {"duration": {"type": "int", "minimum": 1}}}
    described = {
        **segments,
        "description": "The durations of all segments must add up to duration.",
    }
    synced_folder.sync(catalogue_entry(ID, schema(parts=described, duration={"type": "int"})))
    line = synced_folder.path(ID).read_text("utf-8").splitlines().index('  "rules": [') + 2
    (trouble,) = synced_folder.sync(
        catalogue_entry(ID, schema(parts=segments, duration={"type": "int"}))
    ).endpoint_problems
    assert (trouble.problem.code, trouble.problem.location.pointer) == ("rule-dropped", "/rules/0")
    assert trouble.problem.location.line == line


def test_dropped_rule_quotes_a_sentence_that_may_state_it(synced_folder: SyncedFolder) -> None:
    """If a reworded sentence may still state the rule, the warning quotes it, as lint does from then on."""
    segments = {"type": "array", "items": {"duration": {"type": "int", "minimum": 1}}}
    sure = {**segments, "description": "The durations of all segments must add up to duration."}
    odd = {**segments, "description": "Segments. Their lengths must be what duration says."}
    synced_folder.sync(catalogue_entry(ID, schema(parts=sure, duration={"type": "int"})))
    found = messages_by_code(
        synced_folder, catalogue_entry(ID, schema(parts=odd, duration={"type": "int"}))
    )["rule-dropped"]
    assert "no recognizer matches: 'Their lengths must be what duration says.'" in found
    assert "unread-rule" in [problem.code for problem in lint_folder(synced_folder.root)]


def test_dropped_texts_are_one_note_per_field(synced_folder: SyncedFolder) -> None:
    """A removed field with nested texts in several languages is reported once."""
    box = {"type": "object", "properties": {"a": SIZE, "b": SIZE}}
    synced_folder.sync(catalogue_entry(ID, schema(prompt={"type": "string"}, box=box)))
    mine = {"/properties/box": {"title": "x"}, "/properties/box/properties/a": {"title": "y"}}
    synced_folder.edit(ID, words={"en": mine, "ja": mine})
    assert problem_codes(
        synced_folder.sync(catalogue_entry(ID, schema(prompt={"type": "string"})))
    ) == [(ID, "words-dropped")]
    assert synced_folder.document(ID).get("words") is None


def test_edits_of_rules_come_first(pages: SyncedFolder) -> None:
    """Edits of rules are listed before those of fields."""
    synced = pages.sync(catalogue_entry(TEXT_TO_VIDEO, schema(prompt={"type": "string"}), kind="video"), catalogue_entry(IMAGE_TO_VIDEO))  # fmt: skip
    parts = [[edit.pointer.split("/")[1] for edit in change.edits] for change in synced.changes]
    assert all(part[0] == "rules" for part in parts)
    assert all(part[-1] in ("words", "catalogue") for part in parts)

"""What people added to a spec survives a sync; endpoints that the provider removed are retired."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientwright import pipeline
from clientwright.import_pipeline import import_documents
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Severity
from evolution.sync.support import (
    Json,
    SyncedFolder,
    catalogue_entry,
    catalogue_json,
    change_kinds,
    problem_codes,
    schema,
)

ID = "maker/draw/picture"
SUM = "The durations of all segments must add up to duration."
SEGMENTS = {"type": "array", "items": {"seconds": {"type": "int"}, "duration": {"type": "int", "minimum": 1}}}  # fmt: skip
RULE = {"kind": "at-most-one-of", "fields": ["$.prompt", "$.size"]}


@pytest.fixture
def synced_folder(tmp_path: Path) -> SyncedFolder:
    """An empty specs folder."""
    return SyncedFolder(tmp_path / "specs")


def draw(**more: Any) -> Json:
    """Return the entry of an endpoint that draws."""
    properties = {
        "prompt": {"type": "string", "description": "What to draw."},
        "size": {"type": "int", "minimum": 1, "maximum": 9, "title": "Size"},
        **more,
    }
    return catalogue_entry(
        ID, schema(**properties), display_name="Draw", description="Draws a picture."
    )


def test_price_kind_and_categories_are_stored(synced_folder: SyncedFolder) -> None:
    """The spec stores the catalogue's price, kind and categories; a new price is one edit."""
    paid = {**draw(), "base_price_usd": 0.084, "price_unit": "second", "pricing_note": "Sound costs more."}  # fmt: skip
    synced_folder.sync({**paid, "categories": ["video", "image-to-video"], "kind": "video"})
    listed_data = synced_folder.document(ID)["catalogue"]
    assert listed_data["price"] == {"usd": 0.084, "unit": "second", "note": "Sound costs more."}
    assert (listed_data["kind"], listed_data["categories"]) == (
        "video",
        ["image-to-video", "video"],
    )
    (change,) = synced_folder.sync({**paid, "categories": ["image-to-video", "video"], "kind": "video", "base_price_usd": 0.1}).changes  # fmt: skip
    assert [(e.pointer, e.before, e.after) for e in change.edits] == [("/catalogue/price/usd", 0.084, 0.1)]  # fmt: skip


def test_sync_leaves_the_output_alone(synced_folder: SyncedFolder) -> None:
    """A new spec has no output, and one from a page stays."""
    synced_folder.sync(draw())
    assert "output" not in synced_folder.document(ID)
    synced_folder.edit(ID, output={"type": "object", "properties": {"mask": {"type": "string"}}})
    synced_folder.sync(draw(size={"type": "int"}))
    assert synced_folder.document(ID)["output"]["properties"].keys() == {"mask"}


def test_texts_notes_and_rules_of_people_survive(synced_folder: SyncedFolder) -> None:
    """A changed entry keeps a person's texts, translations, rules and notes."""
    synced_folder.sync(draw())
    words = synced_folder.document(ID)["words"]
    words["en"]["/properties/prompt"]["description"] = "Say what you want to see."
    words["ja"] = {"/properties/size": {"title": "サイズ"}}
    synced_folder.edit(ID, words=words, notes=["Slow on Mondays."], rules=[RULE])
    synced = synced_folder.sync(draw(size={"type": "int", "maximum": 5, "title": "Size"}))
    after = synced_folder.document(ID)
    assert after["input"]["properties"]["size"] == {"type": "integer", "maximum": 5}
    assert after["words"] == words
    assert (after["notes"], after["rules"]) == (["Slow on Mondays."], [RULE])
    assert problem_codes(synced) == []


def test_unedited_texts_follow_the_catalogue(synced_folder: SyncedFolder) -> None:
    """New texts replace the catalogue's old ones; a person's texts stay, which is reported once."""
    synced_folder.sync(draw())
    synced_folder.sync(draw(prompt={"type": "string", "description": "What to paint."}))
    assert (
        synced_folder.document(ID)["words"]["en"]["/properties/prompt"]["description"]
        == "What to paint."
    )
    synced_folder.edit(ID, words={"en": {"/properties/prompt": {"description": "Mine."}}})
    third = draw(prompt={"type": "string", "description": "What to sketch."})
    assert problem_codes(synced_folder.sync(third)) == [(ID, "words-kept")]
    assert synced_folder.document(ID)["words"]["en"]["/properties/prompt"]["description"] == "Mine."
    assert problem_codes(synced_folder.sync(third, anew=True)) == []


def test_texts_of_a_removed_field_are_dropped(synced_folder: SyncedFolder) -> None:
    """The texts go in every language; a person's are reported."""
    synced_folder.sync(draw())
    words = synced_folder.document(ID)["words"]
    synced_folder.edit(ID, words={**words, "ja": {"/properties/size": {"title": "サイズ"}}})
    gone = catalogue_entry(ID, schema(prompt={"type": "string"}))
    assert problem_codes(synced_folder.sync(gone)) == [(ID, "words-dropped")]
    assert "words" not in synced_folder.document(ID)


def test_rules_follow_the_catalogues_descriptions(synced_folder: SyncedFolder) -> None:
    """A rule comes and goes with its sentence; one that a person removed does not come back."""
    described = draw(multi={**SEGMENTS, "description": SUM}, duration={"type": "int"})
    synced_folder.sync(described)
    (rule,) = synced_folder.document(ID)["rules"]
    assert rule["kind"] == "sum-equals"
    synced_folder.edit(ID, rules=[])
    synced_folder.sync(
        draw(multi={**SEGMENTS, "description": SUM}, duration={"type": "int", "maximum": 9})
    )
    assert "rules" not in synced_folder.document(ID)
    synced_folder.edit(ID, rules=[rule])
    synced_folder.sync(
        draw(multi={**SEGMENTS, "description": "Segments."}, duration={"type": "int"})
    )
    assert "rules" not in synced_folder.document(ID)


def test_rule_for_a_removed_field_stops_only_its_endpoint(
    synced_folder: SyncedFolder,
) -> None:
    """The new schema is not written under a rule that no longer fits; the problem has the rule's location."""
    synced_folder.sync(draw(), catalogue_entry("maker/other"))
    synced_folder.edit(ID, rules=[RULE])
    before = synced_folder.path(ID).read_bytes()
    synced = synced_folder.sync(catalogue_entry(ID, schema(prompt={"type": "string"})), catalogue_entry("maker/other", schema(a={"type": "int"})))  # fmt: skip
    assert problem_codes(synced) == [(ID, "rule-names-nothing")]
    (wrong,) = [t.problem for t in synced.endpoint_problems if t.problem.severity is Severity.ERROR]
    assert (wrong.location.file, wrong.location.pointer) == (
        str(synced_folder.path(ID)),
        "/rules/0",
    )
    assert wrong.location.line
    assert synced_folder.path(ID).read_bytes() == before
    assert change_kinds(synced) == {"maker/other": "changed"}


def test_schema_edit_stays_until_the_catalogue_changes_it(synced_folder: SyncedFolder) -> None:
    """A person's edit survives a new price, and a new schema replaces it with an edit in the result."""
    synced_folder.sync(draw())
    document = synced_folder.document(ID)
    document["input"]["properties"]["size"]["maximum"] = 7
    synced_folder.edit(ID, input=document["input"])
    synced_folder.sync({**draw(), "base_price_usd": 1})
    assert synced_folder.document(ID)["input"]["properties"]["size"]["maximum"] == 7
    (change,) = synced_folder.sync(
        draw(size={"type": "int", "minimum": 1, "maximum": 8, "title": "Size"})
    ).changes
    assert ("/input/properties/size/maximum", 7, 8) in [(e.pointer, e.before, e.after) for e in change.edits]  # fmt: skip


def test_missing_endpoint_is_retired_until_it_returns(synced_folder: SyncedFolder) -> None:
    """A retired spec keeps its content and gives a note; listed again, it is as before."""
    synced_folder.sync(draw(), catalogue_entry("maker/other"))
    before = synced_folder.document(ID)
    assert change_kinds(synced_folder.sync(catalogue_entry("maker/other"))) == {ID: "retired"}
    assert synced_folder.document(ID) == {**before, "retired": True}
    assert {*synced_folder.live_endpoints()} == {"maker/other"}
    (note,) = lint_folder(synced_folder.root)
    assert (note.code, note.severity, note.location.file) == ("retired", Severity.INFO, str(synced_folder.path(ID)))  # fmt: skip
    assert change_kinds(synced_folder.sync(catalogue_entry("maker/other"))) == {}
    assert change_kinds(synced_folder.sync(catalogue_entry("maker/other"), draw())) == {
        ID: "returned"
    }
    assert synced_folder.document(ID) == before


def test_retired_endpoint_is_not_generated(synced_folder: SyncedFolder, tmp_path: Path) -> None:
    """Its module leaves the package and returns with it."""
    synced_folder.sync(draw(), catalogue_entry("maker/other"))
    module = tmp_path / "generated" / "runcomfy" / "maker" / "draw" / "picture.py"
    for models, there in (
        ([catalogue_entry("maker/other")], False),
        ([draw(), catalogue_entry("maker/other")], True),
    ):
        pipeline.generate(synced_folder.root, tmp_path / "generated")
        assert module.is_file() is not there
        synced_folder.sync(*models)
    pipeline.generate(synced_folder.root, tmp_path / "generated")
    assert module.is_file()


@pytest.mark.parametrize(
    ("models", "total"),
    [
        ([catalogue_entry("maker/other")], 384),
        ([catalogue_entry("maker/other"), {"model_id": 3}], None),
        ([], None),
    ],
    ids=["a page of many", "an entry without id", "an empty one"],
)
def test_only_a_complete_catalogue_retires(
    synced_folder: SyncedFolder, models: list[Any], total: int | None
) -> None:
    """If something may be missing, nothing is retired and a problem states why."""
    synced_folder.sync(draw(), catalogue_entry("maker/other"))
    synced = synced_folder.sync_answers(catalogue_json(models, total))
    assert change_kinds(synced) == {}
    assert any(id == "" for id, _ in problem_codes(synced))


def test_bad_entry_is_not_missing(synced_folder: SyncedFolder) -> None:
    """An endpoint whose entry cannot be read is not retired, and its spec stays."""
    synced_folder.sync(draw())
    before = synced_folder.tree()
    synced = synced_folder.sync(catalogue_entry(ID, schema(size={"type": "strnig"})))
    assert problem_codes(synced) == [(ID, "unknown-type")]
    assert synced_folder.tree() == before


def test_broken_spec_is_not_overwritten(synced_folder: SyncedFolder) -> None:
    """A file that is not a spec stays, and its problem is reported with its endpoint."""
    synced_folder.sync(draw(), catalogue_entry("maker/other"))
    synced_folder.path(ID).write_text("{")
    synced = synced_folder.sync(draw(size={"type": "int"}), catalogue_entry("maker/other"))
    assert problem_codes(synced) == [(ID, "not-json")]
    assert synced_folder.path(ID).read_text() == "{"


def test_page_and_catalogue_share_a_spec(synced_folder: SyncedFolder) -> None:
    """A page's texts stay beside the catalogue's, and importing again changes nothing."""
    from sources.support import PAGES, TEXT_TO_VIDEO

    page = str(PAGES / "text-to-video.zh-TW.txt")
    import_documents([page], synced_folder.root)
    imported = synced_folder.document(TEXT_TO_VIDEO)
    listed = catalogue_entry(
        TEXT_TO_VIDEO, schema(prompt={"type": "string", "description": "What happens."})
    )
    assert change_kinds(synced_folder.sync(listed)) == {TEXT_TO_VIDEO: "changed"}
    both = synced_folder.document(TEXT_TO_VIDEO)
    prompt = "/properties/prompt"
    assert both["words"]["en"][prompt] == {"description": "What happens."}
    assert both["words"]["zh-TW"][prompt] == imported["words"]["zh-TW"][prompt]
    assert not any(written for _, written in import_documents([page], synced_folder.root).files)
    assert synced_folder.sync(listed, anew=True).changes == ()


def test_first_sync_after_an_import_keeps_edits_beside_an_own_output(
    synced_folder: SyncedFolder,
) -> None:
    """A catalogue, which has no outputs, with the input of the imported document leaves people's edits of it."""
    output = {"type": "object", "properties": {"image": {"type": "string", "format": "uri"}}}
    page = synced_folder.root.parent / "page.json"
    page.write_text(json.dumps({"model": ID, "input_schema": schema(), "output_schema": output}))
    import_documents([str(page)], synced_folder.root)
    edited = synced_folder.document(ID)
    edited["input"]["properties"]["mine"] = {"type": "string"}
    synced_folder.path(ID).write_text(json.dumps(edited), "utf-8")
    synced_folder.sync(catalogue_entry(ID, schema()))
    after = synced_folder.document(ID)
    assert after["input"] == edited["input"]
    assert after["output"] == output


def test_unlisted_page_is_kept(synced_folder: SyncedFolder) -> None:
    """An endpoint that came only from a page is not retired, only reported."""
    from sources.support import PAGES, TEXT_TO_VIDEO

    import_documents([str(PAGES / "text-to-video.en.txt")], synced_folder.root)
    synced = synced_folder.sync(draw())
    assert problem_codes(synced) == [(TEXT_TO_VIDEO, "not-listed")]
    assert {*synced_folder.live_endpoints()} == {ID, TEXT_TO_VIDEO}


def test_texts_that_a_person_removed_stay_away(synced_folder: SyncedFolder) -> None:
    """They do not come back while the catalogue's text stays the same."""
    synced_folder.sync(draw())
    synced_folder.edit(ID, words={"en": {"": {"title": "Draw"}}})
    synced_folder.sync(draw(size={"type": "int", "minimum": 1, "maximum": 8, "title": "Size"}))
    assert synced_folder.document(ID)["words"] == {"en": {"": {"title": "Draw"}}}


def test_sentence_that_was_attached_to_a_read_rule_stays(synced_folder: SyncedFolder) -> None:
    """A sync keeps what a read rule stands for; if its own sentence is gone, it is a person's rule for the others."""
    read, told = "Cannot be used together with mask.", "It must not be beside mask."
    fields = {
        "mask": {"type": "string"},
        "tail": {"type": "string", "description": f"{read} {told}"},
    }
    synced_folder.sync(draw(**fields))
    (rule,) = synced_folder.document(ID)["rules"]
    rule["settles"] = [{"at": "/properties/tail/description", "locale": "en", "sentence": told}]
    synced_folder.edit(ID, rules=[rule])
    synced_folder.sync(draw(**fields, more={"type": "string"}))
    assert synced_folder.document(ID)["rules"] == [rule]
    synced_folder.sync(draw(mask=fields["mask"], tail={**fields["tail"], "description": told}))
    assert synced_folder.document(ID)["rules"] == [{k: v for k, v in rule.items() if k != "origin"}]

"""Entries of a catalogue that a service's file describes: versions, outputs, retired endpoints, and bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import ProblemsError, UsageError
from clientwright.evolution.diff import Compatibility, diff_specs
from clientwright.evolution.sync import specs_folder
from clientwright.specs.spec_files import load_specs
from evolution.sync.described_services import (
    HARBOUR,
    ORCHARD,
    URL,
    DescribedFolder,
    harbour_entry,
    orchard_entry,
)
from evolution.sync.support import change_kinds, problem_codes, schema

ID = "maker/paint"
PROMPT = schema(prompt={"type": "string"})
LONGER = schema(prompt={"type": "string"}, seed={"type": "integer"})
FILM = {"type": "object", "properties": {"film": URL}}
SOUND = {"type": "object", "properties": {"film": URL, "sound": URL}}


@pytest.fixture
def harbour(tmp_path: Path) -> DescribedFolder:
    """Return a specs folder of the service that has versions."""
    return DescribedFolder(tmp_path, HARBOUR)


@pytest.fixture
def orchard(tmp_path: Path) -> DescribedFolder:
    """Return a specs folder of the service whose entries may be retired."""
    return DescribedFolder(tmp_path, ORCHARD)


def versioned(folder: DescribedFolder, version: str, input_schema: Any = PROMPT) -> Any:
    """Sync with one version of the model."""
    return folder.sync(folder.page(harbour_entry(ID, version, input_schema)))


def test_syncing_twice_changes_nothing(orchard: DescribedFolder) -> None:
    """A second sync with the same entries reads none of them, and writes nothing."""
    page = orchard.page(*(orchard_entry(f"maker/paint-{n}", output=SOUND) for n in range(3)))
    assert len(orchard.sync(page).changes) == 3
    before = orchard.tree()
    again = orchard.sync(page)
    assert (again.changes, again.unchanged_count) == ((), 3)
    assert orchard.sync(page, anew=True).changes == ()
    assert orchard.tree() == before


def test_entry_has_texts_version_and_output(harbour: DescribedFolder) -> None:
    """The spec has the entry's texts, and the version and output of its document."""
    facts = {
        **HARBOUR,
        "catalogue": {**HARBOUR["catalogue"], "title": "/name", "description": "/t"},
    }
    folder = DescribedFolder(harbour.root, facts)
    folder.sync(
        folder.page(harbour_entry(ID, "9f", t="Paints.", output={"type": "array", "items": URL}))
    )
    document = folder.document(ID)
    assert document["version"] == "9f"
    assert document["output"]["type"] == "array"
    assert document["words"]["en"][""] == {"title": "paint", "description": "Paints."}


@pytest.mark.parametrize("output", [{}, {"type": "string"}, {"title": "Output"}])
def test_output_of_any_type_is_kept(harbour: DescribedFolder, output: Any) -> None:
    """An output of any JSON type, also one that says nothing, is no problem."""
    found = harbour.sync(harbour.page(harbour_entry(ID, output=output)))
    assert change_kinds(found) == {ID: "added"}
    assert not [code for _, code in problem_codes(found) if code != "locale-doubtful"]


def test_newer_version_is_a_reported_change(harbour: DescribedFolder) -> None:
    """A newer version is the first edit that a sync tells, and its schema is compared by `diff`."""
    versioned(harbour, "v1")
    (before,) = load_specs(harbour.root, cached=False).services
    found = versioned(harbour, "v2", LONGER)
    (change,) = found.changes
    first = change.edits[0]
    assert (first.pointer, first.before, first.after) == ("/version", "v1", "v2")
    assert "/input/properties/seed" in {edit.pointer for edit in change.edits}
    (after,) = load_specs(harbour.root, cached=False).services
    told = {one.kind: one.compatibility for one in diff_specs(before, after).changes}
    assert told["version-changed"] is Compatibility.WARNING
    assert told["property-added"] is Compatibility.COMPATIBLE


def test_version_that_a_person_chose_is_kept_with_its_schema(harbour: DescribedFolder) -> None:
    """A version chosen by hand stays, with its schema, until it is removed from the spec."""
    versioned(harbour, "v1")
    versioned(harbour, "v2")
    harbour.edit(ID, version="v1")
    before = harbour.tree()
    for schema_of_newer in (PROMPT, LONGER):
        found = versioned(harbour, "v3", schema_of_newer)
        assert (found.changes, problem_codes(found)) == ((), [(ID, "version-kept")])
    assert harbour.tree() == before
    harbour.edit(ID, version=None)
    assert change_kinds(versioned(harbour, "v3", LONGER)) == {ID: "changed"}
    assert harbour.document(ID)["version"] == "v3"
    assert "seed" in harbour.document(ID)["input"]["properties"]


def test_entry_without_version_keeps_the_pinned_one(harbour: DescribedFolder) -> None:
    """A pinned version, with its schema, stays where an entry no longer states one."""
    versioned(harbour, "v1")
    before = harbour.tree()
    entry = harbour_entry(ID, "v1", LONGER)
    del entry["latest"]["id"]
    found = harbour.sync(harbour.page(entry))
    assert (ID, "version-kept") in problem_codes(found)
    assert harbour.tree() == before


def test_edits_of_a_schema_stay_in_another_version(harbour: DescribedFolder) -> None:
    """A person's bound stays when a newer version changes another property."""
    versioned(harbour, "v1")
    own = {"type": "string", "maxLength": 7}
    harbour.edit(ID, input={**PROMPT, "properties": {"prompt": own}})
    versioned(harbour, "v2", LONGER)
    assert harbour.document(ID)["input"]["properties"] == {
        "prompt": own,
        "seed": {"type": "integer"},
    }


def test_output_follows_the_catalogue_unless_it_was_edited(orchard: DescribedFolder) -> None:
    """A new output replaces the old one; an edited one stays until the catalogue changes it, which is told."""
    orchard.sync(orchard.page(orchard_entry(ID, output=FILM)))
    orchard.sync(orchard.page(orchard_entry(ID, output=SOUND)))
    assert [*orchard.document(ID)["output"]["properties"]] == ["film", "sound"]
    mine = {**SOUND, "required": ["film"]}
    orchard.edit(ID, output=mine)
    orchard.sync(orchard.page(orchard_entry(ID, LONGER, output=SOUND)))
    assert orchard.document(ID)["output"]["required"] == ["film"]
    found = orchard.sync(orchard.page(orchard_entry(ID, LONGER, output=FILM)))
    assert (ID, "edit-replaced") in problem_codes(found)
    assert "required" not in orchard.document(ID)["output"]


def test_texts_of_an_output_that_people_wrote_stay(orchard: DescribedFolder) -> None:
    """English texts of an output follow the catalogue until somebody edits them; other languages stay."""

    def told(text: str) -> Any:
        film = {**URL, "description": text}
        return orchard.page(
            orchard_entry(ID, output={"type": "object", "properties": {"film": film}})
        )

    orchard.sync(told("A film."))
    orchard.sync(told("The film."))
    at = "/properties/film"
    assert orchard.document(ID)["output_words"]["en"][at] == {"description": "The film."}
    mine = {"de": {at: {"description": "Der Film."}}, "en": {at: {"description": "My film."}}}
    orchard.edit(ID, output_words=mine)
    orchard.sync(told("Another film."))
    assert orchard.document(ID)["output_words"] == mine


def test_retired_entries_retire_their_endpoints(orchard: DescribedFolder) -> None:
    """An entry that says so retires its endpoint, also in a single page; a new one gets no spec."""
    orchard.sync(orchard.page(orchard_entry(ID), orchard_entry("maker/draw")))
    gone = orchard.page(orchard_entry(ID, state="gone"), orchard_entry("maker/new", state="gone"))
    found = orchard.sync(gone, live=False)
    assert change_kinds(found) == {ID: "retired"}
    assert ("", "retired-unread") in problem_codes(found)
    assert orchard.document(ID)["retired"] is True
    assert not orchard.path("maker/new").exists()
    assert orchard.sync(gone, live=False).changes == ()
    assert change_kinds(orchard.sync(orchard.page(orchard_entry(ID)), live=False)) == {
        ID: "returned"
    }


def test_other_values_retire_nothing(orchard: DescribedFolder) -> None:
    """Only the values that the service's file lists retire an endpoint; 1 is not true."""
    for value in ("new-word", 1, None, "GONE", ["gone"]):
        orchard.sync(orchard.page(orchard_entry(ID, state=value)), live=False)
        assert "retired" not in orchard.document(ID)


def test_too_many_retired_entries_are_doubted(orchard: DescribedFolder) -> None:
    """If many entries are retired at once, nothing is, until a person vouches for it."""
    ids = [f"maker/paint-{n}" for n in range(5)]
    orchard.sync(orchard.page(*map(orchard_entry, ids)))
    gone = orchard.page(*(orchard_entry(id, state="gone") for id in ids))
    found = orchard.sync(gone)
    assert (found.changes, problem_codes(found)) == ((), [("", "too-many-retired")])
    assert len(orchard.sync(gone, whole=True).changes) == 5


def test_imported_endpoint_is_not_retired(orchard: DescribedFolder) -> None:
    """An endpoint that did not come from a catalogue is kept, with a warning, although its entry is retired."""
    orchard.sync(orchard.page(orchard_entry(ID)))
    orchard.edit(ID, catalogue=None)
    found = orchard.sync(orchard.page(orchard_entry(ID, state="gone")))
    assert (found.changes, problem_codes(found)) == ((), [(ID, "no-longer-offered")])


def test_only_a_catalogue_that_was_followed_to_its_end_is_complete(
    orchard: DescribedFolder,
) -> None:
    """Saved pages may be a part: what they do not list is retired only if they were just fetched, or vouched for."""
    orchard.sync(orchard.page(orchard_entry(ID), orchard_entry("maker/draw")))
    rest = orchard.page(orchard_entry(ID), more=False)
    assert ("", "gone-unsure") in problem_codes(orchard.sync(rest, live=False))
    going_on = orchard.page(orchard_entry(ID), more=True, next="2")
    assert ("", "catalogue-goes-on") in problem_codes(orchard.sync(going_on, live=False))
    assert change_kinds(orchard.sync(rest)) == {"maker/draw": "retired"}


BAD = [
    ({"slug": ID, "state": "live"}, "entry-without-document"),
    ({"slug": ID, "openapi": None}, "entry-without-document"),
    ({"slug": ID, "openapi": []}, "entry-without-document"),
    ({"slug": ID, "openapi": {}}, "no-schema"),
    ({"slug": "one", "openapi": {}}, "bad-model-id"),
    ({"slug": 3, "openapi": {}}, "bad-entry"),
    ({"openapi": {}}, "bad-entry"),
    (7, "bad-entry"),
    (orchard_entry(ID, {"type": "object", "properties": {"a": {"$ref": "#/none"}}}), "broken-reference"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "code"), BAD)
def test_bad_entry_costs_nothing_else(orchard: DescribedFolder, entry: Any, code: str) -> None:
    """A bad entry is told with its line; its spec stays as it is, and other entries are used."""
    orchard.sync(orchard.page(orchard_entry(ID)))
    before = orchard.path(ID).read_bytes()
    found = orchard.sync(orchard.page(orchard_entry("maker/draw"), entry))
    assert change_kinds(found)["maker/draw"] == "added"
    told = [one.problem for one in found.endpoint_problems if one.problem.code == code]
    assert told, problem_codes(found)
    assert told[0].location.line > 20
    assert (
        orchard.path(ID).read_bytes() == before or "slug" not in str(entry) or entry["slug"] != ID
    )


def test_problem_is_at_its_own_line(orchard: DescribedFolder) -> None:
    """A fault of a document is at its line in the page, also in a later entry, and in a page of one line."""
    wrong = orchard_entry("maker/draw", {"type": "object", "properties": {"a": {"$ref": "#/none"}}})
    page = orchard.page(orchard_entry(ID), wrong)
    for text in (json.dumps(page, indent=1), json.dumps(page)):
        found = orchard.sync(text)
        (place,) = {one.problem.location for one in found.endpoint_problems}
        line = text.splitlines()[place.line - 1]
        assert line[place.column - 1 :].startswith(('"#/none"', '{"$ref": "#/none"', '"$ref"'))


@pytest.mark.parametrize("text", ["", "{", "[", "7", '{"results": []}', '{"models": {}}', "<html>"])
def test_what_is_no_page_changes_nothing(orchard: DescribedFolder, text: str) -> None:
    """A file that is no page of the catalogue is told, and nothing is written."""
    with pytest.raises(ProblemsError):
        orchard.sync(orchard.page(orchard_entry(ID)), text)
    assert [*orchard.tree()] == ["orchard/service.json"]


def test_one_of_several_services_is_named(orchard: DescribedFolder, tmp_path: Path) -> None:
    """Of several services in a folder, the one that is named is synced, whatever is wrong with the other."""
    other = DescribedFolder(tmp_path, HARBOUR)
    with pytest.raises(UsageError, match="--service"):
        specs_folder.read_specs_folder(tmp_path)
    orchard.sync(orchard.page(orchard_entry(ID)))
    assert [*other.tree()] == ["harbour/service.json"]
    orchard.path(ID).write_text("{", "utf-8")
    assert change_kinds(versioned(other, "v1")) == {ID: "added"}

"""Entries with odd ids, names and schemas; problems have locations."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clientwright import pipeline
from clientwright.errors import ProblemsError
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Severity, has_errors
from evolution.sync.random_catalogue import random_catalogue
from evolution.sync.support import (
    SyncedFolder,
    catalogue_entry,
    catalogue_json,
    change_kinds,
    problem_codes,
    schema,
)

IDS = (
    "a/b",
    "Orchid Labs/Vista 2",
    "kling/kling-3.0/standard/text-to-video",
    "x/1.5/X/y z",
    "a/b/c/d/E.f",
    "4k/up",
)


@pytest.fixture
def synced_folder(tmp_path: Path) -> SyncedFolder:
    """An empty specs folder."""
    return SyncedFolder(tmp_path / "specs")


def test_odd_ids_get_specs(synced_folder: SyncedFolder) -> None:
    """Ids of two to five segments, with mixed case, dots and spaces, become files without lint problems."""
    synced = synced_folder.sync(*map(catalogue_entry, IDS))
    assert problem_codes(synced) == []
    assert all(synced_folder.path(id).is_file() for id in IDS)
    assert lint_folder(synced_folder.root) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("kling/kling-3.0/x", "kling/kling_3_0/y"),
        ("up/4k/x", "up/4K/y"),
        ("Maker/a", "maker/b"),
        ("m/a b", "m/a_b"),
    ],
)
def test_path_clash_drops_only_the_newer_id(
    synced_folder: SyncedFolder, first: str, second: str
) -> None:
    """The existing endpoint keeps its path whatever the order; the other gets a problem with both locations."""
    for old, new in ((first, second), (second, first)):
        folder = SyncedFolder(synced_folder.root / old.replace("/", "-"))
        folder.sync(catalogue_entry(old), catalogue_entry("other/one"))
        synced = folder.sync(
            catalogue_entry(new), catalogue_entry(old), catalogue_entry("other/one")
        )
        assert problem_codes(synced) == [(new, "name-clash")]
        assert str(folder.path(old)) in str(synced.endpoint_problems[0].problem)
        assert synced.changes == ()
        assert not has_errors(lint_folder(folder.root))


def test_path_clash_of_new_ids_keeps_the_first(synced_folder: SyncedFolder) -> None:
    """Of two new ids the alphabetically first wins, so that every machine decides alike."""
    synced = synced_folder.sync(catalogue_entry("m/a_b"), catalogue_entry("m/a b"))
    assert change_kinds(synced) == {"m/a b": "added"}
    assert problem_codes(synced) == [("m/a_b", "name-clash")]


CASES: dict[str, tuple[Any, Any]] = {
    "no items": ({"type": "array"}, {"type": "array"}),
    "a list by another name": ({"type": "list", "maxItems": 3}, {"type": "array", "maxItems": 3}),
    "numbers beside a word": ({"type": "string", "enum": ["480", "auto"], "default": "480"}, {"type": "string", "enum": ["480", "auto"], "default": "480"}),
    "said to be integers": ({"type": "int", "enum": ["4", "8", "auto"], "default": "auto"}, {"type": "string", "enum": ["4", "8", "auto"], "default": "auto"}),
    "some are integers": ({"type": "int", "enum": [4, 8, "auto"], "default": 4}, {"type": ["integer", "string"], "enum": [4, 8, "auto"], "default": 4}),
    "only numbers": ({"type": "int", "enum": ["4", "8"]}, {"type": "integer", "enum": [4, 8]}),
    "no default": ({"type": "int", "default": None}, {"type": "integer"}),
    "null is one": ({"type": "int", "nullable": True, "default": None}, {"type": ["integer", "null"], "default": None}),
    "a format of the items": ({"type": "array", "format": "image_uris", "maxItems": 2}, {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "uri", "x-media": {"kind": "image"}}}),
    "a widget's format": ({"type": "array", "format": "array", "items": {"type": "str"}}, {"type": "array", "items": {"type": "string"}}),
    "validations": ({"type": "string", "format": "video_uri", "validations": [{"validation_rule": "width/height>", "validation_value": 0.4}]}, {"type": "string", "format": "uri", "x-media": {"kind": "video", "limits": [{"of": "width/height", "is": ">", "value": 0.4}]}}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_catalogue_schema_is_repaired(synced_folder: SyncedFolder, name: str) -> None:
    """Each oddity becomes the JSON Schema that was meant, and a client can be generated from it."""
    before, after = CASES[name]
    assert problem_codes(synced_folder.sync(catalogue_entry("maker/draw", schema(it=before)))) == []
    assert synced_folder.document("maker/draw")["input"]["properties"]["it"] == after
    assert lint_folder(synced_folder.root) == ()
    pipeline.generate(synced_folder.root, synced_folder.root / "out")


def test_required_unknown_property_is_dropped(synced_folder: SyncedFolder) -> None:
    """`required` keeps real properties, drops unknown ones, and the spec notes the repair."""
    synced_folder.sync(catalogue_entry("maker/draw", {**schema(), "required": ["prompt", "promt"]}))
    document = synced_folder.document("maker/draw")
    assert document["input"]["required"] == ["prompt"]
    assert {"code": "required-unknown", "at": "/required"} in document["repairs"]


@pytest.fixture
def package(synced_folder: SyncedFolder) -> Iterator[Any]:
    """The generated client of an endpoint whose properties are not Python names."""
    names = {
        name: {"type": "string"} for name in ("56_text", "4k", "4K", "class", "a-b c", "Größe")
    }
    image = {"118_image": {"type": "string", "format": "image_uri"}}
    synced_folder.sync(
        catalogue_entry("maker/4K up.scale", {**schema(**names, **image), "required": ["56_text"]})
    )
    out = synced_folder.root.parent / "generated"
    pipeline.generate(synced_folder.root, out)
    sys.path.insert(0, str(out))
    known = {name for name in sys.modules if name.partition(".")[0] == "runcomfy"}
    saved = {name: sys.modules.pop(name) for name in known}
    try:
        yield importlib.import_module("runcomfy.maker.model_4k_up_scale")
    finally:
        sys.path.remove(str(out))
        for name in [name for name in sys.modules if name.partition(".")[0] == "runcomfy"]:
            del sys.modules[name]
        sys.modules.update(saved)


def test_non_python_names_become_aliases(package: Any) -> None:
    """Each property has a readable Python name, and the provider's name on the wire."""
    given = {"field_56_text": "a", "field_4k": "b", "field_4K": "c", "class_": "d", "a_b_c": "e", "field_118_image": "https://example.com/a.png"}  # fmt: skip
    sent = package.Input(**given).model_dump(by_alias=True, exclude_unset=True)
    assert sent == {"56_text": "a", "4k": "b", "4K": "c", "class": "d", "a-b c": "e", "118_image": "https://example.com/a.png"}  # fmt: skip
    assert package.ENDPOINT.id == "maker/4K up.scale"


def test_repeated_entry_is_used_once(synced_folder: SyncedFolder) -> None:
    """Equal entries are used once, with a warning; entries that differ are both refused."""
    draw = catalogue_entry("maker/draw")
    synced = synced_folder.sync_answers(
        catalogue_json([draw, draw, catalogue_entry("maker/other")], 2)
    )
    assert problem_codes(synced) == [("maker/draw", "entry-repeated")]
    assert change_kinds(synced) == {"maker/draw": "added", "maker/other": "added"}
    before = synced_folder.tree()
    synced = synced_folder.sync({**draw, "base_price_usd": 1}, {**draw, "base_price_usd": 2}, catalogue_entry("maker/other"))  # fmt: skip
    assert ("maker/draw", "entries-disagree") in problem_codes(synced)
    assert synced_folder.tree() == before


def test_pages_with_different_totals_retire_nothing(synced_folder: SyncedFolder) -> None:
    """Pages whose totals differ are used for what they list, and nothing is retired."""
    synced_folder.sync(catalogue_entry("maker/draw"), catalogue_entry("maker/other"))
    synced = synced_folder.sync_answers(
        catalogue_json([catalogue_entry("maker/draw")], 2),
        catalogue_json([catalogue_entry("maker/new")], 3),
    )
    assert problem_codes(synced) == [("", "catalogue-incomplete")]
    assert change_kinds(synced) == {"maker/new": "added"}


def test_schema_problem_has_its_line(synced_folder: SyncedFolder) -> None:
    """A problem of a schema has its line in the catalogue and the endpoint's id."""
    broken = catalogue_entry("maker/broken", schema(a={"type": "strnig"}))
    text = json.dumps(catalogue_json([catalogue_entry("maker/draw"), broken]), indent=1)
    (trouble,) = synced_folder.sync_answers(text).endpoint_problems
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "strnig" in one)
    assert trouble.model_id == "maker/broken"
    assert (trouble.problem.location.file, trouble.problem.location.line) == ("page-1.json", line)


def test_duplicate_key_drops_only_its_entry(synced_folder: SyncedFolder) -> None:
    """A duplicate key refuses its own entry alone, with its line."""
    good, bad = (
        json.dumps(catalogue_entry("maker/draw")),
        '{"model_id": "maker/bad",\n "kind": "a", "kind": "b"}',
    )
    synced = synced_folder.sync_answers(f'{{"models": [{good},\n {bad}], "total": 2}}')
    assert problem_codes(synced) == [("maker/bad", "duplicate-key")]
    assert synced.endpoint_problems[0].problem.location.line == 3
    assert change_kinds(synced) == {"maker/draw": "added"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "<html></html>", '{"models": 3}', "[[", '{"models": [1,]}', "null", "[" * 100_000],
)
def test_page_that_is_no_catalogue_stops_the_sync(synced_folder: SyncedFolder, text: str) -> None:
    """Nothing is written, not even from a valid page beside it."""
    with pytest.raises(ProblemsError):
        synced_folder.sync_answers(catalogue_json([catalogue_entry("maker/draw")]), text)
    assert not synced_folder.root.exists()


def test_dry_run_writes_nothing(synced_folder: SyncedFolder) -> None:
    """A dry run reports the same and leaves the folder unchanged."""
    synced = synced_folder.sync(catalogue_entry("maker/draw"), write=False)
    assert change_kinds(synced) == {"maker/draw": "added"}
    assert not synced_folder.root.exists()


def test_field_of_wrong_type_is_dropped(synced_folder: SyncedFolder) -> None:
    """A price that is not a number is reported and dropped; the endpoint is kept."""
    synced = synced_folder.sync(
        catalogue_entry("maker/draw", base_price_usd="dear", categories="a", kind="image")
    )
    assert problem_codes(synced) == [("maker/draw", "odd-entry")] * 2
    assert all(t.problem.severity is Severity.WARNING for t in synced.endpoint_problems)
    assert synced_folder.document("maker/draw")["catalogue"]["kind"] == "image"


def test_large_catalogue_becomes_a_client(synced_folder: SyncedFolder) -> None:
    """A made-up catalogue of realistic size syncs without a problem."""
    synced = synced_folder.sync_answers(random_catalogue(400))
    assert (problem_codes(synced), len(synced.changes)) == ([], 400)
    assert not has_errors(lint_folder(synced_folder.root))

"""Entries as catalogues have them: odd ids, odd names, odd schemas; and what is wrong told with its place."""

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
def shelf(tmp_path: Path) -> SyncedFolder:
    """An empty specs folder."""
    return SyncedFolder(tmp_path / "specs")


def test_ids_of_all_forms_have_their_specs(shelf: SyncedFolder) -> None:
    """Two to five segments, mixed case, dots and spaces: each id is a file, and lint has nothing to say."""
    synced = shelf.sync(*map(catalogue_entry, IDS))
    assert problem_codes(synced) == []
    assert all(shelf.path(id).is_file() for id in IDS)
    assert pipeline.lint(shelf.root) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("kling/kling-3.0/x", "kling/kling_3_0/y"),
        ("up/4k/x", "up/4K/y"),
        ("Maker/a", "maker/b"),
        ("m/a b", "m/a_b"),
    ],
)
def test_ids_that_are_one_path_cost_only_the_newer(
    shelf: SyncedFolder, first: str, second: str
) -> None:
    """What is there keeps its name, whichever comes first by letters; the other is a problem with both places."""
    for old, new in ((first, second), (second, first)):
        folder = SyncedFolder(shelf.root / old.replace("/", "-"))
        folder.sync(catalogue_entry(old), catalogue_entry("other/one"))
        synced = folder.sync(
            catalogue_entry(new), catalogue_entry(old), catalogue_entry("other/one")
        )
        assert problem_codes(synced) == [(new, "name-clash")]
        assert str(folder.path(old)) in str(synced.endpoint_problems[0].problem)
        assert synced.changes == ()
        assert not has_errors(pipeline.lint(folder.root))


def test_of_two_new_ids_that_are_one_path_the_first_is_taken(shelf: SyncedFolder) -> None:
    """Together new, they are told apart by their letters alone, so that every machine takes the same."""
    synced = shelf.sync(catalogue_entry("m/a_b"), catalogue_entry("m/a b"))
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
def test_a_schema_of_the_dialect_is_mended(shelf: SyncedFolder, name: str) -> None:
    """Each oddity becomes JSON Schema that says what was meant, and a client can be made of it."""
    before, after = CASES[name]
    assert problem_codes(shelf.sync(catalogue_entry("maker/draw", schema(it=before)))) == []
    assert shelf.document("maker/draw")["input"]["properties"]["it"] == after
    assert pipeline.lint(shelf.root) == ()
    pipeline.generate(shelf.root, shelf.root / "out")


def test_required_that_names_nothing_is_dropped(shelf: SyncedFolder) -> None:
    """What is required stays, what is no property goes, and the spec remembers it."""
    shelf.sync(catalogue_entry("maker/draw", {**schema(), "required": ["prompt", "promt"]}))
    document = shelf.document("maker/draw")
    assert document["input"]["required"] == ["prompt"]
    assert {"code": "required-unknown", "at": "/required"} in document["repairs"]


@pytest.fixture
def package(shelf: SyncedFolder) -> Iterator[Any]:
    """The generated client of an endpoint with names that are none in Python."""
    names = {
        name: {"type": "string"} for name in ("56_text", "4k", "4K", "class", "a-b c", "Größe")
    }
    image = {"118_image": {"type": "string", "format": "image_uri"}}
    shelf.sync(
        catalogue_entry("maker/4K up.scale", {**schema(**names, **image), "required": ["56_text"]})
    )
    out = shelf.root.parent / "generated"
    pipeline.generate(shelf.root, out)
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


def test_names_that_python_does_not_have_are_aliases(package: Any) -> None:
    """In Python each property has its own honest name; on the wire it has the provider's."""
    given = {"field_56_text": "a", "field_4k": "b", "field_4K": "c", "class_": "d", "a_b_c": "e", "field_118_image": "https://example.com/a.png"}  # fmt: skip
    sent = package.Input(**given).model_dump(by_alias=True, exclude_unset=True)
    assert sent == {"56_text": "a", "4k": "b", "4K": "c", "class": "d", "a-b c": "e", "118_image": "https://example.com/a.png"}  # fmt: skip
    assert package.ENDPOINT.id == "maker/4K up.scale"


def test_the_same_entry_twice_is_taken_once(shelf: SyncedFolder) -> None:
    """Pages that overlap are warned of and cost nothing; entries that differ are both refused."""
    draw = catalogue_entry("maker/draw")
    synced = shelf.sync_answers(catalogue_json([draw, draw, catalogue_entry("maker/other")], 2))
    assert problem_codes(synced) == [("maker/draw", "entry-repeated")]
    assert change_kinds(synced) == {"maker/draw": "added", "maker/other": "added"}
    before = shelf.tree()
    synced = shelf.sync({**draw, "base_price_usd": 1}, {**draw, "base_price_usd": 2}, catalogue_entry("maker/other"))  # fmt: skip
    assert ("maker/draw", "entries-disagree") in problem_codes(synced)
    assert shelf.tree() == before


def test_pages_of_two_catalogues_are_no_catalogue(shelf: SyncedFolder) -> None:
    """Answers whose totals differ are taken for what they hold, and nothing is taken to be gone."""
    shelf.sync(catalogue_entry("maker/draw"), catalogue_entry("maker/other"))
    synced = shelf.sync_answers(
        catalogue_json([catalogue_entry("maker/draw")], 2),
        catalogue_json([catalogue_entry("maker/new")], 3),
    )
    assert problem_codes(synced) == [("", "catalogue-incomplete")]
    assert change_kinds(synced) == {"maker/new": "added"}


def test_a_problem_stands_in_its_line(shelf: SyncedFolder) -> None:
    """A problem of a schema is shown where it stands in the catalogue, with the endpoint's id."""
    broken = catalogue_entry("maker/broken", schema(a={"type": "strnig"}))
    text = json.dumps(catalogue_json([catalogue_entry("maker/draw"), broken]), indent=1)
    (trouble,) = shelf.sync_answers(text).endpoint_problems
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "strnig" in one)
    assert trouble.model_id == "maker/broken"
    assert (trouble.problem.location.file, trouble.problem.location.line) == ("page-1.json", line)


def test_a_key_that_stands_twice_costs_its_entry(shelf: SyncedFolder) -> None:
    """Text that readers disagree about is refused in its entry alone, in its line."""
    good, bad = (
        json.dumps(catalogue_entry("maker/draw")),
        '{"model_id": "maker/bad",\n "kind": "a", "kind": "b"}',
    )
    synced = shelf.sync_answers(f'{{"models": [{good},\n {bad}], "total": 2}}')
    assert problem_codes(synced) == [("maker/bad", "duplicate-key")]
    assert synced.endpoint_problems[0].problem.location.line == 3
    assert change_kinds(synced) == {"maker/draw": "added"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "<html></html>", '{"models": 3}', "[[", '{"models": [1,]}', "null", "[" * 100_000],
)
def test_what_is_no_catalogue_is_refused_whole(shelf: SyncedFolder, text: str) -> None:
    """Nothing is written, also of the good answer beside it."""
    with pytest.raises(ProblemsError):
        shelf.sync_answers(catalogue_json([catalogue_entry("maker/draw")]), text)
    assert not shelf.root.exists()


def test_a_dry_run_writes_nothing(shelf: SyncedFolder) -> None:
    """It tells the same and leaves the folder as it is."""
    synced = shelf.sync(catalogue_entry("maker/draw"), write=False)
    assert change_kinds(synced) == {"maker/draw": "added"}
    assert not shelf.root.exists()


def test_a_field_of_the_wrong_kind_costs_itself(shelf: SyncedFolder) -> None:
    """A price that is no number is named and left out; the endpoint is taken."""
    synced = shelf.sync(
        catalogue_entry("maker/draw", base_price_usd="dear", categories="a", kind="image")
    )
    assert problem_codes(synced) == [("maker/draw", "odd-entry")] * 2
    assert all(t.problem.severity is Severity.WARNING for t in synced.endpoint_problems)
    assert shelf.document("maker/draw")["catalogue"]["kind"] == "image"


def test_four_hundred_endpoints_become_a_client(shelf: SyncedFolder) -> None:
    """A made-up catalogue of usual size is taken whole, without a problem."""
    synced = shelf.sync_answers(random_catalogue(400))
    assert (problem_codes(synced), len(synced.changes)) == ([], 400)
    assert not has_errors(pipeline.lint(shelf.root))

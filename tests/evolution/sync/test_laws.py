"""Laws of sync for any catalogue."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.errors import ProblemsError
from clientwright.evolution.sync import sync_plan
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import has_errors
from clientwright.specs.codec import endpoint_as_json
from evolution.sync.random_catalogue import random_entries
from evolution.sync.support import (
    SyncedFolder,
    catalogue_entry,
    catalogue_json,
    change_kinds,
    problem_codes,
    schema,
)

POOL = random_entries(60)
OFTEN = settings(max_examples=25)
"""Each example syncs several of the few entries, so that all of them are synced many times."""
CATALOGUES = st.lists(
    st.sampled_from(POOL), min_size=1, max_size=6, unique_by=lambda e: e["model_id"]
)
BROKEN: list[Any] = [
    None, 3, [], "x", {}, {"model_id": 3}, {"model_id": "one"}, {"model_id": "../../x"}, {"model_id": "bad/none"},
    {"model_id": "bad/list", "input_schema": []}, catalogue_entry("bad/type", schema(a={"type": "strnig"})),
    catalogue_entry("bad/deep", schema(a={"type": "array", "items": {"type": 3}})), catalogue_entry("bad/pattern", schema(a={"type": "string", "pattern": "("})),
    catalogue_entry("bad/reference", schema(a={"$ref": "https://example.com/x"})), catalogue_entry("bad/validation", schema(a={"validations": ["?"]})),
    catalogue_entry("bad/keyword", schema(a={"type": "object", "minProperties": "three"})), catalogue_entry("bad/empty", {"type": "object", "properties": {}}),
]  # fmt: skip


@OFTEN
@given(CATALOGUES)
def test_syncing_twice_changes_nothing(models: list[Any]) -> None:
    """The same catalogue changes no byte and no endpoint, in whatever key order."""
    with TemporaryDirectory() as name:
        synced_folder = SyncedFolder(Path(name))
        assert set(change_kinds(synced_folder.sync(*models)).values()) == {"added"}
        before = synced_folder.tree()
        reordered = [dict(reversed(one.items())) for one in reversed(models)]
        for again in (models, reordered):
            synced = synced_folder.sync(*again)
            assert synced.changes == ()
            assert synced.unchanged_count == len(models)
        assert synced_folder.sync(*models, anew=True).changes == ()
        assert synced_folder.tree() == before


@OFTEN
@given(CATALOGUES, st.lists(st.sampled_from(BROKEN), min_size=1, max_size=4))
def test_bad_entry_affects_no_other_entry(models: list[Any], broken: list[Any]) -> None:
    """Valid entries give the same files with or without bad ones, and each bad one is reported."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        alone, beside = SyncedFolder(Path(one)), SyncedFolder(Path(other))
        alone.sync(*models)
        synced = beside.sync(*broken, *models)
        assert [*alone.tree().values()] == [*beside.tree().values()]
        reported = {
            problem.location.pointer.split("/")[2]
            for _, problem in named(synced)
            if "/" in problem.location.pointer
        }
        ids = [
            one["model_id"] if isinstance(one, dict) and "model_id" in one else n
            for n, one in enumerate(broken)
        ]
        first = {str(ids.index(id)) for id in ids}
        assert first <= reported | {"-"}


def named(synced: Any) -> list[tuple[str, Any]]:
    """Return the endpoint and the problem of each finding."""
    return [(trouble.model_id, trouble.problem) for trouble in synced.endpoint_problems]


@OFTEN
@given(CATALOGUES, CATALOGUES)
def test_specs_match_the_last_catalogue(first: list[Any], second: list[Any]) -> None:
    """Whatever was synced before, the live endpoints are those of the last catalogue, with its schemas."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        synced_folder, fresh = SyncedFolder(Path(one)), SyncedFolder(Path(other))
        synced_folder.sync(*first)
        synced_folder.sync(*second, whole=True)
        fresh.sync(*second)
        assert synced_folder.live_endpoints() == fresh.live_endpoints()
        assert {*synced_folder.live_endpoints()} == {str(one["model_id"]) for one in second}


@OFTEN
@given(CATALOGUES, CATALOGUES)
def test_syncing_back_restores_specs_with_edits(first: list[Any], second: list[Any]) -> None:
    """After a different catalogue, the first one restores the same specs with all that people wrote."""
    with TemporaryDirectory() as name:
        synced_folder = SyncedFolder(Path(name))
        synced_folder.sync(*first)
        for one in first:
            words = synced_folder.document(one["model_id"]).get("words", {})
            mine = {**words, "ja": {"": {"title": "猫"}}}
            synced_folder.edit(one["model_id"], notes=["Slow on Mondays."], words=mine)
        before = {one["model_id"]: synced_folder.document(one["model_id"]) for one in first}
        synced_folder.sync(*second, whole=True)
        synced_folder.sync(*first, whole=True)
        assert {id: synced_folder.document(id) for id in before} == before


@OFTEN
@given(CATALOGUES, CATALOGUES, st.lists(st.sampled_from(BROKEN), max_size=2), st.booleans())
def test_dry_run_predicts_what_is_written(
    first: list[Any], second: list[Any], broken: list[Any], whole: bool
) -> None:
    """Changes, edits and problems are those of the real run, which writes exactly these specs."""
    with TemporaryDirectory() as name:
        synced_folder = SyncedFolder(Path(name))
        synced_folder.sync(*first)
        before = synced_folder.tree()
        dry = synced_folder.sync(*second, *broken, write=False, whole=whole)
        assert synced_folder.tree() == before
        assert synced_folder.sync(*second, *broken, whole=whole) == dry
        after = synced_folder.tree()
        changed = {path for path in after if after[path] != before.get(path)}
        assert changed == {str(change.path) for change in dry.changes}
        for change in dry.changes:
            assert json.loads(change.path.read_text("utf-8")) == endpoint_as_json(change.endpoint)


@OFTEN
@given(CATALOGUES)
def test_written_specs_have_no_lint_errors(models: list[Any]) -> None:
    """Lint finds no error in what a sync wrote."""
    with TemporaryDirectory() as name:
        synced_folder = SyncedFolder(Path(name))
        assert not has_errors(t.problem for t in synced_folder.sync(*models).endpoint_problems)
        assert not has_errors(lint_folder(synced_folder.root))


@OFTEN
@given(CATALOGUES, st.data())
def test_pages_in_any_order_equal_the_catalogue(models: list[Any], data: st.DataObject) -> None:
    """Split into pages, in any order, a catalogue gives the same specs."""
    cut = data.draw(st.integers(0, len(models)))
    pages = data.draw(st.permutations([models[:cut], models[cut:]]))
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        whole, parts = SyncedFolder(Path(one)), SyncedFolder(Path(other))
        whole.sync(*models)
        synced = parts.sync_answers(*(catalogue_json(page, len(models)) for page in pages))
        assert problem_codes(synced) == []
        assert [*whole.tree().values()] == [*parts.tree().values()]


@OFTEN
@given(CATALOGUES, st.integers(1, 5))
def test_cut_off_catalogue_writes_nothing(models: list[Any], tenth: int) -> None:
    """A text that ends early is refused."""
    text = json.dumps(catalogue_json(models))
    with TemporaryDirectory() as name:
        synced_folder = SyncedFolder(Path(name))
        synced_folder.sync(*POOL[:2])
        before = synced_folder.tree()
        with pytest.raises(ProblemsError, match="not-json"):
            synced_folder.sync_answers(text[: len(text) * tenth // 6])
        assert synced_folder.tree() == before


def test_entries_converted_in_another_process_give_the_same_specs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes back from a copy of the process by a pickle leads to the same files and problems."""

    def converted(convert: Callable[[Any], Any], entries: Iterable[Any], *, worthwhile: int) -> Any:
        return [pickle.loads(pickle.dumps(convert(one))) for one in entries]

    here, there = (SyncedFolder(tmp_path / name) for name in ("here", "there"))
    expected = here.sync(*POOL, *BROKEN)
    monkeypatch.setattr(sync_plan, "map_in_processes", converted)
    found = there.sync(*POOL, *BROKEN)
    assert [*there.tree().values()] == [*here.tree().values()]
    assert found.endpoint_problems == expected.endpoint_problems
    assert found.entry_repairs == expected.entry_repairs

"""What is remembered of files changes nothing but the time; what cannot be read is no memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientwright import cache, pipeline
from clientwright.specs import spec_files
from evolution.sync.random_catalogue import random_catalogue
from evolution.sync.support import SyncedFolder


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SyncedFolder:
    """A folder with more specs than are remembered for nothing, and a cache of its own."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "cache"))
    shelf = SyncedFolder(tmp_path / "specs")
    shelf.sync_answers(random_catalogue(cache.MIN_FILES + 5))
    return shelf


def found(shelf: SyncedFolder) -> tuple[object, object]:
    """Give what is loaded, and what lint says."""
    return spec_files.load_specs(shelf.root), pipeline.lint(shelf.root)


def test_with_or_without_a_memory_all_is_the_same(
    shelf: SyncedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading and lint give equal values the first time, from memory, and without any."""
    first, second = found(shelf), found(shelf)
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", "off")
    assert first == second == found(shelf)
    assert first[1]


def test_what_changed_is_looked_at_again(shelf: SyncedFolder) -> None:
    """A file that a person breaks is found at once, also one that fitted before."""
    found(shelf)
    id = next(iter(shelf.live_endpoints()))
    shelf.edit(id, rules=[{"kind": "at-most-one-of", "fields": ["$.nothing", "$.none"]}])
    assert {p.code for p in pipeline.lint(shelf.root)} >= {"rule-names-nothing"}
    shelf.edit(id, inptu={})
    assert "not-a-spec" in {p.code for p in pipeline.lint(shelf.root)}


def test_what_is_remembered_is_used(shelf: SyncedFolder) -> None:
    """A memory that says otherwise is believed: it is read, not written alone."""
    before = found(shelf)[1]
    (path,) = (cache._cache_folder() or Path()).glob("lint-*.json")
    document = json.loads(path.read_text("utf-8"))
    document["known"] = {key: [] for key in document["known"]}
    path.write_text(json.dumps(document), "utf-8")
    assert before != pipeline.lint(shelf.root) == ()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"tool": 3}', '{"known": 3}', "\xff"])
def test_a_broken_memory_is_none(shelf: SyncedFolder, text: str) -> None:
    """Whatever stands in the cache, or where it cannot be written, the findings are the same."""
    first = found(shelf)
    for path in (cache._cache_folder() or Path()).iterdir():
        path.write_text(text, "latin-1")
    assert found(shelf) == first


def test_another_program_forgets(shelf: SyncedFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another state of the program found out does not count."""
    first = found(shelf)
    monkeypatch.setattr(cache, "program_hash", lambda: "another")
    (path,) = (cache._cache_folder() or Path()).glob("lint-*.json")
    assert cache._read(path) == {}
    assert found(shelf) == first


def test_a_cache_that_cannot_be_written_is_no_error(
    shelf: SyncedFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the folder should be stops nothing."""
    first = found(shelf)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "file" / "below"))
    assert found(shelf) == first


def test_a_small_folder_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where remembering does not pay, nothing is written."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "cache"))
    shelf = SyncedFolder(tmp_path / "specs")
    shelf.sync_answers(random_catalogue(3))
    found(shelf)
    assert not (tmp_path / "cache").exists()

"""The cache changes only the time; an unreadable cache counts as empty."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clientwright.io import cache
from clientwright.io.cache import Cache
from clientwright.lint.lint_folder import lint_folder
from clientwright.specs import spec_files
from evolution.sync.random_catalogue import random_catalogue
from evolution.sync.support import SyncedFolder


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Specs that are enough to be cached, and must not be changed."""
    folder = tmp_path_factory.mktemp("catalogue") / "specs"
    SyncedFolder(folder).sync_answers(random_catalogue(12))
    return folder


@pytest.fixture
def synced_folder(catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SyncedFolder:
    """A folder with enough specs to be cached, and a cache folder of its own."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "MIN_FILES", 5)
    shutil.copytree(catalogue, tmp_path / "specs")
    return SyncedFolder(tmp_path / "specs")


def results(synced_folder: SyncedFolder) -> tuple[object, object]:
    """Return the loaded specs and the problems of lint."""
    return spec_files.load_specs(synced_folder.root), lint_folder(synced_folder.root)


def test_results_are_equal_with_and_without_cache(
    synced_folder: SyncedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading and lint have equal results on the first run, from the cache, and without a cache."""
    first, second = results(synced_folder), results(synced_folder)
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", "off")
    assert first == second == results(synced_folder)
    assert first[1]


def test_changed_file_is_checked_again(synced_folder: SyncedFolder) -> None:
    """A file that a person breaks is reported at once, even if it was valid before."""
    results(synced_folder)
    id = next(iter(synced_folder.live_endpoints()))
    synced_folder.edit(id, rules=[{"kind": "at-most-one-of", "fields": ["$.nothing", "$.none"]}])
    assert {p.code for p in lint_folder(synced_folder.root)} >= {"rule-names-nothing"}
    synced_folder.edit(id, inptu={})
    assert "not-a-spec" in {p.code for p in lint_folder(synced_folder.root)}


def replace_values(kind: str, value: object, *, sealed: bool = False) -> None:
    """Put a value in the place of each one of a kind that is remembered, also as if it had been kept so."""
    (path,) = (cache._cache_folder() or Path()).glob(f"{kind}-*.json")
    document = json.loads(path.read_text("utf-8"))
    document["known"] = {
        key: [cache._seal(key, value), value] if sealed else value for key in document["known"]
    }
    path.write_text(json.dumps(document), "utf-8")


def test_cached_results_are_used(synced_folder: SyncedFolder) -> None:
    """Lint reports what the cache contains."""
    before = results(synced_folder)[1]
    replace_values("lint", [], sealed=True)
    assert before != lint_folder(synced_folder.root) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(JSON)
@example([])
@example({})
@example([{"code": "default-outside", "values": []}])
@example(["", []])
def test_any_value_in_the_place_of_one_changes_nothing(
    synced_folder: SyncedFolder, value: object
) -> None:
    """Whatever is in the place of what is remembered, the results are those without a cache."""
    first = results(synced_folder)
    replace_values("lint", value)
    replace_values("fits", value)
    assert results(synced_folder) == first


@pytest.mark.parametrize(
    "value", [7, [7], [{"code": "default-outside", "values": []}], [{"values": {}}], [{"code": []}]]
)
def test_what_is_no_list_of_problems_is_checked_again(
    synced_folder: SyncedFolder, value: object
) -> None:
    """A kept value that lint does not write is not used, even if it was kept as it is."""
    first = results(synced_folder)
    replace_values("lint", value, sealed=True)
    assert results(synced_folder) == first


def test_a_value_of_another_key_is_none() -> None:
    """A value that was moved to another key is not found."""
    mine = Cache(None)
    mine.put("a", value=1)
    mine.put("b", value=2)
    one, other = mine.current
    mine.previous = {one: mine.current[other], other: mine.current[one]}
    assert mine.get("a") is mine.get("b") is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"tool": 3}', '{"known": 3}', "\xff"])
def test_unreadable_cache_is_empty(synced_folder: SyncedFolder, text: str) -> None:
    """The results are the same whatever the cache files contain."""
    first = results(synced_folder)
    for path in (cache._cache_folder() or Path()).iterdir():
        path.write_text(text, "latin-1")
    assert results(synced_folder) == first


def test_other_program_version_ignores_cache(
    synced_folder: SyncedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results of another version of the program are not used."""
    first = results(synced_folder)
    monkeypatch.setattr(cache, "program_hash", lambda: "another")
    (path,) = (cache._cache_folder() or Path()).glob("lint-*.json")
    assert cache._read(path) == {}
    assert results(synced_folder) == first


def test_unwritable_cache_is_no_error(
    synced_folder: SyncedFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in the place of the cache folder stops nothing."""
    first = results(synced_folder)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "file" / "below"))
    assert results(synced_folder) == first


def test_small_folder_is_not_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the minimum number of files nothing is written."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "cache"))
    synced_folder = SyncedFolder(tmp_path / "specs")
    synced_folder.sync_answers(random_catalogue(3))
    results(synced_folder)
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("path", ["new/inside/module.py", "top.py", "data/meta/new.json"])
def test_any_of_our_files_changes_the_programs_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Results are dropped when any module or meta-schema changes, also one in a folder that is new."""
    monkeypatch.setattr("clientwright.__file__", str(tmp_path / "__init__.py"))
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    hashes = set[str]()
    for text in ("one", "two"):
        (tmp_path / path).write_text(text)
        cache.program_hash.cache_clear()
        hashes.add(cache.program_hash())
    cache.program_hash.cache_clear()
    assert len(hashes) == 2


@given(st.lists(st.text("ab ", max_size=3), min_size=1, max_size=3), st.text("ab ", max_size=3))
def test_values_belong_to_their_inputs(parts: list[str], inputs: str) -> None:
    """What was made from other inputs is not found, and what was put is."""
    mine, other = Cache(None, inputs), Cache(None, inputs + "!")
    mine.put(*parts, value=1)
    mine.previous, other.previous = dict(mine.current), dict(mine.current)
    assert mine.get(*parts) == 1
    assert other.get(*parts) is None

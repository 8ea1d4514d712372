"""What a sync writes while others write the same files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clientwright.errors import UsageError
from clientwright.evolution.sync import specs_folder
from clientwright.io.atomic_files import ABANDONED_AFTER
from clientwright.io.folder_lock import lock_folder
from clientwright.sources.documents import Source
from evolution.sync.support import (
    Json,
    SyncedFolder,
    catalogue_entry,
    catalogue_json,
    change_kinds,
    schema,
)

COUNT = 120


@pytest.fixture
def synced_folder(tmp_path: Path) -> SyncedFolder:
    """A specs folder of two endpoints."""
    synced_folder = SyncedFolder(tmp_path / "specs")
    synced_folder.sync(catalogue_entry("maker/one"), catalogue_entry("maker/two"))
    return synced_folder


def many_entries(title: str) -> list[Json]:
    """Return many entries with one title."""
    return [catalogue_entry(f"maker/m{n}", display_name=title) for n in range(COUNT)]


def start_sync(folder: Path, name: str, models: list[Json]) -> subprocess.Popen[str]:
    """Start a sync of a saved catalogue in another process."""
    (folder / name).write_text(json.dumps(catalogue_json(models)), "utf-8")
    command = [sys.executable, "-m", "clientwright", "sync", "--catalogue", name]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=folder, env={**os.environ}, stdout=pipe, stderr=pipe, text=True
    )


@pytest.mark.parametrize("write", ["edit", "new", "gone"])
def test_concurrent_edit_is_never_overwritten(synced_folder: SyncedFolder, write: str) -> None:
    """A file edited, created or deleted between reading and writing stops the sync before it writes."""
    have = specs_folder.read_specs_folder(synced_folder.root)
    models = [
        catalogue_entry(f"maker/{n}", schema(size={"type": "int"})) for n in ("one", "two", "six")
    ]
    if write == "edit":
        synced_folder.edit("maker/two", notes=["Slow on Mondays."])
    elif write == "new":
        synced_folder.path("maker/six").write_text("mine", "utf-8")
    else:
        synced_folder.path("maker/one").unlink()
    before = synced_folder.tree()
    source = Source("models.json", json.dumps(catalogue_json(models)))
    with pytest.raises(UsageError, match="was changed by somebody while the sync was at work"):
        specs_folder.sync_specs_folder([source], have, write=True)
    assert synced_folder.tree() == before
    assert specs_folder.sync_specs_folder([source], have, write=False).changes


def test_second_sync_is_refused_while_one_writes(synced_folder: SyncedFolder) -> None:
    """It reports the lock and writes nothing."""
    before = synced_folder.tree()
    with (
        lock_folder(synced_folder.root / "runcomfy"),
        pytest.raises(UsageError, match="another sync is writing here"),
    ):
        synced_folder.sync(catalogue_entry("maker/three"))
    assert synced_folder.tree() == before
    assert change_kinds(synced_folder.sync(catalogue_entry("maker/one"), catalogue_entry("maker/two"), catalogue_entry("maker/three"))) == {"maker/three": "added"}  # fmt: skip


def test_two_syncs_at_once_do_not_mix(tmp_path: Path) -> None:
    """All specs are from one of two concurrent processes, and the other reports an error."""
    running = [
        start_sync(tmp_path, f"{title}.json", many_entries(title)) for title in ("Left", "Right")
    ]
    exit_codes = {process.communicate()[1]: process.returncode for process in running}
    assert 0 in exit_codes.values()
    assert all(code == 0 or "Error: " in error for error, code in exit_codes.items())
    paths = [*(tmp_path / "specs" / "runcomfy" / "maker").glob("*.json")]
    titles = {json.loads(path.read_text("utf-8"))["words"]["en"][""]["title"] for path in paths}
    assert (len(paths), len(titles)) == (COUNT, 1)


@pytest.mark.parametrize("reached", [1, 30, 90])
def test_killed_sync_leaves_complete_files(tmp_path: Path, reached: int) -> None:
    """Every file is old or new, and the next sync does the rest."""
    folder = tmp_path / "specs" / "runcomfy" / "maker"
    process = start_sync(tmp_path, "models.json", many_entries("Draw"))
    while process.poll() is None and len([*folder.glob("*.json")]) < reached:
        time.sleep(0.001)
    process.kill()
    process.communicate()
    for path in folder.glob("*.json"):
        assert json.loads(path.read_text("utf-8"))["id"] == f"maker/{path.stem}"
    synced_folder, undisturbed = SyncedFolder(tmp_path / "specs"), SyncedFolder(tmp_path / "other")
    synced_folder.sync(*many_entries("Draw"))
    undisturbed.sync(*many_entries("Draw"))
    assert synced_folder.live_endpoints() == undisturbed.live_endpoints()


def test_abandoned_temporary_files_are_removed(synced_folder: SyncedFolder) -> None:
    """The next sync that writes removes old temporary files; recent ones stay."""
    old, fresh = (
        synced_folder.path("maker/one").with_name(f".one.json.{n}.tmp") for n in ("old", "fresh")
    )
    old.touch()
    fresh.touch()
    long_ago = time.time() - ABANDONED_AFTER - 60
    os.utime(old, (long_ago, long_ago))
    synced_folder.sync(
        catalogue_entry("maker/one"), catalogue_entry("maker/two"), catalogue_entry("maker/three")
    )
    assert (old.exists(), fresh.exists()) == (False, True)

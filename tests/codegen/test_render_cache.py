"""The render cache saves a forced build from rendering, a package cannot forge it, and a check does not believe it."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from clientwright.codegen import lock_file as locks
from clientwright.codegen import render_package as generating
from clientwright.codegen import type_spelling
from clientwright.codegen.package_plan import PlannedEndpoint
from clientwright.codegen.render import render_endpoint
from clientwright.codegen.type_spelling import field_annotations
from clientwright.io import cache
from clientwright.pipeline import generate
from clientwright.specs.model import Service

ROOT = Path(__file__).resolve().parent.parent.parent
ID = "kling/kling-3.0/standard/text-to-video"
MODULE = "kling/kling_3_0/standard/text_to_video_1.py"


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use a temporary cache, which also serves small packages."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "MIN_FILES", 2)
    return tmp_path / "cache"


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with each rendered endpoint."""
    found = list[str]()

    def render(service: Service, planned: PlannedEndpoint) -> tuple[str, str]:
        found.append(str(planned.id))
        return render_endpoint(service, planned)

    monkeypatch.setattr(generating, "render_endpoint", render)
    return found


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """Return specs of three endpoints."""
    service = tmp_path / "specs/runcomfy"
    service.mkdir(parents=True)
    shutil.copy(ROOT / "specs/runcomfy/service.json", service)
    document = json.loads((ROOT / f"specs/runcomfy/{ID}.json").read_text("utf-8"))
    for n in range(3):
        path = service / f"{ID}-{n}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**document, "id": f"{ID}-{n}"}), "utf-8")
    return tmp_path / "specs"


def codes(specs: Path) -> dict[str, str]:
    """Return what --check reports for each file."""
    package = specs.parent / "out/runcomfy"
    (done,) = generate(specs, package.parent, check=True)
    return {
        Path(problem.location.file).relative_to(package).as_posix(): problem.code
        for problem in done.problems
    }


def test_a_forced_build_renders_only_uncached_modules(
    specs: Path, cache_folder: Path, rendered: list[str]
) -> None:
    """After a build another one by force renders nothing; after a change only what changed; without a cache everything."""
    build_by_force = partial(generate, specs, specs.parent / "out", force=True)
    build_by_force()
    rendered.clear()
    build_by_force()
    assert rendered == []
    path = specs / f"runcomfy/{ID}-1.json"
    path.write_text(path.read_text("utf-8").replace('"maximum": 15', '"maximum": 14'), "utf-8")
    build_by_force()
    assert rendered == [f"{ID}-1"]
    shutil.rmtree(cache_folder)
    rendered.clear()
    build_by_force()
    assert len(rendered) == 3


@pytest.mark.usefixtures("cache_folder")
def test_a_check_renders_everything(specs: Path, rendered: list[str]) -> None:
    """A check believes neither the lock nor the cache, not even if both say that a wrong module is current."""
    generate(specs, specs.parent / "out")
    path = specs / f"runcomfy/{ID}-1.json"
    path.write_text(path.read_text("utf-8").replace('"maximum": 15', '"maximum": 14'), "utf-8")
    rendered.clear()
    assert codes(specs) == {MODULE: "stale"}
    assert len(rendered) == 3


def test_rendering_one_keeps_other_entries(
    specs: Path, cache_folder: Path, rendered: list[str]
) -> None:
    """A run that renders one endpoint keeps the cache entries of the others."""
    generate(specs, specs.parent / "out")
    path = specs / f"runcomfy/{ID}-1.json"
    path.write_text(path.read_text("utf-8").replace('"maximum": 15', '"maximum": 14'), "utf-8")
    generate(specs, specs.parent / "out")
    rendered.clear()
    generate(specs, specs.parent / "out", force=True)
    assert rendered == []


@pytest.mark.usefixtures("cache_folder")
def test_forged_module_is_detected(specs: Path) -> None:
    """A module changed together with its hash in the lock is detected, even with a full cache."""
    generate(specs, specs.parent / "out")
    package = specs.parent / "out/runcomfy"
    before = (package / MODULE).read_text("utf-8")
    (package / MODULE).write_text(before + "import os\n", "utf-8")
    lock = package / locks.LOCK_NAME
    after = locks.text_digest(before + "import os\n")
    lock.write_text(lock.read_text("utf-8").replace(locks.text_digest(before), after), "utf-8")
    assert codes(specs) == {MODULE: "edited-by-hand"}
    generate(specs, package.parent, force=True)
    assert codes(specs) == {}


@pytest.mark.usefixtures("cache_folder")
def test_a_check_asks_the_model_generator(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check uses no spelling that another run remembered, and a build does."""
    monkeypatch.setattr(type_spelling, "_SPELLED", {})
    generate(specs, specs.parent / "out")
    runs = list[str]()

    def count(schema: str, outermost: str) -> Mapping[str, Mapping[str, ast.expr]]:
        runs.append(schema)
        return field_annotations(schema, outermost)

    monkeypatch.setattr(type_spelling, "field_annotations", count)
    for known in ("_SPELLED", "_GENERATED"):
        monkeypatch.setattr(type_spelling, known, {})
    shutil.rmtree(specs.parent / "out")
    generate(specs, specs.parent / "out")
    assert runs == []
    assert codes(specs) == {}
    assert runs


def poison(cache_folder: Path, value: object) -> None:
    """Put a value in the place of the hash of each rendered module, as if it had been kept so."""
    for path in cache_folder.glob("rendered-*.json"):
        document = json.loads(path.read_text("utf-8"))
        document["known"] = {key: [cache._seal(key, value), value] for key in document["known"]}
        path.write_text(json.dumps(document), "utf-8")


@pytest.mark.parametrize("value", [7, [7], {"a": 7}, "no hash"])
def test_invalid_cache_entry_is_ignored(
    specs: Path, cache_folder: Path, rendered: list[str], value: object
) -> None:
    """A cache entry that cannot be a hash proves nothing: the module is rendered."""
    generate(specs, specs.parent / "out")
    poison(cache_folder, value)
    rendered.clear()
    generate(specs, specs.parent / "out", force=True)
    assert len(rendered) == 3
    assert codes(specs) == {}


def test_a_check_finds_what_a_poisoned_cache_vouches_for(specs: Path, cache_folder: Path) -> None:
    """A module with a wrong text, whose hash is in the lock and in the cache, is detected by a check."""
    generate(specs, specs.parent / "out")
    package = specs.parent / "out/runcomfy"
    before = (package / MODULE).read_text("utf-8")
    (package / MODULE).write_text(before + "import os\n", "utf-8")
    lock, after = package / locks.LOCK_NAME, locks.text_digest(before + "import os\n")
    lock.write_text(lock.read_text("utf-8").replace(locks.text_digest(before), after), "utf-8")
    poison(cache_folder, after)
    assert codes(specs) == {MODULE: "edited-by-hand"}

"""Ids with the same Python path: only the newer one is dropped, and a person can rename one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright import pipeline
from clientwright.errors import ProblemsError
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Severity, has_errors
from evolution.sync.support import (
    SyncedFolder,
    catalogue_entry,
    change_kinds,
    problem_codes,
    schema,
)

OLD, NEW = "maker/kling-3.0/draw", "maker/kling_3_0/draw"


@pytest.fixture
def synced_folder(tmp_path: Path) -> SyncedFolder:
    """A specs folder with two endpoints."""
    synced_folder = SyncedFolder(tmp_path / "specs")
    synced_folder.sync(catalogue_entry(OLD), catalogue_entry("maker/other"))
    return synced_folder


def name(synced_folder: SyncedFolder, **names: str) -> None:
    """Write names into the service file, as a person would."""
    path = synced_folder.root / "runcomfy" / "service.json"
    document = {**json.loads(path.read_text("utf-8")), "names": names}
    path.write_text(json.dumps(document, indent=2), "utf-8")


def test_advice_resolves_the_clash(synced_folder: SyncedFolder) -> None:
    """The JSON that the advice proposes is enough for the next sync to add the new endpoint."""
    synced = synced_folder.sync(
        catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other")
    )
    assert (problem_codes(synced), change_kinds(synced)) == ([(NEW, "name-clash")], {})
    advice = synced.endpoint_problems[0].problem.advice()
    proposed = json.loads("{" + advice[advice.index('"names"') : advice.index("}")] + "}}")
    assert proposed == {"names": {"maker/kling_3_0": "kling_3_0_2"}}
    name(synced_folder, **proposed["names"])
    assert change_kinds(
        synced_folder.sync(
            catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other")
        )
    ) == {NEW: "added"}
    assert lint_folder(synced_folder.root) == ()


def test_chosen_name_is_used_and_kept(synced_folder: SyncedFolder, tmp_path: Path) -> None:
    """The client has both endpoints under their names, a sync keeps the name, and the wire uses the id."""
    name(synced_folder, **{"maker/kling_3_0": "kling_old", NEW: "paint"})
    before = (synced_folder.root / "runcomfy" / "service.json").read_bytes()
    synced_folder.sync(catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other"))
    synced_folder.sync(
        catalogue_entry(OLD, base_price_usd=1),
        catalogue_entry(NEW, base_price_usd=1),
        catalogue_entry("maker/other"),
    )
    assert (synced_folder.root / "runcomfy" / "service.json").read_bytes() == before
    pipeline.generate(synced_folder.root, tmp_path / "generated")
    package = tmp_path / "generated" / "runcomfy" / "maker"
    assert {path.relative_to(package).as_posix() for path in package.rglob("*.py")} == {
        "__init__.py", "other.py", "kling_3_0/__init__.py", "kling_3_0/draw.py", "kling_old/__init__.py", "kling_old/paint.py",
    }  # fmt: skip
    code = "from runcomfy import maker; print([maker.kling_3_0.draw is None, dir(maker.kling_old)])"
    printed = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "generated")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.startswith("[False, ")
    assert "'paint'" in printed.stdout
    assert f'"{NEW}"' in (package / "kling_old" / "paint.py").read_text("utf-8")


def test_dropped_endpoint_has_one_problem(synced_folder: SyncedFolder) -> None:
    """An endpoint that is not written has one problem: no property name is reported for it."""
    wide = catalogue_entry(NEW, schema(**{"a b": {"type": "string"}, "a_b": {"type": "string"}}))
    assert problem_codes(
        synced_folder.sync(catalogue_entry(OLD), wide, catalogue_entry("maker/other"))
    ) == [(NEW, "name-clash")]


def test_unused_name_is_a_note(synced_folder: SyncedFolder) -> None:
    """Lint reports a name for an id or a property that does not exist, with the nearest one."""
    name(synced_folder, **{"maker/oter": "x", "maker": "made"})
    synced_folder.edit("maker/other", names={"/properties/promt": "x"})
    notes = lint_folder(synced_folder.root)
    assert [(note.code, note.location.pointer, note.severity) for note in notes] == [
        ("name-unused", "/names/~1properties~1promt", Severity.INFO),
        ("name-unused", "/names/maker~1oter", Severity.INFO),
    ]
    assert [note.advice() for note in notes] == ["Did you mean '/properties/prompt'?", "Did you mean 'maker/other'?"]  # fmt: skip
    assert all(note.location.line for note in notes)


def test_chosen_name_that_is_taken_is_a_clash(synced_folder: SyncedFolder) -> None:
    """A name chosen by a person may not be another endpoint's."""
    name(synced_folder, **{"maker/kling_3_0": "other"})
    assert problem_codes(synced_folder.sync(catalogue_entry(OLD), catalogue_entry("maker/other"), catalogue_entry("maker/kling_3_0"))) == [("maker/kling_3_0", "name-clash")]  # fmt: skip


SEGMENTS = [
    "a",
    "A",
    "a-b",
    "a_b",
    "a b",
    "a.b",
    "class",
    "class-",
    "4k",
    "model_4k",
    "self",
    "x_2",
]
IDS = st.lists(st.sampled_from(SEGMENTS), min_size=2, max_size=3).map("/".join)


@given(st.lists(IDS, min_size=1, max_size=8, unique=True), st.lists(IDS, max_size=4, unique=True))
def test_clashes_drop_only_newer_ids(first: list[str], second: list[str]) -> None:
    """Existing endpoints stay, each dropped id is reported, and a client can be generated."""
    with TemporaryDirectory() as folder:
        synced_folder = SyncedFolder(Path(folder))
        refused = {id for id, _ in problem_codes(synced_folder.sync(*map(catalogue_entry, first)))}
        assert {*synced_folder.live_endpoints()} | refused == {*first}
        before, every = {*synced_folder.live_endpoints()}, list(dict.fromkeys([*first, *second]))
        refused = {id for id, _ in problem_codes(synced_folder.sync(*map(catalogue_entry, every)))}
        assert before <= {*synced_folder.live_endpoints()}
        assert {*synced_folder.live_endpoints()} | refused == {*every}
        assert not {*synced_folder.live_endpoints()} & refused
        assert not has_errors(lint_folder(synced_folder.root))


@pytest.mark.parametrize("word", ["class", "request"])
def test_reserved_name_gets_an_underscore(synced_folder: SyncedFolder, word: str) -> None:
    """A Python keyword or the name of the function may be chosen as a name."""
    name(synced_folder, **{"maker/kling_3_0": word})
    synced_folder.sync(catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other"))
    assert not has_errors(lint_folder(synced_folder.root))
    files = pipeline.generate(synced_folder.root, synced_folder.root.parent / "generated")
    assert files
    assert (synced_folder.root.parent / f"generated/runcomfy/maker/{word}_/draw.py").is_file()


@pytest.mark.parametrize("word", ["Kling", "4k", "a-b", "_a", "a_", "a.b", "", "x; import os"])
def test_invalid_name_is_refused_with_its_location(synced_folder: SyncedFolder, word: str) -> None:
    """An invalid name is a problem of the service file, and nothing is written."""
    name(synced_folder, **{"maker/kling_3_0": word})
    before = synced_folder.tree()
    with pytest.raises(ProblemsError, match="/names/") as caught:
        synced_folder.sync(catalogue_entry(NEW))
    assert [problem.code for problem in caught.value.problems] == ["not-a-spec"]
    assert synced_folder.tree() == before


@pytest.mark.parametrize(("one", "other"), [("up/4k/x", "up/4K/y"), ("maker/a", "Maker/b")])
def test_ids_that_differ_only_in_case_get_no_rename_advice(
    synced_folder: SyncedFolder, one: str, other: str
) -> None:
    """On case-insensitive disks both ids would be one file, so the message does not advise a name."""
    folder = SyncedFolder(synced_folder.root / "case")
    folder.sync(catalogue_entry(one), catalogue_entry("x/y"))
    part = other.rpartition("/")[0]
    name(folder, **{part: "quite_another"})
    (trouble,) = folder.sync(
        catalogue_entry(one), catalogue_entry(other), catalogue_entry("x/y")
    ).endpoint_problems
    assert trouble.problem.code == "name-clash"
    assert "service.json" not in trouble.problem.advice()

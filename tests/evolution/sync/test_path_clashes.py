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
def shelf(tmp_path: Path) -> SyncedFolder:
    """A specs folder with two endpoints."""
    shelf = SyncedFolder(tmp_path / "specs")
    shelf.sync(catalogue_entry(OLD), catalogue_entry("maker/other"))
    return shelf


def name(shelf: SyncedFolder, **names: str) -> None:
    """Write names into the service file, as a person would."""
    path = shelf.root / "runcomfy" / "service.json"
    document = {**json.loads(path.read_text("utf-8")), "names": names}
    path.write_text(json.dumps(document, indent=2), "utf-8")


def test_advice_resolves_the_clash(shelf: SyncedFolder) -> None:
    """The JSON that the advice proposes is enough for the next sync to add the new endpoint."""
    synced = shelf.sync(catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other"))
    assert (problem_codes(synced), change_kinds(synced)) == ([(NEW, "name-clash")], {})
    advice = synced.endpoint_problems[0].problem.advice()
    told = json.loads("{" + advice[advice.index('"names"') : advice.index("}")] + "}}")
    assert told == {"names": {"maker/kling_3_0": "kling_3_0_2"}}
    name(shelf, **told["names"])
    assert change_kinds(
        shelf.sync(catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other"))
    ) == {NEW: "added"}
    assert pipeline.lint(shelf.root) == ()


def test_chosen_name_is_used_and_kept(shelf: SyncedFolder, tmp_path: Path) -> None:
    """The client has both endpoints under their names, a sync keeps the name, and the wire uses the id."""
    name(shelf, **{"maker/kling_3_0": "kling_old", NEW: "paint"})
    before = (shelf.root / "runcomfy" / "service.json").read_bytes()
    shelf.sync(catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other"))
    shelf.sync(
        catalogue_entry(OLD, base_price_usd=1),
        catalogue_entry(NEW, base_price_usd=1),
        catalogue_entry("maker/other"),
    )
    assert (shelf.root / "runcomfy" / "service.json").read_bytes() == before
    pipeline.generate(shelf.root, tmp_path / "generated")
    package = tmp_path / "generated" / "runcomfy" / "maker"
    assert {path.relative_to(package).as_posix() for path in package.rglob("*.py")} == {
        "__init__.py", "other.py", "kling_3_0/__init__.py", "kling_3_0/draw.py", "kling_old/__init__.py", "kling_old/paint.py",
    }  # fmt: skip
    code = (
        "import runcomfy; api = runcomfy.RunComfy(token='made-up'); "
        "print([api.maker.kling_3_0.draw is None, dir(api.maker.kling_old)])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "generated")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.startswith("[False, ")
    assert "'paint'" in said.stdout
    assert f'"{NEW}"' in (package / "kling_old" / "paint.py").read_text("utf-8")


def test_dropped_endpoint_has_one_problem(shelf: SyncedFolder) -> None:
    """An endpoint that is not written has one problem: no property name is reported for it."""
    wide = catalogue_entry(NEW, schema(**{"a b": {"type": "string"}, "a_b": {"type": "string"}}))
    assert problem_codes(
        shelf.sync(catalogue_entry(OLD), wide, catalogue_entry("maker/other"))
    ) == [(NEW, "name-clash")]


def test_unused_name_is_a_note(shelf: SyncedFolder) -> None:
    """Lint reports a name for an id or a property that does not exist, with the nearest one."""
    name(shelf, **{"maker/oter": "x", "maker": "made"})
    shelf.edit("maker/other", names={"/properties/promt": "x"})
    notes = pipeline.lint(shelf.root)
    assert [(note.code, note.location.pointer, note.severity) for note in notes] == [
        ("name-unused", "/names/~1properties~1promt", Severity.INFO),
        ("name-unused", "/names/maker~1oter", Severity.INFO),
    ]
    assert [note.advice() for note in notes] == ["Did you mean '/properties/prompt'?", "Did you mean 'maker/other'?"]  # fmt: skip
    assert all(note.location.line for note in notes)


def test_chosen_name_that_is_taken_is_a_clash(shelf: SyncedFolder) -> None:
    """A name chosen by a person may not be another endpoint's."""
    name(shelf, **{"maker/kling_3_0": "other"})
    assert problem_codes(shelf.sync(catalogue_entry(OLD), catalogue_entry("maker/other"), catalogue_entry("maker/kling_3_0"))) == [("maker/kling_3_0", "name-clash")]  # fmt: skip


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
        shelf = SyncedFolder(Path(folder))
        refused = {id for id, _ in problem_codes(shelf.sync(*map(catalogue_entry, first)))}
        assert {*shelf.live_endpoints()} | refused == {*first}
        before, every = {*shelf.live_endpoints()}, list(dict.fromkeys([*first, *second]))
        refused = {id for id, _ in problem_codes(shelf.sync(*map(catalogue_entry, every)))}
        assert before <= {*shelf.live_endpoints()}
        assert {*shelf.live_endpoints()} | refused == {*every}
        assert not {*shelf.live_endpoints()} & refused
        assert not has_errors(pipeline.lint(shelf.root))


@pytest.mark.parametrize("word", ["class", "self", "submit"])
def test_reserved_name_gets_an_underscore(shelf: SyncedFolder, word: str) -> None:
    """A Python keyword or a client attribute may be chosen as a name."""
    name(shelf, **{"maker/kling_3_0": word})
    shelf.sync(catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other"))
    assert not has_errors(pipeline.lint(shelf.root))
    files = pipeline.generate(shelf.root, shelf.root.parent / "generated")
    assert files
    assert (shelf.root.parent / f"generated/runcomfy/maker/{word}_/draw.py").is_file()


@pytest.mark.parametrize("word", ["Kling", "4k", "a-b", "_a", "a_", "a.b", "", "x; import os"])
def test_invalid_name_is_refused_with_its_location(shelf: SyncedFolder, word: str) -> None:
    """An invalid name is a problem of the service file, and nothing is written."""
    name(shelf, **{"maker/kling_3_0": word})
    before = shelf.tree()
    with pytest.raises(ProblemsError, match="/names/") as caught:
        shelf.sync(catalogue_entry(NEW))
    assert [problem.code for problem in caught.value.problems] == ["not-a-spec"]
    assert shelf.tree() == before


@pytest.mark.parametrize(("one", "other"), [("up/4k/x", "up/4K/y"), ("maker/a", "Maker/b")])
def test_ids_that_differ_only_in_case_get_no_rename_advice(
    shelf: SyncedFolder, one: str, other: str
) -> None:
    """On case-insensitive disks both ids would be one file, so the message does not advise a name."""
    folder = SyncedFolder(shelf.root / "case")
    folder.sync(catalogue_entry(one), catalogue_entry("x/y"))
    part = other.rpartition("/")[0]
    name(folder, **{part: "quite_another"})
    (trouble,) = folder.sync(
        catalogue_entry(one), catalogue_entry(other), catalogue_entry("x/y")
    ).endpoint_problems
    assert trouble.problem.code == "name-clash"
    assert "service.json" not in trouble.problem.advice()

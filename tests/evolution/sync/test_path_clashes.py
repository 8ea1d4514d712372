"""Ids that would be one path in Python: nobody else pays for it, and a person can name one of them."""

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
    """A specs folder with an endpoint that has a name."""
    shelf = SyncedFolder(tmp_path / "specs")
    shelf.sync(catalogue_entry(OLD), catalogue_entry("maker/other"))
    return shelf


def name(shelf: SyncedFolder, **names: str) -> None:
    """Write names into the service's file, as a person would."""
    path = shelf.root / "runcomfy" / "service.json"
    document = {**json.loads(path.read_text("utf-8")), "names": names}
    path.write_text(json.dumps(document, indent=2), "utf-8")


def test_the_problem_says_what_to_write(shelf: SyncedFolder) -> None:
    """What the message tells to write into service.json is enough for the next sync to take the newcomer."""
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


def test_a_name_is_the_clients_and_stays(shelf: SyncedFolder, tmp_path: Path) -> None:
    """The client offers both endpoints under their names, a sync leaves the name alone, and the wire keeps the id."""
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


def test_what_is_not_taken_is_told_of_in_one_problem(shelf: SyncedFolder) -> None:
    """Of an endpoint that is not written, nothing is said but why: no name was chosen for its properties."""
    wide = catalogue_entry(NEW, schema(**{"a b": {"type": "string"}, "a_b": {"type": "string"}}))
    assert problem_codes(
        shelf.sync(catalogue_entry(OLD), wide, catalogue_entry("maker/other"))
    ) == [(NEW, "name-clash")]


def test_a_name_for_nothing_is_a_note(shelf: SyncedFolder) -> None:
    """A name that names no part of an id, or no property, is told by lint, with what is nearest."""
    name(shelf, **{"maker/oter": "x", "maker": "made"})
    shelf.edit("maker/other", names={"/properties/promt": "x"})
    notes = pipeline.lint(shelf.root)
    assert [(note.code, note.location.pointer, note.severity) for note in notes] == [
        ("name-unused", "/names/~1properties~1promt", Severity.INFO),
        ("name-unused", "/names/maker~1oter", Severity.INFO),
    ]
    assert [note.advice() for note in notes] == ["Did you mean '/properties/prompt'?", "Did you mean 'maker/other'?"]  # fmt: skip
    assert all(note.location.line for note in notes)


def test_a_name_that_is_taken_is_a_clash(shelf: SyncedFolder) -> None:
    """A person's name is held to the same law as any: two endpoints never share one."""
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
def test_whatever_clashes_costs_only_the_newer(first: list[str], second: list[str]) -> None:
    """A client can be made of what is written, each id that is not taken is named, and who has a spec keeps it."""
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
def test_a_name_that_python_keeps_for_itself_gets_an_underscore(
    shelf: SyncedFolder, word: str
) -> None:
    """A keyword, or a name of the client's own, is no fault of a name."""
    name(shelf, **{"maker/kling_3_0": word})
    shelf.sync(catalogue_entry(OLD), catalogue_entry(NEW), catalogue_entry("maker/other"))
    assert not has_errors(pipeline.lint(shelf.root))
    files = pipeline.generate(shelf.root, shelf.root.parent / "generated")
    assert files
    assert (shelf.root.parent / f"generated/runcomfy/maker/{word}_/draw.py").is_file()


@pytest.mark.parametrize("word", ["Kling", "4k", "a-b", "_a", "a_", "a.b", "", "x; import os"])
def test_what_is_no_name_is_refused_with_its_place(shelf: SyncedFolder, word: str) -> None:
    """A name that is no plain one is a problem of the service's file, and nothing is written."""
    name(shelf, **{"maker/kling_3_0": word})
    before = shelf.tree()
    with pytest.raises(ProblemsError, match="/names/") as caught:
        shelf.sync(catalogue_entry(NEW))
    assert [problem.code for problem in caught.value.problems] == ["not-a-spec"]
    assert shelf.tree() == before


@pytest.mark.parametrize(("one", "other"), [("up/4k/x", "up/4K/y"), ("maker/a", "Maker/b")])
def test_ids_that_differ_by_case_alone_are_one_file_somewhere(
    shelf: SyncedFolder, one: str, other: str
) -> None:
    """No name helps where a disk that knows no case would hold one file for both; the message does not say it would."""
    folder = SyncedFolder(shelf.root / "case")
    folder.sync(catalogue_entry(one), catalogue_entry("x/y"))
    part = other.rpartition("/")[0]
    name(folder, **{part: "quite_another"})
    (trouble,) = folder.sync(
        catalogue_entry(one), catalogue_entry(other), catalogue_entry("x/y")
    ).endpoint_problems
    assert trouble.problem.code == "name-clash"
    assert "service.json" not in trouble.problem.advice()

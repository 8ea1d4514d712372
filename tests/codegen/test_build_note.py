"""The note of a build proves that packages are current, and nothing that anybody changed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clientwright import pipeline
from clientwright.cli import main
from clientwright.codegen import lock_file as locks
from clientwright.codegen.build_result import BuildResult, read_build_note
from clientwright.io import cache

ROOT = Path(__file__).resolve().parent.parent.parent
SPEC = "runcomfy/kling/kling-3.0/standard/text-to-video.json"
MODULE = "runcomfy/kling/kling_3_0/standard/text_to_video.py"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate a package once, without noting it."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT / "specs" / "runcomfy", folder / "specs" / "runcomfy")
    pipeline.generate(folder / "specs", folder / "out")
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the specs and their package, with a cache that serves small folders, in which the build is noted."""
    monkeypatch.setenv("CLIENTWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "MIN_FILES", 2)
    shutil.copytree(built, tmp_path / "copy")
    read_build_note(tmp_path / "copy/specs", tmp_path / "copy/out", (), None).keep(
        [BuildResult(tmp_path / "copy/out/runcomfy", (), ())]
    )
    return tmp_path / "copy"


def current(folder: Path, *services: str, http: str | None = None) -> bool:
    """Return whether the note proves that nothing is to do."""
    note = read_build_note(folder / "specs", folder / "out", services, http)
    return note.current_packages() == (BuildResult(folder / "out/runcomfy", (), ()),)


def replace_note(folder: Path, value: object, *, sealed: bool = False) -> None:
    """Put a value in the place of the note, also as if it had been kept so."""
    for path in (folder.parent / "cache").glob("built-*.json"):
        document = json.loads(path.read_text("utf-8"))
        document["known"] = {
            key: [cache._seal(key, value), value] if sealed else value for key in document["known"]
        }
        path.write_text(json.dumps(document), "utf-8")


def edit(path: Path) -> None:
    """Add a space to a file's end."""
    path.write_text(path.read_text("utf-8") + " ", "utf-8")


def relock(folder: Path) -> None:
    """Edit a module together with its hash in the lock."""
    edit(folder / "out" / MODULE)
    lock = folder / "out/runcomfy" / locks.LOCK_NAME
    document = json.loads(lock.read_text("utf-8"))
    inside = MODULE.removeprefix("runcomfy/")
    document["files"][inside] = locks.digest_on_disk(folder / "out", MODULE)
    lock.write_text(json.dumps(document), "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a spec": lambda folder: edit(folder / "specs" / SPEC),
    "a service": lambda folder: edit(folder / "specs/runcomfy/service.json"),
    "a new spec": lambda folder: shutil.copy(
        folder / "specs" / SPEC, folder / "specs/runcomfy/a.json"
    ),
    "a removed spec": lambda folder: (folder / "specs" / SPEC).unlink(),
    "a renamed spec": lambda folder: (folder / "specs" / SPEC).rename(
        folder / "specs/runcomfy/b.json"
    ),
    "a module": lambda folder: edit(folder / "out" / MODULE),
    "a removed module": lambda folder: (folder / "out" / MODULE).unlink(),
    "a module and its hash": relock,
    "no lock": lambda folder: (folder / "out/runcomfy" / locks.LOCK_NAME).unlink(),
    "a lock around it": lambda folder: (folder / locks.LOCK_NAME).write_text("{}"),
    "no package": lambda folder: shutil.rmtree(folder / "out"),
    "specs in it": lambda folder: (folder / "out/runcomfy/service.json").write_text("{}"),
    "an interrupted run": lambda folder: (folder / "out/.runcomfy.clientwright-new").mkdir(),
    "no cache": lambda folder: shutil.rmtree(folder.parent / "cache"),
    "another program": lambda folder: [
        path.write_text(path.read_text().replace('"tool":"', '"tool":"0'))
        for path in (folder.parent / "cache").glob("built-*.json")
    ],
    "a note of something else": lambda folder: replace_note(folder, {"a": 3}, sealed=True),
    "a note of nothing": lambda folder: replace_note(folder, {}, sealed=True),
    "a note of no hash": lambda folder: replace_note(folder, {"runcomfy": None}, sealed=True),
    "an empty note": lambda folder: replace_note(folder, {}),
    "a note that is no note": lambda folder: replace_note(folder, [["a"], 3]),
    "a folder like a spec": lambda folder: (folder / "specs/runcomfy/dir.json").mkdir(),
    "a link to a folder": lambda folder: (folder / "specs/runcomfy/x.json").symlink_to(folder),
    "a link to nothing": lambda folder: (folder / "specs/runcomfy/x.json").symlink_to("nothing"),
    "a link to zeros": lambda folder: (folder / "specs/runcomfy/x.json").symlink_to("/dev/zero"),
    "a pipe": lambda folder: os.mkfifo(folder / "specs/runcomfy/p.json"),
    "a pipe deep below": lambda folder: os.mkfifo((folder / "specs" / SPEC).parent / "p.json"),
    "a file too large": lambda folder: os.truncate(folder / "specs" / SPEC, 21 * 1024 * 1024),
}


def test_an_unchanged_package_is_current(folder: Path) -> None:
    """If nothing changed, the note proves it, as often as it is asked; other line ends are no change."""
    assert current(folder)
    path = folder / "out" / MODULE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert current(folder)


@pytest.mark.parametrize("change", CHANGES)
def test_the_note_proves_nothing_after_a_change(folder: Path, change: str) -> None:
    """Whatever was changed since, the note does not hide it."""
    CHANGES[change](folder)
    assert not current(folder)


def test_the_note_is_of_what_was_asked(folder: Path) -> None:
    """A note of all services with the usual HTTP library says nothing of one service, or of another library."""
    assert not current(folder, "runcomfy")
    assert not current(folder, http="httpx2")


def test_errors_and_meanwhile_changed_specs_are_not_noted(folder: Path) -> None:
    """A build with an endpoint that has errors is not noted, nor one during which a spec was changed."""
    package = folder / "out/runcomfy"
    shutil.rmtree(folder.parent / "cache")
    note = read_build_note(folder / "specs", folder / "out", (), None)
    note.keep([BuildResult(package, (), (), broken={"a": ()})])
    assert not current(folder)
    edit(folder / "specs" / SPEC)
    note.keep([BuildResult(package, (), ())])
    assert not current(folder)


def test_a_second_run_of_the_command_parses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command says the same of a current package with the note and without it, and with the note renders nothing."""
    words = ["generate", "--specs", str(folder / "specs"), "--out", str(folder / "out"), "--json"]
    shutil.rmtree(folder.parent / "cache")
    first = CliRunner().invoke(main, words)
    monkeypatch.setattr(pipeline, "BUILD", ())
    second = CliRunner().invoke(main, words)
    assert (first.exit_code, first.output) == (0, second.output)
    assert CliRunner().invoke(main, [*words, "--check"]).exit_code != 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.just("runcomfy") | st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(JSON, st.booleans())
@example({}, True)
@example({"runcomfy": None}, True)
@example({"/runcomfy": ""}, True)
def test_no_value_in_the_place_of_a_note_proves_anything(
    folder: Path, value: object, sealed: bool
) -> None:
    """Whatever JSON is in the place of a note, nothing is proved by it, and nothing fails."""
    replace_note(folder, value, sealed=sealed)
    note = read_build_note(folder / "specs", folder / "out", (), None)
    assert note.current_packages() is None


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "zeros": lambda path: path.symlink_to("/dev/zero"),
    "a folder": Path.mkdir,
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_is_no_file_is_reported_beside_what_is_built(folder: Path, what: str) -> None:
    """What has a spec's name and cannot be read is an error, with a note and without, and does not stop the others."""
    UNREADABLE[what](folder / "specs/runcomfy/odd.json")
    edit(folder / "out" / MODULE)
    words = ["generate", "--specs", str(folder / "specs"), "--out", str(folder / "out")]
    built, checked = (
        CliRunner().invoke(main, [*words, *more]) for more in (["--force"], ["--check"])
    )
    assert built.exit_code == 1
    assert "error unreadable" in built.output
    assert "1 file written" in built.output
    assert checked.exit_code == 1
    assert "error unreadable" in checked.output

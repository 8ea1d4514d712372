"""Writing a package: all or nothing, and no person's work is lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.codegen import write_package as writing
from clientwright.codegen.package_mutex import lock_package
from clientwright.codegen.write_package import write_package
from clientwright.errors import ProblemsError, UsageError
from clientwright.pipeline import generate

ROOT = Path(__file__).resolve().parent.parent.parent
ENDPOINT = Path("runcomfy/kling/kling_3_0/standard/image_to_video.py")
LOCK = '{"format": 1, "generator": "0", "toolchain": "", "options": {}, "specs": {}, "files": {"%s": ""}}'
FILES = st.dictionaries(
    st.sampled_from(["a.py", "b/c.py", "b/d.py", "e"]), st.text("xyz\n", max_size=9), min_size=1
)


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """Copy the specs to a temporary folder."""
    shutil.copytree(ROOT / "specs" / "runcomfy", tmp_path / "specs" / "runcomfy")
    return tmp_path / "specs"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate a package once."""
    folder = tmp_path_factory.mktemp("made")
    generate(ROOT / "specs" / "runcomfy", folder)
    return folder


@pytest.fixture
def out(generated: Path, tmp_path: Path) -> Path:
    """Copy the generated package for modification."""
    shutil.copytree(generated, tmp_path / "out")
    return tmp_path / "out"


def files(folder: Path) -> dict[str, str]:
    """Return every file below a folder."""
    return {
        p.relative_to(folder).as_posix(): p.read_text("utf-8")
        for p in folder.rglob("*")
        if p.is_file()
    }


@settings(deadline=None, max_examples=40)
@given(before=FILES, after=FILES)
def test_written_files_match_tree(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, str], after: dict[str, str]
) -> None:
    """After writing, the tree's files exist, foreign files are unchanged, and nothing else is left."""
    folder = tmp_path_factory.mktemp("w")
    package = folder / "p"
    write_package(package, before)
    (package / "foreign.txt").write_text("mine")
    changed = write_package(package, after, frozenset(set(before) - set(after)))
    assert files(package) == {**after, "foreign.txt": "mine"}
    assert (
        set(changed) == {path for path in after if before.get(path) != after[path]} or not changed
    )
    assert [p.name for p in folder.iterdir()] == ["p"]


def test_unchanged_files_are_not_touched(specs: Path, out: Path) -> None:
    """A changed spec rewrites its module; every other file keeps its modification time."""
    times = {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()}
    path = specs / "runcomfy/kling/kling-3.0/standard/image-to-video.json"
    document = json.loads(path.read_text("utf-8"))
    document["words"]["en"]["/properties/prompt"]["description"] = "Changed words."
    path.write_text(json.dumps(document), "utf-8")
    (done,) = generate(specs, out)
    assert done.changed == ("clientwright.lock", ENDPOINT.relative_to("runcomfy").as_posix())
    touched = {p for p, time in times.items() if p.stat().st_mtime_ns != time}
    assert touched == {out / ENDPOINT, out / "runcomfy/clientwright.lock"}


def test_second_run_writes_nothing(out: Path) -> None:
    """A second run finds everything current."""
    (done,) = generate(ROOT / "specs" / "runcomfy", out)
    assert done.changed == ()


def test_edited_file_is_kept(out: Path) -> None:
    """A file edited by hand stops the run, is shown as a diff, and is kept."""
    (out / ENDPOINT).write_text("# mine\n")
    with pytest.raises(ProblemsError) as caught:
        generate(ROOT / "specs" / "runcomfy", out)
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.file) == ("edited-by-hand", str(out / ENDPOINT))
    assert "-# mine" in getattr(problem, "diff", "")
    assert (out / ENDPOINT).read_text() == "# mine\n"


@pytest.mark.parametrize("end", ["", "\n"])
def test_diff_keeps_lines_apart(specs: Path, out: Path, end: str) -> None:
    """A file that does not end its last line is marked in the diff, and no two lines become one."""
    (out / ENDPOINT).write_text(f"# mine{end}")
    with pytest.raises(ProblemsError) as caught:
        generate(specs, out)
    lines = getattr(caught.value.problems[0], "diff", "").splitlines()
    assert "-# mine" in lines
    assert ("\\ No newline at end of file" in lines) is (end == "")


def test_force_overwrites_edits(out: Path) -> None:
    """With force the edit is overwritten."""
    (out / ENDPOINT).write_text("# mine\n")
    (done,) = generate(ROOT / "specs" / "runcomfy", out, force=True)
    assert ENDPOINT.relative_to("runcomfy").as_posix() in done.changed
    assert (out / ENDPOINT).read_text() != "# mine\n"


def test_check_distinguishes_edited_from_stale(specs: Path, out: Path) -> None:
    """Check reports an edited file as edited and the file of a changed spec as stale, and changes neither."""
    (out / "runcomfy/_client.py").write_text("# mine\n")
    path = specs / "runcomfy/kling/kling-3.0/standard/image-to-video.json"
    path.write_text(path.read_text("utf-8").replace('"maximum": 15', '"maximum": 14'), "utf-8")
    before = files(out)
    (done,) = generate(specs, out, check=True)
    found = {Path(p.location.file).name: p.code for p in done.problems}
    assert found == {"_client.py": "edited-by-hand", "image_to_video.py": "stale"}
    assert files(out) == before


def test_removed_endpoint_is_removed(specs: Path, out: Path) -> None:
    """Removing a spec removes its module, and its folders if they become empty."""
    shutil.rmtree(specs / "runcomfy/kling/kling-3.0/standard")
    target = specs / "runcomfy/other/one.json"
    target.parent.mkdir()
    target.write_text(
        json.dumps(
            {
                "id": "other/one",
                "input": {"type": "object", "properties": {"x": {"type": "string"}}},
            }
        )
    )
    generate(specs, out)
    assert not (out / "runcomfy/kling").exists()
    assert (out / "runcomfy/other/one.py").is_file()


def test_foreign_file_is_not_overwritten(tmp_path: Path) -> None:
    """A file that clientwright did not write is never overwritten; others beside it are left alone."""
    package = tmp_path / "runcomfy"
    package.mkdir()
    (package / "_client.py").write_text("# somebody's\n")
    (package / "notes.txt").write_text("mine")
    with pytest.raises(ProblemsError) as caught:
        generate(ROOT / "specs" / "runcomfy", tmp_path)
    assert [p.code for p in caught.value.problems] == ["foreign-file"]
    assert files(package) == {"_client.py": "# somebody's\n", "notes.txt": "mine"}


def test_output_folder_is_a_file(tmp_path: Path) -> None:
    """An output folder that is a file is a clear error, and the file is unchanged."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written"):
        generate(ROOT / "specs" / "runcomfy", tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a file"


@pytest.mark.parametrize("moment", ["_build_beside", "_swap"])
def test_interruption_keeps_old_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """A run interrupted at any moment leaves the old files; the next run completes the work."""
    package = tmp_path / "p"
    write_package(package, {"a.py": "old", "b.py": "old"})
    original = getattr(writing, moment)

    def stop(*arguments: object) -> None:
        if moment == "_build_beside":
            original(*arguments)
        else:
            os.replace(package, package.with_name(".p.clientwright-old"))
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, moment, stop)
    with pytest.raises(KeyboardInterrupt):
        write_package(package, {"a.py": "new", "b.py": "new"})
    monkeypatch.undo()
    survivor = package if package.exists() else package.with_name(".p.clientwright-old")
    assert files(survivor) == {"a.py": "old", "b.py": "old"}
    write_package(package, {"a.py": "new", "b.py": "new"})
    assert files(package) == {"a.py": "new", "b.py": "new"}
    assert [p.name for p in tmp_path.iterdir()] == ["p"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "lock-broken"),
        ("[]", "lock-broken"),
        ('{"format": 99, "generator": "9.9"}', "lock-newer"),
        (LOCK.replace('"0"', '"99.0.dev1"') % "a", "lock-newer"),
        (LOCK % "../../mine.txt", "lock-broken"),
        (LOCK % "/etc/passwd", "lock-broken"),
        (LOCK % "a//b", "lock-broken"),
    ],
)
def test_unusable_lock_stops_the_run(out: Path, text: str, code: str) -> None:
    """A broken lock, or one of a newer generator, stops the run with its own problem."""
    (out / "runcomfy/clientwright.lock").write_text(text)
    with pytest.raises(ProblemsError) as caught:
        generate(ROOT / "specs" / "runcomfy", out)
    assert [p.code for p in caught.value.problems] == [code]


def test_concurrent_run_is_refused(out: Path) -> None:
    """While one run has locked a package, another is refused, and nothing is lost."""
    before = files(out)
    with lock_package(out / "runcomfy"), pytest.raises(UsageError, match="another run"):
        generate(ROOT / "specs" / "runcomfy", out)
    assert files(out) == before


def test_recovery_happens_before_reading(out: Path) -> None:
    """After an interruption between the two renames, an edit by hand is still recognized and kept."""
    (out / ENDPOINT).write_text("# mine\n")
    (out / "runcomfy").rename(out / ".runcomfy.clientwright-old")
    with pytest.raises(ProblemsError) as caught:
        generate(ROOT / "specs" / "runcomfy", out)
    assert [p.code for p in caught.value.problems] == ["edited-by-hand"]
    assert (out / ENDPOINT).read_text() == "# mine\n"


def test_links_are_not_written_through(out: Path, tmp_path: Path) -> None:
    """A folder of the package that links elsewhere is refused; the target is unchanged."""
    shutil.move(out / "runcomfy/kling", tmp_path / "elsewhere")
    (out / "runcomfy/kling").symlink_to(tmp_path / "elsewhere")
    before = files(tmp_path / "elsewhere")
    (out / "runcomfy/py.typed").unlink()
    with pytest.raises(UsageError, match="is a symbolic link"):
        generate(ROOT / "specs" / "runcomfy", out, force=True)
    assert files(tmp_path / "elsewhere") == before


@pytest.fixture
def two_services(specs: Path) -> Path:
    """Return specs of a second service, which comes after the first."""
    shutil.copytree(specs / "runcomfy", specs / "second")
    service = specs / "second/service.json"
    document = json.loads(service.read_text("utf-8"))
    service.write_text(json.dumps({**document, "name": "second"}), "utf-8")
    return specs


def break_service(specs: Path, out: Path) -> None:
    """Give the second service a header that lint rejects."""
    path = specs / "second/service.json"
    document = json.loads(path.read_text("utf-8"))
    document["auth"]["header"] = "Host"
    path.write_text(json.dumps(document), "utf-8")


def edit_package(specs: Path, out: Path) -> None:
    """Edit a file of the second service's package by hand, and change the specs of both."""
    generate(specs, out)
    (out / "second/__init__.py").write_text("# by hand\n", "utf-8")
    for path in specs.rglob("text-to-video.json"):
        text = path.read_text("utf-8").replace('"maximum": 15', '"maximum": 14')
        path.write_text(text, "utf-8")


@pytest.mark.parametrize("obstacle", [break_service, edit_package])
def test_a_package_that_cannot_be_written_costs_the_others_nothing(
    two_services: Path, tmp_path: Path, obstacle: Callable[[Path, Path], None]
) -> None:
    """If the package of one service cannot be built, it stays as it is, and those of the others are written."""
    out = tmp_path / "out"
    obstacle(two_services, out)
    before = files(out / "second")
    done = generate(two_services, out)
    blocked = {one.package.name for one in done if one.blocked}
    assert ({one.package.name for one in done}, blocked) == ({"runcomfy", "second"}, {"second"})
    assert files(out / "second") == before
    generate(two_services / "runcomfy", tmp_path / "alone")
    assert files(out / "runcomfy") == files(tmp_path / "alone" / "runcomfy")

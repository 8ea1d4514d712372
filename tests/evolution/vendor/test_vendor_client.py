"""What vendor writes: the selected endpoints, and nothing of the project's own."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from clientwright.codegen.package_mutex import lock_package
from clientwright.codegen.vendored_copy import NOTE_NAME
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolution.vendor.vendor_client import VendorOptions, copy_package, vendor_client
from clientwright.pipeline import generate
from evolution.vendor.support import IMAGE, TEXT, ForeignProject, read_files
from sources.support import ROOT

IMAGE_MODULE = "kling/kling_3_0/standard/image_to_video.py"
TEXT_MODULE = "kling/kling_3_0/standard/text_to_video.py"


def test_only_selected_endpoints_are_copied(project: ForeignProject) -> None:
    """One endpoint comes with its module, its rule, and only the runtime files that it imports."""
    project.vendor(TEXT)
    held = set(read_files(project.package))
    assert TEXT_MODULE in held
    assert IMAGE_MODULE not in held
    assert {p for p in held if "rules/" in p} == {
        f"_runtime/rules/{name}.py" for name in ("__init__", "base", "sum_equals", "sums")
    }
    assert not held & {
        "_runtime/schema_interpreter.py",
        "_runtime/http_httpx2.py",
    }


def test_part_equals_the_whole_package(project: ForeignProject, tmp_path: Path) -> None:
    """Modules and runtime of a part are byte for byte those of the whole package."""
    generate(project.root, tmp_path / "generated")
    project.vendor(TEXT)
    whole, part = read_files(tmp_path / "generated/runcomfy"), read_files(project.package)
    own = {p for p, data in part.items() if whole.get(p) != data}
    folders = {"_endpoints.py", *(p for p in part if p.startswith("kling") and "__init__" in p)}
    assert own <= {"clientwright.lock", NOTE_NAME} | folders


def test_copy_has_the_same_bytes_in_any_project(project: ForeignProject, tmp_path: Path) -> None:
    """The path of a copy changes no byte, and no path of this machine is in it."""
    project.vendor()
    other = tmp_path / "other/src"
    other.mkdir(parents=True)
    (other / "mine.py").write_text("")
    vendor_client(project.specs, other, (), VendorOptions())
    assert read_files(project.package) == read_files(other / "runcomfy")
    assert not any(str(tmp_path).encode() in data for data in read_files(project.package).values())


def test_vendoring_twice_changes_nothing(project: ForeignProject) -> None:
    """The second run touches no file."""
    project.vendor(TEXT)
    times = {p: p.stat().st_mtime_ns for p in project.folder.rglob("*")}
    assert project.vendor().changed == ()
    assert {p: p.stat().st_mtime_ns for p in project.folder.rglob("*")} == times


def test_selection_is_recorded_and_can_be_changed(project: ForeignProject) -> None:
    """Without names the last selection counts; another one removes the old endpoints."""
    project.vendor("image-to-video")
    project.change('"maximum": 15', '"maximum": 14', IMAGE)
    assert set(project.vendor().changed) == {"clientwright.lock", IMAGE_MODULE}
    project.vendor(TEXT)
    held = read_files(project.package)
    assert TEXT_MODULE in held
    assert IMAGE_MODULE not in held


def test_files_of_the_project_stay(project: ForeignProject) -> None:
    """Files of the project beside and inside the client are unchanged."""
    project.vendor("*")
    for name in ("mine.py", "_vendor/other.py", "_vendor/runcomfy/notes.txt"):
        (project.folder / "src/shop" / name).write_text("mine")
    before = read_files(project.folder)
    project.vendor(TEXT)
    after = read_files(project.folder)
    ours = {f"src/shop/_vendor/runcomfy/{name}" for name in read_files(project.package)} | {
        p for p in before if p.startswith("src/shop/_vendor/runcomfy/")
    }
    ours.discard("src/shop/_vendor/runcomfy/notes.txt")
    assert {p: d for p, d in after.items() if p not in ours} == {
        p: d for p, d in before.items() if p not in ours
    }


@pytest.mark.parametrize("name", ["_client.py", "_runtime/http.py", "py.typed", NOTE_NAME])
def test_foreign_file_is_never_overwritten(project: ForeignProject, name: str) -> None:
    """A file of the project with the path of a client's file stops the run, unless forced."""
    (project.package / name).parent.mkdir(parents=True)
    (project.package / name).write_text("mine")
    before = read_files(project.folder)
    with pytest.raises(ProblemsError) as caught:
        project.vendor()
    assert [p.code for p in caught.value.problems] == ["copy-in-the-way"]
    assert read_files(project.folder) == before
    project.vendor(force=True)
    assert project.codes() == {}


def test_edited_file_is_kept(project: ForeignProject) -> None:
    """A file edited by hand stops an update, with its diff; --force overwrites it."""
    project.vendor()
    (project.package / TEXT_MODULE).write_text("# mine\n")
    with pytest.raises(ProblemsError) as caught:
        project.vendor()
    (problem,) = caught.value.problems
    assert problem.code == "copy-edited"
    assert "-# mine" in getattr(problem, "diff", "")
    assert (project.package / TEXT_MODULE).read_text() == "# mine\n"
    project.vendor(force=True)
    assert project.codes() == {}


def test_dry_run_writes_nothing(project: ForeignProject) -> None:
    """A dry run leaves the project unchanged and names every file to write but the lock."""
    before = read_files(project.folder)
    dry_run = project.vendor(TEXT, dry=True)
    assert read_files(project.folder) == before
    assert not project.into.exists()
    project.vendor(TEXT)
    named = {
        Path(p.location.file).relative_to(project.package).as_posix() for p in dry_run.problems
    }
    assert named == set(read_files(project.package)) - {"clientwright.lock"}


def test_missing_lock_is_refused(project: ForeignProject) -> None:
    """Without its lock edits cannot be recognized, so a client is not updated; --force writes it again."""
    project.vendor()
    (project.package / "clientwright.lock").unlink()
    before = read_files(project.folder)
    with pytest.raises(ProblemsError) as caught:
        project.vendor()
    assert [p.code for p in caught.value.problems] == ["lock-missing"]
    assert read_files(project.folder) == before
    project.vendor(force=True)
    assert project.codes() == {}


def test_lock_of_a_newer_version_is_refused(project: ForeignProject) -> None:
    """The message names the version that wrote it, and nothing is written."""
    project.vendor()
    lock = project.package / "clientwright.lock"
    document = json.loads(lock.read_text())
    lock.write_text(json.dumps({**document, "generator": "99.1.0"}))
    with pytest.raises(ProblemsError, match=r"clientwright 99\.1\.0"):
        project.vendor()
    assert project.codes() == {"clientwright.lock": "lock-newer"}


def test_second_run_is_refused_while_one_writes(project: ForeignProject) -> None:
    """While one run writes, another is refused."""
    project.vendor(TEXT)
    before = read_files(project.folder)
    with lock_package(project.package), pytest.raises(UsageError, match="another run"):
        project.vendor("*")
    assert read_files(project.folder) == before


@pytest.mark.parametrize("into", ["src", "src/", "./src", "../project/src", "clients", "."])
@pytest.mark.parametrize("made", [(), ("src", "clients"), ("src/assets",)])
def test_client_goes_into_a_project_without_a_line_of_python(
    project: ForeignProject, monkeypatch: pytest.MonkeyPatch, into: str, made: tuple[str, ...]
) -> None:
    """A folder named src, the working directory, and a new or empty folder in it need no package around."""
    (project.folder / "project").mkdir()
    monkeypatch.chdir(project.folder / "project")
    for name in made:
        Path(name).mkdir(parents=True)
    vendor_client(project.specs, Path(into), (TEXT,), VendorOptions())
    assert Path(into, "runcomfy/__init__.py").is_file()
    assert not Path(into, "__init__.py").exists()


@pytest.mark.parametrize(
    ("into", "message"),
    [
        ("README.md", "is not a folder"),
        ("docs", r"docs has no __init__\.py"),
        ("docs/deeper", r"docs has no __init__\.py: add an empty one"),
        ("src/bare/_vendor", r"src/bare has no __init__\.py: add an empty one"),
        ("nowhere/deep", "there is no folder"),
        ("src/hidden", "would hide this module"),
        ("src/client/runcomfy", "name the folder that contains it: .*src/client$"),
        ("src/client/runcomfy/kling", "is in a client"),
        ("src/client/runcomfy/new", "is in a client"),
        ("src/shop/my-vendor", "not a name that Python can import"),
        ("src/shop/class", "not a name that Python can import"),
    ],
)
def test_folder_without_a_package_is_refused(
    project: ForeignProject, into: str, message: str
) -> None:
    """A folder in which Python would not find the client is refused, and nothing is created."""
    (project.folder / "README.md").write_text("mine")
    (project.folder / "docs").mkdir()
    (project.folder / "docs/page.md").write_text("mine")
    (project.folder / "src/bare").mkdir()
    (project.folder / "src/hidden").mkdir()
    (project.folder / "src/hidden/runcomfy.py").write_text("mine")
    vendor_client(project.specs, project.folder / "src/client", (TEXT,), VendorOptions())
    before = read_files(project.folder)
    with pytest.raises(UsageError, match=message):
        vendor_client(project.specs, project.folder / into, (), VendorOptions())
    assert read_files(project.folder) == before


def test_new_folder_in_a_package_gets_an_init(project: ForeignProject) -> None:
    """An existing `__init__.py` stays, and a source folder gets none."""
    project.vendor(TEXT)
    assert (project.into / "__init__.py").read_text() == ""
    (project.into / "__init__.py").write_text("# mine\n")
    project.vendor(IMAGE)
    assert (project.into / "__init__.py").read_text() == "# mine\n"
    for name in ("src", "new"):
        vendor_client(project.specs, project.folder / name, (), VendorOptions())
        assert [p.name for p in (project.folder / name).glob("__init__.py")] == []


def test_missing_init_is_added_by_the_next_run(project: ForeignProject) -> None:
    """A new folder that an interrupted run left without its `__init__.py` gets it."""
    project.vendor(TEXT)
    (project.into / "__init__.py").unlink()
    assert project.vendor().changed == ()
    assert (project.into / "__init__.py").read_text() == ""


def test_broken_spec_writes_nothing(project: ForeignProject) -> None:
    """Errors of a selected endpoint have lines and create no folder; those of others do not count."""
    project.change('"minimum": 3', '"minimum": "x"', IMAGE)
    with pytest.raises(ProblemsError) as caught:
        project.vendor(IMAGE)
    assert {p.code for p in caught.value.problems if p.location.line} == {"not-a-schema"}
    assert not project.into.exists()
    assert "_client.py" in project.vendor(TEXT).changed


def test_generate_and_vendor_do_not_overwrite_each_other(
    project: ForeignProject, tmp_path: Path
) -> None:
    """Neither command undoes what the other wrote."""
    out = tmp_path / "generated"
    generate(project.root, out)
    (out / "mine.py").write_text("")
    before = read_files(out)
    with pytest.raises(UsageError, match="clientwright generate"):
        vendor_client(project.specs, out, (TEXT,), VendorOptions())
    assert read_files(out) == before
    project.vendor(TEXT)
    with pytest.raises(UsageError, match="clientwright vendor"):
        generate(project.root, project.into)


def test_copied_package_equals_one_from_specs(project: ForeignProject, tmp_path: Path) -> None:
    """A generated package copied whole has the bytes of vendoring everything."""
    generate(project.root, tmp_path / "generated")
    copy_package(tmp_path / "generated/runcomfy", project.into, VendorOptions())
    copied = read_files(project.package)
    assert project.vendor().changed == ()
    assert read_files(project.package) == copied
    assert project.codes(specs=True) == {}


@pytest.mark.parametrize(("spoil", "code"), [("_client.py", "copy-edited"), ("", "lock-missing")])
def test_edited_package_is_not_copied(
    project: ForeignProject, tmp_path: Path, spoil: str, code: str
) -> None:
    """A package that does not match its lock is refused."""
    source = tmp_path / "generated/runcomfy"
    generate(project.root, source.parent)
    (source / (spoil or "clientwright.lock")).unlink()
    if spoil:
        (source / spoil).write_text("# mine\n")
    with pytest.raises(ProblemsError) as caught:
        copy_package(source, project.into, VendorOptions())
    assert [p.code for p in caught.value.problems] == [code]
    assert not project.into.exists()


@pytest.mark.parametrize("http", ["httpx", "httpx2"])
def test_note_names_its_requirements(project: ForeignProject, http: str) -> None:
    """The note names Python, pydantic and the HTTP library with their oldest supported versions."""
    vendor_client(project.specs, project.into, [TEXT], VendorOptions(http=http))
    text = (project.package / NOTE_NAME).read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    assert f"Python {project['project']['requires-python'].removeprefix('>=')}" in text
    for name in ("pydantic", http):
        (bound,) = (w.removeprefix(f"{name}>=") for w in wanted if w.startswith(f"{name}>="))
        assert f"{name} {bound}" in text


def test_header_of_a_copy_names_vendor(project: ForeignProject) -> None:
    """A copy's header points to `clientwright vendor`, because the project has no specs."""
    project.vendor(TEXT)
    assert "`clientwright vendor` again" in (project.package / TEXT_MODULE).read_text("utf-8")

"""What stands in the other project: the part that was asked for, and nothing of anybody else's touched."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from clientwright.codegen.package_mutex import lock_package
from clientwright.codegen.vendored_copy import NOTE_NAME
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolution.vendor.copy_package import copy_package
from clientwright.evolution.vendor.vendor_client import VendorOptions, vendor_client
from clientwright.pipeline import generate
from evolution.vendor.support import IMAGE, TEXT, ForeignProject, read_files
from sources.support import ROOT

IMAGE_MODULE = "kling/kling_3_0/standard/image_to_video.py"
TEXT_MODULE = "kling/kling_3_0/standard/text_to_video.py"


def test_only_what_is_asked_for(shop: ForeignProject) -> None:
    """One endpoint brings its module, its rule's file, and no runtime that it does not use."""
    shop.vendor(TEXT)
    held = set(read_files(shop.package))
    assert TEXT_MODULE in held
    assert IMAGE_MODULE not in held
    assert {p for p in held if "rules/" in p} == {
        f"_runtime/rules/{name}.py" for name in ("__init__", "base", "sum_equals", "sums")
    }
    assert not held & {
        "_runtime/media_url.py",
        "_runtime/schema_interpreter.py",
        "_runtime/http_httpx2.py",
    }


def test_a_part_says_what_the_whole_says(shop: ForeignProject, tmp_path: Path) -> None:
    """Modules and runtime of a part are, byte for byte, those of the whole package."""
    generate(shop.root, tmp_path / "generated")
    shop.vendor(TEXT)
    whole, part = read_files(tmp_path / "generated/runcomfy"), read_files(shop.package)
    own = {p for p, data in part.items() if whole.get(p) != data}
    folders = {"client.py", *(p for p in part if p.startswith("kling") and "__init__" in p)}
    assert own <= {"clientwright.lock", NOTE_NAME} | folders


def test_same_bytes_in_any_project(shop: ForeignProject, tmp_path: Path) -> None:
    """Where a copy stands changes no byte of it; no path of this machine is in it."""
    shop.vendor()
    other = tmp_path / "other/src"
    other.mkdir(parents=True)
    (other / "mine.py").write_text("")
    vendor_client(shop.specs, other, (), VendorOptions())
    assert read_files(shop.package) == read_files(other / "runcomfy")
    assert not any(str(tmp_path).encode() in data for data in read_files(shop.package).values())


def test_the_second_time_changes_nothing(shop: ForeignProject) -> None:
    """Vendoring again finds everything as it should be, and touches nothing."""
    shop.vendor(TEXT)
    times = {p: p.stat().st_mtime_ns for p in shop.folder.rglob("*")}
    assert shop.vendor().changed == ()
    assert {p: p.stat().st_mtime_ns for p in shop.folder.rglob("*")} == times


def test_the_choice_is_remembered_and_can_be_changed(shop: ForeignProject) -> None:
    """Without a choice the one before counts; another choice takes the old endpoints away."""
    shop.vendor("image-to-video")
    shop.change('"maximum": 15', '"maximum": 14', IMAGE)
    assert set(shop.vendor().changed) == {"clientwright.lock", IMAGE_MODULE}
    shop.vendor(TEXT)
    held = read_files(shop.package)
    assert TEXT_MODULE in held
    assert IMAGE_MODULE not in held
    assert "_runtime/media_url.py" not in held


def test_other_files_stay(shop: ForeignProject) -> None:
    """What the project keeps beside and inside the client is there afterwards, as it was."""
    shop.vendor("*")
    for name in ("mine.py", "_vendor/other.py", "_vendor/runcomfy/notes.txt"):
        (shop.folder / "src/shop" / name).write_text("mine")
    before = read_files(shop.folder)
    shop.vendor(TEXT)
    after = read_files(shop.folder)
    ours = {f"src/shop/_vendor/runcomfy/{name}" for name in read_files(shop.package)} | {
        p for p in before if p.startswith("src/shop/_vendor/runcomfy/")
    }
    ours.discard("src/shop/_vendor/runcomfy/notes.txt")
    assert {p: d for p, d in after.items() if p not in ours} == {
        p: d for p, d in before.items() if p not in ours
    }


@pytest.mark.parametrize("name", ["client.py", "_runtime/http.py", "py.typed", NOTE_NAME])
def test_a_file_in_the_way_is_never_overwritten(shop: ForeignProject, name: str) -> None:
    """A file of the project where one of the client belongs stops everything; --force says otherwise."""
    (shop.package / name).parent.mkdir(parents=True)
    (shop.package / name).write_text("mine")
    before = read_files(shop.folder)
    with pytest.raises(ProblemsError) as caught:
        shop.vendor()
    assert [p.code for p in caught.value.problems] == ["copy-in-the-way"]
    assert read_files(shop.folder) == before
    shop.vendor(force=True)
    assert shop.codes() == {}


def test_an_edited_file_is_kept(shop: ForeignProject) -> None:
    """A file edited by hand stops an update, with its difference; --force overwrites it."""
    shop.vendor()
    (shop.package / TEXT_MODULE).write_text("# mine\n")
    with pytest.raises(ProblemsError) as caught:
        shop.vendor()
    (problem,) = caught.value.problems
    assert problem.code == "copy-edited"
    assert "-# mine" in getattr(problem, "diff", "")
    assert (shop.package / TEXT_MODULE).read_text() == "# mine\n"
    shop.vendor(force=True)
    assert shop.codes() == {}


def test_a_dry_run_writes_nothing(shop: ForeignProject) -> None:
    """A dry run leaves the project as it is, and knows every file but the lock that would be written."""
    before = read_files(shop.folder)
    told = shop.vendor(TEXT, dry=True)
    assert read_files(shop.folder) == before
    assert not shop.into.exists()
    shop.vendor(TEXT)
    named = {Path(p.place.file).relative_to(shop.package).as_posix() for p in told.problems}
    assert named == set(read_files(shop.package)) - {"clientwright.lock"}


def test_a_lost_lock_is_told(shop: ForeignProject) -> None:
    """Without its lock a client is not updated, for nobody can tell what was edited; --force writes it again."""
    shop.vendor()
    (shop.package / "clientwright.lock").unlink()
    before = read_files(shop.folder)
    with pytest.raises(ProblemsError) as caught:
        shop.vendor()
    assert [p.code for p in caught.value.problems] == ["lock-missing"]
    assert read_files(shop.folder) == before
    shop.vendor(force=True)
    assert shop.codes() == {}


def test_a_lock_of_a_newer_generator_is_refused(shop: ForeignProject) -> None:
    """The version that wrote it is named, and nothing is written."""
    shop.vendor()
    lock = shop.package / "clientwright.lock"
    document = json.loads(lock.read_text())
    lock.write_text(json.dumps({**document, "generator": "99.1.0"}))
    with pytest.raises(ProblemsError, match=r"clientwright 99\.1\.0"):
        shop.vendor()
    assert shop.codes() == {"clientwright.lock": "lock-newer"}


def test_two_runs_do_not_mix(shop: ForeignProject) -> None:
    """While one run writes, another is refused."""
    shop.vendor(TEXT)
    before = read_files(shop.folder)
    with lock_package(shop.package), pytest.raises(UsageError, match="another run"):
        shop.vendor("*")
    assert read_files(shop.folder) == before


@pytest.mark.parametrize(
    ("into", "said"),
    [
        ("README.md", "is no folder"),
        ("docs", "no Python package"),
        ("docs/deeper", "no Python package"),
        ("nowhere/deep", "there is no folder"),
        ("src/hidden", "would hide this module"),
        ("src/client/runcomfy", "name the folder that holds it: .*src/client$"),
        ("src/client/runcomfy/kling", "stands in a client"),
        ("src/client/runcomfy/new", "stands in a client"),
        ("src/shop/my-vendor", "no name that Python can import"),
        ("src/shop/class", "no name that Python can import"),
    ],
)
def test_a_target_that_is_no_package(shop: ForeignProject, into: str, said: str) -> None:
    """A folder in which Python would not find the client is refused, and nothing appears."""
    (shop.folder / "README.md").write_text("mine")
    (shop.folder / "docs").mkdir()
    (shop.folder / "docs/page.md").write_text("mine")
    (shop.folder / "src/hidden").mkdir()
    (shop.folder / "src/hidden/runcomfy.py").write_text("mine")
    vendor_client(shop.specs, shop.folder / "src/client", (TEXT,), VendorOptions())
    before = read_files(shop.folder)
    with pytest.raises(UsageError, match=said):
        vendor_client(shop.specs, shop.folder / into, (), VendorOptions())
    assert read_files(shop.folder) == before


def test_a_new_folder_of_a_package_becomes_one(shop: ForeignProject) -> None:
    """`_vendor` is made with an `__init__.py`; one that stands is left alone, and a source folder gets none."""
    shop.vendor(TEXT)
    assert (shop.into / "__init__.py").read_text() == ""
    (shop.into / "__init__.py").write_text("# mine\n")
    shop.vendor(IMAGE)
    assert (shop.into / "__init__.py").read_text() == "# mine\n"
    for name in ("src", "new"):
        vendor_client(shop.specs, shop.folder / name, (), VendorOptions())
        assert [p.name for p in (shop.folder / name).glob("__init__.py")] == []


def test_a_run_that_ended_before_its_last_file_is_made_good(shop: ForeignProject) -> None:
    """A new folder that an interrupted run left without its `__init__.py` gets it from the next run."""
    shop.vendor(TEXT)
    (shop.into / "__init__.py").unlink()
    assert shop.vendor().changed == ()
    assert (shop.into / "__init__.py").read_text() == ""


def test_a_broken_spec_writes_nothing(shop: ForeignProject) -> None:
    """Errors of a chosen endpoint are told with their places, and no folder appears; of another they do not count."""
    shop.change('"minimum": 3', '"minimum": "x"', IMAGE)
    with pytest.raises(ProblemsError) as caught:
        shop.vendor(IMAGE)
    assert {p.code for p in caught.value.problems if p.place.line} == {"not-a-schema"}
    assert not shop.into.exists()
    assert "client.py" in shop.vendor(TEXT).changed


def test_a_package_of_generate_is_not_made_smaller(shop: ForeignProject, tmp_path: Path) -> None:
    """Neither command undoes what the other wrote."""
    out = tmp_path / "generated"
    generate(shop.root, out)
    (out / "mine.py").write_text("")
    before = read_files(out)
    with pytest.raises(UsageError, match="clientwright generate"):
        vendor_client(shop.specs, out, (TEXT,), VendorOptions())
    assert read_files(out) == before
    shop.vendor(TEXT)
    with pytest.raises(UsageError, match="clientwright vendor"):
        generate(shop.root, shop.into)


def test_a_copy_of_a_package_is_the_one_from_its_specs(
    shop: ForeignProject, tmp_path: Path
) -> None:
    """A generated package copied whole has the bytes that vendoring everything gives."""
    generate(shop.root, tmp_path / "generated")
    copy_package(tmp_path / "generated/runcomfy", shop.into, VendorOptions())
    copied = read_files(shop.package)
    assert shop.vendor().changed == ()
    assert read_files(shop.package) == copied
    assert shop.codes(specs=True) == {}


@pytest.mark.parametrize(("spoil", "code"), [("client.py", "copy-edited"), ("", "lock-missing")])
def test_a_package_that_was_edited_is_not_copied(
    shop: ForeignProject, tmp_path: Path, spoil: str, code: str
) -> None:
    """What is not as its lock says is not spread."""
    source = tmp_path / "generated/runcomfy"
    generate(shop.root, source.parent)
    (source / (spoil or "clientwright.lock")).unlink()
    if spoil:
        (source / spoil).write_text("# mine\n")
    with pytest.raises(ProblemsError) as caught:
        copy_package(source, shop.into, VendorOptions())
    assert [p.code for p in caught.value.problems] == [code]
    assert not shop.into.exists()


@pytest.mark.parametrize("http", ["httpx", "httpx2"])
def test_the_note_says_what_it_needs(shop: ForeignProject, http: str) -> None:
    """Python, pydantic and the HTTP library are named with the oldest version that we support."""
    vendor_client(shop.specs, shop.into, [TEXT], VendorOptions(http=http))
    text = (shop.package / NOTE_NAME).read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    assert f"Python {project['project']['requires-python'].removeprefix('>=')}" in text
    for name in ("pydantic", http):
        (bound,) = (w.removeprefix(f"{name}>=") for w in wanted if w.startswith(f"{name}>="))
        assert f"{name} {bound}" in text


def test_a_header_says_what_to_do_in_a_copy(shop: ForeignProject) -> None:
    """Where there are no specs, nobody is sent to them alone."""
    shop.vendor(TEXT)
    assert "`clientwright vendor` again" in (shop.package / TEXT_MODULE).read_text("utf-8")

"""Checking copies: by the lock alone, or also by the specs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clientwright
from clientwright.codegen import lock_file as locks
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolution.vendor.package_folders import find_packages
from clientwright.evolution.vendor.verify_copies import verify_copies
from clientwright.pipeline import generate
from evolution.vendor.support import IMAGE, TEXT, ForeignProject, read_files


@pytest.fixture(scope="module")
def vendored(tmp_path_factory: pytest.TempPathFactory) -> ForeignProject:
    """Return a project with a client, made once; each example restores what it changes."""
    from sources.support import ROOT

    folder = tmp_path_factory.mktemp("vendored")
    shutil.copytree(Path(__file__).parent / "toy", folder / "shop")
    project = ForeignProject(folder / "shop", ROOT / "specs" / "runcomfy")
    project.vendor(TEXT)
    return project


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_check_names_exactly_the_changed_files(
    vendored: ForeignProject, data: st.DataObject
) -> None:
    """Whichever files are edited or removed, the check names exactly these and changes nothing."""
    before = read_files(vendored.package)
    touched = data.draw(
        st.dictionaries(st.sampled_from(sorted(set(before) - {"clientwright.lock"})), st.booleans())
    )
    try:
        for name, gone in touched.items():
            path = vendored.package / name
            path.unlink() if gone else path.write_bytes(before[name] + b"#\n")
        spoilt = read_files(vendored.package)
        wanted = {n: "copy-incomplete" if gone else "copy-edited" for n, gone in touched.items()}
        assert vendored.codes() == wanted
        assert read_files(vendored.package) == spoilt
    finally:
        for name in touched:
            (vendored.package / name).write_bytes(before[name])


def test_files_of_the_project_are_ignored(project: ForeignProject) -> None:
    """Files in a client that clientwright did not write are no problem."""
    project.vendor(TEXT)
    (project.package / "notes.txt").write_text("mine")
    assert project.codes(specs=True) == {}


def test_check_reports_the_generator(project: ForeignProject) -> None:
    """The check reports which clientwright wrote the copy, and whether specs were compared."""
    project.vendor(TEXT)
    assert (project.check().generator, project.check().compared_with_specs) == (
        clientwright.__version__,
        False,
    )
    assert project.check(specs=True).compared_with_specs


@pytest.mark.parametrize(("endpoint", "stale"), [(TEXT, True), (IMAGE, False)])
def test_only_changes_of_copied_endpoints_make_it_stale(
    project: ForeignProject, endpoint: str, stale: bool
) -> None:
    """A changed spec of another endpoint is no problem."""
    project.vendor(TEXT)
    project.change('"maximum": 15', '"maximum": 14', endpoint)
    assert (set(project.codes(specs=True).values()) == {"copy-stale"}) is stale


def test_pattern_includes_new_endpoints(project: ForeignProject) -> None:
    """A new endpoint that a recorded pattern matches makes the copy stale."""
    path = project.root / f"runcomfy/{IMAGE}.json"
    text = path.read_text("utf-8")
    path.unlink()
    project.vendor("kling/*")
    path.write_text(text, "utf-8")
    assert project.codes(specs=True)["kling/kling_3_0/standard/image_to_video.py"] == "copy-stale"


def test_removed_endpoint_is_reported(project: ForeignProject) -> None:
    """An endpoint that the specs no longer have is reported, and stops an update."""
    project.vendor(TEXT)
    (project.root / f"runcomfy/{TEXT}.json").unlink()
    assert project.codes(specs=True) == {"clientwright.lock": "endpoint-lost"}
    with pytest.raises(ProblemsError, match="endpoint-lost"):
        project.vendor()


def test_edited_and_stale_file_is_reported_as_edited(project: ForeignProject) -> None:
    """One file has one problem: the edit, with its diff."""
    project.vendor(TEXT)
    (project.package / "_client.py").write_text("# mine\n")
    (problem,) = project.check(specs=True).problems
    assert problem.code == "copy-edited"
    assert "-# mine" in getattr(problem, "diff", "")


def test_edit_with_its_hash_is_found_only_with_specs(project: ForeignProject) -> None:
    """An edit of a file and its hash in the lock is found if there are specs, and only then."""
    project.vendor(TEXT)
    path = project.package / "_client.py"
    before = locks.text_digest(path.read_text("utf-8"))
    path.write_text(path.read_text("utf-8") + "import os\n", "utf-8")
    lock = project.package / "clientwright.lock"
    after = locks.text_digest(path.read_text("utf-8"))
    lock.write_text(lock.read_text("utf-8").replace(before, after), "utf-8")
    assert project.codes() == {}
    assert project.codes(specs=True) == {"_client.py": "copy-edited"}
    project.vendor(force=True)
    assert project.codes(specs=True) == {}


def test_generated_package_is_reported_as_generated(project: ForeignProject) -> None:
    """The advice for a package of `generate` is to run `generate`."""
    generate(project.root, project.into)
    project.change('"maximum": 15', '"maximum": 14')
    (project.package / "_client.py").write_text("# mine\n")
    found = {problem.code: problem.advice() for problem in project.check(specs=True).problems}
    assert set(found) == {"stale", "edited-by-hand"}
    assert all("clientwright generate" in advice for advice in found.values())


def test_crlf_checkout_is_no_edit(project: ForeignProject) -> None:
    """A copy that git checked out with CRLF line ends is unedited."""
    project.vendor(TEXT)
    for name, data in read_files(project.package).items():
        (project.package / name).write_bytes(data.replace(b"\n", b"\r\n"))
    assert project.codes() == {}
    assert project.codes(specs=True) == {}
    assert project.vendor().changed == ()


@pytest.mark.parametrize("left", ["old", "new"])
def test_leftover_of_an_interrupted_run_is_reported(project: ForeignProject, left: str) -> None:
    """A copy that an interrupted run moved away is reported, and vendoring again repairs it."""
    project.vendor(TEXT)
    stray = project.into / f".runcomfy.clientwright-{left}"
    project.package.rename(stray) if left == "old" else stray.mkdir()
    (problem,) = project.check().problems
    assert (problem.code, problem.location.file) == ("interrupted", str(stray))
    project.vendor()
    assert project.codes(specs=True) == {}


def test_check_imports_no_renderer(vendored: ForeignProject) -> None:
    """Checked by its lock alone, a copy needs no schemas, templates or model generator."""
    code = (
        "import sys; from pathlib import Path; from clientwright.evolution.vendor.verify_copies import verify_copies; "
        "assert not verify_copies(Path(sys.argv[1]))[0].problems; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(vendored.folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    roots = {name.partition(".")[0] for name in done.stdout.split()}
    assert not roots & {"jinja2", "jsonschema", "datamodel_code_generator", "pydantic", "httpx"}


def test_missing_lock_is_reported(project: ForeignProject) -> None:
    """A package without its lock is found by its header."""
    project.vendor(TEXT)
    (project.package / "clientwright.lock").unlink()
    assert [p.code for p in project.check().problems] == ["lock-missing"]


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_broken_lock_is_reported(project: ForeignProject, text: str) -> None:
    """A lock that cannot be read is reported, and the other copies are still checked."""
    project.vendor(TEXT)
    shutil.copytree(project.package, project.folder / "src/other/runcomfy")
    (project.package / "clientwright.lock").write_text(text)
    found = verify_copies(project.folder)
    assert [[p.code for p in one.problems] for one in found] == [[], ["lock-broken"]]


def test_every_copy_below_a_folder_is_found(project: ForeignProject) -> None:
    """The folder itself counts; hidden and installed ones are skipped."""
    project.vendor(TEXT)
    for place in ("src/a/b", ".cache", "node_modules/x", "env"):
        shutil.copytree(project.package, project.folder / place / "runcomfy")
    (project.folder / "env/pyvenv.cfg").write_text("")
    assert [*find_packages(project.package)] == [project.package]
    (project.folder / "src/linked").symlink_to(project.package, target_is_directory=True)
    assert [*find_packages(project.folder)] == [
        project.folder / "src/linked", project.folder / "src/a/b/runcomfy", project.package,
    ]  # fmt: skip


def test_folder_without_copies_is_an_error(project: ForeignProject) -> None:
    """A missing folder, or one without a copy, is an error, so that a wrong path does not pass."""
    with pytest.raises(UsageError, match="no package of clientwright"):
        verify_copies(project.folder)
    with pytest.raises(UsageError, match="does not exist"):
        verify_copies(project.folder / "nowhere")

"""The check in the other project: nothing but the lock is needed, and the specs where they are tell more."""

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
from clientwright.evolution.vendor.find_packages import find_packages
from clientwright.evolution.vendor.verify_copies import verify_copies
from clientwright.pipeline import generate
from evolution.vendor.support import IMAGE, TEXT, ForeignProject, read_files


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> ForeignProject:
    """Give a project with a client, made once; each example works on copies."""
    from sources.support import ROOT

    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(Path(__file__).parent / "toy", folder / "shop")
    shop = ForeignProject(folder / "shop", ROOT / "specs")
    shop.vendor(TEXT)
    return shop


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_touched_file_is_named_and_no_other(
    whole: ForeignProject, data: st.DataObject
) -> None:
    """Whichever files are edited or removed, the check names exactly these, and changes nothing."""
    before = read_files(whole.package)
    touched = data.draw(
        st.dictionaries(st.sampled_from(sorted(set(before) - {"clientwright.lock"})), st.booleans())
    )
    try:
        for name, gone in touched.items():
            path = whole.package / name
            path.unlink() if gone else path.write_bytes(before[name] + b"#\n")
        spoilt = read_files(whole.package)
        wanted = {n: "copy-incomplete" if gone else "copy-edited" for n, gone in touched.items()}
        assert whole.codes() == wanted
        assert read_files(whole.package) == spoilt
    finally:
        for name in touched:
            (whole.package / name).write_bytes(before[name])


def test_files_of_the_project_are_no_finding(shop: ForeignProject) -> None:
    """What clientwright did not write inside a client is nobody's business."""
    shop.vendor(TEXT)
    (shop.package / "notes.txt").write_text("mine")
    assert shop.codes(specs=True) == {}


def test_the_generator_is_told(shop: ForeignProject) -> None:
    """The check says which clientwright wrote the copy, and whether specs were at hand."""
    shop.vendor(TEXT)
    assert (shop.check().generator, shop.check().by_specs) == (clientwright.__version__, False)
    assert shop.check(specs=True).by_specs


@pytest.mark.parametrize(("endpoint", "stale"), [(TEXT, True), (IMAGE, False)])
def test_only_changes_of_what_was_copied_make_it_stale(
    shop: ForeignProject, endpoint: str, stale: bool
) -> None:
    """A changed spec of another endpoint is no finding."""
    shop.vendor(TEXT)
    shop.change('"maximum": 15', '"maximum": 14', endpoint)
    assert (set(shop.codes(specs=True).values()) == {"copy-stale"}) is stale


def test_a_pattern_takes_in_what_is_new(shop: ForeignProject) -> None:
    """An endpoint that a remembered pattern means, and that is new, makes the copy stale."""
    path = shop.root / f"runcomfy/{IMAGE}.json"
    text = path.read_text("utf-8")
    path.unlink()
    shop.vendor("kling/*")
    path.write_text(text, "utf-8")
    assert shop.codes(specs=True)["kling/kling_3_0/standard/image_to_video.py"] == "copy-stale"


def test_an_endpoint_that_is_gone_is_told(shop: ForeignProject) -> None:
    """What the specs no longer have is named, and an update asks for a new choice."""
    shop.vendor(TEXT)
    (shop.root / f"runcomfy/{TEXT}.json").unlink()
    assert shop.codes(specs=True) == {"clientwright.lock": "endpoint-lost"}
    with pytest.raises(ProblemsError, match="endpoint-lost"):
        shop.vendor()


def test_an_edited_and_stale_file_is_edited(shop: ForeignProject) -> None:
    """One file, one finding: the one that would lose work, with its difference."""
    shop.vendor(TEXT)
    (shop.package / "client.py").write_text("# mine\n")
    (problem,) = shop.check(specs=True).problems
    assert problem.code == "copy-edited"
    assert "-# mine" in getattr(problem, "diff", "")


def test_an_edit_with_its_hash_is_found_by_the_specs(shop: ForeignProject) -> None:
    """Who edits a file and its hash in the lock is found out where the specs are, and only there."""
    shop.vendor(TEXT)
    path = shop.package / "client.py"
    before = locks.text_digest(path.read_text("utf-8"))
    path.write_text(path.read_text("utf-8") + "import os\n", "utf-8")
    lock = shop.package / "clientwright.lock"
    after = locks.text_digest(path.read_text("utf-8"))
    lock.write_text(lock.read_text("utf-8").replace(before, after), "utf-8")
    assert shop.codes() == {}
    assert shop.codes(specs=True) == {"client.py": "copy-edited"}
    shop.vendor(force=True)
    assert shop.codes(specs=True) == {}


def test_a_package_of_generate_is_told_as_one(shop: ForeignProject) -> None:
    """What `generate` wrote is checked, too, and what to try is what would help there."""
    generate(shop.root, shop.into)
    shop.change('"maximum": 15', '"maximum": 14')
    (shop.package / "client.py").write_text("# mine\n")
    found = {problem.code: problem.advice() for problem in shop.check(specs=True).problems}
    assert set(found) == {"stale", "edited-by-hand"}
    assert all("clientwright generate" in advice for advice in found.values())


def test_line_ends_of_a_checkout_are_no_edit(shop: ForeignProject) -> None:
    """A copy that git checked out with the line ends of Windows is as it was written."""
    shop.vendor(TEXT)
    for name, data in read_files(shop.package).items():
        (shop.package / name).write_bytes(data.replace(b"\n", b"\r\n"))
    assert shop.codes() == {}
    assert shop.codes(specs=True) == {}
    assert shop.vendor().changed == ()


@pytest.mark.parametrize("left", ["old", "new"])
def test_what_an_interrupted_run_left_is_a_finding(shop: ForeignProject, left: str) -> None:
    """A copy that an interrupted run has moved away is told, not taken for none; vendoring again mends it."""
    shop.vendor(TEXT)
    stray = shop.into / f".runcomfy.clientwright-{left}"
    shop.package.rename(stray) if left == "old" else stray.mkdir()
    (problem,) = shop.check().problems
    assert (problem.code, problem.place.file) == ("interrupted", str(stray))
    shop.vendor()
    assert shop.codes(specs=True) == {}


def test_the_check_loads_nothing_that_renders(whole: ForeignProject) -> None:
    """Held to its lock alone, a copy needs no schemas, no templates and no model generator."""
    code = (
        "import sys; from pathlib import Path; from clientwright.evolution.vendor.verify_copies import verify_copies; "
        "assert not verify_copies(Path(sys.argv[1]))[0].problems; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(whole.folder)], capture_output=True, text=True, check=True
    )
    roots = {name.partition(".")[0] for name in done.stdout.split()}
    assert not roots & {"jinja2", "jsonschema", "datamodel_code_generator", "pydantic", "httpx"}


def test_a_lost_lock_is_a_finding(shop: ForeignProject) -> None:
    """A package of ours without its lock is found by its header, and told."""
    shop.vendor(TEXT)
    (shop.package / "clientwright.lock").unlink()
    assert [p.code for p in shop.check().problems] == ["lock-missing"]


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_broken_lock_is_a_finding(shop: ForeignProject, text: str) -> None:
    """A lock that cannot be read is told, and does not end the check of others."""
    shop.vendor(TEXT)
    shutil.copytree(shop.package, shop.folder / "src/other/runcomfy")
    (shop.package / "clientwright.lock").write_text(text)
    found = verify_copies(shop.folder)
    assert [[p.code for p in one.problems] for one in found] == [[], ["lock-broken"]]


def test_copies_are_found_wherever_they_are(shop: ForeignProject) -> None:
    """Every copy below a folder is found, the folder itself too; hidden and installed ones are passed over."""
    shop.vendor(TEXT)
    for place in ("src/a/b", ".cache", "node_modules/x", "env"):
        shutil.copytree(shop.package, shop.folder / place / "runcomfy")
    (shop.folder / "env/pyvenv.cfg").write_text("")
    assert [*find_packages(shop.package)] == [shop.package]
    (shop.folder / "src/linked").symlink_to(shop.package, target_is_directory=True)
    assert [*find_packages(shop.folder)] == [
        shop.folder / "src/linked", shop.folder / "src/a/b/runcomfy", shop.package,
    ]  # fmt: skip


def test_nothing_to_check_is_an_error(shop: ForeignProject) -> None:
    """A folder without a copy, or that is not there, is told, so that a wrong path is not taken for a clean one."""
    with pytest.raises(UsageError, match="no package of clientwright"):
        verify_copies(shop.folder)
    with pytest.raises(UsageError, match="no such folder"):
        verify_copies(shop.folder / "nowhere")

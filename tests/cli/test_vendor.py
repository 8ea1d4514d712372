"""`vendor`: output, exit codes and one run in a separate process."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cli.support import Workspace, command_line, environment, prepared
from clientwright import __version__

INTO = "shop/src/shop/_vendor"
PACKAGE = f"{INTO}/runcomfy"
MODULE = "kling/kling_3_0/standard/text_to_video.py"


@pytest.fixture
def shop(specs: Workspace) -> Workspace:
    """Return a workspace with specs and a project beside them."""
    make_project(specs.folder)
    return specs


@pytest.fixture
def vendored(shop: Workspace, vendored_once: Path) -> Workspace:
    """Return the workspace with a client vendored into the project."""
    shutil.copytree(vendored_once, shop.folder, dirs_exist_ok=True)
    return shop


@pytest.fixture(scope="module")
def vendored_once(imported_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of specs with a client of one endpoint in a project beside them."""
    folder = tmp_path_factory.mktemp("vendored")
    shutil.copytree(imported_once, folder, dirs_exist_ok=True)
    make_project(folder)
    return prepared(folder, "vendor", "runcomfy", "--into", INTO, "--endpoint", "text-to-video")


def make_project(folder: Path) -> None:
    """Make the project into which clients are vendored."""
    (folder / "shop/src/shop").mkdir(parents=True)
    (folder / "shop/src/shop/__init__.py").touch()


def test_dry_run_lists_what_is_written(shop: Workspace) -> None:
    """`changed` in --json lists the files on disk, the lock aside; a dry run lists and counts the same."""
    command = ("vendor", "runcomfy", "--into", INTO, "--endpoint", "kling/*")
    planned = shop.json(*command, "--dry-run")
    count = shop.run(*command, "--dry-run").stdout.splitlines()[-1]
    done = shop.json(*command)
    assert set(done["changed"]) == set(shop.tree(PACKAGE)) - {"clientwright.lock"}
    assert planned["changed"] == done["changed"]
    assert f"{len(done['changed'])} files would be written (from the specs in " in count
    assert (planned["dry_run"], done["dry_run"]) == (True, False)


def test_second_run_changes_nothing(vendored: Workspace) -> None:
    """Vendoring again reports that nothing changes."""
    result = vendored.run("vendor", "runcomfy", "--into", INTO)
    assert (result.exit_code, result.stdout) == (
        0,
        f"{PACKAGE}: nothing to change (from the specs in specs)\n",
    )


def test_check_reports_its_basis(vendored: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy is checked against its lock and, if they are found, the specs."""
    here = vendored.run("vendor", "--check", "shop")
    assert (here.exit_code, here.stdout) == (
        0,
        f"{PACKAGE}: current (checked against its lock and the specs; written by clientwright {__version__})\n",
    )
    monkeypatch.chdir(vendored.folder / "shop")
    there = vendored.run("vendor", "--check", ".")
    assert there.exit_code == 0
    assert "checked against its lock; no specs of 'runcomfy' were found" in there.stdout


def test_specs_of_another_client_exit_2(vendored: Workspace) -> None:
    """--specs without any of the copies' services exits 2 and names them."""
    (vendored.folder / INTO / "runcomfy").rename(vendored.folder / INTO / "films")
    result = vendored.run("vendor", "--check", "shop", "--specs", "specs")
    assert (result.exit_code, "films" in result.stderr) == (2, True)
    assert vendored.run("vendor", "--check", "shop").exit_code == 0


def test_removed_endpoint_exits_1(vendored: Workspace) -> None:
    """If a vendored endpoint is no longer in the specs, vendoring exits 1 and lists the remaining ones."""
    endpoints = ("--endpoint", "text-to-video", "--endpoint", "image-to-video")
    assert vendored.run("vendor", "runcomfy", "--into", INTO, *endpoints).exit_code == 0
    (vendored.folder / "specs/runcomfy/kling/kling-3.0/standard/text-to-video.json").unlink()
    before = vendored.tree("shop")
    result = vendored.run("vendor", "runcomfy", "--into", INTO)
    assert (result.exit_code, "endpoint-lost" in result.stderr) == (1, True)
    assert "left: kling/kling-3.0/standard/image-to-video" in result.stderr
    assert vendored.tree("shop") == before


def test_check_finds_edited_file(vendored: Workspace) -> None:
    """An edited file exits 1 and is named."""
    path = vendored.folder / PACKAGE / MODULE
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    result = vendored.run("vendor", "--check", "shop")
    assert result.exit_code == 1
    assert f"{PACKAGE}/{MODULE}: error copy-edited" in result.stdout
    (copy,) = vendored.json("vendor", "--check", "shop")["packages"]
    assert [problem["file"] for problem in copy["problems"]] == [f"{PACKAGE}/{MODULE}"]


def test_check_finds_stale_file(vendored: Workspace) -> None:
    """A changed spec exits 1 until the client is vendored again."""
    vendored.edit('"maximum": 15', '"maximum": 14', "text-to-video")
    result = vendored.run("vendor", "--check", "shop")
    assert (result.exit_code, "error copy-stale" in result.stdout) == (1, True)
    assert vendored.run("vendor", "runcomfy", "--into", INTO).exit_code == 0
    assert vendored.run("vendor", "--check", "shop").exit_code == 0


def test_edited_file_stops_vendoring(vendored: Workspace) -> None:
    """An edited file exits 1 with a diff, also in a dry run; --force overwrites it."""
    path = vendored.folder / PACKAGE / MODULE
    path.write_text("# mine\n", "utf-8")
    for more in ((), ("--json",), ("--dry-run",)):
        result = vendored.run("vendor", "runcomfy", "--into", INTO, *more)
        assert (result.exit_code, "copy-edited" in result.output) == (1, True)
        assert path.read_text("utf-8") == "# mine\n"
    assert vendored.run("vendor", "runcomfy", "--into", INTO, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), "SERVICE"),
        (("runcomfy",), "--into"),
        (("runcomfi", "--into", INTO), "known: runcomfy"),
        (("runcomfy", "--into", INTO, "--endpoint", "kling/nothing*"), "no endpoint"),
        (("runcomfy", "--into", "specs/runcomfy"), "has no __init__.py"),
        (("runcomfy", "--into", "specs"), "this folder contains specs"),
        (("runcomfy", "--check", "shop"), "cannot be combined"),
        (("--check", "shop", "--force"), "cannot be combined"),
        (("--check", "nowhere"), "does not exist"),
        (("--check", "shop"), "no package of clientwright"),
        (("runcomfy", "--into", INTO, "--from", "generated"), "does not exist"),
        (("runcomfy", "--into", INTO, "--from", "generated", "--endpoint", "x"), "whole"),
        (("--check", "shop", "--specs", "nowhere"), "nowhere"),
    ],
)
def test_unusable_arguments_exit_2(shop: Workspace, words: tuple[str, ...], expected: str) -> None:
    """Each misuse exits 2 with a message and leaves the project unchanged."""
    before = shop.tree("shop")
    result = shop.run("vendor", *words)
    assert (result.exit_code, expected in result.output) == (2, True), result.output
    assert shop.tree("shop") == before


def test_from_copies_the_whole_package(shop: Workspace) -> None:
    """--from accepts the package folder or its parent."""
    assert shop.run("generate").exit_code == 0
    result = shop.run("vendor", "runcomfy", "--into", INTO, "--from", "generated")
    assert result.exit_code == 0, result.output
    again = shop.run("vendor", "runcomfy", "--into", INTO, "--from", "generated/runcomfy")
    assert again.stdout == f"{PACKAGE}: nothing to change (from generated/runcomfy)\n"
    assert shop.run("vendor", "--check", "shop").exit_code == 0


def test_concurrent_runs_leave_one_whole_copy(shop: Workspace) -> None:
    """Of two concurrent runs, each succeeds or exits 2, and one whole copy remains."""
    runs = [
        subprocess.Popen(
            command_line("vendor", "runcomfy", "--into", INTO, "--endpoint", name),
            cwd=shop.folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("text-to-video", "image-to-video")
    ]
    ends = [(run.communicate(), run.returncode) for run in runs]
    assert {code for _, code in ends} <= {0, 2}
    assert any(code == 0 for _, code in ends)
    assert all("another run" in err for (_, err), code in ends if code)
    assert shop.run("vendor", "--check", "shop").exit_code == 0
    assert sorted(p.name for p in (shop.folder / INTO).iterdir()) == ["__init__.py", "runcomfy"]

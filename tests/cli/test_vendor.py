"""`vendor`: what it prints, its exit codes, and that one run in a process of its own does the work."""

from __future__ import annotations

import subprocess

import pytest

from cli.support import Workspace, command_line, environment
from clientwright import __version__

INTO = "shop/src/shop/_vendor"
PACKAGE = f"{INTO}/runcomfy"
MODULE = "kling/kling_3_0/standard/text_to_video.py"


@pytest.fixture
def shop(specs: Workspace) -> Workspace:
    """Give a folder with specs, and a project beside them."""
    (specs.folder / "shop/src/shop").mkdir(parents=True)
    (specs.folder / "shop/src/shop/__init__.py").touch()
    return specs


@pytest.fixture
def vendored(shop: Workspace) -> Workspace:
    """Give the project with its client."""
    result = shop.run("vendor", "runcomfy", "--into", INTO, "--endpoint", "text-to-video")
    assert result.exit_code == 0, result.output
    return shop


def test_every_file_is_named(shop: Workspace) -> None:
    """What --json lists as changed is what stands on disk; a dry run lists the same but for the lock."""
    asked = ("vendor", "runcomfy", "--into", INTO, "--endpoint", "kling/*")
    told = shop.json(*asked, "--dry-run")
    done = shop.json(*asked)
    assert set(done["changed"]) == set(shop.tree(PACKAGE))
    assert set(told["changed"]) == set(done["changed"]) - {"clientwright.lock"}
    assert (told["dry_run"], done["dry_run"]) == (True, False)


def test_the_second_run_has_nothing_to_change(vendored: Workspace) -> None:
    """Vendoring again says so."""
    result = vendored.run("vendor", "runcomfy", "--into", INTO)
    assert (result.exit_code, result.stdout) == (0, f"{PACKAGE}: nothing to change\n")


def test_check_tells_how_it_checked(vendored: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """With specs at hand the copy is held to them, in a place without specs to its lock alone."""
    here = vendored.run("vendor", "--check", "shop")
    assert (here.exit_code, here.stdout) == (
        0,
        f"{PACKAGE}: current (held to its lock and the specs; clientwright {__version__} wrote it)\n",
    )
    monkeypatch.chdir(vendored.folder / "shop")
    there = vendored.run("vendor", "--check", ".")
    assert there.exit_code == 0
    assert "held to its lock; no specs of 'runcomfy' are at hand" in there.stdout


def test_specs_of_something_else_are_no_clean_bill(vendored: Workspace) -> None:
    """--specs that know none of the copies end with 2, and name what they do not know."""
    (vendored.folder / INTO / "runcomfy").rename(vendored.folder / INTO / "films")
    result = vendored.run("vendor", "--check", "shop", "--specs", "specs")
    assert (result.exit_code, "films" in result.stderr) == (2, True)
    assert vendored.run("vendor", "--check", "shop").exit_code == 0


def test_an_endpoint_that_is_gone_ends_with_findings(vendored: Workspace) -> None:
    """An update whose endpoint the specs no longer have ends with 1, and says what is left to ask for."""
    asked = ("--endpoint", "text-to-video", "--endpoint", "image-to-video")
    assert vendored.run("vendor", "runcomfy", "--into", INTO, *asked).exit_code == 0
    (vendored.folder / "specs/runcomfy/kling/kling-3.0/standard/text-to-video.json").unlink()
    before = vendored.tree("shop")
    result = vendored.run("vendor", "runcomfy", "--into", INTO)
    assert (result.exit_code, "endpoint-lost" in result.stderr) == (1, True)
    assert "left: kling/kling-3.0/standard/image-to-video" in result.stderr
    assert vendored.tree("shop") == before


def test_check_names_what_was_edited(vendored: Workspace) -> None:
    """An edited file ends the check with 1, and its name."""
    path = vendored.folder / PACKAGE / MODULE
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    result = vendored.run("vendor", "--check", "shop")
    assert result.exit_code == 1
    assert f"{PACKAGE}/{MODULE}: error copy-edited" in result.stdout
    (told,) = vendored.json("vendor", "--check", "shop")["packages"]
    assert [problem["file"] for problem in told["problems"]] == [f"{PACKAGE}/{MODULE}"]


def test_check_names_what_is_stale(vendored: Workspace) -> None:
    """A changed spec ends the check with 1, and vendoring again makes it pass."""
    vendored.edit('"maximum": 15', '"maximum": 14', "text-to-video")
    result = vendored.run("vendor", "--check", "shop")
    assert (result.exit_code, "error copy-stale" in result.stdout) == (1, True)
    assert vendored.run("vendor", "runcomfy", "--into", INTO).exit_code == 0
    assert vendored.run("vendor", "--check", "shop").exit_code == 0


def test_what_was_edited_stops_it(vendored: Workspace) -> None:
    """An update over an edit ends with 1 and shows what would be lost; so does a dry run; --force does it."""
    path = vendored.folder / PACKAGE / MODULE
    path.write_text("# mine\n", "utf-8")
    for more in ((), ("--json",), ("--dry-run",)):
        result = vendored.run("vendor", "runcomfy", "--into", INTO, *more)
        assert (result.exit_code, "copy-edited" in result.output) == (1, True)
        assert path.read_text("utf-8") == "# mine\n"
    assert vendored.run("vendor", "runcomfy", "--into", INTO, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "SERVICE"),
        (("runcomfy",), "--into"),
        (("runcomfi", "--into", INTO), "it holds: runcomfy"),
        (("runcomfy", "--into", INTO, "--endpoint", "kling/nothing*"), "no endpoint"),
        (("runcomfy", "--into", "specs/runcomfy"), "no Python package"),
        (("runcomfy", "--into", "specs"), "this folder contains specs"),
        (("runcomfy", "--check", "shop"), "do not go together"),
        (("--check", "shop", "--force"), "do not go together"),
        (("--check", "nowhere"), "no such folder"),
        (("--check", "shop"), "no package of clientwright"),
        (("runcomfy", "--into", INTO, "--from", "generated"), "no such package"),
        (("runcomfy", "--into", INTO, "--from", "generated", "--endpoint", "x"), "whole"),
        (("--check", "shop", "--specs", "nowhere"), "nowhere"),
    ],
)
def test_unusable_arguments(shop: Workspace, words: tuple[str, ...], said: str) -> None:
    """What cannot be done ends with 2 and says why, and the project is as it was."""
    before = shop.tree("shop")
    result = shop.run("vendor", *words)
    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert shop.tree("shop") == before


def test_a_whole_package_is_copied(shop: Workspace) -> None:
    """--from takes what generate wrote, by its folder or the one above."""
    assert shop.run("generate").exit_code == 0
    result = shop.run("vendor", "runcomfy", "--into", INTO, "--from", "generated")
    assert result.exit_code == 0, result.output
    again = shop.run("vendor", "runcomfy", "--into", INTO, "--from", "generated/runcomfy")
    assert again.stdout == f"{PACKAGE}: nothing to change\n"
    assert shop.run("vendor", "--check", "shop").exit_code == 0


def test_two_processes_at_once(shop: Workspace) -> None:
    """Of two runs at once each does its work or is told to wait, and what stands is one whole copy."""
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

"""`generate`: what changed is told, what a person edited is kept, --check writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.support import Workspace

MODULE = "generated/runcomfy/kling/kling_3_0/standard/image_to_video.py"
LOCK = "generated/runcomfy/clientwright.lock"


@pytest.fixture
def package(specs: Workspace) -> Workspace:
    """Give a folder in which the package is generated."""
    result = specs.run("generate")
    assert result.exit_code == 0, result.output
    return specs


def edited(workspace: Workspace) -> Path:
    """Edit a generated file as a person would."""
    path = workspace.folder / MODULE
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    return path


def test_every_changed_file_is_named(specs: Workspace) -> None:
    """What --json lists as changed is what stands on disk after the first run."""
    (package,) = specs.json("generate")["packages"]
    assert set(package["changed"]) == set(specs.tree(package["package"]))


def test_the_second_run_has_nothing_to_change(package: Workspace) -> None:
    """Generating again says so and touches nothing."""
    before = package.tree()
    result = package.run("generate")
    assert (result.exit_code, result.stdout) == (0, "generated/runcomfy: nothing to change\n")
    assert package.tree() == before


def test_check_of_a_current_package_is_quiet(package: Workspace) -> None:
    """--check ends with 0 where everything is as the specs give it."""
    result = package.run("generate", "--check")
    assert (result.exit_code, result.stdout) == (0, "generated/runcomfy: current\n")


def test_check_shows_what_is_stale(package: Workspace) -> None:
    """After a change of the specs, --check shows its difference, ends with 1 and writes nothing."""
    package.edit('"maximum": 15', '"maximum": 14')
    before = package.tree()
    result = package.run("generate", "--check")
    assert result.exit_code == 1
    assert "error stale" in result.stdout
    assert any(line.startswith("+") and "14" in line for line in result.stdout.splitlines())
    assert package.tree() == before


def test_brief_is_a_line_for_each_file(package: Workspace) -> None:
    """--check --brief has one word for each file, what to do once, and the difference of an edit alone."""
    for name in ("image-to-video", "text-to-video"):
        package.edit('"maximum": 15', '"maximum": 14', name)
    (package.folder / "generated/runcomfy/client.py").write_text("# mine\n", "utf-8")
    result = package.run("generate", "--check", "--brief")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert f"{MODULE}: error stale: stale" in lines
    assert lines[0] == "generated/runcomfy/client.py: error edited-by-hand: edited"
    assert "-# mine" in lines
    assert "le=14" not in result.stdout
    assert [line for line in lines if line.startswith("stale: ")] == [
        "stale: Run 'clientwright generate'."
    ]
    assert lines[-1] == "generated/runcomfy: 1 edited, 2 stale"
    assert package.run("generate", "--brief").exit_code == 2


def test_check_without_a_package_writes_none(specs: Workspace) -> None:
    """--check of a package that is not there is a finding, not a package."""
    assert specs.run("generate", "--check").exit_code == 1
    assert not (specs.folder / "generated").exists()


def test_check_shows_what_was_edited(package: Workspace) -> None:
    """--check shows a hand-made change as a line that the specs would take away."""
    edited(package)
    result = package.run("generate", "--check")
    assert result.exit_code == 1
    assert "error edited-by-hand" in result.stdout
    assert "-# mine" in result.stdout.splitlines()


def test_an_edited_file_is_refused_and_kept(package: Workspace) -> None:
    """A file edited by hand stops the run before anything is written; its difference is on stderr."""
    edited(package)
    package.edit('"maximum": 15', '"maximum": 14')
    before = package.tree()
    result = package.run("generate")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "-# mine" in result.stderr.splitlines()
    assert "--force" in result.stderr
    assert package.tree() == before


def test_force_overwrites(package: Workspace) -> None:
    """--force puts back what the specs give, and nothing else changes."""
    before = package.tree()
    edited(package)
    assert package.run("generate", "--force").exit_code == 0
    assert package.tree() == before


def test_json_tells_what_stopped(package: Workspace) -> None:
    """With --json a refusal is a document on stdout, with nothing on stderr."""
    edited(package)
    result = package.run("generate", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    document = package.json("generate")
    assert document["packages"] == []
    assert [problem["code"] for problem in document["problems"]] == ["edited-by-hand"]


def test_the_http_library_is_remembered(package: Workspace) -> None:
    """Without --http the choice of the run before is kept."""
    assert '"http": "httpx"' in (package.folder / LOCK).read_text("utf-8")
    assert package.run("generate", "--http", "httpx2").exit_code == 0
    package.edit('"maximum": 15', '"maximum": 14')
    assert package.run("generate").exit_code == 0
    assert '"http": "httpx2"' in (package.folder / LOCK).read_text("utf-8")


def test_broken_specs_write_nothing(specs: Workspace) -> None:
    """Errors in the specs are shown as lint shows them, with a count, and no package appears."""
    specs.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds")
    shown = [line for line in specs.run("lint").stdout.splitlines() if ": error " in line]
    result = specs.run("generate")
    assert result.exit_code == 1
    assert shown
    assert set(shown) <= set(result.stderr.splitlines())
    assert not (specs.folder / "generated").exists()


def test_the_package_can_go_elsewhere(specs: Workspace) -> None:
    """--out moves everything that is written."""
    assert specs.run("generate", "--out", "src/vendored").exit_code == 0
    assert (specs.folder / "src/vendored/runcomfy/__init__.py").is_file()
    assert not (specs.folder / "generated").exists()

"""`generate`: changed files are listed, edited ones are kept, --check writes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from cli.support import Workspace

MODULE = "generated/runcomfy/kling/kling_3_0/standard/image_to_video.py"
LOCK = "generated/runcomfy/clientwright.lock"


def edited(workspace: Workspace) -> Path:
    """Edit a generated file by hand and return its path."""
    path = workspace.folder / MODULE
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    return path


def test_json_lists_every_written_file(specs: Workspace) -> None:
    """After the first run, `changed` in --json lists exactly the files on disk."""
    (package,) = specs.json("generate")["packages"]
    assert set(package["changed"]) == set(specs.tree(package["package"]))


def test_second_run_changes_nothing(package: Workspace) -> None:
    """Generating again reports that and touches nothing."""
    before = package.tree()
    result = package.run("generate")
    assert (result.exit_code, result.stdout) == (0, "generated/runcomfy: nothing to change\n")
    assert package.tree() == before


def test_check_of_current_package_exits_0(package: Workspace) -> None:
    """--check exits 0 if every file is current."""
    result = package.run("generate", "--check")
    assert (result.exit_code, result.stdout) == (0, "generated/runcomfy: current\n")


def test_check_shows_stale_files(package: Workspace) -> None:
    """After a change of the specs, --check shows the diff, exits 1 and writes nothing."""
    package.edit('"maximum": 15', '"maximum": 14')
    before = package.tree()
    result = package.run("generate", "--check")
    assert result.exit_code == 1
    assert "error stale" in result.stdout
    assert any(line.startswith("+") and "14" in line for line in result.stdout.splitlines())
    assert package.tree() == before


def test_brief_prints_one_line_per_file(package: Workspace) -> None:
    """--check --brief prints one word per file, each advice once, and diffs of edited files only."""
    for name in ("image-to-video", "text-to-video"):
        package.edit('"maximum": 15', '"maximum": 14', name)
    (package.folder / "generated/runcomfy/_client.py").write_text("# mine\n", "utf-8")
    result = package.run("generate", "--check", "--brief")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert f"{MODULE}: error stale: out of date" in lines
    assert lines[0] == "generated/runcomfy/_client.py: error edited-by-hand: changed by hand"
    assert "-# mine" in lines
    assert "le=14" not in result.stdout
    assert [line for line in lines if line.startswith("stale: ")] == [
        "stale: Run 'clientwright generate'."
    ]
    assert lines[-1] == "generated/runcomfy: 1 edited, 2 stale"
    forced = package.run("generate", "--brief", "--force")
    assert (forced.exit_code, forced.stdout) == (0, "generated/runcomfy: 4 files written\n")


def test_check_does_not_create_missing_package(specs: Workspace) -> None:
    """--check of a missing package exits 1 and does not create it."""
    assert specs.run("generate", "--check").exit_code == 1
    assert not (specs.folder / "generated").exists()


def test_check_shows_edited_files(package: Workspace) -> None:
    """--check shows an edit by hand as a line that generating would remove."""
    edited(package)
    result = package.run("generate", "--check")
    assert result.exit_code == 1
    assert "error edited-by-hand" in result.stdout
    assert "-# mine" in result.stdout.splitlines()


def test_edited_file_stops_the_run(package: Workspace) -> None:
    """An edited file stops the run before anything is written; its diff is on stderr."""
    edited(package)
    package.edit('"maximum": 15', '"maximum": 14')
    before = package.tree()
    result = package.run("generate")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "-# mine" in result.stderr.splitlines()
    assert "--force" in result.stderr
    assert package.tree() == before


def test_force_overwrites_edits(package: Workspace) -> None:
    """--force restores the generated content and changes nothing else."""
    before = package.tree()
    edited(package)
    assert package.run("generate", "--force").exit_code == 0
    assert package.tree() == before


def test_json_reports_blocking_problems(package: Workspace) -> None:
    """With --json a blocked run prints a document on stdout and nothing on stderr."""
    edited(package)
    result = package.run("generate", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    document = package.json("generate")
    assert document["packages"] == []
    assert [problem["code"] for problem in document["problems"]] == ["edited-by-hand"]


def test_http_library_is_remembered(package: Workspace) -> None:
    """Without --http the choice of the previous run is kept."""
    assert '"http": "httpx"' in (package.folder / LOCK).read_text("utf-8")
    assert package.run("generate", "--http", "httpx2").exit_code == 0
    package.edit('"maximum": 15', '"maximum": 14')
    assert package.run("generate").exit_code == 0
    assert '"http": "httpx2"' in (package.folder / LOCK).read_text("utf-8")


def test_broken_spec_stops_only_itself(specs: Workspace) -> None:
    """The errors of a spec are shown as lint shows them and the exit code is 1; the other endpoint is written."""
    specs.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds")
    shown = [line for line in specs.run("lint").stdout.splitlines() if ": error " in line]
    result = specs.run("generate", "--brief")
    lines = result.stderr.splitlines()
    assert result.exit_code == 1
    assert shown
    assert set(shown) <= set(lines)
    left_out = (
        "kling/kling-3.0/standard/image-to-video: not in the package, until the spec is mended"
    )
    assert left_out in lines
    folder = specs.folder / "generated/runcomfy/kling/kling_3_0/standard"
    assert sorted(path.name for path in folder.iterdir()) == ["__init__.py", "text_to_video.py"]


def test_service_without_a_sound_spec_is_not_written(specs: Workspace) -> None:
    """If no endpoint is left, nothing is written, and every error is shown."""
    for name in ("image-to-video", "text-to-video"):
        specs.spec(name).write_text("{")
    result = specs.run("generate")
    assert result.exit_code == 1
    assert result.stderr.count("error not-json") == 2
    assert not (specs.folder / "generated").exists()


def test_json_names_broken_endpoints(package: Workspace) -> None:
    """With --json the errors of specs are problems of their package, which says what it keeps."""
    package.spec().write_text("{")
    (done,) = package.json("generate")["packages"]
    id = "kling/kling-3.0/standard/image-to-video"
    assert (done["broken"], done["kept"], done["changed"]) == ([id], [id], [])
    assert [problem["code"] for problem in done["problems"]] == ["not-json"]


def test_out_selects_the_folder(specs: Workspace) -> None:
    """--out selects the folder of everything that is written."""
    assert specs.run("generate", "--out", "src/vendored").exit_code == 0
    assert (specs.folder / "src/vendored/runcomfy/__init__.py").is_file()
    assert not (specs.folder / "generated").exists()


def test_many_files_are_counted(specs: Workspace) -> None:
    """A first run lists twenty files and counts the rest; --json lists all."""
    lines = specs.run("generate").stdout.splitlines()
    shown = [line for line in lines if line.startswith("  ") and "more (" not in line]
    shutil.rmtree(specs.folder / "generated")
    (package,) = specs.json("generate")["packages"]
    assert len(shown) == 20
    assert lines[20] == f"  and {len(package['changed']) - 20} more (--json lists all)"

"""`lint`: every problem at once, counted, with an exit code by severity."""

from __future__ import annotations

import pytest

from cli.support import Workspace


def test_summary_counts_what_is_shown(specs: Workspace) -> None:
    """The last line counts endpoints, errors, warnings and notes, as --json does."""
    document = specs.json("lint")
    *shown, last = specs.run("lint", "--notes").stdout.splitlines()
    assert (document["errors"], document["warnings"]) == (0, 0)
    assert last == f"2 endpoints: no errors, 0 warnings, {document['notes']} notes"
    assert len(document["problems"]) == len(shown) == document["notes"] > 0


def test_notes_are_counted_unless_requested(specs: Workspace) -> None:
    """Without --notes, notes are counted by kind; --json has all of them, with severity `info`."""
    count = specs.json("lint")["notes"]
    (last,) = specs.run("lint").stdout.splitlines()
    assert last.endswith(f"{count} notes (never-reached {count}; --notes shows them)")
    assert ": note never-reached: " in specs.run("lint", "--notes").stdout
    assert {problem["severity"] for problem in specs.json("lint")["problems"]} == {"info"}
    specs.edit("What should not appear in the video.", "The sum of both must be at most 5.")
    shown = specs.run("lint").stdout.splitlines()
    assert [": warning " in line for line in shown] == [True, False]


def test_error_exits_1_with_its_line(specs: Workspace) -> None:
    """A rule that names a missing field is an error with file and line, and is counted."""
    specs.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds")
    result = specs.run("lint")
    assert result.exit_code == 1
    assert "image-to-video.json:" in result.stdout
    assert "1 error, " in result.stdout.splitlines()[-1]
    assert "Traceback" not in result.output


def test_all_problems_are_shown_at_once(specs: Workspace) -> None:
    """One run shows mistakes in two files."""
    specs.edit("$.multi_prompt[*].duration", "$.multi_prompt[*].seconds")
    specs.spec("text-to-video").write_text("{")
    errors = [p for p in specs.json("lint")["problems"] if p["severity"] == "error"]
    assert len({problem["file"] for problem in errors}) == 2


@pytest.mark.parametrize(("flags", "code"), [((), 0), (("--strict",), 1)])
def test_warning_exits_1_only_with_strict(
    specs: Workspace, flags: tuple[str, ...], code: int
) -> None:
    """A warning exits 1 with --strict and 0 otherwise."""
    specs.edit("What should not appear in the video.", "The sum of both must be at most 5.")
    assert specs.json("lint")["warnings"] == 1
    assert specs.run("lint", *flags).exit_code == code


def test_notes_never_affect_the_exit_code(specs: Workspace) -> None:
    """Notes do not affect the exit code, even with --strict."""
    assert specs.json("lint")["notes"] > 0
    assert specs.run("lint", "--strict").exit_code == 0


def test_missing_specs_exit_2(workspace: Workspace) -> None:
    """Without a specs folder, the message names the next step and --json prints nothing."""
    result = workspace.run("lint", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "clientwright import" in result.stderr

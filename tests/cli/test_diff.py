"""`diff`: a verdict on the terminal, as JSON, for a pull request, as annotations, as an exit code."""

from __future__ import annotations

import json
import shutil

import pytest

from cli.support import IMAGE, Workspace

MAXIMUM = '"maximum": 15,\n        "default": 10'
SHORTER = '"maximum": 9,\n        "default": 9'


@pytest.fixture
def changed(specs: Workspace) -> Workspace:
    """Give a folder with the specs as they were, and with a shorter video."""
    shutil.copytree("specs", "before")
    specs.edit(MAXIMUM, SHORTER)
    return specs


def test_nothing_changed_is_nothing_to_do(specs: Workspace) -> None:
    """The same specs twice: no change, no release, exit code 0 under every option."""
    result = specs.run("diff", "specs", "specs", "--fail-on", "warning")
    assert result.exit_code == 0
    assert "verdict none" in result.stdout
    assert "No release" in result.stdout
    assert specs.json("diff", "specs", "specs") == {"verdict": "none", "changes": []}


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 0), (("--fail-on", "breaking"), 1), (("--fail-on", "warning"), 1)],
)
def test_only_fail_on_minds_a_break(
    changed: Workspace, options: tuple[str, ...], code: int
) -> None:
    """A break is exit code 1 where it was asked for; the witness is shown."""
    result = changed.run("diff", "before", "specs", *options)
    assert result.exit_code == code
    assert 'witness: {"prompt": "a"' in result.stdout
    assert "version bump: major" in result.stdout


def test_fail_on_breaking_lets_warnings_pass(specs: Workspace) -> None:
    """A default that nobody counts is a warning: it fails only where warnings do."""
    shutil.copytree("specs", "before")
    specs.edit('"default": 0.5', '"default": 0.25')
    assert specs.run("diff", "before", "specs", "--fail-on", "breaking").exit_code == 0
    assert specs.run("diff", "before", "specs", "--fail-on", "warning").exit_code == 1


def test_json_has_the_documented_form(changed: Workspace) -> None:
    """--json is verdict and changes, each with its six keys, and nothing else on stdout."""
    found = changed.json("diff", "before", "specs")
    assert found["verdict"] == "breaking"
    assert {frozenset(change) for change in found["changes"]} == {
        frozenset(("endpoint", "pointer", "kind", "verdict", "message", "witness"))
    }
    witness = next(c["witness"] for c in found["changes"] if c["kind"] == "maximum-tightened")
    assert witness["duration"] == 10


def test_markdown_and_github_print_themselves_alone(changed: Workspace) -> None:
    """The text of a pull request, and annotations with the line in the new spec."""
    assert changed.run("diff", "before", "specs", "--markdown").stdout.startswith(
        "## Verdict: breaking"
    )
    lines = changed.run("diff", "before", "specs", "--github").stdout.splitlines()
    assert lines
    assert all(line.startswith("::error file=specs/runcomfy/") for line in lines)
    text = changed.spec().read_text("utf-8").splitlines()
    number = int(lines[0].split("line=")[1].split(",")[0])
    assert '"default": 9' in text[number - 1]


def test_two_outputs_at_once_are_refused(changed: Workspace) -> None:
    """Only one of the three forms can be all there is."""
    result = changed.run("diff", "before", "specs", "--json", "--github")
    assert result.exit_code == 2
    assert "give one of them" in result.stderr


def test_endpoint_narrows(changed: Workspace) -> None:
    """--endpoint keeps one endpoint, unchanged ones too; an unknown name is a usage error with the nearest."""
    assert changed.json("diff", "before", "specs", "--endpoint", IMAGE)["changes"]
    assert changed.json("diff", "before", "specs", "--endpoint", "text-to-video")["changes"] == []
    result = changed.run("diff", "before", "specs", "--endpoint", "image-to-vide")
    assert result.exit_code == 2
    assert "Did you mean" in result.stderr


@pytest.mark.parametrize("old", ["nowhere", "HEAD~1:nowhere", "empty"])
def test_what_is_no_source_is_a_usage_error(specs: Workspace, old: str) -> None:
    """A name of nothing, a revision that git does not know, an empty folder: a message and exit code 2."""
    (specs.folder / "empty").mkdir()
    result = specs.run("diff", old, "specs")
    assert result.exit_code == 2
    assert old in result.stderr
    assert "Traceback" not in result.output


def test_a_broken_side_is_told_and_the_rest_compared(changed: Workspace) -> None:
    """A spec that cannot be read is told by its file and line on stderr, under every option; the rest has its verdicts."""
    changed.spec().write_text("{\n")
    changed.spec("text-to-video").unlink()
    for option in ("--json", "--markdown", "--github", "--fail-on=breaking"):
        result = changed.run("diff", "before", "specs", option)
        assert result.exit_code == 1
        assert "specs/runcomfy/kling/kling-3.0/standard/image-to-video.json:2" in result.stderr
        assert "1 error" in result.stderr
    found = json.loads(changed.run("diff", "before", "specs", "--json").stdout)
    assert [(c["kind"], c["verdict"]) for c in found["changes"]] == [
        ("endpoint-unread", "warning"),
        ("endpoint-removed", "breaking"),
    ]
    assert json.loads(changed.run("diff", "before", "before", "--json").stdout)["verdict"] == "none"


def test_in_a_workflow_files_are_named_from_the_checkout(
    changed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder given from elsewhere is annotated by its path in the checkout; what is gone, at the service's file."""
    monkeypatch.setenv("GITHUB_WORKSPACE", str(changed.folder))
    (changed.folder / "below").mkdir()
    changed.spec("text-to-video").unlink()
    monkeypatch.chdir("below")
    lines = changed.run("diff", "../before", "../specs", "--github").stdout.splitlines()
    assert any("file=specs/runcomfy/service.json,line=1," in line for line in lines)
    assert all("file=specs/runcomfy/" in line for line in lines)


def test_a_retired_endpoint_is_annotated_in_its_own_file(changed: Workspace) -> None:
    """What the provider lists no longer stands in its file, on the line that says so."""
    changed.edit('"input": {', '"retired": true,\n  "input": {')
    (line,) = changed.run("diff", "before", "specs", "--github").stdout.splitlines()
    number = int(line.split("line=")[1].split(",")[0])
    assert "file=specs/runcomfy/kling/kling-3.0/standard/image-to-video.json," in line
    assert '"retired"' in changed.spec().read_text("utf-8").splitlines()[number - 1]


def test_many_changes_that_mean_nothing_are_counted(specs: Workspace) -> None:
    """Twelve repairs that are no longer made are one line for people, and twelve changes for machines."""
    shutil.copytree(specs.folder / "specs", specs.folder / "old")
    document = json.loads(specs.spec().read_text("utf-8"))
    count = len(document["repairs"])
    document["repairs"] = []
    specs.spec().write_text(json.dumps(document), "utf-8")
    told = specs.run("diff", "old", "specs").stdout
    assert f"  none repair-removed in {count} places (--json lists each)\n" in told
    assert told.count("repair-removed") == 1
    assert len(specs.json("diff", "old", "specs")["changes"]) == count

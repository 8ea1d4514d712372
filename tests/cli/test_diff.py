"""`diff`: the verdict as text, JSON, pull request, annotations and exit code."""

from __future__ import annotations

import json
import shutil

import pytest

from cli.support import IMAGE, Workspace

MAXIMUM = '"maximum": 15,\n        "default": 10'
SHORTER = '"maximum": 9,\n        "default": 9'


@pytest.fixture
def changed(specs: Workspace) -> Workspace:
    """Return a workspace with the old specs in `before` and a shorter maximum duration in `specs`."""
    shutil.copytree("specs", "before")
    specs.edit(MAXIMUM, SHORTER)
    return specs


def test_identical_specs_have_no_changes(specs: Workspace) -> None:
    """Identical specs have no changes, need no release and exit 0 under every option."""
    result = specs.run("diff", "specs", "specs", "--fail-on", "warning")
    assert result.exit_code == 0
    assert "verdict none" in result.stdout
    assert "No release" in result.stdout
    assert specs.json("diff", "specs", "specs") == {"verdict": "none", "changes": []}


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 0), (("--fail-on", "breaking"), 1), (("--fail-on", "warning"), 1)],
)
def test_breaking_change_exits_1_only_with_fail_on(
    changed: Workspace, options: tuple[str, ...], code: int
) -> None:
    """A breaking change exits 1 only with --fail-on; the witness is shown."""
    result = changed.run("diff", "before", "specs", *options)
    assert result.exit_code == code
    assert 'witness: {"prompt": "a"' in result.stdout
    assert "version bump: major" in result.stdout


def test_fail_on_breaking_lets_warnings_pass(specs: Workspace) -> None:
    """A changed default is a warning: it exits 1 only with --fail-on warning."""
    shutil.copytree("specs", "before")
    specs.edit('"default": 0.5', '"default": 0.25')
    assert specs.run("diff", "before", "specs", "--fail-on", "breaking").exit_code == 0
    assert specs.run("diff", "before", "specs", "--fail-on", "warning").exit_code == 1


def test_json_has_the_documented_form(changed: Workspace) -> None:
    """--json prints the verdict and the changes, each with its six keys, and nothing else."""
    found = changed.json("diff", "before", "specs")
    assert found["verdict"] == "breaking"
    assert {frozenset(change) for change in found["changes"]} == {
        frozenset(("endpoint", "pointer", "kind", "verdict", "message", "witness"))
    }
    witness = next(c["witness"] for c in found["changes"] if c["kind"] == "maximum-tightened")
    assert witness["duration"] == 10


def test_markdown_and_github_output(changed: Workspace) -> None:
    """--markdown prints a pull request's text; --github prints annotations with the line in the new spec."""
    assert changed.run("diff", "before", "specs", "--markdown").stdout.startswith(
        "## Verdict: breaking"
    )
    lines = changed.run("diff", "before", "specs", "--github").stdout.splitlines()
    assert lines
    assert all(line.startswith("::error file=specs/runcomfy/") for line in lines)
    text = changed.spec().read_text("utf-8").splitlines()
    number = int(lines[0].split("line=")[1].split(",")[0])
    assert '"default": 9' in text[number - 1]


def test_output_formats_exclude_each_other(changed: Workspace) -> None:
    """Only one of --json, --markdown and --github can be given."""
    result = changed.run("diff", "before", "specs", "--json", "--github")
    assert result.exit_code == 2
    assert "choose one" in result.stderr


def test_endpoint_option_selects_one_endpoint(changed: Workspace) -> None:
    """--endpoint keeps one endpoint, even if unchanged; an unknown name exits 2 with the nearest."""
    assert changed.json("diff", "before", "specs", "--endpoint", IMAGE)["changes"]
    assert changed.json("diff", "before", "specs", "--endpoint", "text-to-video")["changes"] == []
    result = changed.run("diff", "before", "specs", "--endpoint", "image-to-vide")
    assert result.exit_code == 2
    assert "Did you mean" in result.stderr


@pytest.mark.parametrize("old", ["nowhere", "HEAD~1:nowhere", "empty"])
def test_unusable_source_exits_2(specs: Workspace, old: str) -> None:
    """A missing path, an unknown revision and an empty folder exit 2 with a message."""
    (specs.folder / "empty").mkdir()
    result = specs.run("diff", old, "specs")
    assert result.exit_code == 2
    assert old in result.stderr
    assert "Traceback" not in result.output


def test_unreadable_spec_is_reported_and_rest_compared(changed: Workspace) -> None:
    """An unreadable spec is reported on stderr under every option; the other endpoints are compared."""
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


def test_annotations_are_relative_to_the_checkout(
    changed: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Annotations name files relative to the checkout; removed endpoints are annotated at service.json."""
    monkeypatch.setenv("GITHUB_WORKSPACE", str(changed.folder))
    (changed.folder / "below").mkdir()
    changed.spec("text-to-video").unlink()
    monkeypatch.chdir("below")
    lines = changed.run("diff", "../before", "../specs", "--github").stdout.splitlines()
    assert any("file=specs/runcomfy/service.json,line=1," in line for line in lines)
    assert all("file=specs/runcomfy/" in line for line in lines)


def test_retired_endpoint_is_annotated_in_its_file(changed: Workspace) -> None:
    """A retired endpoint is annotated on the `retired` line of its own file."""
    changed.edit('"input": {', '"retired": true,\n  "input": {')
    (line,) = changed.run("diff", "before", "specs", "--github").stdout.splitlines()
    number = int(line.split("line=")[1].split(",")[0])
    assert "file=specs/runcomfy/kling/kling-3.0/standard/image-to-video.json," in line
    assert '"retired"' in changed.spec().read_text("utf-8").splitlines()[number - 1]


def test_many_harmless_changes_are_counted(specs: Workspace) -> None:
    """Twelve removed repairs are one line of text and twelve changes in --json."""
    shutil.copytree(specs.folder / "specs", specs.folder / "old")
    document = json.loads(specs.spec().read_text("utf-8"))
    count = len(document["repairs"])
    document["repairs"] = []
    specs.spec().write_text(json.dumps(document), "utf-8")
    out = specs.run("diff", "old", "specs").stdout
    assert f"  none repair-removed in {count} places (--json lists each)\n" in out
    assert out.count("repair-removed") == 1
    assert len(specs.json("diff", "old", "specs")["changes"]) == count

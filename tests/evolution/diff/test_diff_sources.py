"""Sources on the command line: folders, spec files, pages, catalogues, revisions, in any mix."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientwright.errors import ClientwrightError, ProblemsError, SourceError, UsageError
from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.github_report import annotation_lines
from evolution.diff.spec_folders import PAGE, SPEC, diff_folders, shorten_video


def git(*words: str) -> None:
    """Run git in the test's folder, independent of user settings."""
    quiet = ["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *quiet, *words], check=True, capture_output=True)


def test_all_kinds_of_source_agree(folders: tuple[Path, Path]) -> None:
    """A folder, its service's folder, a spec file and a revision give the same result, in any mix."""
    old, new = folders
    git("init", "-q")
    git("add", "old")
    git("commit", "-qm", "one")
    olds = [old, old / "runcomfy", old / SPEC, "HEAD:old", "HEAD:old/runcomfy", f"HEAD:old/{SPEC}"]
    found = [
        diff_folders(a, b).as_json() for a in olds for b in (new, new / "runcomfy", new / SPEC)
    ]
    assert all(one == found[0] for one in found)
    (change,) = found[0]["changes"]
    assert (change["pointer"], change["verdict"]) == (
        "/input/properties/duration/maximum",
        "breaking",
    )


def test_revision_is_compared_with_folder(folders: tuple[Path, Path]) -> None:
    """HEAD~1 against the folder shows the last commit and uncommitted changes."""
    git("init", "-q")
    git("add", "old")
    git("commit", "-qm", "one")
    shorten_video(Path("old"))
    git("commit", "-qam", "two")
    assert diff_folders("HEAD~1:old", "old").compatibility is Compatibility.BREAKING
    assert diff_folders("HEAD:old", "old").changes == ()


def test_locations_use_the_users_file_names(folders: tuple[Path, Path]) -> None:
    """A change points into the new side's file, by the name that the user gave."""
    (change,) = diff_folders(*folders).changes
    assert change.location.file == f"new/{SPEC}"


def test_imported_page_changes_nothing(folders: tuple[Path, Path]) -> None:
    """A page that the specs were imported from changes no contract, and affects no other endpoint."""
    found = diff_folders(folders[0], PAGE)
    assert found.compatibility is Compatibility.UNCHANGED
    assert {change.endpoint for change in found.changes} <= {SPEC.split("/", 1)[1][:-5]}
    assert diff_folders(PAGE, PAGE).changes == ()


def test_change_in_a_folder_of_pages_has_its_page(folders: tuple[Path, Path]) -> None:
    """A change that a folder of pages shows is annotated with the page's file."""
    text = PAGE.read_text("utf-8").replace('"maximum": 15', '"maximum": 10')
    Path("pages").mkdir()
    Path("pages/one.txt").write_text(text, "utf-8")
    for sources in ("pages", "pages/*.txt"):
        found = diff_folders(folders[0], sources)
        assert {change.location.file for change in found.changes} == {"pages/one.txt"}
        assert all("file=pages/one.txt,line=" in line for line in annotation_lines(found))


def test_changed_page_is_compared(folders: tuple[Path, Path]) -> None:
    """A changed page is compared with the specs."""
    text = PAGE.read_text("utf-8")
    assert '"maximum": 15' in text
    Path("page.txt").write_text(text.replace('"maximum": 15', '"maximum": 10'), "utf-8")
    found = diff_folders(folders[0], "page.txt")
    assert found.compatibility is Compatibility.BREAKING
    assert diff_folders("page.txt", PAGE).compatibility is not Compatibility.BREAKING


def test_catalogue_is_compared_as_after_a_sync(folders: tuple[Path, Path]) -> None:
    """An endpoint only in a catalogue is new; two catalogues can be compared."""
    schema = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 5}}}
    entry = {"model_id": "maker/draw", "display_name": "Draw", "input_schema": schema}
    Path("one.json").write_text(json.dumps({"models": [entry], "total": 1}))
    found = diff_folders(folders[0], "one.json")
    assert {(c.endpoint, c.kind) for c in found.changes} == {("maker/draw", "endpoint-added")}
    schema["properties"] = {"n": {"type": "integer", "maximum": 4}}
    Path("two.json").write_text(json.dumps({"models": [entry], "total": 1}))
    found = diff_folders("one.json", "two.json")
    assert [
        (c.kind, c.compatibility) for c in found.with_compatibility(Compatibility.BREAKING)
    ] == [("maximum-tightened", Compatibility.BREAKING)]


def rename_service() -> None:
    """Rename the service of the new side."""
    Path("new/runcomfy").rename("new/other")
    facts = json.loads(Path("new/other/service.json").read_text())
    Path("new/other/service.json").write_text(json.dumps({**facts, "name": "other"}))


def edit_facts(edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit the facts of the new side's service."""
    path = Path("new/runcomfy/service.json")
    document = json.loads(path.read_text("utf-8"))
    edit(document)
    path.write_text(json.dumps(document), "utf-8")


def dangle_output() -> None:
    """Write a dangling reference into the output of the service."""
    edit_facts(lambda document: document.update(output={"$ref": "#/nowhere"}))


def break_id_pattern() -> None:
    """Write an invalid pattern for request ids."""
    edit_facts(lambda document: document.update(request_id={"pattern": "(", "sure": "M"}))


def misname_service() -> None:
    """Write another service's name into a service file."""
    edit_facts(lambda document: document.update(name="other"))


def write_deep_file() -> None:
    """Write a file with endless nesting."""
    Path("deep.json").write_text('{"id": "a/b", "input": ' + "[" * 100_000, "utf-8")


@pytest.mark.parametrize(
    ("prepare", "old", "new", "error", "expected"),
    [
        (None, "nowhere", "new", UsageError, "does not exist"),
        (None, "HEAD~1:specs", "new", SourceError, "HEAD~1:specs"),
        (None, "-x:specs", "new", SourceError, "-x:specs"),
        (rename_service, "old", "new", UsageError, "different services"),
        (None, "", "new", UsageError, "empty name"),
        (dangle_output, "old", "new", ProblemsError, "new/runcomfy/service.json:"),
        (break_id_pattern, "old", "new", ProblemsError, "/request_id/pattern"),
        (misname_service, "old", "new", ProblemsError, "whose file is new/other/service.json"),
        (write_deep_file, "deep.json", "new", ProblemsError, "nesting-too-deep"),
        (None, f"old/{SPEC}", "new/runcomfy/service.json", ClientwrightError, ""),
        (
            None,
            f"old/{SPEC}",
            f"new/{SPEC.replace('image-to', 'text-to')}",
            UsageError,
            "no endpoint in common",
        ),
    ],
)
def test_bad_source_is_reported(
    folders: tuple[Path, Path],
    prepare: Callable[[], None] | None,
    *,
    old: str,
    new: str,
    error: type[ClientwrightError],
    expected: str,
) -> None:
    """Whatever cannot be compared ends with a message that names it."""
    if prepare:
        prepare()
    with pytest.raises(error) as raised:
        diff_folders(old, new)
    assert expected in str(raised.value)


def test_equal_files_are_not_parsed(folders: tuple[Path, Path]) -> None:
    """A file that is equal on both sides is not parsed."""
    for name in ("old", "new"):
        (Path(name) / SPEC.replace("image-to", "text-to")).write_text("not JSON at all")
    assert diff_folders(*folders).compatibility is Compatibility.BREAKING


def test_single_file_keeps_its_path(folders: tuple[Path, Path]) -> None:
    """A spec file, or a service's facts, are reported by the path that was given."""
    shutil.copy(folders[1] / SPEC, "one.json")
    (change,) = diff_folders(folders[0], "one.json").changes
    assert change.location.file == "one.json"
    assert diff_folders(folders[0] / "runcomfy/service.json", folders[1]).changes == ()


def test_revision_is_read_from_subfolder(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A revision means the same in a subfolder; without a folder, the message asks for one."""
    git("init", "-q")
    git("add", "old")
    git("commit", "-qm", "one")
    git("branch", "topic/one")
    Path("old/runcomfy/deeper").mkdir()
    monkeypatch.chdir("old/runcomfy/deeper")
    assert diff_folders("HEAD:old", "../../../new").compatibility is Compatibility.BREAKING
    for name in ("HEAD", "topic/one"):
        with pytest.raises(UsageError, match=f"as in {name}:specs"):
            diff_folders(name, "../../../new")
    with pytest.raises(SourceError, match="Did you mean HEAD:old"):
        diff_folders("HEAD:", "../../../new")


def test_locations_in_a_revision_have_lines(folders: tuple[Path, Path]) -> None:
    """A change in a revision that is not on disk is annotated with its file and line."""
    git("init", "-q")
    git("add", "new")
    git("commit", "-qm", "one")
    shutil.rmtree("new")
    (line,) = annotation_lines(diff_folders("old", "HEAD:new"))
    assert f"file=new/{SPEC},line=" in line
    assert ",line=0," not in line


def first_commit() -> None:
    """Commit something other than specs."""
    Path("README").write_text("Soon.")
    git("add", "README")
    git("commit", "-qm", "one")


def test_revision_before_specs_makes_all_endpoints_new(folders: tuple[Path, Path]) -> None:
    """Compared with a revision before the specs, every endpoint is new, and the result explains why."""
    git("init", "-q")
    for prepare in (lambda: None, first_commit):
        prepare()
        found = diff_folders("HEAD:new", folders[1])
        assert found.compatibility is Compatibility.COMPATIBLE
        assert {c.kind for c in found.changes} == {"source-empty", "endpoint-added"}
        assert "HEAD:new is from before there were specs" in found.changes[0].message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HEAD:nwe", "new"),
        ("HEAD~1:new", "new"),
        ("HEAD:new", "nwe"),
        ("HEAD:", "new"),
        (":new", "new"),
    ],
)
def test_mistyped_revision_is_an_error(folders: tuple[Path, Path], old: str, new: str) -> None:
    """Another folder name, or an unknown revision, is an error."""
    git("init", "-q")
    first_commit()
    with pytest.raises(ClientwrightError):
        diff_folders(old, new)


def test_moved_specs_are_an_error(folders: tuple[Path, Path]) -> None:
    """A revision with specs in another folder does not count as one before the specs."""
    git("init", "-q")
    git("add", "old")
    git("commit", "-qm", "one")
    with pytest.raises(SourceError, match="HEAD:new"):
        diff_folders("HEAD:new", folders[1])

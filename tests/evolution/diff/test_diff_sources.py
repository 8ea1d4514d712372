"""What stands on the command line: folders, spec files, pages, catalogues, revisions, in any mix."""

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
from clientwright.evolution.diff.reports import workflow_annotations
from evolution.diff.spec_folders import PAGE, SPEC, diff_folders, shorten_video


def git(*words: str) -> None:
    """Run git in the folder of the test, without anybody's settings."""
    quiet = ["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *quiet, *words], check=True, capture_output=True)


def test_every_kind_of_specs_says_the_same(folders: tuple[Path, Path]) -> None:
    """A folder, the folder of its service, a spec file and a revision give one answer, in any mix."""
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


def test_a_revision_is_the_past(folders: tuple[Path, Path]) -> None:
    """HEAD~1 against the folder shows what the last commit and the working tree did."""
    git("init", "-q")
    git("add", "old")
    git("commit", "-qm", "one")
    shorten_video(Path("old"))
    git("commit", "-qam", "two")
    assert diff_folders("HEAD~1:old", "old").compatibility is Compatibility.BREAKING
    assert diff_folders("HEAD:old", "old").changes == ()


def test_places_name_the_files_of_the_new_side(folders: tuple[Path, Path]) -> None:
    """A change points into the new side's file, by the name that its user gave."""
    (change,) = diff_folders(*folders).changes
    assert change.location.file == f"new/{SPEC}"


def test_a_page_is_read_as_an_import_into_the_old_specs(folders: tuple[Path, Path]) -> None:
    """A saved page against the specs that were made of it changes no contract, and says nothing of the others."""
    found = diff_folders(folders[0], PAGE)
    assert found.compatibility is Compatibility.UNCHANGED
    assert {change.endpoint for change in found.changes} <= {SPEC.split("/", 1)[1][:-5]}
    assert diff_folders(PAGE, PAGE).changes == ()


def test_a_page_that_changed_has_its_verdict(folders: tuple[Path, Path]) -> None:
    """What a page says anew is compared with the specs."""
    text = PAGE.read_text("utf-8")
    assert '"maximum": 15' in text
    Path("page.txt").write_text(text.replace('"maximum": 15', '"maximum": 10'), "utf-8")
    found = diff_folders(folders[0], "page.txt")
    assert found.compatibility is Compatibility.BREAKING
    assert diff_folders("page.txt", PAGE).compatibility is not Compatibility.BREAKING


def test_a_catalogue_is_what_the_specs_would_be(folders: tuple[Path, Path]) -> None:
    """An endpoint that only a catalogue lists is new; two catalogues are compared with each other."""
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


def foreign() -> None:
    """Make the new side another service."""
    Path("new/runcomfy").rename("new/other")
    facts = json.loads(Path("new/other/service.json").read_text())
    Path("new/other/service.json").write_text(json.dumps({**facts, "name": "other"}))


def facts(edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit the facts of the new side's service."""
    path = Path("new/runcomfy/service.json")
    document = json.loads(path.read_text("utf-8"))
    edit(document)
    path.write_text(json.dumps(document), "utf-8")


def lawless() -> None:
    """Give the service an output that refers to nothing."""
    facts(lambda document: document.update(output={"$ref": "#/nowhere"}))


def unreadable_ids() -> None:
    """Give request ids a pattern that is none."""
    facts(lambda document: document.update(request_id={"pattern": "(", "sure": "M"}))


def misnamed() -> None:
    """Let a service's file say that it is of another one."""
    facts(lambda document: document.update(name="other"))


def deep() -> None:
    """Write a file that nests without end."""
    Path("deep.json").write_text('{"id": "a/b", "input": ' + "[" * 100_000, "utf-8")


@pytest.mark.parametrize(
    ("prepare", "old", "new", "error", "said"),
    [
        (None, "nowhere", "new", UsageError, "no such file or folder"),
        (None, "HEAD~1:specs", "new", SourceError, "HEAD~1:specs"),
        (None, "-x:specs", "new", SourceError, "-x:specs"),
        (foreign, "old", "new", UsageError, "different services"),
        (None, "", "new", UsageError, "An empty name"),
        (lawless, "old", "new", ProblemsError, "new/runcomfy/service.json:"),
        (unreadable_ids, "old", "new", ProblemsError, "/request_id/pattern"),
        (misnamed, "old", "new", ProblemsError, "would be new/other/service.json"),
        (deep, "deep.json", "new", ProblemsError, "nesting-too-deep"),
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
def test_bad_input_is_a_message(
    folders: tuple[Path, Path],
    prepare: Callable[[], None] | None,
    *,
    old: str,
    new: str,
    error: type[ClientwrightError],
    said: str,
) -> None:
    """What cannot be compared ends with a message that names it."""
    if prepare:
        prepare()
    with pytest.raises(error) as raised:
        diff_folders(old, new)
    assert said in str(raised.value)


def test_only_what_differs_is_read(folders: tuple[Path, Path]) -> None:
    """A file that is the same on both sides is not even parsed."""
    for name in ("old", "new"):
        (Path(name) / SPEC.replace("image-to", "text-to")).write_text("not JSON at all")
    assert diff_folders(*folders).compatibility is Compatibility.BREAKING


def test_a_single_file_is_named_as_it_was_given(folders: tuple[Path, Path]) -> None:
    """A spec file that stands anywhere is named by its own path, and so are the facts of a service."""
    shutil.copy(folders[1] / SPEC, "one.json")
    (change,) = diff_folders(folders[0], "one.json").changes
    assert change.location.file == "one.json"
    assert diff_folders(folders[0] / "runcomfy/service.json", folders[1]).changes == ()


def test_a_revision_is_read_from_any_folder(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder below the checkout's root a revision means the same; without a folder, it is asked for."""
    git("init", "-q")
    git("add", "old")
    git("commit", "-qm", "one")
    git("branch", "topic/one")
    Path("old/runcomfy/deeper").mkdir()
    monkeypatch.chdir("old/runcomfy/deeper")
    assert diff_folders("HEAD:old", "../../../new").compatibility is Compatibility.BREAKING
    for name in ("HEAD", "topic/one"):
        with pytest.raises(UsageError, match=f"as {name}:specs"):
            diff_folders(name, "../../../new")
    with pytest.raises(SourceError, match="Did you mean HEAD:old"):
        diff_folders("HEAD:", "../../../new")


def test_places_in_a_revision_have_lines(folders: tuple[Path, Path]) -> None:
    """A change in a revision that is nowhere on disk is annotated in its file, on its line."""
    git("init", "-q")
    git("add", "new")
    git("commit", "-qm", "one")
    shutil.rmtree("new")
    (line,) = workflow_annotations.annotation_lines(diff_folders("old", "HEAD:new"))
    assert f"file=new/{SPEC},line=" in line
    assert ",line=0," not in line


def first_commit() -> None:
    """Commit something else than specs."""
    Path("README").write_text("Soon.")
    git("add", "README")
    git("commit", "-qm", "one")


def test_before_there_were_specs_nothing_is_compared(folders: tuple[Path, Path]) -> None:
    """The first commit of specs is compared with nothing: all of it is new, and the answer says why."""
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
def test_a_slip_is_no_beginning(folders: tuple[Path, Path], old: str, new: str) -> None:
    """Another name than that of the folder, and a revision that does not exist, are mistakes as ever."""
    git("init", "-q")
    first_commit()
    with pytest.raises(ClientwrightError):
        diff_folders(old, new)


def test_specs_that_moved_are_no_beginning(folders: tuple[Path, Path]) -> None:
    """A revision that holds specs under another name is not from before there were any."""
    git("init", "-q")
    git("add", "old")
    git("commit", "-qm", "one")
    with pytest.raises(SourceError, match="HEAD:new"):
        diff_folders("HEAD:new", folders[1])

"""What stands on the command line: folders, spec files, pages, catalogues, revisions, in any mix."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from clientwright.errors import Blocked, ClientwrightError, SourceError, UsageError
from clientwright.evolve.difference import Difference, Verdict
from clientwright.evolve.difference.both import read_both
from evolve.difference.support import ROOT

SPEC = "runcomfy/kling/kling-3.0/standard/image-to-video.json"
PAGE = ROOT / "tests/pages/image-to-video.en.txt"


def compared(old: object, new: object) -> Difference:
    """Compare two sources by their names."""
    return read_both(str(old), str(new)).difference()


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Give two specs folders; in the second, a video may last 10 s at most."""
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        shutil.copytree(ROOT / "specs", tmp_path / name)
    shorten(tmp_path / "new")
    return Path("old"), Path("new")


def shorten(root: Path) -> None:
    """Let a video last 10 s at most."""
    document = json.loads((root / SPEC).read_text("utf-8"))
    document["input"]["properties"]["duration"]["maximum"] = 10
    (root / SPEC).write_text(json.dumps(document), "utf-8")


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
    found = [compared(a, b).as_json() for a in olds for b in (new, new / "runcomfy", new / SPEC)]
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
    shorten(Path("old"))
    git("commit", "-qam", "two")
    assert compared("HEAD~1:old", "old").verdict is Verdict.BREAKING
    assert compared("HEAD:old", "old").changes == ()


def test_places_name_the_files_of_the_new_side(folders: tuple[Path, Path]) -> None:
    """A change points into the new side's file, by the name that its user gave."""
    (change,) = compared(*folders).changes
    assert change.place.file == f"new/{SPEC}"


def test_a_page_is_read_as_an_import_into_the_old_specs(folders: tuple[Path, Path]) -> None:
    """A saved page against the specs that were made of it changes no contract, and says nothing of the others."""
    found = compared(folders[0], PAGE)
    assert found.verdict is Verdict.NONE
    assert {change.endpoint for change in found.changes} <= {SPEC.split("/", 1)[1][:-5]}
    assert compared(PAGE, PAGE).changes == ()


def test_a_page_that_changed_has_its_verdict(folders: tuple[Path, Path]) -> None:
    """What a page says anew is compared with the specs."""
    text = PAGE.read_text("utf-8")
    assert '"maximum": 15' in text
    Path("page.txt").write_text(text.replace('"maximum": 15', '"maximum": 10'), "utf-8")
    found = compared(folders[0], "page.txt")
    assert found.verdict is Verdict.BREAKING
    assert compared("page.txt", PAGE).verdict is not Verdict.BREAKING


def test_a_catalogue_is_what_the_specs_would_be(folders: tuple[Path, Path]) -> None:
    """An endpoint that only a catalogue lists is new; two catalogues are compared with each other."""
    schema = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 5}}}
    entry = {"model_id": "maker/draw", "display_name": "Draw", "input_schema": schema}
    Path("one.json").write_text(json.dumps({"models": [entry], "total": 1}))
    found = compared(folders[0], "one.json")
    assert {(c.endpoint, c.kind) for c in found.changes} == {("maker/draw", "endpoint-added")}
    schema["properties"] = {"n": {"type": "integer", "maximum": 4}}
    Path("two.json").write_text(json.dumps({"models": [entry], "total": 1}))
    found = compared("one.json", "two.json")
    assert [(c.kind, c.verdict) for c in found.of(Verdict.BREAKING)] == [
        ("maximum-tightened", Verdict.BREAKING)
    ]


def spoiled() -> None:
    """Write a spec that is no JSON."""
    (Path("new") / SPEC).write_text("{")


def unsound() -> None:
    """Write a spec whose schema is none."""
    document = json.loads((Path("new") / SPEC).read_text())
    document["input"]["properties"]["prompt"]["type"] = "strng"
    (Path("new") / SPEC).write_text(json.dumps(document))


def foreign() -> None:
    """Make the new side another service."""
    Path("new/runcomfy").rename("new/other")
    facts = json.loads(Path("new/other/service.json").read_text())
    Path("new/other/service.json").write_text(json.dumps({**facts, "name": "other"}))


@pytest.mark.parametrize(
    ("prepare", "old", "new", "error", "said"),
    [
        (None, "nowhere", "new", UsageError, "no such file or folder"),
        (None, "HEAD~1:specs", "new", SourceError, "HEAD~1:specs"),
        (None, "-x:specs", "new", SourceError, "-x:specs"),
        (foreign, "old", "new", UsageError, "different services"),
        (spoiled, "old", "new", Blocked, f"new/{SPEC}:1"),
        (unsound, "old", "new", Blocked, f"new/{SPEC}:"),
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
        compared(old, new)
    assert said in str(raised.value)


def test_only_what_differs_is_read(folders: tuple[Path, Path]) -> None:
    """A file that is the same on both sides is not even parsed."""
    for name in ("old", "new"):
        (Path(name) / SPEC.replace("image-to", "text-to")).write_text("not JSON at all")
    assert compared(*folders).verdict is Verdict.BREAKING

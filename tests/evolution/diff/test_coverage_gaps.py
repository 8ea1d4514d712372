"""Unreadable endpoints are reported, do not affect others, and never count as removed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from clientwright.evolution.diff import Compatibility
from evolution.diff.spec_folders import (
    PAGE,
    SPEC,
    diff_folders,
    spoil_json,
    spoil_schema,
)


def removed_from_the_new_side() -> None:
    """Delete the other endpoint from the new side."""
    (Path("new") / SPEC.replace("image-to", "text-to")).unlink()


def test_unreadable_spec_does_not_affect_others(folders: tuple[Path, Path]) -> None:
    """An unreadable spec on either side is a warning with its location; the others are compared."""
    for prepare in (spoil_json, spoil_schema):
        prepare()
        removed_from_the_new_side()
        for pair in (("old", "new"), ("new", "old")):
            found = diff_folders(*pair)
            kinds = {change.kind: change for change in found.changes}
            assert set(kinds) == {
                "endpoint-unread",
                "endpoint-removed" if pair == ("old", "new") else "endpoint-added",
            }
            assert kinds["endpoint-unread"].compatibility is Compatibility.WARNING
            assert f"new/{SPEC}:" in kinds["endpoint-unread"].message
            assert found.problems
        shutil.copytree("old", "new", dirs_exist_ok=True)


def test_unreadable_spec_does_not_affect_other_service(folders: tuple[Path, Path]) -> None:
    """A broken endpoint hides nothing of another service's endpoint with the same name."""
    for name in ("old", "new"):
        shutil.copytree(f"{name}/runcomfy", f"{name}/other")
        path = Path(name) / "other/service.json"
        path.write_text(
            json.dumps({**json.loads(path.read_text("utf-8")), "name": "other"}), "utf-8"
        )
    Path(f"new/{SPEC.replace('runcomfy', 'other', 1)}").write_text("{")
    kinds = [(c.kind, c.compatibility) for c in diff_folders("old", "new").changes]
    assert kinds == [
        ("maximum-tightened", Compatibility.BREAKING),
        ("endpoint-unread", Compatibility.WARNING),
    ]


def entry(id: str, **more: Any) -> dict[str, Any]:
    """Return a catalogue entry."""
    schema = {"type": "object", "properties": {"prompt": {"type": "string", **more}}}
    return {"model_id": id, "input_schema": schema}


def listing(name: str, *entries: Any, **more: Any) -> str:
    """Write a catalogue."""
    document = {"models": list(entries), "total": len(entries), **more}
    Path(name).write_text(json.dumps(document), "utf-8")
    return name


ONE, TWO = entry("maker/one"), entry("maker/two")


@pytest.mark.parametrize(
    ("entries", "kinds"),
    [
        ((ONE, entry("maker/two", type="strng")), {"endpoint-unread"}),
        ((ONE, 5), {"source-unread", "endpoint-unlisted"}),
        (
            (ONE, entry("maker/one", maxLength=3), entry("maker/three")),
            {"endpoint-unread", "endpoint-unlisted", "endpoint-added"},
        ),
        ((entry("maker/one", maxLength=3),), {"maxLength-added", "endpoint-removed"}),
    ],
)
def test_unreadable_entry_is_not_a_removal(
    folders: tuple[Path, Path], entries: Any, kinds: set[str]
) -> None:
    """An unreadable entry is not compared; only a complete catalogue shows removals."""
    found = diff_folders(listing("old.json", ONE, TWO), listing("new.json", *entries))
    assert {change.kind for change in found.changes} == kinds
    assert bool(found.problems) == ("maxLength-added" not in kinds)


def test_incomplete_catalogue_reports_no_removals(
    folders: tuple[Path, Path],
) -> None:
    """A single page of a catalogue is compared as far as it goes."""
    part = listing("part.json", entry("maker/one", maxLength=3), total=2)
    found = diff_folders(listing("old.json", ONE, TWO), part)
    assert {change.kind for change in found.changes} == {"maxLength-added", "endpoint-unlisted"}


def test_unreadable_page_does_not_affect_others(folders: tuple[Path, Path]) -> None:
    """An unreadable page among several is reported."""
    Path("pages").mkdir()
    shutil.copy(PAGE, "pages/good.txt")
    Path("pages/bad.txt").write_text("Nothing of interest.", "utf-8")
    found = diff_folders("old", "pages")
    assert "source-unread" in {change.kind for change in found.changes}
    assert [problem.location.file for problem in found.problems] == ["pages/bad.txt"]


def test_problems_with_lists_are_reported_once(folders: tuple[Path, Path]) -> None:
    """Defaults of the wrong type are reported on both sides, also if they are lists."""
    for folder in folders:
        document = json.loads((folder / SPEC).read_text("utf-8"))
        for name in ("prompt", "negative_prompt"):
            document["input"]["properties"][name]["default"] = ["a", {"b": []}]
        (folder / SPEC).write_text(json.dumps(document), "utf-8")
    (folders[0] / SPEC).write_text((folders[0] / SPEC).read_text("utf-8") + "\n", "utf-8")
    found = diff_folders("old", "new")
    pointers = [problem.location.pointer for problem in found.problems]
    assert len(pointers) == 4

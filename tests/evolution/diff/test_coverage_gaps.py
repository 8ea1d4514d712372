"""What cannot be read is told, costs nothing else, and is never taken as gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from clientwright.evolution.diff import Compatibility
from evolution.diff.spec_folders import PAGE, SPEC, diff_folders, spoil_json, spoil_schema


def removed_from_the_new_side() -> None:
    """Take the other endpoint away from the new side."""
    (Path("new") / SPEC.replace("image-to", "text-to")).unlink()


def test_one_bad_spec_costs_no_other(folders: tuple[Path, Path]) -> None:
    """A spec that cannot be read, on either side, is told with its place, is never gone, and the others are compared."""
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


def test_one_bad_spec_costs_no_other_service(folders: tuple[Path, Path]) -> None:
    """Two services in one folder have an endpoint of one name: what is broken in one hides nothing in the other."""
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
    """Give an entry of a catalogue."""
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
def test_a_bad_entry_costs_no_other_and_is_never_gone(
    folders: tuple[Path, Path], entries: Any, kinds: set[str]
) -> None:
    """What a catalogue says badly is told and not compared; only a catalogue that is whole tells what is gone."""
    found = diff_folders(listing("old.json", ONE, TWO), listing("new.json", *entries))
    assert {change.kind for change in found.changes} == kinds
    assert bool(found.problems) == ("maxLength-added" not in kinds)


def test_an_incomplete_catalogue_says_of_nothing_that_it_is_gone(
    folders: tuple[Path, Path],
) -> None:
    """One page of several is compared as far as it goes."""
    part = listing("part.json", entry("maker/one", maxLength=3), total=2)
    found = diff_folders(listing("old.json", ONE, TWO), part)
    assert {change.kind for change in found.changes} == {"maxLength-added", "endpoint-unlisted"}


def test_a_bad_page_costs_no_other(folders: tuple[Path, Path]) -> None:
    """Of several pages, the one that cannot be read is told."""
    Path("pages").mkdir()
    shutil.copy(PAGE, "pages/good.txt")
    Path("pages/bad.txt").write_text("Nothing of interest.", "utf-8")
    found = diff_folders("old", "pages")
    assert "source-unread" in {change.kind for change in found.changes}
    assert [problem.location.file for problem in found.problems] == ["pages/bad.txt"]

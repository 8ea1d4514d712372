"""Two specs folders that differ, and ways to break the second."""

from __future__ import annotations

import json
from pathlib import Path

from clientwright.evolution.diff import SpecDiff
from clientwright.evolution.diff.source_pair import read_source_pair
from evolution.diff.support import ROOT

SPEC = "runcomfy/kling/kling-3.0/standard/image-to-video.json"
PAGE = ROOT / "tests/sources/image-to-video.en.txt"


def diff_folders(old: object, new: object) -> SpecDiff:
    """Compare two sources by name."""
    return read_source_pair(str(old), str(new)).diff()


def shorten_video(root: Path) -> None:
    """Limit a video to 10 s."""
    document = json.loads((root / SPEC).read_text("utf-8"))
    document["input"]["properties"]["duration"]["maximum"] = 10
    (root / SPEC).write_text(json.dumps(document), "utf-8")


def spoil_json() -> None:
    """Replace a spec by text that is not JSON."""
    (Path("new") / SPEC).write_text("{")


def spoil_schema() -> None:
    """Write an invalid schema into a spec."""
    document = json.loads((Path("new") / SPEC).read_text())
    document["input"]["properties"]["prompt"]["type"] = "strng"
    (Path("new") / SPEC).write_text(json.dumps(document))

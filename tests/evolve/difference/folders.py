"""Two specs folders, of which the second says something else, and what may be wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

from clientwright.evolve.difference import Difference
from clientwright.evolve.difference.both import read_both
from evolve.difference.support import ROOT

SPEC = "runcomfy/kling/kling-3.0/standard/image-to-video.json"
PAGE = ROOT / "tests/sources/image-to-video.en.txt"


def compared(old: object, new: object) -> Difference:
    """Compare two sources by their names."""
    return read_both(str(old), str(new)).difference()


def shorten(root: Path) -> None:
    """Let a video last 10 s at most."""
    document = json.loads((root / SPEC).read_text("utf-8"))
    document["input"]["properties"]["duration"]["maximum"] = 10
    (root / SPEC).write_text(json.dumps(document), "utf-8")


def spoiled() -> None:
    """Write a spec that is no JSON."""
    (Path("new") / SPEC).write_text("{")


def unsound() -> None:
    """Write a spec whose schema is none."""
    document = json.loads((Path("new") / SPEC).read_text())
    document["input"]["properties"]["prompt"]["type"] = "strng"
    (Path("new") / SPEC).write_text(json.dumps(document))

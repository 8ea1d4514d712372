"""The demo: short enough to show, with everything that it promises."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

from cli.support import environment
from sources.support import ROOT

NEW_FOLDER = "is new and has only what is imported"
"""What the import of one endpoint says of the others that are shipped."""
JOB = (
    r"Nothing was sent",
    r"submitted: \w+",
    r"result: +https?://\S+\.mp4",
    r"saved: +\S+\.mp4",
    r"again: +\w+",
)
OTHER_PARTS = {
    "fal": (
        r"media-mark",
        r"generated/falwright: \d+ files written",
        r"start_image_url: ",
        r"duration: ",
        *JOB[:2],
        r"status: +IN_QUEUE",
        r"status: +COMPLETED",
        *JOB[2:],
    ),
    "replicate": (
        r"single-all-of",
        r"generated/replicatewright: \d+ files written",
        r"num_outputs: ",
        *JOB[:2],
        r"status: +starting",
        r"status: +succeeded",
        *JOB[2:],
    ),
}
PARTS = (
    r"/properties/\S+: .* -> ",
    r"and \d+ other repairs;",
    r"generated/runcomfy: \d+ files written",
    r"input has 2 faults",
    r"cfg_scale: ",
    r"sum-equals",
    *JOB[:2],
    r"status: +in_queue",
    r"status: +completed",
    *JOB[2:],
)


def run_demo(*options: str) -> str:
    """Run the demo and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo", *options],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if NEW_FOLDER not in line] == []
    return done.stdout


@pytest.mark.parametrize(
    ("options", "parts"),
    [(("10",), PARTS), *(((name, "10"), parts) for name, parts in OTHER_PARTS.items())],
    ids=["runcomfy", *OTHER_PARTS],
)
def test_demo_is_short_and_complete(options: tuple[str, ...], parts: tuple[str, ...]) -> None:
    """The demo prints at most 45 lines, of at most 120 columns, and every part of the story in order."""
    shown = run_demo(*options)
    lines = shown.splitlines()
    assert len(lines) <= 45
    assert max(map(cell_len, lines)) <= 120
    assert re.search(".*".join(parts), shown, re.DOTALL), shown

"""The demo: short enough to show, with everything that it promises."""

from __future__ import annotations

import re
import subprocess
import sys

from rich.cells import cell_len

from cli.support import environment
from sources.support import ROOT

PARTS = (
    r"/properties/\S+: .* -> ",
    r"and \d+ other repairs;",
    r"generated/runcomfy: \d+ files written",
    r"input has 2 faults",
    r"cfg_scale: ",
    r"sum-equals",
    r"Nothing was sent",
    r"submitted: \w+",
    r"status: +in_queue",
    r"status: +completed",
    r"result: +https?://\S+\.mp4",
    r"saved: +\S+\.mp4",
    r"again: +\w+",
)


def test_demo_is_short_and_complete() -> None:
    """The demo prints at most 45 lines, of at most 120 columns, and every part of the story in order."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.demo", "10"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 45
    assert max(map(cell_len, lines)) <= 120
    assert re.search(".*".join(PARTS), done.stdout, re.DOTALL), done.stdout
    assert done.stderr == ""

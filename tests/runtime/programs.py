"""Starts programs of their own, which tests interrupt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(*arguments: object, **variables: str) -> subprocess.Popen[str]:
    """Start Python with Python's own log output (`logging.lastResort`), and more environment variables."""
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("generator", "generated", "tests"))
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": paths, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

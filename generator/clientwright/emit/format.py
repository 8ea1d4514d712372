"""Formatting: `ruff format` over a whole tree at once, with settings of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from clientwright.errors import ClientwrightError

_OPTIONS = (
    "--isolated",
    "--no-cache",
    "--quiet",
    "--line-length",
    "100",
    "--target-version",
    "py311",
)


def formatted(tree: Mapping[str, str]) -> dict[str, str]:
    """Format every Python file of a tree.

    Raises:
        ClientwrightError: ruff is absent or refuses a file; a fault of ours, never of a document.
    """
    with tempfile.TemporaryDirectory(prefix="clientwright-") as folder:
        root = Path(folder)
        for path, text in tree.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8", newline="\n")
        command = [sys.executable, "-m", "ruff", "format", *_OPTIONS, str(root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ClientwrightError(
                f"the generated package could not be formatted: {done.stderr.strip()}"
            )
        return {path: (root / path).read_text("utf-8") for path in tree}

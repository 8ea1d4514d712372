"""Formatting: `ruff format` over a whole tree at once, with settings of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from clientwright.errors import ClientwrightError, UsageError

_OPTIONS = (
    "--isolated",
    "--no-cache",
    "--quiet",
    "--line-length",
    "100",
    "--target-version",
    "py311",
)


def format_tree(tree: Mapping[str, str]) -> dict[str, str]:
    """Format every Python file of a tree; in one flat folder, which is made and removed at once.

    Raises:
        ClientwrightError: ruff is absent or refuses a file; a fault of ours, never of a document.
        UsageError: the folder of temporary files is full, or cannot be written.
    """
    try:
        return _format_in_folder(tree)
    except OSError as error:
        raise UsageError(
            f"{tempfile.gettempdir()}: files cannot be formatted here: {error.strerror or error}; "
            "make room, or name another folder in TMPDIR"
        ) from error


def _format_in_folder(tree: Mapping[str, str]) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="clientwright-") as folder:
        root = Path(folder)
        files = {path: root / f"{n}.py" for n, path in enumerate(tree) if path.endswith(".py")}
        for path, target in files.items():
            target.write_text(tree[path], "utf-8", newline="\n")
        command = [sys.executable, "-m", "ruff", "format", *_OPTIONS, str(root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ClientwrightError(
                f"the generated package could not be formatted: {done.stderr.strip()}"
            )
        found = {path: target.read_text("utf-8") for path, target in files.items()}
        return {path: found.get(path, text) for path, text in tree.items()}

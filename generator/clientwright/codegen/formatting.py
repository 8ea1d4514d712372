"""Format the files of a package, all at once, and mark them so that other tools leave them alone."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from clientwright.errors import ClientwrightError, UsageError

_LINE_LENGTH = 100
_FORMAT_OPTIONS = (
    "--isolated",
    "--no-cache",
    "--quiet",
    "--line-length",
    str(_LINE_LENGTH),
    "--target-version",
    "py311",
)
MARKERS = (
    "# fmt: off",
    "# flake8: noqa",
    "# ruff: noqa: PGH004",
    "# isort: skip_file  # pylint: skip-file",
)
"""Comments that the tools look for; ruff's formatter and black share the first, ruff and flake8 the second.

No blanket `noqa` covers PGH004, ruff's rule against blanket ones; it must be named.
"""

_MARKER_BLOCK = "".join(f"{marker}\n" for marker in MARKERS)


def format_tree(tree: Mapping[str, str]) -> dict[str, str]:
    """Return a tree with every Python file formatted, in a temporary folder that is removed again.

    Raises:
        ClientwrightError: ruff is missing or rejects a file; a bug in clientwright, never a document's fault.
        UsageError: the temporary folder is full, or not writable.
    """
    try:
        return _format_in_folder(tree)
    except OSError as error:
        raise UsageError(
            f"{tempfile.gettempdir()}: files cannot be formatted here: {error.strerror or error}; "
            "free some space, or set TMPDIR to another folder"
        ) from error


def _format_in_folder(tree: Mapping[str, str]) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="clientwright-") as folder:
        root = Path(folder)
        rough = (path for path, text in tree.items() if not _is_formatted(path, text))
        files = {path: root / f"{n}.py" for n, path in enumerate(rough)}
        for path, target in files.items():
            target.write_text(tree[path], "utf-8", newline="\n")
        command = [sys.executable, "-m", "ruff", "format", *_FORMAT_OPTIONS, str(root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ClientwrightError(
                f"the generated package could not be formatted: {done.stderr.strip()}"
            )
        found = {path: target.read_text("utf-8") for path, target in files.items()}
        return {path: found.get(path, text) for path, text in tree.items()}


def _is_formatted(path: str, text: str) -> bool:
    """Return whether ruff has nothing to do, by a quick look.

    The template of folders is written as ruff formats it. Only statements that are too long, and quotes
    in docstrings, which are escaped, would be written otherwise.
    """
    if not path.endswith("/__init__.py"):
        return not path.endswith(".py")
    lines = (line for line in text.split("\n") if not line.startswith("#"))
    return "\\" not in text and max(map(len, lines)) <= _LINE_LENGTH


def add_markers(tree: Mapping[str, str]) -> dict[str, str]:
    """Return a tree with the markers at the top of every Python file."""
    return {
        path: _MARKER_BLOCK + text if path.endswith(".py") else text for path, text in tree.items()
    }


def remove_markers(text: str) -> str:
    """Return a file's text as it was formatted, without the markers."""
    return text.removeprefix(_MARKER_BLOCK)

"""Comments that keep formatters and linters off generated files, added after formatting.

A line that a tool fixed would count as an edit by hand. Type checkers read the files as before.
"""

from __future__ import annotations

from collections.abc import Mapping

MARKERS = (
    "# fmt: off",
    "# flake8: noqa",
    "# ruff: noqa: PGH004",
    "# isort: skip_file  # pylint: skip-file",
)
"""Comments that the tools look for; ruff's formatter and black share the first, ruff and flake8 the second.

No blanket `noqa` covers PGH004, ruff's rule against blanket ones; it must be named.
"""

_BLOCK = "".join(f"{marker}\n" for marker in MARKERS)


def add_markers(tree: Mapping[str, str]) -> dict[str, str]:
    """Return a tree with the markers at the top of every Python file."""
    return {path: _BLOCK + text if path.endswith(".py") else text for path, text in tree.items()}


def remove_markers(text: str) -> str:
    """Return a file's text as it was formatted, without the markers."""
    return text.removeprefix(_BLOCK)

"""Expand the sources on the command line into files and URLs."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from clientwright.errors import UsageError, describe_missing
from clientwright.sources.page_files import PAGE_SUFFIXES, list_page_files


def expand_sources(names: Sequence[str]) -> list[str]:
    """Return every file and URL that the names mean, each once.

    Raises:
        UsageError: a file is missing, or a folder or pattern has none; all such names are listed.
    """
    found: dict[str, None] = {}
    missing: list[str] = []
    for name in names:
        matches = list(_matching_files(name))
        found.update(dict.fromkeys(matches))
        missing += [] if matches else [_missing_message(name)]
    if missing:
        raise UsageError("\n       ".join(missing))
    return list(found)


def _matching_files(name: str) -> Iterator[str]:
    if "://" in name or _is_file(name):
        yield name
    elif os.path.isdir(name):
        yield from list_page_files(Path(name))
    elif glob.has_magic(name):
        yield from (path for path in sorted(glob.glob(name, recursive=True)) if _is_file(path))


def _is_file(name: str) -> bool:
    """Return whether the path can be read as a file (a pipe can, a folder cannot)."""
    return os.path.exists(name) and not os.path.isdir(name)


def _missing_message(name: str) -> str:
    if glob.has_magic(name):
        return f"{name}: no file matches this pattern; check the folder, or name the files."
    if os.path.isdir(name):
        return f"{name} contains no pages ({' '.join(PAGE_SUFFIXES)}); name the files to read."
    return describe_missing(
        name, "give a file, a folder of pages, or a URL that starts with https://"
    )

"""The sources on the command line: patterns that no shell expanded, and names of nothing."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence

from clientwright.errors import UsageError


def expand_sources(names: Sequence[str]) -> list[str]:
    """Give every file and URL that is meant, each once.

    Raises:
        UsageError: a name is of no file, or a pattern matches none; all of them are named.
    """
    found: dict[str, None] = {}
    missing: list[str] = []
    for name in names:
        meant = list(_matching_files(name))
        found.update(dict.fromkeys(meant))
        missing += [] if meant else [_missing_message(name)]
    if missing:
        raise UsageError("\n       ".join(missing))
    return list(found)


def _matching_files(name: str) -> Iterator[str]:
    if "://" in name or _is_file(name):
        yield name
    elif glob.has_magic(name):
        yield from (path for path in sorted(glob.glob(name, recursive=True)) if _is_file(path))


def _is_file(name: str) -> bool:
    """Tell whether something that can be read stands there (a pipe counts, a folder does not)."""
    return os.path.exists(name) and not os.path.isdir(name)


def _missing_message(name: str) -> str:
    if glob.has_magic(name):
        return f"{name}: no file matches this pattern; look at the folder, or name the files."
    if os.path.isdir(name):
        return f"{name}: is a folder; name the files in it, for example {name.rstrip('/')}/*.txt."
    return f"{name}: there is no such file; give a file, or a URL that starts with https://."

"""What was found out before, so that of many files only those that changed are looked at again.

A memory belongs to one folder and to one state of the program: what is remembered is found by a
hash of a file's text, and forgotten as soon as one line of our own code is another. It lies in the
user's cache (`CLIENTWRIGHT_CACHE` names another folder; `off` keeps none), is written
for large folders only, and a memory that cannot be read is no memory.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import clientwright
from clientwright import atomic_files
from clientwright.errors import ClientwrightError
from clientwright.json_types import is_dict

MIN_FILES = 50
"""From how many files on remembering pays."""
_HASHED_FOLDERS = ("lint", "rules", "specs")


@dataclass(slots=True)
class Cache:
    """Values by the hash of a text; only what was asked for or learned this time is kept."""

    path: Path | None
    previous: dict[str, Any] = field(default_factory=dict[str, Any])
    current: dict[str, Any] = field(default_factory=dict[str, Any])

    def get(self, key: str) -> Any:
        """Give what is known of a text, None where nothing is."""
        if key in self.previous:
            self.current[key] = self.previous[key]
        return self.previous.get(key)

    def put(self, key: str, value: Any) -> None:
        """Learn something of a text."""
        self.current[key] = value

    def save(self) -> None:
        """Write the memory down, if it is another than before."""
        if self.path is not None and self.current != self.previous:
            document = {"tool": program_hash(), "known": self.current}
            with suppress(ClientwrightError, OSError):
                atomic_files.write_text(self.path, json.dumps(document, separators=(",", ":")))


def open_cache(what: str, folder: Path, count: int) -> Cache:
    """Give the memory of a kind of finding for a folder that holds so many files."""
    home = _cache_folder()
    if home is None or count < MIN_FILES:
        return Cache(None)
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    path = home / f"{what}-{name}.json"
    return Cache(path, _read(path))


def hash_text(text: str) -> str:
    """Hash a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def program_hash() -> str:
    """Hash what finds things out: our own rooms, the forms of specs, and the library that checks them."""
    root = Path(clientwright.__file__).parent
    folders: Sequence[Path] = [root / room for room in _HASHED_FOLDERS]
    meta = [root / "data" / "meta", root.parent.parent / "specs" / "meta"]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    files += [path for folder in meta for path in folder.glob("*.json")]
    found = hashlib.sha256(version("jsonschema").encode())
    for path in sorted([*files, *root.glob("*.py")]):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _cache_folder() -> Path | None:
    named = os.environ.get("CLIENTWRIGHT_CACHE", "")
    if named:
        return None if named == "off" else Path(named)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(RuntimeError):
        return (Path(base) if base else Path.home() / ".cache") / "clientwright"
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(atomic_files.read_text(path))
    except (ClientwrightError, ValueError, RecursionError):
        return {}
    if not is_dict(document) or document.get("tool") != program_hash():
        return {}
    known = document.get("known")
    return known if is_dict(known) else {}

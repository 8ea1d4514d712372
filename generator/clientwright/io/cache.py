"""Results of earlier runs, so that a large folder is checked only where a file changed.

A cache belongs to one folder and one version of the program: results are keyed by the hash of a
file's text, and dropped as soon as any line of our own code changes. It is kept in the user's
cache folder (`CLIENTWRIGHT_CACHE` names another one; `off` disables it) and written for large
folders only. An unreadable cache counts as empty, and a value that is not as it was put is no value.
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
from clientwright.errors import ClientwrightError
from clientwright.io import atomic_files
from clientwright.io.json_types import is_dict, is_list

MIN_FILES = 50
"""Minimum number of files before caching is worthwhile."""


@dataclass(slots=True)
class Cache:
    """Values by what they were made from; only entries used or added in this run are saved.

    `inputs` is what all entries were made from, beside the parts of their keys. Each value is kept with a
    seal: a damaged one, or one of another key, is not found.
    """

    path: Path | None
    inputs: str = ""
    previous: dict[str, Any] = field(default_factory=dict[str, Any])
    current: dict[str, Any] = field(default_factory=dict[str, Any])

    def get(self, *parts: str) -> Any:
        """Return the value for a key of several parts, or None."""
        key = self._key(parts)
        value = _sealed_value(key, self.previous.get(key))
        if value is not None:
            self.current[key] = self.previous[key]
        return value

    def put(self, *parts: str, value: Any) -> None:
        """Set the value for a key of several parts."""
        key = self._key(parts)
        self.current[key] = [_seal(key, value), value]

    def save(self) -> None:
        """Write the cache if it changed; failures are ignored."""
        if self.path is not None and self.current != self.previous:
            document = {"tool": program_hash(), "known": self.current}
            with suppress(ClientwrightError, OSError, RecursionError):
                atomic_files.write_text(self.path, json.dumps(document, separators=(",", ":")))

    def _key(self, parts: Sequence[str]) -> str:
        return hash_text("\0".join((self.inputs, *parts)))


def open_cache(kind: str, folder: Path, file_count: int, inputs: str = "") -> Cache:
    """Open the cache of one kind of result for a folder of `file_count` files, made from `inputs` and each file."""
    cache_folder = _cache_folder()
    if cache_folder is None or file_count < MIN_FILES:
        return Cache(None)
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    path = cache_folder / f"{kind}-{name}.json"
    return Cache(path, inputs, _read(path))


def open_shared_cache(kind: str, inputs: str) -> Cache:
    """Open the cache of one kind of result that serves all folders; it keeps what this run does not use."""
    cache_folder = _cache_folder()
    if cache_folder is None:
        return Cache(None)
    path = cache_folder / f"{kind}.json"
    known = _read(path)
    return Cache(path, inputs, known, dict(known))


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def program_hash() -> str:
    """Return a hash of all that decides results: our code, the meta-schemas, the versions of the validators."""
    root = Path(clientwright.__file__).parent
    meta = [root / "data" / "meta", root.parent.parent / "specs" / "meta"]
    files = [*root.rglob("*.py"), *(path for folder in meta for path in folder.glob("*.json"))]
    validators = version("jsonschema"), version("jsonschema-rs")
    digest = hashlib.sha256(" ".join(validators).encode())
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _seal(key: str, value: Any) -> str:
    """Return the hash of a value and its key."""
    return hash_text(key + json.dumps(value))


def _sealed_value(key: str, kept: Any) -> Any:
    """Return the value that is kept for a key, or None if its seal is not that of the value and the key."""
    with suppress(RecursionError):
        if is_list(kept) and len(kept) == 2 and kept[0] == _seal(key, kept[1]):
            return kept[1]
    return None


def _cache_folder() -> Path | None:
    override = os.environ.get("CLIENTWRIGHT_CACHE", "")
    if override:
        return None if override == "off" else Path(override)
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
    values = document.get("known")
    return values if is_dict(values) else {}

"""`clientwright.lock`: hashes of what was written, of the specs, and of the generator.

It distinguishes a current package from a stale one (specs or generator have changed) and
from one with edited files. Line endings of a checkout (git's `autocrlf`) are ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import clientwright
from clientwright.codegen import runtime_files
from clientwright.codegen.problems import LockBroken, LockNewer
from clientwright.errors import ProblemsError, SourceError
from clientwright.io.atomic_files import read_text
from clientwright.io.cache import hash_text
from clientwright.problems import Location, quote_value

LOCK_NAME = "clientwright.lock"
LOCK_FORMAT = 1
_TOOL_PACKAGES = ("datamodel-code-generator", "jinja2", "ruff")
_INTEGRAL_FLOAT = re.compile(r"(?:^|[\[ ])-?[0-9]+(?:\.0|(?:\.[0-9]+)?e\+[0-9]+)(?:[\],}]|$)")
"""A float without fraction in JSON; a text may have the same characters."""
_MERGE_MARKS = re.compile(r"^(<{7}|>{7}) ", re.M)
TOOLCHAIN_FOLDERS = ("codegen", "io", "rules", "runtime", "schema", "specs")
"""The packages whose code decides what is generated: codegen, all below it, and what it copies."""


@dataclass(frozen=True, slots=True)
class LockFile:
    """The content of a lock; `specs` and `files` map names to SHA-256 hashes."""

    options: Mapping[str, str]
    specs: Mapping[str, str]
    files: Mapping[str, str]
    toolchain: str
    generator: str = clientwright.__version__

    @property
    def http(self) -> str:
        """HTTP library that the package uses."""
        return self.options.get("http", "httpx")

    def has_same_inputs(self, other: LockFile) -> bool:
        """Return whether both locks name the same specs, options and generator."""
        mine, its = ((x.toolchain, x.specs, x.options) for x in (self, other))
        return mine == its

    def with_rendered_hashes(self, written: LockFile) -> LockFile:
        """Return this lock with the true file hashes, if it claims the same inputs but lists other hashes."""
        if not self.has_same_inputs(written):
            return self
        files = {path: written.files.get(path, known) for path, known in self.files.items()}
        return replace(self, files=files)

    def dumps(self) -> str:
        """Return the lock's text: sorted, one entry a line."""
        document = {
            "format": LOCK_FORMAT,
            "generator": self.generator,
            "toolchain": self.toolchain,
            "options": dict(self.options),
            "specs": dict(self.specs),
            "files": dict(self.files),
        }
        return json.dumps(document, indent=2, sort_keys=True) + "\n"


def load_lock(package: Path) -> LockFile | None:
    """Load a package's lock, or None if it has none.

    Raises:
        ProblemsError: it cannot be read, or a newer generator wrote it.
    """
    path = package / LOCK_NAME
    if not path.exists():
        return None
    location = Location(str(path))
    document = _read_document(location, path)
    try:
        generator = str(document.get("generator", "?"))
        if document["format"] > LOCK_FORMAT or _version_numbers(generator) > _version_numbers(
            clientwright.__version__
        ):
            raise ProblemsError([LockNewer(location, generator)])
        hashes = {key: _string_values(document[key]) for key in ("options", "specs", "files")}
        lock = LockFile(**hashes, toolchain=str(document["toolchain"]), generator=generator)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProblemsError([LockBroken(location, "its content is not that of a lock")]) from error
    if not all(map(_is_package_path, lock.files)):
        raise ProblemsError([LockBroken(location, "it names files outside the package")])
    if lock.http not in runtime_files.HTTP_MODULES:
        raise ProblemsError(
            [LockBroken(location, f"unknown HTTP library {quote_value(lock.http)}")]
        )
    return lock


def text_digest(text: str) -> str:
    """Return the hash of a file's text, independent of its line endings."""
    return hash_text(unix_newlines(text))


def unix_newlines(text: str) -> str:
    """Return a text with `\\n` line endings."""
    return text.replace("\r\n", "\n")


def digest_on_disk(package: Path, path: str) -> str | None:
    """Return the hash of a file on disk, that of its text if it is one; None if it is absent."""
    data = _read_bytes(package / path)
    return None if data is None else hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def has_text(path: Path, text: str) -> bool:
    """Return whether a file has a text, whatever its line endings."""
    wanted, data = text.encode(), _read_bytes(path)
    return data is not None and wanted in (data, data.replace(b"\r\n", b"\n"))


def _read_bytes(path: Path) -> bytes | None:
    """Return the content of a file, or None if it is absent, or not a file."""
    try:
        if not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def has_files(package: Path, lock: LockFile) -> bool:
    """Return whether the files of a package are those of its lock."""
    return all(digest_on_disk(package, path) == digest for path, digest in lock.files.items())


def read_text_or_none(path: Path) -> str | None:
    """Return a file's text with `\\n` line endings, or None if it is absent, not text, or not a file."""
    try:
        return unix_newlines(path.read_bytes().decode()) if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return None


def json_digest(document: Any) -> str:
    """Return the hash of a JSON document, independent of key order and of `3` or `3.0`."""
    text = json.dumps(document, sort_keys=True)
    if _INTEGRAL_FLOAT.search(text):
        text = json.dumps(_normalize_numbers(document), sort_keys=True)
    return text_digest(text)


@cache
def toolchain_digest() -> str:
    """Return the hash of everything that turns specs into text: our sources and the tools' versions."""
    root = Path(clientwright.__file__).parent
    sources = sorted(
        p
        for folder in TOOLCHAIN_FOLDERS
        for p in (root / folder).rglob("*")
        if p.suffix in (".py", ".jinja", ".jinja2")
    )
    found = hashlib.sha256()
    for path in sources:
        found.update(
            path.relative_to(root).as_posix().encode()
            + b"\0"
            + path.read_bytes().replace(b"\r\n", b"\n")
            + b"\0"
        )
    found.update("".join(f"{tool} {version(tool)}\n" for tool in _TOOL_PACKAGES).encode())
    return found.hexdigest()


def _read_document(location: Location, path: Path) -> dict[str, Any]:
    """Load the lock's JSON.

    Raises:
        ProblemsError: it is not valid.
    """
    try:
        text = read_text(path)
    except SourceError as error:
        raise ProblemsError([LockBroken(location, str(error).removeprefix(f"{path}: "))]) from error
    if _MERGE_MARKS.search(text):
        raise ProblemsError(
            [LockBroken(location, "it contains the conflict markers of an unfinished merge")]
        )
    try:
        return cast(dict[str, Any], json.loads(text))
    except json.JSONDecodeError as error:
        broken = LockBroken(Location(location.file, "", error.lineno), f"not JSON: {error.msg}")
        raise ProblemsError([broken]) from error
    except (ValueError, RecursionError) as error:
        raise ProblemsError([LockBroken(location, "its content is not that of a lock")]) from error


def _version_numbers(version: str) -> tuple[int, ...]:
    """Return a version's numbers, for comparison."""
    return tuple(map(int, re.findall(r"\d+", version)[:3]))


def _normalize_numbers(value: Any) -> Any:
    match value:
        case dict():
            return {
                key: _normalize_numbers(inner) for key, inner in cast(dict[str, Any], value).items()
            }
        case list():
            return [_normalize_numbers(inner) for inner in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def _is_package_path(path: str) -> bool:
    """Return whether a path of a lock stays inside a package: plain names joined by `/`."""
    return all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.]*", part) for part in path.split("/"))


def _string_values(found: dict[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in found.items()}

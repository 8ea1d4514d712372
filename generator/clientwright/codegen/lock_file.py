"""`clientwright.lock`: what was written, from what, by what.

It tells three things apart: a package that is current, one that is stale (specs or
generator have moved on), and files that a person has edited since. How a checkout ends
its lines (git's `autocrlf`) means nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import clientwright
from clientwright.atomic_files import read_text
from clientwright.codegen import runtime_files
from clientwright.codegen.problems import LockBroken, LockNewer
from clientwright.errors import ProblemsError, SourceError
from clientwright.problems import Location, quote_value

LOCK_NAME = "clientwright.lock"
LOCK_FORMAT = 1
_TOOL_PACKAGES = ("datamodel-code-generator", "jinja2", "ruff")
_MERGE_MARKS = re.compile(r"^(<{7}|>{7}) ", re.M)
_TOOLCHAIN_FOLDERS = ("codegen", "runtime", "rules", "specs")


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
        """Give the HTTP library that the package stands on."""
        return self.options.get("http", "httpx")

    def has_same_inputs(self, other: LockFile) -> bool:
        """Tell whether both say to be written from the same, by the same."""
        mine, its = ((x.toolchain, x.specs, x.options) for x in (self, other))
        return mine == its

    def with_rendered_hashes(self, written: LockFile) -> LockFile:
        """Put right what this lock says of files, where it claims to be of the same making and is not."""
        if not self.has_same_inputs(written):
            return self
        files = {path: written.files.get(path, known) for path, known in self.files.items()}
        return replace(self, files=files)

    def dumps(self) -> str:
        """Write the lock: sorted, one entry a line."""
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
    """Read a package's lock, None where it has none.

    Raises:
        Blocked: it cannot be read, or a newer generator wrote it.
    """
    path = package / LOCK_NAME
    if not path.exists():
        return None
    place = Location(str(path))
    document = _read_document(place, path)
    try:
        generator = str(document.get("generator", "?"))
        if document["format"] > LOCK_FORMAT or _version_numbers(generator) > _version_numbers(
            clientwright.__version__
        ):
            raise ProblemsError([LockNewer(place, generator)])
        hashes = {key: _string_values(document[key]) for key in ("options", "specs", "files")}
        lock = LockFile(**hashes, toolchain=str(document["toolchain"]), generator=generator)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProblemsError([LockBroken(place, "it does not say what a lock says")]) from error
    if not all(map(_is_package_path, lock.files)):
        raise ProblemsError([LockBroken(place, "it names files outside the package")])
    if lock.http not in runtime_files.HTTP_MODULES:
        raise ProblemsError(
            [LockBroken(place, f"there is no HTTP library {quote_value(lock.http)}")]
        )
    return lock


def text_digest(text: str) -> str:
    """Hash a file's text; which line ends a checkout gave it means nothing."""
    return hashlib.sha256(unix_newlines(text).encode("utf-8", "surrogatepass")).hexdigest()


def unix_newlines(text: str) -> str:
    """Give a text with the line ends that it was written with."""
    return text.replace("\r\n", "\n")


def digest_on_disk(package: Path, path: str) -> str | None:
    """Hash a file as it stands, None where it is absent or no text."""
    text = read_text_or_none(package / path)
    return None if text is None else text_digest(text)


def read_text_or_none(path: Path) -> str | None:
    """Read a file with the line ends that it was written with, None where it is absent, no text, or no file."""
    try:
        return unix_newlines(path.read_bytes().decode()) if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return None


def json_digest(document: Any) -> str:
    """Hash a JSON document by what it says: key order and `3` against `3.0` mean nothing."""
    return text_digest(json.dumps(_normalize_numbers(document), sort_keys=True))


@cache
def toolchain_digest() -> str:
    """Hash what turns specs into text: our own sources, and the versions of the tools beside them."""
    root = Path(clientwright.__file__).parent
    sources = sorted(
        p
        for room in _TOOLCHAIN_FOLDERS
        for p in (root / room).rglob("*")
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


def _read_document(place: Location, path: Path) -> dict[str, Any]:
    """Read the lock's JSON.

    Raises:
        Blocked: it is none.
    """
    try:
        text = read_text(path)
    except SourceError as error:
        raise ProblemsError([LockBroken(place, str(error).removeprefix(f"{path}: "))]) from error
    if _MERGE_MARKS.search(text):
        raise ProblemsError([LockBroken(place, "it holds the marks of a merge that is not done")])
    try:
        return cast(dict[str, Any], json.loads(text))
    except json.JSONDecodeError as error:
        broken = LockBroken(Location(place.file, "", error.lineno), f"no JSON: {error.msg}")
        raise ProblemsError([broken]) from error
    except (ValueError, RecursionError) as error:
        raise ProblemsError([LockBroken(place, "it does not say what a lock says")]) from error


def _version_numbers(version: str) -> tuple[int, ...]:
    """Give the numbers of a version, so that versions compare."""
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
    """Tell whether a path of a lock is one that a package can have: plain names joined by `/`."""
    return all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.]*", part) for part in path.split("/"))


def _string_values(found: dict[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in found.items()}

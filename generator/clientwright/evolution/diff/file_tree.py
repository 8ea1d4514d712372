"""Unparsed spec files from a folder or a git revision."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from clientwright.errors import SourceError

SERVICE_FILE = "service.json"
_GIT_OPTIONS = ("--batch", "--show-toplevel")
"""Options that may come last in a git command; any other last argument is a name from the user."""


@dataclass(frozen=True, slots=True)
class FileTree:
    """Files by their path below a specs folder named `label`; `partial`: not a whole folder."""

    label: str
    files: Mapping[str, bytes]
    partial: bool = False
    absent: bool = False
    """Whether a revision does not contain the folder yet."""
    hint: str = ""
    """What to try if there are no specs in it."""
    display_names: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names for files that are not where their path suggests."""

    def display_name(self, path: str) -> str:
        """Return the name that the user knows a file by."""
        return self.display_names.get(
            path, f"{self.label}{'' if self.label.endswith(':') else '/'}{path}"
        )


def read_folder(root: Path) -> FileTree:
    """Read a specs folder, or the folder of one service in it.

    Raises:
        SourceError: a file cannot be read.
    """
    above = root.parent if (root / SERVICE_FILE).is_file() else root
    try:
        found = {
            p.relative_to(above).as_posix(): p.read_bytes() for p in sorted(root.rglob("*.json"))
        }
    except OSError as error:
        raise SourceError(f"{error.filename} cannot be read: {error.strerror}") from None
    return FileTree(str(above), _service_files_only(found))


def read_revision(name: str) -> FileTree:
    """Read a folder or file of a git revision, such as `HEAD~1:specs`.

    Raises:
        SourceError: git does not know it.
    """
    kind = _git("cat-file", "-t", name).decode().strip()
    if kind == "blob":
        path = PurePosixPath(name.partition(":")[2])
        return FileTree(str(path.parent), {path.name: _git("cat-file", "blob", name)}, partial=True)
    below = _git("ls-tree", "-r", "-z", "--full-tree", name).decode("utf-8", "replace").split("\0")
    listed = [entry.split("\t", 1) for entry in below if entry]
    blobs = {path: about.split()[2] for about, path in listed if path.endswith(".json")}
    found = dict(zip(blobs, _read_blobs(list(blobs.values())), strict=True))
    if SERVICE_FILE in found:
        last = PurePosixPath(name.partition(":")[2]).name or "service"
        found = {f"{last}/{path}": data for path, data in found.items()}
        name = name.removesuffix(f"/{last}")
    return FileTree(name, _service_files_only(found), hint=_folder_hint(name, found))


def empty_before_specs(name: str, newer: str) -> FileTree | None:
    """Return an empty tree for a revision that predates the specs, if `newer` is that folder now.

    Return None, so that the name is reported as a mistake, if the folder has another name, git
    does not know the revision, or the revision has specs elsewhere.
    """
    known, _, folder = name.partition(":")
    if not folder or not _is_same_folder(folder, newer):
        return None
    if not _has_no_commits(known):
        if not is_revision(known):
            return None
        names = _git("ls-tree", "-r", "-z", "--name-only", "--full-tree", known).split(b"\0")
        if any(path.rpartition(b"/")[2] == SERVICE_FILE.encode() for path in names):
            return None
    return FileTree(name, {}, absent=True)


def _is_same_folder(folder: str, newer: str) -> bool:
    """Return whether `newer` is the folder that this name means in the checkout."""
    try:
        top = Path(_git("rev-parse", "--show-toplevel").decode().rstrip("\n"))
    except SourceError:
        return False
    return Path(newer).is_dir() and Path(newer).resolve() == (top / folder).resolve()


def _has_no_commits(name: str) -> bool:
    """Return whether a name is of a branch before its first commit."""
    try:
        return name == "HEAD" and bool(_git("symbolic-ref", "-q", name)) and not is_revision(name)
    except SourceError:
        return False


def _folder_hint(name: str, files: Mapping[str, bytes]) -> str:
    """Return a suggestion if a revision has specs in exactly one folder."""
    below = sorted(
        {
            path.rsplit("/", 2)[0]
            for path in files
            if path.count("/") > 1 and path.endswith(f"/{SERVICE_FILE}")
        }
    )
    base = name if name.endswith(":") else f"{name}/"
    return f" Did you mean {base}{below[0]}?" if len(below) == 1 else ""


def is_revision(name: str) -> bool:
    """Return whether git knows a name without a folder: a commit, branch or tag."""
    try:
        return bool(name) and bool(_git("rev-parse", "-q", "--verify", f"{name}^{{commit}}"))
    except SourceError:
        return False


def _service_files_only(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that are in the folder of a service."""
    services = {
        path.partition("/")[0]
        for path in files
        if path.count("/") == 1 and path.endswith(f"/{SERVICE_FILE}")
    }
    return {path: data for path, data in files.items() if path.partition("/")[0] in services}


def _read_blobs(hashes: list[str]) -> list[bytes]:
    """Return the contents of many blobs with one git call."""
    data, found, at = _git("cat-file", "--batch", text="\n".join(hashes)), list[bytes](), 0
    for _ in hashes:
        head = data.index(b"\n", at)
        size = int(data[at:head].split()[2])
        found.append(data[head + 1 : head + 1 + size])
        at = head + size + 2
    return found


def _git(*arguments: str, text: str = "") -> bytes:
    program = shutil.which("git")
    if program is None:
        raise SourceError(
            "git is not installed, so no revision can be read. Name folders or files instead."
        )
    if arguments[-1].startswith("-") and arguments[-1] not in _GIT_OPTIONS:
        raise SourceError(f"{arguments[-1]!r} is not a revision.")
    result = subprocess.run(
        [program, *arguments], input=text.encode(), capture_output=True, check=False
    )
    if result.returncode:
        output = result.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = output[0].removeprefix("fatal: ").rstrip(".") if output else "git does not know it"
        raise SourceError(
            f"{arguments[-1]}: {reason}. Give a folder, a file, or a revision such as HEAD~1:specs."
        )
    return result.stdout

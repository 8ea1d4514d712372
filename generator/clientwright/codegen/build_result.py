"""What a build did, and the note by which the next run knows that nothing is to do.

The note is in the user's cache folder. It has the hash of all that a build reads, and of the locks that it
left. If both are the same, and the files are as the locks say, the packages are current: no spec is parsed,
and nothing is loaded that renders.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clientwright.codegen import lock_file as locks
from clientwright.codegen.package_mutex import swap_paths
from clientwright.errors import SourceError
from clientwright.io.atomic_files import read_bytes
from clientwright.io.cache import Cache, open_cache
from clientwright.io.json_types import is_dict
from clientwright.problems import Problem, has_errors
from clientwright.specs.service_files import (
    SERVICE_FILE,
    find_service_files,
    package_name,
    spec_paths,
)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did to one package or, with `check`, would have to do.

    `broken` are the errors of endpoints that were not generated, and `kept` those of which the
    package has the module that it had. `blocked` are the errors that stopped the package, which
    then stays as it is.
    """

    package: Path
    changed: tuple[str, ...]
    problems: tuple[Problem, ...]
    removed: tuple[str, ...] = ()
    broken: Mapping[str, tuple[Problem, ...]] = field(
        default_factory=dict[str, tuple[Problem, ...]]
    )
    kept: tuple[str, ...] = ()
    blocked: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildNote:
    """The specs in `root` as they are before a build in `out`, and what earlier builds noted.

    `packages` are the names of those that are built, in order.
    """

    root: Path
    out: Path
    packages: tuple[str, ...]
    specs: str
    cache: Cache

    def current_packages(self) -> tuple[BuildResult, ...] | None:
        """Return that nothing is to do for any package, or None if that is not proved."""
        left = self.cache.get(self.specs) if self.specs else None
        if not is_dict(left) or not left or tuple(left) != self.packages:
            return None
        if _is_in_package(self.out):
            return None
        packages = {self.out / name: digest for name, digest in left.items()}
        if not all(_is_as_left(package, digest) for package, digest in packages.items()):
            return None
        return tuple(BuildResult(package, (), ()) for package in packages)

    def keep(self, results: Sequence[BuildResult]) -> None:
        """Note what a build left, unless it has errors, or somebody changed the specs meanwhile."""
        failed = any(one.broken or one.blocked or has_errors(one.problems) for one in results)
        if self.cache.path is None or not self.specs or failed:
            return
        if _specs_digest(_spec_files(self.root)) != self.specs:
            return
        locked = {one.package.name: _lock_digest(one.package) for one in results}
        self.cache.put(self.specs, value=locked)
        self.cache.save()


def read_build_note(root: Path, out: Path, services: Sequence[str], http: str | None) -> BuildNote:
    """Return the note of the builds of some services in `out`, and the specs as they are now."""
    files = _spec_files(root)
    asked = (str(root.resolve()), ",".join(services), http or "", locks.toolchain_digest())
    cache = open_cache("built", out, len(files), "\0".join(asked))
    names = dict.fromkeys(_package_names(root, services))
    digest = "" if cache.path is None else _specs_digest(files)
    return BuildNote(root, out, tuple(names), digest, cache)


def _package_names(root: Path, services: Sequence[str]) -> list[str]:
    """Return the names of the packages of some services, by default of all."""
    known = {file.parent.name: package_name(file) for file in find_service_files(root)}
    return [known.get(name, name) for name in services or known]


def _spec_files(root: Path) -> list[Path]:
    """Return the services' files, and whatever a build reads as a spec."""
    return [path for file in find_service_files(root) for path in (file, *spec_paths(file))]


def _specs_digest(files: Iterable[Path]) -> str:
    """Return the hash of the paths and bytes of files; "" if one cannot be read, which no note has."""
    found = hashlib.sha256()
    try:
        for path in files:
            data = read_bytes(path)
            found.update(b"%s\0%d\0%s" % (os.fsencode(path), len(data), data))
    except SourceError:
        return ""
    return found.hexdigest()


def _is_in_package(out: Path) -> bool:
    return any((at / locks.LOCK_NAME).exists() for at in (out.absolute(), *out.absolute().parents))


def _is_as_left(package: Path, digest: str) -> bool:
    """Return whether a package is as a build left it, by the hash of its lock."""
    if (package / SERVICE_FILE).exists() or any(path.exists() for path in swap_paths(package)):
        return False
    lock = locks.load_lock(package) if _lock_digest(package) == digest else None
    return lock is not None and locks.has_files(package, lock)


def _lock_digest(package: Path) -> str | None:
    return locks.digest_on_disk(package, locks.LOCK_NAME)

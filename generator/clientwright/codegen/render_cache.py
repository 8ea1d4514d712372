"""Modules that were rendered here before: what a check need not render again, though it believes no lock.

What is remembered is the hash of a module by all that it is made from. It lies in the user's
cache (`memory.py`), not in the package, so that whoever changes a package does not change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientwright.cache import Cache, open_cache
from clientwright.codegen import lock_file as locks


@dataclass(frozen=True, slots=True)
class RenderCache:
    """The modules of one package as they were rendered here: by path and spec, their hashes."""

    cache: Cache
    inputs: str

    def get(self, path: str, spec: str) -> str | None:
        """Give the hash that a module had for a spec, None where it was not rendered here."""
        known = self.cache.get(self._key(path, spec))
        return known if isinstance(known, str) else None

    def put(self, path: str, spec: str, digest: str) -> None:
        """Remember a module that was rendered now."""
        self.cache.put(self._key(path, spec), digest)

    def _key(self, path: str, spec: str) -> str:
        return locks.text_digest(f"{self.inputs} {path} {spec}")


def open_render_cache(package: Path, hashes: Mapping[str, str], http: str) -> RenderCache:
    """Recall the modules of a package, for one service, one HTTP library and one state of our tools."""
    made_from = f"{locks.toolchain_digest()} {hashes['service.json']} {http}"
    return RenderCache(open_cache("rendered", package, len(hashes) - 1), made_from)

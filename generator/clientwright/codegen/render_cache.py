"""Cache of rendered modules, for checks that do not trust the lock.

It maps everything a module is made from to the module's hash, in the user's cache folder
(`io/cache.py`) rather than in the package, so that editing a package cannot change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientwright.codegen import lock_file as locks
from clientwright.io.cache import Cache, open_cache


@dataclass(frozen=True, slots=True)
class RenderCache:
    """Hashes of one package's modules as rendered on this machine, by path and spec."""

    cache: Cache
    inputs: str

    def get(self, path: str, spec: str) -> str | None:
        """Return a module's hash for a spec, or None if it was not rendered here."""
        known = self.cache.get(self._key(path, spec))
        return known if isinstance(known, str) else None

    def put(self, path: str, spec: str, digest: str) -> None:
        """Store the hash of a module that was just rendered."""
        self.cache.put(self._key(path, spec), digest)

    def _key(self, path: str, spec: str) -> str:
        return locks.text_digest(f"{self.inputs} {path} {spec}")


def open_render_cache(package: Path, hashes: Mapping[str, str], http: str) -> RenderCache:
    """Load a package's cache for one service, one HTTP library and one version of our tools."""
    made_from = f"{locks.toolchain_digest()} {hashes['service.json']} {http}"
    return RenderCache(open_cache("rendered", package, len(hashes) - 1), made_from)

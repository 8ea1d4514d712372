"""The packages of mutants on disk: a module that is the same in many of them is written and compiled once."""

from __future__ import annotations

import os
import py_compile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import cache_from_source
from pathlib import Path


@dataclass(frozen=True)
class PackageWriter:
    """Writes packages that live as long as their mutants: no file of them need survive a power cut.

    `first` is where each text was written first, and `compiled` that module as Python keeps it.
    """

    first: dict[str, Path] = field(default_factory=dict[str, Path])
    compiled: dict[Path, Path] = field(default_factory=dict[Path, Path])

    def write(self, tree: Mapping[str, str], package: Path) -> Path:
        """Write the files of a package, by their paths in its folder; return the folder."""
        for path, text in tree.items():
            place = package / path
            place.parent.mkdir(parents=True, exist_ok=True)
            first = self.first.setdefault(text, place)
            if first is place or not self._link(first, place):
                place.write_bytes(text.encode())
        return package

    def _link(self, first: Path, place: Path) -> bool:
        """Link a file, and its compiled module, to where its text was written first; return whether that works."""
        try:
            os.link(first, place)
            if place.suffix == ".py":
                link = Path(cache_from_source(str(place)))
                link.parent.mkdir(parents=True, exist_ok=True)
                os.link(self._compiled(first), link)
        except OSError:
            return False
        return True

    def _compiled(self, module: Path) -> Path:
        """Return the file of a compiled module, which Python uses wherever a link to it lies."""
        if module not in self.compiled:
            mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
            self.compiled[module] = Path(cache_from_source(str(module)))
            py_compile.compile(str(module), invalidation_mode=mode)
        return self.compiled[module]

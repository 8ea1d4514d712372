"""A folder of cassettes: where each stands, and which are there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.spec.values import Endpoint, Service


def path_of(folder: Path, service: Service, endpoint: Endpoint, scenario: str) -> Path:
    """Give the file of a scenario: `<folder>/<service>/<endpoint>/<scenario>.json`."""
    return folder.joinpath(service.name, *endpoint.id.segments, f"{scenario}.json")


def cassettes_in(folder: Path, service: Service) -> Iterator[Path]:
    """List the files of a service's cassettes."""
    yield from sorted((folder / service.name).rglob("*.json"))


def writable(paths: Iterable[Path]) -> None:
    """Make sure, as far as can be seen beforehand, that files can be written.

    Raises:
        UsageError: one cannot.
    """
    for path in paths:
        there = next((above for above in (path, *path.parents) if _exists(above)), path)
        folder = path.parent if there == path else there
        reason = _reason(path, there, folder)
        if reason:
            raise UsageError(f"{path}: cannot be written: {reason}")


def _reason(path: Path, there: Path, folder: Path) -> str:
    if there == path and path.is_dir():
        return "it is a folder"
    if not folder.is_dir():
        return f"{folder} is no folder"
    return "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} may not be written to"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False

"""Paths of cassette files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright.specs.model import Endpoint, Service


def cassette_path(folder: Path, service: Service, endpoint: Endpoint, scenario: str) -> Path:
    """Return the path of a scenario: `<folder>/<service>/<endpoint>/<scenario>.json`."""
    return folder.joinpath(service.name, *endpoint.id.segments, f"{scenario}.json")


def cassettes_in(folder: Path, service: Service) -> Iterator[Path]:
    """Yield the paths of a service's cassettes, sorted."""
    yield from sorted((folder / service.name).rglob("*.json"))

"""All cassettes in a folder, of a service or of chosen endpoints."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_model import Cassette
from clientwright.testing.cassettes.errors import UnusableCassette


def read_all(
    folder: Path, service: Service, chosen: Collection[str] = ()
) -> Iterator[tuple[Path, Cassette | UnusableCassette]]:
    """Yield each cassette with its path, or the error of a file that is none.

    With chosen endpoints, only their cassettes and the files in their folders.
    """
    roots = [folder.joinpath(service.name, *id.split("/")) for id in chosen]
    for path in cassettes_in(folder, service):
        try:
            found: Cassette | UnusableCassette = cassette_files.read(path)
        except UnusableCassette as error:
            found = error
        if not chosen:
            yield path, found
        elif isinstance(found, Cassette):
            if found.header.endpoint in chosen:
                yield path, found
        elif any(path.is_relative_to(root) for root in roots):
            yield path, found


def require_cassettes(folder: Path, specs: Specs, chosen: Collection[str] = ()) -> None:
    """Check that a folder has at least one file that may be a cassette, of the chosen endpoints.

    Raises:
        UsageError: it has none.
    """
    if _has_cassettes(folder, specs, chosen):
        return
    name = specs.service.name
    of = f" of {', '.join(chosen)}" if chosen else ""
    above = next((one.parent for one in (folder, *folder.parents) if one.name == name), None)
    if above is not None and _has_cassettes(above, specs, chosen):
        advice = f"did you mean the folder {above}?"
    else:
        advice = (
            f"name the folder that contains {name}/, or record some with "
            f"'clientwright record --into {folder}'"
        )
    raise UsageError(f"no cassettes{of} in {folder}: {advice}")


def _has_cassettes(folder: Path, specs: Specs, chosen: Collection[str]) -> bool:
    found = read_all(folder, specs.service, chosen)
    return any(_may_be_cassette(one) for _, one in found)


def _may_be_cassette(found: Cassette | UnusableCassette) -> bool:
    """Return whether a file is a cassette, or may be one that is broken."""
    return isinstance(found, Cassette) or found.reason != cassette_files.NO_CASSETTE


def cassette_path(folder: Path, service: Service, endpoint: Endpoint, scenario: str) -> Path:
    """Return the path of a scenario: `<folder>/<service>/<endpoint>/<scenario>.json`."""
    return folder.joinpath(service.name, *endpoint.id.segments, f"{scenario}.json")


def cassettes_in(folder: Path, service: Service) -> Iterator[Path]:
    """Yield the paths of a service's cassettes, sorted."""
    yield from sorted((folder / service.name).rglob("*.json"))

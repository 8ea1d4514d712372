"""Select the endpoints of a copy by id, by the end of an id, or by pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from clientwright.codegen.lock_file import LOCK_NAME, LockFile
from clientwright.codegen.vendored_copy import is_from_packaged_specs
from clientwright.errors import UsageError
from clientwright.evolution.problems import EndpointLost
from clientwright.problems import Location, nearest_name
from clientwright.specs.model import Specs
from clientwright.specs.service_files import SERVICE_FILE


@dataclass(frozen=True, slots=True)
class EndpointSelection:
    """The selected part of a service, the names requested, and those that match nothing."""

    specs: Specs
    requested: tuple[str, ...]
    unmatched: tuple[str, ...]


def select_endpoints(specs: Specs, requested_names: Sequence[str]) -> EndpointSelection:
    """Return the endpoints that any of the names or patterns matches."""
    ids = [str(endpoint.id) for endpoint in specs.endpoints]
    matches = {name: _matching_ids(name, ids) for name in requested_names}
    selected = {id for found in matches.values() for id in found}
    part = tuple(endpoint for endpoint in specs.endpoints if str(endpoint.id) in selected)
    recorded = {_name_for_lock(name, found) for name, found in matches.items()}
    lost = tuple(name for name, found in matches.items() if not found)
    return EndpointSelection(replace(specs, endpoints=part), tuple(sorted(recorded)), lost)


def missing_endpoints(package: Path, selection: EndpointSelection) -> Iterator[EndpointLost]:
    """Yield a problem for each recorded name that no endpoint of the specs matches."""
    left = tuple(name for name in selection.requested if name not in selection.unmatched)
    yield from (
        EndpointLost(Location(str(package / LOCK_NAME)), name, left) for name in selection.unmatched
    )


def lost_to_folder(lock: LockFile | None, known: Iterable[str]) -> tuple[str, ...]:
    """Return the endpoints of a copy of the packaged specs that a folder of specs, which knows some ids, lacks."""
    if lock is None or not is_from_packaged_specs(lock.options):
        return ()
    return tuple(sorted({*lock.specs} - {SERVICE_FILE, *map(str, known)}))


def known_ids(specs: Specs) -> Iterator[str]:
    """Yield the ids of the endpoints that a service has or had."""
    yield from (str(endpoint.id) for endpoint in (*specs.endpoints, *specs.retired))


def select_existing(specs: Specs, requested_names: Sequence[str]) -> EndpointSelection:
    """Return the same selection, and require that every name matches.

    Raises:
        UsageError: a name or pattern matches nothing, or a name matches several endpoints.
    """
    selection = select_endpoints(specs, requested_names)
    ids = [str(endpoint.id) for endpoint in specs.endpoints]
    if selection.unmatched:
        raise UsageError(_unknown_endpoint(selection.unmatched[0], specs.service.name, ids))
    for name in requested_names:
        found = _matching_ids(name, ids)
        if not _is_pattern(name) and len(found) > 1:
            raise UsageError(f"{name!r} could be any of {', '.join(found)}; write more of its id")
    return selection


def _matching_ids(name: str, ids: Sequence[str]) -> list[str]:
    if _is_pattern(name):
        return [id for id in ids if fnmatchcase(id, name)]
    return [id for id in ids if id == name] or [id for id in ids if id.endswith(f"/{name}")]


def _name_for_lock(name: str, found: Sequence[str]) -> str:
    """Return a name as the lock records it: the end of an id becomes the whole id."""
    return found[0] if len(found) == 1 and not _is_pattern(name) else name


def _is_pattern(name: str) -> bool:
    return any(mark in name for mark in "*?[")


def _unknown_endpoint(name: str, service: str, ids: Sequence[str]) -> str:
    close = nearest_name(name, ids)
    hint = f" Did you mean {close!r}?" if close else ""
    return f"{service} has no endpoint named {name!r}.{hint} A pattern such as 'kling/*' selects several endpoints."

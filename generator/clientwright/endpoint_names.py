"""Endpoints by name (an id or its ending), found from file paths alone, so that shells complete fast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from clientwright.errors import ProblemsError, UsageError
from clientwright.problems import nearest_name
from clientwright.specs.service_files import SERVICE_FILE, find_service_files

_MAX_LISTED = 12
_WILDCARDS = frozenset("*?[")


def list_endpoint_ids(root: Path) -> list[str]:
    """Return the ids of the endpoints in a specs folder, or a service's; a spec's path is its id."""
    return sorted(
        path.relative_to(service.parent).with_suffix("").as_posix()
        for service in find_service_files(root)
        for path in service.parent.rglob("*.json")
        if path != service
    )


def resolve_endpoint_id(name: str, known: Sequence[str], *, by_part: bool = False) -> str:
    """Return the one known id that ends with `name` or, with `by_part`, has it anywhere.

    Commands that submit jobs take no parts: a typing error must not choose what is paid for.

    Raises:
        UsageError: no id, or more than one, is meant; the message lists candidates.
    """
    wanted = name.strip("/")
    filters = (
        wanted.__eq__,
        lambda id: id.endswith(f"/{wanted}"),
        lambda id: id.endswith(wanted),
        lambda id: by_part and f"/{wanted}/" in f"/{id}/",
        lambda id: by_part and wanted.lower() in id.lower(),
    )
    matches = next((fit for keep in filters if wanted and (fit := [*filter(keep, known)])), [])
    if len({*matches}) == 1:
        return matches[0]
    if matches:
        raise UsageError(
            f"{name!r} could be any of these; give more of the id:{_format_id_list(matches)}"
        )
    raise UsageError(_unknown_name_message(name, known))


def find_endpoint_id(root: Path, name: str, *, by_part: bool = False) -> str:
    """Return the one id in a specs folder that is meant; a service that cannot be read is told first.

    Raises:
        UsageError: the folder has no specs, or no id, or more than one, is meant; or several services have it.
        ProblemsError: no id is meant, and the file of a service has errors.
    """
    known = {file.parent: list_endpoint_ids(file.parent) for file in find_service_files(root)}
    try:
        ids = [id for found in known.values() for id in found]
        id = resolve_endpoint_id(name, sorted(ids), by_part=by_part)
    except UsageError:
        _require_readable_services(root)
        raise
    services = [folder.name for folder, found in known.items() if id in found]
    if len(services) > 1:
        raise UsageError(
            f"{id} is an endpoint of several services ({', '.join(services)}); "
            f"choose one, for example --service {services[0]}"
        )
    return id


def select_endpoint_ids(root: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return the ids in a specs folder that are meant by names or patterns such as 'kling/*', each once.

    A pattern is held against whole ids.

    Raises:
        UsageError: a pattern matches no id, or a name means none or more than one.
        ProblemsError: no id is meant, and the file of a service has errors.
    """
    found = dict.fromkeys(id for name in names for id in _ids_of_name(root, name))
    return tuple(found)


def _ids_of_name(root: Path, name: str) -> Sequence[str]:
    matches = [id for id in list_endpoint_ids(root) if fnmatchcase(id, name)]
    return matches if matches and _WILDCARDS & {*name} else [find_endpoint_id(root, name)]


def iter_id_suffixes(known: Iterable[str]) -> Iterable[str]:
    """Yield every proper suffix of every id, the shortest first."""
    for id in known:
        segments = id.split("/")
        yield from ("/".join(segments[n:]) for n in range(len(segments) - 1, 0, -1))


def _require_readable_services(root: Path) -> None:
    from clientwright import locations
    from clientwright.specs import spec_files

    found = spec_files.load_specs(root).problems
    broken = [one for one in found if Path(one.location.file).name == SERVICE_FILE]
    if broken:
        raise ProblemsError(locations.add_lines(broken))


def _unknown_name_message(name: str, known: Sequence[str]) -> str:
    if not known:
        return f"there is no endpoint named {name!r}: the specs contain no endpoints"
    close = _similar_name(name, known)
    hint = f" Did you mean {close!r}?" if close else ""
    return f"there is no endpoint named {name!r}.{hint} Known endpoints:{_format_id_list(known)}"


def _similar_name(name: str, known: Sequence[str]) -> str:
    """Return what a name may have been meant to be, or ""; of a pattern, one that matches something."""
    if not _WILDCARDS & {*name}:
        return nearest_name(name, known) or nearest_name(name, iter_id_suffixes(known))
    open_ended = f"*{name.strip('*').lower()}*"
    if any(fnmatchcase(id, open_ended) for id in known):
        return open_ended
    prefixes = {
        f"{'/'.join(id.split('/')[:n])}/*" for id in known for n in range(1, id.count("/") + 1)
    }
    suffixes = {f"*/{end}" for end in iter_id_suffixes(known)}
    return nearest_name(name, prefixes | suffixes)


def _format_id_list(found: Sequence[str]) -> str:
    more = [f"… and {len(found) - _MAX_LISTED} more"] if len(found) > _MAX_LISTED else []
    return "".join(f"\n  {id}" for id in [*found[:_MAX_LISTED], *more])

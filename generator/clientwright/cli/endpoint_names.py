"""Endpoints by name (an id or its ending), found from file paths alone, so that shells complete fast."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from clientwright.errors import ProblemsError, UsageError
from clientwright.problems import nearest_name
from clientwright.specs.service_files import SERVICE_FILE, find_service_files

_MAX_LISTED = 12
_WITH_PACKAGED_SPECS = frozenset(("explain", "vendor"))
"""Commands that use the specs shipped with clientwright if there are no others."""


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
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UsageError(
            f"{name!r} could be any of these; give more of the id:{_format_id_list(matches)}"
        )
    raise UsageError(_unknown_name_message(name, known))


def find_endpoint_id(root: Path, name: str, *, by_part: bool = False) -> str:
    """Return the one id in a specs folder that is meant; a service that cannot be read is told first.

    Raises:
        UsageError: the folder has no specs, or no id, or more than one, is meant.
        ProblemsError: no id is meant, and the file of a service has errors.
    """
    try:
        return resolve_endpoint_id(name, list_endpoint_ids(root), by_part=by_part)
    except UsageError:
        _require_readable_services(root)
        raise


def complete_endpoint_name(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return shell completions of an endpoint's name; none if the specs cannot be read."""
    try:
        known = list_endpoint_ids(_specs_of(ctx))
    except OSError:
        return []
    ids = [id for id in known if id.startswith(incomplete)]
    found = ids or [
        end for end in dict.fromkeys(iter_id_suffixes(known)) if end.startswith(incomplete)
    ]
    return [CompletionItem(name) for name in found]


def _specs_of(ctx: click.Context) -> Path:
    """Return the folder of the specs that the command being completed would read."""
    from clientwright.cli.specs_source import choose_specs

    root = Path(ctx.params.get("specs") or "specs")
    return choose_specs(ctx, root).root if ctx.info_name in _WITH_PACKAGED_SPECS else root


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
    close = nearest_name(name, known) or nearest_name(name, iter_id_suffixes(known))
    hint = f" Did you mean {close!r}?" if close else ""
    return f"there is no endpoint named {name!r}.{hint} Known endpoints:{_format_id_list(known)}"


def _format_id_list(found: Sequence[str]) -> str:
    more = [f"… and {len(found) - _MAX_LISTED} more"] if len(found) > _MAX_LISTED else []
    return "".join(f"\n  {id}" for id in [*found[:_MAX_LISTED], *more])

"""Endpoints by name: an id, or an ending of it, from the files' paths alone (quick enough for a shell)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from clientwright.errors import UsageError
from clientwright.problems import nearest_name

_MAX_LISTED = 12


def list_endpoint_ids(root: Path) -> list[str]:
    """List the ids of the endpoints in a specs folder; a spec stands at the path of its id."""
    return sorted(
        path.relative_to(service.parent).with_suffix("").as_posix()
        for service in root.glob("*/service.json")
        for path in service.parent.rglob("*.json")
        if path != service
    )


def resolve_endpoint_id(name: str, known: Sequence[str]) -> str:
    """Give the one id that is meant.

    Raises:
        UsageError: no id, or more than one, ends so; the candidates are named.
    """
    asked = name.strip("/")
    tests = (asked.__eq__, lambda id: id.endswith(f"/{asked}"), lambda id: id.endswith(asked))
    meant = next((fit for test in tests if asked and (fit := [*filter(test, known)])), [])
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(
            f"{name!r} could be any of these; say more of its id:{_format_id_list(meant)}"
        )
    raise UsageError(_unknown_name_message(name, known))


def complete_endpoint_name(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete an endpoint's name in a shell; says nothing where the specs cannot be read."""
    try:
        known = list_endpoint_ids(Path(ctx.params.get("specs") or "specs"))
    except OSError:
        return []
    whole = [id for id in known if id.startswith(incomplete)]
    found = whole or [
        end for end in dict.fromkeys(iter_id_suffixes(known)) if end.startswith(incomplete)
    ]
    return [CompletionItem(name) for name in found]


def iter_id_suffixes(known: Iterable[str]) -> Iterable[str]:
    """Give every ending of every id, the shortest first."""
    for id in known:
        segments = id.split("/")
        yield from ("/".join(segments[n:]) for n in range(len(segments) - 1, 0, -1))


def _unknown_name_message(name: str, known: Sequence[str]) -> str:
    close = nearest_name(name, known) or nearest_name(name, iter_id_suffixes(known))
    hint = f" Did you mean {close!r}?" if close else ""
    return f"no endpoint is called {name!r}.{hint} These are known:{_format_id_list(known)}"


def _format_id_list(found: Sequence[str]) -> str:
    more = [f"… and {len(found) - _MAX_LISTED} more"] if len(found) > _MAX_LISTED else []
    return "".join(f"\n  {id}" for id in [*found[:_MAX_LISTED], *more])

"""Endpoints by name: an id, or an ending of it, from the files' paths alone (quick enough for a shell)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from clientwright.errors import UsageError
from clientwright.problems import nearest_name

_MOST = 12


def ids(root: Path) -> list[str]:
    """List the ids of the endpoints in a specs folder; a spec stands at the path of its id."""
    return sorted(
        path.relative_to(service.parent).with_suffix("").as_posix()
        for service in root.glob("*/service.json")
        for path in service.parent.rglob("*.json")
        if path != service
    )


def find(name: str, known: Sequence[str]) -> str:
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
        raise UsageError(f"{name!r} could be any of these; say more of its id:{_listed(meant)}")
    raise UsageError(_unknown(name, known))


def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete an endpoint's name in a shell; says nothing where the specs cannot be read."""
    try:
        known = ids(Path(ctx.params.get("specs") or "specs"))
    except OSError:
        return []
    whole = [id for id in known if id.startswith(incomplete)]
    found = whole or [end for end in dict.fromkeys(endings(known)) if end.startswith(incomplete)]
    return [CompletionItem(name) for name in found]


def endings(known: Iterable[str]) -> Iterable[str]:
    """Give every ending of every id, the shortest first."""
    for id in known:
        segments = id.split("/")
        yield from ("/".join(segments[n:]) for n in range(len(segments) - 1, 0, -1))


def _unknown(name: str, known: Sequence[str]) -> str:
    close = nearest_name(name, known) or nearest_name(name, endings(known))
    hint = f" Did you mean {close!r}?" if close else ""
    return f"no endpoint is called {name!r}.{hint} These are known:{_listed(known)}"


def _listed(found: Sequence[str]) -> str:
    more = [f"… and {len(found) - _MOST} more"] if len(found) > _MOST else []
    return "".join(f"\n  {id}" for id in [*found[:_MOST], *more])

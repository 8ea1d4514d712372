"""Shell completion of the names of endpoints."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from clientwright.endpoint_names import iter_id_suffixes, list_endpoint_ids

_WITH_PACKAGED_SPECS = frozenset(("explain", "vendor", "rules", "list"))
"""Commands that use the specs shipped with clientwright if there are no others."""


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

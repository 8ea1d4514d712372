"""Advice about entries that a person must look after: the unknown, and those of other accounts."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ..journal.account_names import IMPLICIT
from ..journal.entry import Entry
from ..telemetry.shown_urls import without_queries
from ..text_table import shown

_MAY = "may have been accepted"


def advice(entry: Entry, prog: str) -> str:
    """Return what a person can do about an unknown, in one line."""
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(entry.created_at))
    reason = entry.reason or "its answer was lost"
    seen = shown(without_queries(reason.removeprefix(f"the submit {_MAY}: ")), 200)
    named = f"; request {entry.request_id} was named" if entry.request_id else ""
    return (
        f"{entry.short_id} {_MAY} ({seen}{named}). Look into your account for a job of "
        f"{entry.endpoint} of {when}, then: {prog} settle {entry.short_id} --request-id REQUEST, "
        "or --never-accepted"
    )


def not_followed(others: Sequence[Entry]) -> list[str]:
    """Return a line for each account and base URL whose accepted jobs a command does not ask about."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in others:
        groups.setdefault((one.account, one.base_url), []).append(one.short_id)
    return [
        f"{len(ids)} accepted job{'s' * (len(ids) != 1)} of account {shown(account)} at {url} "
        f"{'is' if len(ids) == 1 else 'are'} not followed: {', '.join(ids)}. Run resume again with "
        + ("that account's token" if account.startswith(IMPLICIT) else f"--account {account}")
        + f" and --base-url {url}"
        for (account, url), ids in groups.items()
    ]

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Entries of a journal as JSON data, and advice about those that a person must look after."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from typing import Any

from ..journal.account_names import IMPLICIT
from ..journal.entry import Entry, local_time
from ..telemetry.structured_log import without_queries
from ..text_table import shown

_MAY = "may have been accepted"


def advice(unknown: Sequence[Entry], prog: str) -> list[str]:
    """Return a line about each unknown, then the commands that settle them; nothing if there are none."""
    if not unknown:
        return []
    id, request, them = "ID", "REQUEST", "each of them"
    if len(unknown) == 1:
        id, request, them = unknown[0].short_id, unknown[0].request_id or request, "it"
    return [
        *map(_about, unknown),
        f"Look for {them} in your account, then run one of these:",
        f"  {prog} settle {id} --request-id {shlex.quote(request)}",
        f"  {prog} settle {id} --never-accepted",
    ]


def not_saved(entries: Sequence[Entry], prog: str) -> list[str]:
    """Return a line about jobs that succeeded and whose outputs are not here; nothing if there are none."""
    if not entries:
        return []
    succeeded = f"{count_of(entries, 'job')} succeeded and {'is' if len(entries) == 1 else 'are'}"
    return [f"{succeeded} not downloaded; to save the output, run: {prog} resume --download DIR"]


def being_sent(entries: Sequence[Entry]) -> list[str]:
    """Return a line about submits that are on their way; nothing if there are none."""
    if not entries:
        return []
    named = ", ".join(one.short_id for one in entries)
    is_one = len(entries) == 1
    return [
        f"{count_of(entries, 'job')} {'is' if is_one else 'are'} still being submitted: {named}"
    ]


def not_followed(others: Sequence[Entry], prog: str) -> list[str]:
    """Return a line for each account and base URL whose accepted jobs a command does not ask about."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for one in others:
        groups.setdefault((one.account, one.base_url), []).append(one)
    lines: list[str] = []
    for (account, url), those in groups.items():
        command = f"{prog} resume --base-url {shlex.quote(url)}"
        how = "set that account's token and run"
        if not account.startswith(IMPLICIT):
            how = "run"
            command += f" --account {shlex.quote(shown(account))}"
        lines.append(
            f"{count_of(those, 'accepted job')} of account {shown(account)} at {url} "
            f"{'is' if len(those) == 1 else 'are'} not followed: "
            f"{', '.join(one.short_id for one in those)}. To follow, {how}: {command}"
        )
    return lines


def count_of(entries: Sequence[Entry], noun: str) -> str:
    """Return how many entries there are, such as `2 jobs`."""
    return f"{len(entries)} {noun}{'s' * (len(entries) != 1)}"


def _about(entry: Entry) -> str:
    reason = entry.reason or "its answer was lost"
    seen = shown(without_queries(reason.removeprefix(f"the submit {_MAY}: ")), 200)
    named = f"; its answer named request {shown(entry.request_id)}" if entry.request_id else ""
    place = "" if entry.batch is None else f", place {entry.position} of batch {shown(entry.batch)}"
    what = f"{entry.short_id}, submitted {local_time(entry.created_at)} to {entry.endpoint}{place}"
    return f"{what}, {_MAY}: {seen}{named}"


def entry_facts(entry: Entry) -> dict[str, Any]:
    """Return an entry as JSON data, without its input, its result and its URLs."""
    return {
        "id": entry.short_id,
        "state": entry.state,
        "endpoint": entry.endpoint,
        "request_id": entry.request_id,
        "once": entry.once,
        "batch": entry.batch,
        "position": entry.position,
        "base_url": entry.base_url,
        "account": entry.account,
        "reason": None if entry.reason is None else without_queries(entry.reason),
        "created_at": _iso(entry.created_at),
        "updated_at": _iso(entry.updated_at),
        "price": None if entry.price is None else str(entry.price),
        "cost": None if entry.cost is None else str(entry.cost),
        "files": [one._asdict() for one in entry.files],
    }


def _iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))

"""Entries of a journal as JSON data."""

from __future__ import annotations

import time
from typing import Any

from ..journal.entry import Entry
from ..telemetry.shown_urls import without_queries


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

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Entries and claims as rows of the journal's table, and back."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from .claim import Claim
from .entry import Entry, SavedFile
from .money import from_nano, to_nano

COLUMNS = (
    "id",
    "state",
    "base_url",
    "account",
    "endpoint",
    "once",
    "batch",
    "position",
    "fingerprint",
    "once_on",
    "input",
    "request_id",
    "reason",
    "created_at",
    "updated_at",
    "price",
    "cost",
    "result",
    "files",
    "token",
    "owner",
)


def row_of_claim(claim: Claim, token: str, owner: str) -> dict[str, Any]:
    """Return the row of a submit that is about to be sent."""
    now = time.time()
    return {
        **claim.scope._asdict(),
        "state": "sending",
        "endpoint": claim.endpoint,
        "once": claim.once,
        "batch": claim.batch,
        "position": claim.position,
        "fingerprint": claim.fingerprint,
        "once_on": claim.once_on,
        "input": claim.input,
        "request_id": None,
        "reason": None,
        "created_at": now,
        "updated_at": now,
        "price": to_nano(claim.price),
        "cost": None,
        "result": None,
        "files": "[]",
        "token": token,
        "owner": owner,
    }


def entry_of(row: Sequence[Any]) -> Entry:
    """Return the entry of a row with the columns of `COLUMNS`."""
    facts = dict(zip(COLUMNS, row, strict=True))
    for name in ("input", "result"):
        facts[name] = None if facts[name] is None else json.loads(facts[name])
    facts["files"] = tuple(SavedFile(*one) for one in json.loads(facts["files"]))
    facts["price"], facts["cost"] = from_nano(facts["price"]), from_nano(facts["cost"])
    return Entry(**facts)


def row_of(entry: Entry) -> dict[str, Any]:
    """Return an entry's columns, without its number."""
    row = {name: getattr(entry, name) for name in COLUMNS if name != "id"}
    for name in ("input", "result"):
        row[name] = None if row[name] is None else json.dumps(row[name])
    row["files"] = json.dumps([*entry.files])
    row["price"], row["cost"] = to_nano(entry.price), to_nano(entry.cost)
    return row


def storable(text: str) -> str:
    """Return a text without what some database cannot keep: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")

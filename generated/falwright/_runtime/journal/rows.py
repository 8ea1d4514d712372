# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Entries and claims as rows of the journal's table, and back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from ..input_faults import is_dict, is_list
from .claim import Claim
from .entry import STATES, Entry, SavedFile
from .errors import JournalError
from .money import from_nano, to_nano

_YEAR_9999 = 253_370_764_800
MOST_LEVELS = 100
"""How deep what is stored nests, so that it can be read from nearly every depth of calls."""
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


def row_of_claim(claim: Claim, owner: str) -> dict[str, Any]:
    """Return the row of a submit that is about to be sent."""
    now = clock()
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
        "token": claim.token,
        "owner": owner,
    }


def entry_of(row: Sequence[Any]) -> Entry:
    """Return the entry of a row with the columns of `COLUMNS`.

    Raises:
        JournalError: a column has what no journal writes.
    """
    facts: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    for name, read in _READ.items():
        try:
            facts[name] = read(facts[name])
        except RecursionError:
            raise JournalError(
                f"the {name} of the entry j{facts['id']} nests deeper than Python's stack allows at "
                "this depth of calls. Nothing is damaged: use the journal from fewer calls deep, or "
                "with a higher sys.setrecursionlimit()"
            ) from None
        except (ValueError, TypeError, ArithmeticError):
            raise JournalError(
                f"the journal is damaged: its entry j{facts['id']} has no valid {name}; repair that "
                "column of the table job_journal_entries, or restore a copy of the journal"
            ) from None
    return Entry(**facts)


def _json(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _files(text: str) -> tuple[SavedFile, ...]:
    found: list[list[Any]] = json.loads(text)
    for path, digest, size in found:
        if not (isinstance(path, str) and isinstance(digest, str) and isinstance(size, int)):
            raise ValueError
    return tuple(SavedFile(*one) for one in found)


def _time(seconds: float) -> float:
    if not 0 <= seconds < _YEAR_9999:
        raise ValueError
    return seconds


def _state(name: str) -> str:
    if name not in STATES:
        raise ValueError
    return name


_READ: dict[str, Callable[[Any], Any]] = {
    "state": _state,
    "input": _json,
    "result": _json,
    "files": _files,
    "created_at": _time,
    "updated_at": _time,
    "price": from_nano,
    "cost": from_nano,
}


def row_of(entry: Entry) -> dict[str, Any]:
    """Return an entry's columns, without its number."""
    row = {name: getattr(entry, name) for name in COLUMNS if name != "id"}
    for name in ("input", "result"):
        row[name] = None if row[name] is None else stored_json(row[name])
    row["files"] = json.dumps([*entry.files])
    row["price"], row["cost"] = to_nano(entry.price), to_nano(entry.cost)
    return row


def clock() -> float:
    """Return the time in seconds since 1970; that of a clock that is far off is the nearest one that can be read."""
    return min(max(time.time(), 0.0), _YEAR_9999 - 1.0)


def stored_json(data: object) -> str:
    """Return JSON data as text, with null for what nests deeper than `MOST_LEVELS`."""
    return json.dumps(_cut(data, MOST_LEVELS))


def _cut(data: object, levels: int) -> object:
    if is_dict(data):
        return {name: _cut(one, levels - 1) for name, one in data.items()} if levels else None
    if is_list(data):
        return [_cut(one, levels - 1) for one in data] if levels else None
    return data


def storable(text: str) -> str:
    """Return a text without what some database cannot keep: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Outcomes as a table of plain text."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

from .outcome import Outcome, money_text

MOST_ROWS = 40
_HEAD = ("#", "state", "endpoint", "request", "USD", "files", "message")
_LEAST = {"message": 24, "endpoint": 12, "request": 12}
"""Columns that are cut to this width, one after another, until a row fits; `to_dict` has all of them."""


def outcome_table(
    outcomes: Sequence[Outcome[Any]], stopped: str | None = None, width: int | None = None
) -> str:
    """Return a row for each outcome, those that need a look first; a long table is cut.

    A row is as wide as the terminal at most, as far as its columns allow. `stopped` is the reason
    of what was not submitted.
    """
    ordered = sorted(outcomes, key=lambda one: (one.is_success, _is_left(one)))
    shown = sorted(ordered[:MOST_ROWS], key=lambda one: one.position)
    if not shown:
        return ""
    rows = [_HEAD, *(_row(one, stopped) for one in shown)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    most = shutil.get_terminal_size((100, 24)).columns if width is None else width
    for name, least in _LEAST.items():
        place = _HEAD.index(name)
        excess = sum(widths) + 2 * len(widths) - 2 - most
        widths[place] -= min(max(excess, 0), max(widths[place] - least, 0))
    lines = ["  ".join(map(_fitted, _HEAD, row, widths)).rstrip() for row in rows]
    if left := len(ordered) - len(shown):
        lines.append(f"and {left} more")
    return "\n".join(lines)


def _is_left(outcome: Outcome[Any]) -> bool:
    return outcome.state == "not_submitted" and outcome.error is None


def _fitted(column: str, cell: str, width: int) -> str:
    """Return a cell in its column's width; the end of an endpoint's id says more than its beginning."""
    if len(cell) > width:
        cell = f"…{cell[1 - width :]}" if column == "endpoint" else f"{cell[: width - 1]}…"
    return cell.ljust(width)


def _row(outcome: Outcome[Any], stopped: str | None) -> tuple[str, ...]:
    error = outcome.error
    message = "" if error is None else str(getattr(error, "message", error) or repr(error))
    if _is_left(outcome) and stopped:
        message = f"the batch was stopped before: {stopped.replace('_', ' ')}"
    message = " ".join(message.split())
    return (
        str(outcome.position),
        outcome.state.replace("_", " "),
        "" if outcome.request is None else outcome.request.endpoint.id,
        outcome.request_id or "",
        money_text(outcome.spent) or "?",
        str(len(outcome.files) or ""),
        message,
    )

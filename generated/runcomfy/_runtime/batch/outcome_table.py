# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Outcomes as a table of plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .outcome import Outcome, money_text

MOST_ROWS = 40
MOST_CHARACTERS = 100
"""Longest message in a row; the whole one is in the outcome's error."""
_HEAD = ("#", "state", "endpoint", "request", "USD", "files", "message")


def outcome_table(outcomes: Sequence[Outcome[Any]]) -> str:
    """Return a row for each outcome, those that need a look first; a long table is cut."""
    ordered = sorted(outcomes, key=lambda one: (one.is_success, _is_left(one)))
    shown = sorted(ordered[:MOST_ROWS], key=lambda one: one.position)
    if not shown:
        return ""
    rows = [_HEAD, *map(_row, shown)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    if left := len(ordered) - len(shown):
        lines.append(f"and {left} more")
    return "\n".join(lines)


def _is_left(outcome: Outcome[Any]) -> bool:
    return outcome.state == "not_submitted" and outcome.error is None


def _row(outcome: Outcome[Any]) -> tuple[str, ...]:
    error = outcome.error
    message = "" if error is None else str(getattr(error, "message", error) or repr(error))
    message = " ".join(message.split())
    if len(message) > MOST_CHARACTERS:
        message = message[: MOST_CHARACTERS - 1] + "…"
    return (
        str(outcome.position),
        outcome.state.replace("_", " "),
        "" if outcome.request is None else outcome.request.endpoint.id,
        outcome.request_id or "",
        money_text(outcome.spent) or "?",
        str(len(outcome.files) or ""),
        message,
    )

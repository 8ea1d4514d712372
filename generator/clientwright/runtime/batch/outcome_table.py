"""Outcomes as a table of plain text, with the reasons below it."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ..journal.money import amount_text
from ..text_table import Column, aligned, line, shown
from .outcome import BOUGHT, Outcome

MOST_ROWS = 40
LONGEST_REASON = 500
"""Characters of a reason that are shown; `to_dict` has all of them."""
_COLUMNS = (
    Column("#"),
    Column("state"),
    Column("endpoint", least=8, keeps_end=True),
    Column("request", least=36),  # a UUID is whole, so that it can be copied
    Column("USD"),
    Column("files"),
)


def outcome_table(
    outcomes: Sequence[Outcome[Any]], stopped: str | None = None, width: int | None = None
) -> str:
    """Return a row for each outcome, those that need a look first, then each reason; a long table is cut.

    A line is as wide as the terminal at most, as far as its columns allow. `stopped` says in words
    why the rest was not submitted.
    """
    ordered = sorted(outcomes, key=lambda one: (one.is_success, _is_left(one)))
    chosen = sorted(ordered[:MOST_ROWS], key=lambda one: one.position)
    if not chosen:
        return ""
    most = shutil.get_terminal_size((100, 24)).columns if width is None else width
    lines = [line(cells) for cells in aligned(_COLUMNS, [*map(_row, chosen)], most)]
    if left := len(ordered) - len(chosen):
        lines.append(f"and {left} more")
    for who, reason in _reasons(chosen, stopped).items():
        lines += textwrap.wrap(f"{who}: {reason}", most, subsequent_indent="  ")
    return "\n".join(lines)


def _is_left(outcome: Outcome[Any]) -> bool:
    return outcome.state == "not_submitted" and outcome.error is None


def _row(outcome: Outcome[Any]) -> tuple[str, ...]:
    return (
        str(outcome.position),
        outcome.state.replace("_", " "),
        "" if outcome.request is None else outcome.request.endpoint.id,
        shown(outcome.request_id, 512),
        "?" if outcome.spent is None else _spent(outcome, outcome.spent),
        str(len(outcome.files) or ""),
    )


def _spent(outcome: Outcome[Any], spent: Decimal) -> str:
    is_expected = outcome.state in BOUGHT and outcome.cost is None
    return amount_text(spent, is_expected=is_expected)


def _reasons(outcomes: Sequence[Outcome[Any]], stopped: str | None) -> dict[str, str]:
    """Return by the numbers of outcomes why they have no result; those with the same reason are together."""
    places: dict[str, list[str]] = {}
    for one in outcomes:
        if one.error is not None:
            message = str(getattr(one.error, "message", one.error) or repr(one.error))
            reason = shown(" ".join(message.split()), LONGEST_REASON)
            places.setdefault(reason, []).append(str(one.position))
    found = {", ".join(those): reason for reason, those in places.items()}
    if stopped and any(map(_is_left, outcomes)):
        found["not submitted"] = f"the batch was {stopped}"
    return found

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
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
from .reasons import reasons

MOST_ROWS = 40
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
    found = reasons(chosen)
    if stopped and any(map(_is_left, chosen)):
        found["not submitted"] = f"the batch was {stopped}"
    for who, reason in found.items():
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

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Outcomes as a table of plain text, with the reasons below it, each once."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from ..errors import SubmitUnknown
from ..journal.entry import Entry
from ..journal.money import amount_text
from ..text_table import Column, aligned, line, shown
from .outcome import BOUGHT, Outcome

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


LONGEST_REASON = 500
"""Characters of a reason that are shown; `to_dict` has all of them."""
_TIME = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?\b")
_ID, _REQUEST, _WHEN = "\ue000", "\ue001", "\ue002"
"""What stands for the entry, the request and the time of an outcome: no text that is shown has them."""


def reasons(outcomes: Iterable[Outcome[Any]]) -> dict[str, str]:
    """Return by the positions of outcomes what their errors say."""
    groups: dict[str, list[Outcome[Any]]] = {}
    for one in outcomes:
        if one.error is not None:
            groups.setdefault(_form(one), []).append(one)
    found: dict[str, str] = {}
    for form, those in groups.items():
        places = ", ".join(str(one.position) for one in those)
        found[places] = (
            shown(_text(those[0]), LONGEST_REASON) if len(those) == 1 else _one(form, those)
        )
    return found


def _text(outcome: Outcome[Any]) -> str:
    """Return what the error of an outcome says, in one line."""
    error = outcome.error
    message = " ".join(str(getattr(error, "message", error) or repr(error)).split())
    if isinstance(error, SubmitUnknown):
        message = f"{message.rstrip('.')}. {error.advice}"
    entry = _entry(outcome)
    return message if entry is None else message.replace(str(entry), entry.short_id)


def _form(outcome: Outcome[Any]) -> str:
    """Return what an error says without what is that of one outcome alone."""
    text = shown(_text(outcome), 10**6)
    if (entry := _entry(outcome)) is not None:
        text = re.sub(rf"\b{entry.short_id}\b", _ID, text)
    if outcome.request_id:
        request = re.escape(shown(outcome.request_id, 512))
        text = re.sub(rf"(?<!\w){request}(?!\w)", _REQUEST, text)
    return _TIME.sub(_WHEN, text)


def _one(form: str, outcomes: list[Outcome[Any]]) -> str:
    """Return the reason of several outcomes, with the ids of all their entries."""
    text = form if len(form) <= LONGEST_REASON else f"{form[: LONGEST_REASON - 1]}…"
    ids = ", ".join(entry.short_id for one in outcomes if (entry := _entry(one)))
    text = text.replace(_ID, ids, 1).replace(_ID, "ID").replace(_REQUEST, "…")
    times = sorted(time for one in outcomes for time in _TIME.findall(_text(one)))
    if times:
        span = times[0] if times[0] == times[-1] else f"{times[0]} to {times[-1]}"
        text = text.replace(_WHEN, span)
    return text


def _entry(outcome: Outcome[Any]) -> Entry | None:
    found: Entry | None = getattr(outcome.error, "entry", None)
    return found or outcome.entry

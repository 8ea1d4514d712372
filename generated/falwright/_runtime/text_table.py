# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Tables of plain text that fit a terminal, with cells that are short and move no cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Column(NamedTuple):
    """A column of a table; where there is no room it is cut to `least` characters, or never.

    With `keeps_end` the end of its texts is kept, else their beginning. One that `is_cut_last` is
    whole until all others are as narrow as they may be.
    """

    head: str
    least: int | None = None
    keeps_end: bool = False
    is_cut_last: bool = False


def aligned(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None = None
) -> list[list[str]]:
    """Return the cells of the head and of each row, padded to the width of their column.

    If a line with two blanks between its cells were longer than `width`, empty columns are left out,
    and the longest of those that may be cut are cut. Without a width nothing is cut.
    """
    texts = [*zip([one.head for one in columns], *rows, strict=True)]
    widths = [max(map(len, column)) for column in texts]
    if width is not None and _line_length(widths) > width:
        kept = [place for place, column in enumerate(texts) if any(column[1:])]
        columns, texts = [columns[place] for place in kept], [texts[place] for place in kept]
        widths = _fitting(columns, [widths[place] for place in kept], width)
    padded = [
        [_cut(text, length, keeps_end=one.keeps_end).ljust(length) for text in column]
        for one, column, length in zip(columns, texts, widths, strict=True)
    ]
    return [[*row] for row in zip(*padded, strict=True)]


def line(cells: Sequence[str]) -> str:
    """Return the line of a row."""
    return "  ".join(cells).rstrip()


def shown(text: str | None, longest: int | None = None) -> str:
    """Return text for one cell of a terminal: without what moves the cursor, and shortened if it is to be."""
    plain = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text or "")
    return plain if longest is None else _cut(plain, longest)


def _line_length(widths: Sequence[int]) -> int:
    return sum(widths) + 2 * (len(widths) - 1)


def _fitting(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """Return widths of columns, of which the longest are cut until a line fits."""
    fitting = [*widths]
    while _line_length(fitting) > width:
        able = [
            (not one.is_cut_last, fitting[place], -place)
            for place, one in enumerate(columns)
            if one.least is not None and fitting[place] > one.least
        ]
        if not able:
            break
        fitting[-max(able)[2]] -= 1
    return fitting


def _cut(text: str, length: int, *, keeps_end: bool = False) -> str:
    if len(text) <= length:
        return text
    return f"…{text[len(text) + 1 - length :]}" if keeps_end else f"{text[: length - 1]}…"

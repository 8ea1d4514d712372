"""A line of a report with its style."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StyledLine:
    """A line of text; `colour` is the name of a colour, or empty."""

    text: str = ""
    colour: str = ""
    bold: bool = False

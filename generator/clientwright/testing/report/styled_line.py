"""The lines that a report is told in, before anything is printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StyledLine:
    """One line, and how it looks where there is colour: a colour's name or nothing, bold or not."""

    text: str = ""
    colour: str = ""
    bold: bool = False

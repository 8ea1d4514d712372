"""Problems in the facts of a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clientwright.problems import Problem


@dataclass(frozen=True, slots=True)
class MissingStatusWord(Problem):
    """A vocabulary that has no word for a state that every job can be in."""

    meanings: tuple[str, ...]
    code: ClassVar[str] = "missing-status-word"

    def found(self) -> str:
        """Return what was found."""
        return f"no status word here means {' or '.join(self.meanings)}."

    def advice(self) -> str:
        """Return what to try."""
        return "Add the word that the provider uses for it; every job can be in this state."

"""`sum-at-most`: the values at one path add up to at most a number, or the value at another path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, cast

from ..exact_values import exact_number
from ..input_faults import DataPath
from .base import MISSING, NoValue, PathSteps, Rule, lookup
from .sums import addends_text, is_number, term_values


@dataclass(frozen=True)
class SumAtMost(Rule):
    """The values at `addends` add up to at most the value at `total`, else to `most`."""

    kind: ClassVar[str] = "sum-at-most"
    addends: PathSteps
    total: tuple[str, ...] | None = None
    addend_default: int | float | None = None
    most: int | float | None = None

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Add up exactly, with documented defaults for absent values."""
        terms = term_values(payload, self.addends, self.addend_default)
        given = MISSING if self.total is None else lookup(payload, self.total)
        most = self.most if isinstance(given, NoValue) else given
        if not terms or not all(map(is_number, terms)) or not is_number(most):
            return
        added = sum(map(exact_number, terms))
        if added > exact_number(most):
            shown = Decimal(added.numerator) / Decimal(added.denominator)
            array = cast("DataPath", self.addends[: self.addends.index(None)])
            by_default = self.total is not None and isinstance(given, NoValue)
            at = array if self.total is None or by_default else self.total
            text = f"{addends_text(payload, self.addends)} add up to {shown}, more than {most}"
            yield at, f"{text}, the default of {'.'.join(self.total or ())}" if by_default else text

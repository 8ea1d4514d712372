"""`sum-equals`: the values at one path add up to the value at another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, cast

from ..exact_values import exact_number
from ..input_faults import DataPath
from .base import NoValue, PathSteps, Rule, lookup
from .sums import addends_text, is_number, term_values


@dataclass(frozen=True)
class SumEquals(Rule):
    """The values at `addends` add up to the value at `total`; None in `addends` is each item."""

    kind: ClassVar[str] = "sum-equals"
    addends: PathSteps
    total: tuple[str, ...]
    addend_default: int | float | None = None
    total_default: int | float | None = None

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Add up exactly, with documented defaults for absent values."""
        terms = term_values(payload, self.addends, self.addend_default)
        given = lookup(payload, self.total)
        is_given = not isinstance(given, NoValue)
        total = given if is_given else self.total_default
        if not terms or not all(map(is_number, terms)) or not is_number(total):
            return
        added = sum(map(exact_number, terms))
        if added != exact_number(total):
            shown = Decimal(added.numerator) / Decimal(added.denominator)
            listed = f" ({' + '.join(map(str, terms))})" if 1 < len(terms) <= 20 else ""
            array = self.addends[: self.addends.index(None)] if None in self.addends else ()
            yield (
                self.total if is_given else cast("DataPath", array),
                f"{addends_text(payload, self.addends)} add up to {shown}{listed}, "
                f"but {'.'.join(self.total)} is {total}{'' if is_given else ' by default'}",
            )

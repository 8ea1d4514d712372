"""`sum-at-most`: the values that one path matches add up to at most a number, or the value at another path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, cast

from ..exact import exact
from ..plain import Path
from .base import ABSENT, Missing, Rule, Steps, found
from .sums import is_number, values


@dataclass(frozen=True)
class SumAtMost(Rule):
    """What `addends` matches adds up to at most what stands at `total`, else to `most`."""

    kind: ClassVar[str] = "sum-at-most"
    addends: Steps
    total: tuple[str, ...] | None = None
    addend_default: int | float | None = None
    most: int | float | None = None

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        """Add up exactly; documented defaults stand for what is absent."""
        terms = list(values(payload, self.addends, self.addend_default))
        given = ABSENT if self.total is None else found(payload, self.total)
        most = self.most if isinstance(given, Missing) else given
        if not terms or not all(map(is_number, terms)) or not is_number(most):
            return
        added = sum(map(exact, terms))
        if added > exact(most):
            shown = Decimal(added.numerator) / Decimal(added.denominator)
            array = cast("Path", self.addends[: self.addends.index(None)])
            at = array if self.total is None or isinstance(given, Missing) else self.total
            yield at, f"the values in {self.addends[0]} add up to {shown}, more than {most}"

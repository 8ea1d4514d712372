# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""`counts-together`: several arrays together may have at most n items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..input_faults import DataPath, is_list
from .base import MISSING, PathSteps, Rule, lookup
from .field_access import base_objects, dotted_name


@dataclass(frozen=True)
class CountsTogether(Rule):
    """In each object at `scope`, the arrays together have at most `at_most` items."""

    kind: ClassVar[str] = "counts-together"
    scope: PathSteps
    arrays: tuple[tuple[str, ...], ...]
    at_most: int

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Yield the last array with items where there are too many."""
        for path, base in base_objects(payload, self.scope):
            values = {names: lookup(base, names) for names in self.arrays}
            counts = {n: len(items) for n, items in values.items() if is_list(items)}
            known = len(counts) == sum(items is not MISSING for items in values.values())
            if known and sum(counts.values()) > self.at_most:
                last = [names for names, count in counts.items() if count][-1]
                names = ", ".join(map(dotted_name, self.arrays))
                yield (
                    (*path, *last),
                    f"{names} together have {sum(counts.values())} items, more than {self.at_most}",
                )

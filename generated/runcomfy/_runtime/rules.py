"""Rules across fields: one class per kind, checked on the payload as it would be sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, TypeGuard, cast

from .faults import is_dict, is_list
from .keywords import exact
from .plain import Path


class Rule(ABC):
    """One documented rule across fields."""

    kind: ClassVar[str]

    @abstractmethod
    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        """Find what breaks the rule: the field to look at, and why."""


@dataclass(frozen=True)
class SumEquals(Rule):
    """What `addends` matches adds up to what stands at `total`; None in `addends` is each item."""

    kind: ClassVar[str] = "sum-equals"
    addends: tuple[str | None, ...]
    total: tuple[str, ...]
    addend_default: int | float | None = None
    total_default: int | float | None = None

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        """Add up exactly; documented defaults stand for what is absent."""
        values = list(_values(payload, self.addends, self.addend_default))
        given = next(_values(payload, self.total, None), None)
        total = self.total_default if given is None else given
        if not values or not all(map(_is_number, values)) or not _is_number(total):
            return
        added = sum(map(exact, values))
        if added != exact(total):
            shown = Decimal(added.numerator) / Decimal(added.denominator)
            terms = f" ({' + '.join(map(str, values))})" if 1 < len(values) <= 20 else ""
            array = self.addends[: self.addends.index(None)] if None in self.addends else ()
            yield (
                self.total if given is not None else cast("Path", array),
                f"the values of {self.addends[-1]} in {self.addends[0]} add up to {shown}{terms}, "
                f"but {'.'.join(self.total)} is {total}{' by default' if given is None else ''}",
            )


def _values(value: Any, path: tuple[str | None, ...], default: Any) -> Iterator[Any]:
    """Give what the path matches; the default for a last name that its object lacks."""
    if not path:
        yield value
    elif path[0] is None:
        for item in value if is_list(value) else ():
            yield from _values(item, path[1:], default)
    elif is_dict(value):
        if path[0] in value:
            yield from _values(value[path[0]], path[1:], default)
        elif len(path) == 1:
            yield default


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)

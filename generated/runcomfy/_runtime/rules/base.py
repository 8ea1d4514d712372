"""What every rule across fields is, and how it reads a payload as it would be sent."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeGuard

from ..faults import is_dict, is_list
from ..plain import Path

Steps = tuple[str | None, ...]
"""Where values stand, by names; None is each item of an array."""


class Rule(ABC):
    """One documented rule across fields."""

    kind: ClassVar[str]

    @abstractmethod
    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        """Find what breaks the rule: the field to look at, and why."""


def values(value: Any, steps: Steps, default: Any = None) -> Iterator[Any]:
    """Give what the steps match; the default for a last name that its object lacks."""
    if not steps:
        yield value
    elif steps[0] is None:
        for item in value if is_list(value) else ():
            yield from values(item, steps[1:], default)
    elif is_dict(value):
        if steps[0] in value:
            yield from values(value[steps[0]], steps[1:], default)
        elif len(steps) == 1:
            yield default


def is_number(value: Any) -> TypeGuard[int | float]:
    """Tell whether a value is a JSON number."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (isinstance(value, float) and math.isfinite(value))

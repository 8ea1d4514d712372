"""What every rule across fields is, and how it reads a payload as it would be sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ..input_faults import is_dict
from ..json_data import DataPath

PathSteps = tuple[str | None, ...]
"""Where values stand, by names; None is each item of an array."""


class Rule(ABC):
    """One documented rule across fields."""

    kind: ClassVar[str]

    @abstractmethod
    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Find what breaks the rule: the field to look at, and why."""


class NoValue:
    """What is found where nothing stands (`ABSENT`), or where nothing can stand (`NOWHERE`)."""


MISSING, NOT_AN_OBJECT = NoValue(), NoValue()


def lookup(base: Any, names: tuple[str, ...]) -> Any:
    """Give what stands in an object under names, one below the other."""
    for name in names:
        if not is_dict(base):
            return NOT_AN_OBJECT
        if name not in base:
            return MISSING
        base = base[name]
    return base

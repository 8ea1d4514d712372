# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The interface of a rule, and how rules look up fields in a payload."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from ..input_faults import DataPath, is_dict

PathSteps = tuple[str | None, ...]
"""The names on the way to a value; None is each item of an array."""


class Rule(ABC):
    """A documented rule across fields."""

    kind: ClassVar[str]

    @abstractmethod
    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Yield the field that breaks the rule, and the reason."""


class NoValue:
    """The type of `MISSING` (the field is absent) and `NOT_AN_OBJECT` (a parent is no object)."""


MISSING, NOT_AN_OBJECT = NoValue(), NoValue()


def lookup(base: Any, names: tuple[str, ...]) -> Any:
    """Return the value in an object below nested names, `MISSING` or `NOT_AN_OBJECT`."""
    for name in names:
        if not is_dict(base):
            return NOT_AN_OBJECT
        if name not in base:
            return MISSING
        base = base[name]
    return base

"""What every rule across fields is, and how it reads a payload as it would be sent."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeGuard

from ..faults import is_dict, is_list
from ..keywords import canonical
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
    """Give what the steps match; the default for a last name that its object lacks, None where there is no object."""
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
    elif len(steps) == 1:
        yield None


def is_number(value: Any) -> TypeGuard[int | float]:
    """Tell whether a value is a JSON number."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (isinstance(value, float) and math.isfinite(value))


class Missing:
    """What is found where nothing stands (`ABSENT`), or where nothing can stand (`NOWHERE`)."""


ABSENT, NOWHERE = Missing(), Missing()


def bases(value: Any, scope: Steps, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give every object in which the fields of a rule stand side by side, with its path."""
    if not scope:
        if is_dict(value):
            yield path, value
    elif scope[0] is None:
        for at, item in enumerate(value) if is_list(value) else ():
            yield from bases(item, scope[1:], (*path, at))
    elif is_dict(value) and scope[0] in value:
        yield from bases(value[scope[0]], scope[1:], (*path, scope[0]))


def found(base: Any, names: tuple[str, ...]) -> Any:
    """Give what stands in an object under names, one below the other."""
    for name in names:
        if not is_dict(base):
            return NOWHERE
        if name not in base:
            return ABSENT
        base = base[name]
    return base


def is_given(base: Any, names: tuple[str, ...]) -> bool:
    """Tell whether a field is there, whatever it holds."""
    return not isinstance(found(base, names), Missing)


def is_left_out(base: Any, names: tuple[str, ...]) -> bool:
    """Tell whether a field is missing from an object that is there."""
    return is_dict(found(base, names[:-1])) and found(base, names) is ABSENT


def counts_as(base: Any, names: tuple[str, ...], options: tuple[Any, ...], default: bool) -> bool:
    """Tell whether a field is one of some JSON values; `default` says whether it is when left out."""
    held = found(base, names)
    if isinstance(held, Missing):
        return default and is_left_out(base, names)
    return canonical(held) in map(canonical, options)


def text_of(names: tuple[str, ...]) -> str:
    """Name a field as a person would."""
    return ".".join(names)

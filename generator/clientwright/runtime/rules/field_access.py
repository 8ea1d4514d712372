"""Fields side by side, in one object or in each item of one array, as most rules look at them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..exact_values import equality_key
from ..input_faults import is_dict, is_list
from ..json_data import DataPath
from .base import MISSING, NoValue, PathSteps, lookup


def base_objects(
    value: Any, scope: PathSteps, path: DataPath = ()
) -> Iterator[tuple[DataPath, Any]]:
    """Give every object in which the fields of a rule stand side by side, with its path."""
    if not scope:
        if is_dict(value):
            yield path, value
    elif scope[0] is None:
        for at, item in enumerate(value) if is_list(value) else ():
            yield from base_objects(item, scope[1:], (*path, at))
    elif is_dict(value) and scope[0] in value:
        yield from base_objects(value[scope[0]], scope[1:], (*path, scope[0]))


def is_given(base: Any, names: tuple[str, ...]) -> bool:
    """Tell whether a field is there, whatever it holds."""
    return not isinstance(lookup(base, names), NoValue)


def is_omitted(base: Any, names: tuple[str, ...]) -> bool:
    """Tell whether a field is missing from an object that is there."""
    return is_dict(lookup(base, names[:-1])) and lookup(base, names) is MISSING


def is_one_of(base: Any, names: tuple[str, ...], options: tuple[Any, ...], default: bool) -> bool:
    """Tell whether a field is one of some JSON values; `default` says whether it is when left out."""
    held = lookup(base, names)
    if isinstance(held, NoValue):
        return default and is_omitted(base, names)
    return equality_key(held) in map(equality_key, options)


def dotted_name(names: tuple[str, ...]) -> str:
    """Name a field as a person would."""
    return ".".join(names)

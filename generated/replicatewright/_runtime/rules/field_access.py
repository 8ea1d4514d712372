# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Fields side by side, in one object or in each item of an array, which most rules compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..exact_values import equality_key
from ..input_faults import DataPath, is_dict, is_list
from .base import MISSING, NoValue, PathSteps, lookup


def base_objects(
    value: Any, scope: PathSteps, path: DataPath = ()
) -> Iterator[tuple[DataPath, Any]]:
    """Yield every object that contains the fields of a rule, with its path."""
    if not scope:
        if is_dict(value):
            yield path, value
    elif scope[0] is None:
        for n, item in enumerate(value) if is_list(value) else ():
            yield from base_objects(item, scope[1:], (*path, n))
    elif is_dict(value) and scope[0] in value:
        yield from base_objects(value[scope[0]], scope[1:], (*path, scope[0]))


def is_given(base: Any, names: tuple[str, ...]) -> bool:
    """Return whether a field is present, whatever its value."""
    return not isinstance(lookup(base, names), NoValue)


def is_omitted(base: Any, names: tuple[str, ...]) -> bool:
    """Return whether a field is absent from an object that is present."""
    return is_dict(lookup(base, names[:-1])) and lookup(base, names) is MISSING


def is_one_of(base: Any, names: tuple[str, ...], options: tuple[Any, ...], default: bool) -> bool:
    """Return whether a field has one of some JSON values; `default` is the answer if it is absent."""
    value = lookup(base, names)
    if isinstance(value, NoValue):
        return default and is_omitted(base, names)
    return equality_key(value) in map(equality_key, options)


def dotted_name(names: tuple[str, ...]) -> str:
    """Return a field's name for messages."""
    return ".".join(names)


def counted_name(base: Any, names: tuple[str, ...]) -> str:
    """Return a field's name for messages, or that its default counts."""
    return dotted_name(names) if is_given(base, names) else f"the default of {dotted_name(names)}"

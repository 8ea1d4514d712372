"""Shared by the rules about sums: the terms in a payload, and what counts as a number."""

from __future__ import annotations

import math
from typing import Any, TypeGuard

from ..input_faults import is_dict, is_list
from .base import MISSING, PathSteps


def term_values(value: Any, steps: PathSteps, default: Any = None) -> list[Any]:
    """Return the values at a path; `default` where only the last name is absent, None where its parent is no object."""
    found = [value]
    for step in steps[:-1]:
        if step is None:
            found = [item for one in found if is_list(one) for item in one]
        else:
            found = [one[step] for one in found if is_dict(one) and step in one]
    if (last := steps[-1]) is None:
        return [item for one in found if is_list(one) for item in one]
    return [one.get(last, default) if is_dict(one) else None for one in found]


def addends_text(payload: Any, steps: PathSteps) -> str:
    """Return the addends as a phrase for messages, with how many of them are absent."""
    absent = sum(one is MISSING for one in term_values(payload, steps, MISSING))
    of = "" if steps[-1] is None else f" of {steps[-1]}"
    return f"the values{of} in {steps[0]}{f' ({absent} of them by default)' if absent else ''}"


def is_number(value: Any) -> TypeGuard[int | float]:
    """Return whether a value is a JSON number."""
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return is_integer or (isinstance(value, float) and math.isfinite(value))

"""Shared by the rules about sums: the terms in a payload, and what counts as a number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeGuard

from ..input_faults import is_dict, is_list
from .base import MISSING, PathSteps


def term_values(value: Any, steps: PathSteps, default: Any = None) -> Iterator[Any]:
    """Yield the values at a path; `default` where only the last name is absent, None where its parent is no object."""
    if not steps:
        yield value
    elif steps[0] is None:
        for item in value if is_list(value) else ():
            yield from term_values(item, steps[1:], default)
    elif is_dict(value):
        if steps[0] in value:
            yield from term_values(value[steps[0]], steps[1:], default)
        elif len(steps) == 1:
            yield default
    elif len(steps) == 1:
        yield None


def addends_text(payload: Any, steps: PathSteps) -> str:
    """Return the addends as a phrase for messages, with how many of them are absent."""
    absent = sum(one is MISSING for one in term_values(payload, steps, MISSING))
    of = "" if steps[-1] is None else f" of {steps[-1]}"
    return f"the values{of} in {steps[0]}{f' ({absent} of them by default)' if absent else ''}"


def is_number(value: Any) -> TypeGuard[int | float]:
    """Return whether a value is a JSON number."""
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return is_integer or (isinstance(value, float) and math.isfinite(value))

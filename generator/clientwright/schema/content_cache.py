"""Results of pure functions of schemas, kept by what a schema says: the same parts are asked about all the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
_MOST = 4096
"""How many results of one function are kept."""


def cached_by_content(
    function: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[Any, P], T]:
    """Return a function that answers once for equal schemas; nobody may change what it returns.

    Schemas are told apart by their `repr`, which unlike equality knows 1 from 1.0 and from True.
    """
    known: dict[tuple[str, object], T] = {}

    @wraps(function)
    def answer(schema: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = repr(schema), args
        if key not in known:
            if len(known) >= _MOST:
                known.clear()
            known[key] = function(schema, *args, **kwargs)
        return known[key]

    return answer

"""Does each documented default keep its own schema?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.judge.exact import validator
from clientwright.judge.problems import DefaultOutside
from clientwright.problems import Problem
from clientwright.spec.jsontext import join
from clientwright.spec.keywords import walk
from clientwright.spec.references import inline
from clientwright.spec.values import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Validate every default by the schema it stands in."""
    for pointer, schema in walk(inline(endpoint.input), "/input"):
        if "default" in schema and (error := _first_error(schema)):
            place = endpoint.place(join(pointer, "default"))
            keyword = str(error.validator)
            yield DefaultOutside(place, schema["default"], keyword, error.message[:200])


def _first_error(schema: dict[str, Any]) -> Any:
    return next(validator(schema).iter_errors(schema["default"]), None)

"""Does each documented default keep its own schema?"""

from __future__ import annotations

from collections.abc import Iterator

from jsonschema import Draft202012Validator

from clientwright.judge.problems import DefaultOutside
from clientwright.problems import Problem
from clientwright.spec.jsontext import join
from clientwright.spec.keywords import walk
from clientwright.spec.references import inline
from clientwright.spec.values import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Validate every default by the schema it stands in."""
    for pointer, schema in walk(inline(endpoint.input), "/input"):
        if "default" not in schema:
            continue
        for error in Draft202012Validator(schema).iter_errors(schema["default"]):
            place = endpoint.place(join(pointer, "default"))
            yield DefaultOutside(
                place, schema["default"], str(error.validator), error.message[:200]
            )
            break

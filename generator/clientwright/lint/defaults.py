"""Check that each default fits its own schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.lint.problems import DefaultOutside
from clientwright.problems import Problem
from clientwright.schema.references import inline_references
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield a problem for every default that its own schema rejects."""
    for pointer, schema in walk_schemas(inline_references(endpoint.input), "/input"):
        if "default" in schema and (error := _first_error(schema)):
            location = endpoint.location(join_pointer(pointer, "default"))
            keyword = str(error.validator)
            yield DefaultOutside(location, schema["default"], keyword, error.message[:200])


def _first_error(schema: dict[str, Any]) -> Any:
    return next(make_validator(schema).iter_errors(schema["default"]), None)

"""Check that generated clients can enforce every keyword of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.lint.problems import IdleKeyword, NotPortablePattern, UnsupportedKeyword
from clientwright.problems import Location, Problem, nearest_name
from clientwright.schema.keywords import ALL_KEYWORDS, UNSUPPORTED_KEYWORDS
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint

_INSTEAD = {"nullable": 'a `type` list with "null"', "definitions": "$defs"}
"""What keywords of other dialects are called in JSON Schema 2020-12."""


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Check every keyword and pattern of the input schema."""
    for pointer, schema in walk_schemas(endpoint.input, "/input"):
        for keyword in schema:
            yield from _keyword(keyword, endpoint.location(join_pointer(pointer, keyword)))
        yield from _patterns(endpoint, pointer, schema)


def _keyword(keyword: str, location: Location) -> Iterator[Problem]:
    if keyword in UNSUPPORTED_KEYWORDS:
        yield UnsupportedKeyword(location, keyword, UNSUPPORTED_KEYWORDS[keyword])
    elif keyword not in ALL_KEYWORDS and not keyword.startswith("x-"):
        yield IdleKeyword(
            location, keyword, _INSTEAD.get(keyword) or nearest_name(keyword, ALL_KEYWORDS)
        )


def _patterns(endpoint: Endpoint, pointer: str, schema: dict[str, Any]) -> Iterator[Problem]:
    patterns = (
        [(join_pointer(pointer, "pattern"), schema["pattern"])] if "pattern" in schema else []
    )
    patterns += [
        (join_pointer(pointer, "patternProperties", p), p)
        for p in schema.get("patternProperties", {})
    ]
    for at, pattern in patterns:
        try:
            to_python_regex(pattern)
        except UnportablePattern as reason:
            yield NotPortablePattern(endpoint.location(at), pattern, str(reason))

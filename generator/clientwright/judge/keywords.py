"""Which keywords does the schema use, and can each be kept?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.judge.problems import NotPortablePattern, UnknownKeyword, UnsupportedKeyword
from clientwright.problems import Location, Problem, nearest_name
from clientwright.spec.jsontext import join
from clientwright.spec.keywords import KNOWN, REFUSED, walk
from clientwright.spec.patterns import NotPortable, to_python
from clientwright.spec.values import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Look at every keyword of the input schema."""
    for pointer, schema in walk(endpoint.input, "/input"):
        for keyword in schema:
            yield from _keyword(keyword, endpoint.place(join(pointer, keyword)))
        yield from _patterns(endpoint, pointer, schema)


def _keyword(keyword: str, place: Location) -> Iterator[Problem]:
    if keyword in REFUSED:
        yield UnsupportedKeyword(place, keyword, REFUSED[keyword])
    elif keyword not in KNOWN and not keyword.startswith("x-"):
        yield UnknownKeyword(place, keyword, nearest_name(keyword, KNOWN))


def _patterns(endpoint: Endpoint, pointer: str, schema: dict[str, Any]) -> Iterator[Problem]:
    written = [(join(pointer, "pattern"), schema["pattern"])] if "pattern" in schema else []
    written += [
        (join(pointer, "patternProperties", p), p) for p in schema.get("patternProperties", {})
    ]
    for at, pattern in written:
        try:
            to_python(pattern)
        except NotPortable as reason:
            yield NotPortablePattern(endpoint.place(at), pattern, str(reason))

"""Pages of one endpoint agree on formats that only some of them state plainly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.sources.documents import RawEndpoint
from normalize.schemas import raw_endpoint
from sources.support import SERVICE


def page(locale: str, text: str, field: Mapping[str, Any]) -> RawEndpoint:
    """Return a page with one medium, described by a text."""
    schema = {"type": "object", "properties": {"image": {**field, "description": text}}}
    return replace(raw_endpoint(schema), locale=locale)


PLAIN = "Supports png, webp."
FIELDS = [
    {"type": "string", "format": "image_uri"},
    {"type": "string"},
    {"type": "array", "format": "image_uris", "items": {"type": "string"}},
]


def formats(schema: Mapping[str, Any]) -> Any:
    """Return the formats of the medium, or of each in a list."""
    found = schema["properties"]["image"]
    return found.get("items", found).get("x-media", {}).get("formats")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("Inakubali png, webp.", ["png", "webp"]),
        ("Picha ya kwanza.", ["png", "webp"]),
        ("Inakubali png, webp, gif.", None),
        ("Inakubali png.", None),
    ],
)
def test_formats_hold_for_all_pages_or_none(
    field: Mapping[str, Any], other: str, expected: list[str] | None
) -> None:
    """What one page states plainly holds if the others name the same formats or none; the order does not matter."""
    pages = [page("en", PLAIN, field), page("sw", other, field)]
    for order in permutations(pages):
        imported = import_endpoints(order, SERVICE, {})
        (endpoint,) = imported.endpoints
        assert formats(endpoint.input) == expected
        codes = [problem.code for problem in imported.problems]
        assert codes == (["media-unclear"] if expected is None else [])

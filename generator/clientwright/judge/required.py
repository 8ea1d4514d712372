"""Does `required` name properties that exist?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.judge.problems import RequiredUnknown
from clientwright.problems import Problem, nearest
from clientwright.spec.jsontext import join
from clientwright.spec.keywords import walk
from clientwright.spec.values import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Compare `required` with `properties` wherever both stand."""
    for pointer, schema in walk(endpoint.input, "/input"):
        properties: dict[str, Any] = schema.get("properties", {})
        for n, name in enumerate(schema.get("required", ()) if properties else ()):
            if name not in properties:
                place = endpoint.place(join(pointer, "required", n))
                yield RequiredUnknown(place, name, nearest(name, properties))

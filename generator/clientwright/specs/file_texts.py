"""Which texts of an output are URLs of files, by what its schema documents of them.

A text is documented as one by its format, by `x-media`, by the name of its property, or because it is where
the service's file objects have their URL. If a schema documents none, each of its texts may be one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.media_formats import MEDIA_EXTENSIONS, MEDIA_KEYWORD
from clientwright.schema.types import accepted_types
from clientwright.schema.walk import walk_schemas

_URL_FORMATS = frozenset(("uri", "url", "uri-reference", "iri", "iri-reference"))
_WITH_NAME = frozenset(
    "properties patternProperties $defs dependentSchemas allOf anyOf oneOf prefixItems".split()
)
"""The keywords after which a pointer has a name or a number."""
_URL_NAME = re.compile(
    rf"(?:.*[_-])?(?i:ur[il]|{'|'.join(MEDIA_EXTENSIONS)})s?|.*[a-z]U(?:r[il]|R[IL])s?"
)


@dataclass(frozen=True, slots=True)
class FileTexts:
    """The texts of a schema without references, by their pointers: those that are URLs, and the others."""

    urls: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, schema: Schema, file_url: str | None = None) -> FileTexts:
        """Find the texts of a schema; `file_url` is where file objects have their URL, as a JSON Pointer."""
        texts = dict(_texts(schema))
        urls = {at for at, part in texts.items() if _is_documented(at, part, file_url)}
        urls = urls or {at for at, part in texts.items() if _may_be_url(part)}
        return cls(frozenset(urls), frozenset(texts) - urls)

    def are_prose(self, places: Iterable[str]) -> bool:
        """Return whether a value of some schemas has texts beside those of objects in it, and none is a URL."""
        own = [_near(at, texts) for at in places for texts in (self.others, self.urls)]
        return any(own[::2]) and not any(own[1::2])


def property_path(pointer: str) -> tuple[str, ...]:
    """Return the names of the properties that lead to a part of a schema."""
    steps, found = iter(split_pointer(pointer)), list[str]()
    for word in steps:
        name = next(steps, "") if word in _WITH_NAME else ""
        if word == "properties":
            found.append(name)
    return tuple(found)


def _near(at: str, texts: Collection[str]) -> bool:
    """Return whether some texts are in a part of a schema, in no property below it."""
    inside = (one for one in texts if one == at or one.startswith(f"{at}/"))
    path = property_path(at)
    return any(property_path(one) == path for one in inside)


def _texts(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield each part that says a value may be a text."""
    for at, part in walk_schemas(schema):
        says_type = "type" in part or "format" in part or MEDIA_KEYWORD in part
        if says_type and "string" in accepted_types(part) and not is_dict(part.get("properties")):
            yield at, part


def _is_documented(at: str, part: Schema, file_url: str | None) -> bool:
    if part.get("format") in _URL_FORMATS or MEDIA_KEYWORD in part:
        return True
    path = property_path(at)
    where = tuple(split_pointer(file_url)) if file_url else ()
    is_named = bool(path and _URL_NAME.fullmatch(path[-1]))
    return _may_be_url(part) and (is_named or bool(where and path[-len(where) :] == where))


def _may_be_url(part: dict[str, Any]) -> bool:
    """Return whether a text has no other format, and is none of a list."""
    return part.get("format") in (None, *_URL_FORMATS) and not {"enum", "const"} & part.keys()

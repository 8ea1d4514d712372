"""The repair of texts that are URLs of media by a name, a keyword or a format that the service's file tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.media_sentences import EXTENSIONS, named_formats
from clientwright.normalize.problems import LimitsLeftOut
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    is_opaque,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT, RepairOrProblem
from clientwright.normalize.type_names import types_of
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.numbers import is_number

MEDIA_MARK = "media-mark"
"""A text that the service's file marks as the URL of a medium gets `x-media`: its kind and limits where they are told."""
_CHOICES = frozenset({"enum", "const"})
_KINDS: Mapping[str, str] = {
    **dict.fromkeys("image images img imgs photo photos picture pictures".split(), "image"),
    **dict.fromkeys("video videos clip clips".split(), "video"),
    **dict.fromkeys("audio audios voice voices sound sounds song songs".split(), "audio"),
}
_FORMS = frozenset("url urls uri uris link links file files path".split())
_WORD = re.compile(r"[a-z]+")
_URL = re.compile(r"\s*(?:https?:|data:)", re.I)
_MEASURES: Mapping[str, str] = {
    "width": "width",
    "height": "height",
    "aspect_ratio": "width/height",
    "duration": "duration",
    "fps": "fps",
}
_SIGNS: Mapping[str, str] = {"min": ">=", "max": "<="}
_MEGABYTE_SIZES = (2**20, 10**6)
"""How many bytes a megabyte may have; the first that divides a limit is meant."""


def mark_media(node: RepairContext) -> RepairOutcome:
    """Write `x-media` on a text that is marked; limits beside a list are those of its items."""
    schema, dialect = node.schema, node.dialect
    limits: Any = schema.get(dialect.keyword) if dialect.keyword else None
    types = types_of(schema) - {"null"}
    if types == {"array"} and is_dict(limits) and not is_opaque(("items",), schema.get("items")):
        items = {**schema["items"], dialect.keyword: limits}
        note = node.record_repair(dialect.keyword, MEDIA_MARK, limits, ABSENT)
        return {**without_keywords(schema, dialect.keyword), "items": items}, (note,)
    media = schema.get(MEDIA_KEYWORD, {})
    is_text = types == {"string"} and _CHOICES.isdisjoint(schema) and is_dict(media)
    is_value = node.describes_value or bool(node.field_name)
    if not (is_text and is_value and (_is_marked(node) or is_dict(limits))):
        return unchanged(node)
    return _with_media(node, media, limits if is_dict(limits) else {})


def _is_marked(node: RepairContext) -> bool:
    """Return whether a text without `x-media` is that of a medium by its name or its format."""
    names, form = node.dialect.names, node.dialect.format
    is_named = any(fnmatchcase(node.field_name.lower(), pattern) for pattern in names)
    is_named = is_named and not any(map(_is_no_url, _shown_values(node.schema)))
    by_format = bool(form) and node.schema.get("format") == form
    return MEDIA_KEYWORD not in node.schema and (is_named or by_format)


def _shown_values(schema: Schema) -> Iterator[str]:
    """Yield the texts of the default and of the examples."""
    listed = schema.get("examples")
    for value in (schema.get("default"), *(listed if is_list(listed) else ())):
        yield from (one for one in (value if is_list(value) else [value]) if isinstance(one, str))


def _is_no_url(text: str) -> bool:
    """Return whether a documented value is no URL, so that a name which ends in `url` promises too much."""
    return bool(text.strip()) and not _URL.match(text)


def _with_media(node: RepairContext, media: Schema, limits: Schema) -> RepairOutcome:
    read = {name: limit for name in limits if (limit := _limit(name, limits[name]))}
    left = tuple(name for name in limits if name not in read)
    kind = _kind(node, limits)
    after: Schema = {**({"kind": kind} if kind else {}), **media}
    if read:
        after["limits"] = [*media.get("limits", []), *read.values()]
    schema = {**node.schema, MEDIA_KEYWORD: after}
    notes: list[RepairOrProblem] = []
    if limits:
        schema = without_keywords(schema, node.dialect.keyword)
        notes.append(node.record_repair(node.dialect.keyword, MEDIA_MARK, limits, ABSENT))
    before = node.schema.get(MEDIA_KEYWORD, ABSENT)
    if before != after:
        notes.append(node.record_repair(MEDIA_KEYWORD, MEDIA_MARK, before, after))
    if left:
        notes.append(LimitsLeftOut(node.location(node.dialect.keyword), node.dialect.keyword, left))
    return schema, tuple(notes)


def _limit(name: str, value: Any) -> Schema | None:
    """Return a limit in the words of `x-media`; None if it is none of the medium."""
    end, _, measure = name.partition("_")
    sign = _SIGNS.get(end)
    if sign is None or not is_number(value):
        return None
    if measure == "file_size":
        return _size_limit(sign, value)
    of = _MEASURES.get(measure)
    return {"of": of, "is": sign, "value": value} if of else None


def _size_limit(sign: str, value: int | float) -> Schema:
    """Return the limit of a size that is told in bytes, in megabytes where these are whole."""
    unit = next((one for one in _MEGABYTE_SIZES if value % one == 0), None)
    if unit is None:
        return {"of": "file_size_bytes", "is": sign, "value": value}
    return {"of": "file_size_mb", "is": sign, "value": int(value // unit)}


def _kind(node: RepairContext, limits: Schema) -> str:
    """Return the kind of a medium by its name, else by its limits; an empty text if neither tells, or a format denies it."""
    words = [word for word in _WORD.findall(node.field_name.lower()) if word not in _FORMS]
    named = {_KINDS[word] for word in words if word in _KINDS}
    found = next(iter(named)) if len(named) == 1 and words[-1] in _KINDS else ""
    if not named:
        found = next(_kinds_by_limits({*limits}), "")
    texts = (node.field_text, node.schema.get("description"))
    told = {EXTENSIONS[name] for text in texts for name in named_formats(text)}
    return found if told <= {found} else ""


def _kinds_by_limits(names: set[str]) -> Iterator[str]:
    """Yield the kind of which only some limits can be."""
    measures = {name.partition("_")[2] for name in names}
    has_size, has_time = (
        bool(measures & {"width", "height", "aspect_ratio"}),
        "duration" in measures,
    )
    if "fps" in measures or (has_size and has_time):
        yield "video"
    elif has_time:
        yield "audio"

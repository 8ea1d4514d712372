"""Repairs of media fields: their kind, limits and formats become `x-media`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.keyword_values import fits_keyword_value
from clientwright.normalize.media_sentences import EXTENSIONS, listed_formats, named_formats
from clientwright.normalize.problems import BadValidation, MediaUnclear
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    effective_repairs,
    is_opaque,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import NUMERIC_TYPES, parse_number, types_of
from clientwright.schema.numbers import is_number

MEDIA_FORMAT = "media-format"
"""`image_uri`, `video_uris`, … become `format: uri` and a media kind on the string."""
MEDIA_FORMATS: Mapping[str, str] = {
    f"{kind}_{form}": kind
    for kind in ("image", "video", "audio")
    for form in ("uri", "uris", "url", "urls")
}


def repair_media_format(node: RepairContext) -> RepairOutcome:
    """Write the media kind where the URL is: on a string, or on the items of an array."""
    written = node.schema.get("format")
    kind = MEDIA_FORMATS.get(written) if isinstance(written, str) else None
    if kind is None:
        return unchanged(node)
    types, items = types_of(node.schema), node.schema.get("items", {})
    if "array" in types and not is_opaque(("items",), items):
        after = {
            **without_keywords(node.schema, "format"),
            "items": _with_media_kind({"type": "string", **items}, kind),
        }
        below = node.record_repair(
            "items", MEDIA_FORMAT, node.schema.get("items", ABSENT), after["items"]
        )
        return after, effective_repairs(
            node.record_repair("format", MEDIA_FORMAT, written, ABSENT), below
        )
    if (
        types == frozenset({"array"})
        or not types <= {"string", "null"}
        or str(written).endswith("s")
    ):
        return unchanged(node)
    schema = _with_media_kind(without_keywords(node.schema, "format"), kind)
    media = node.record_repair(
        "x-media", MEDIA_FORMAT, node.schema.get("x-media", ABSENT), schema["x-media"]
    )
    return schema, effective_repairs(
        node.record_repair("format", MEDIA_FORMAT, written, schema["format"]), media
    )


def _with_media_kind(schema: Schema, kind: str) -> Schema:
    media = schema.get("x-media", {})
    known = media if is_dict(media) else {}
    written = schema.get("format", "uri")
    inner = "uri" if isinstance(written, str) and written in MEDIA_FORMATS else written
    return {**schema, "format": inner, "x-media": {"kind": kind, **known}}


VALIDATIONS = "validations"
"""The vendor's list of media limits becomes `x-media.limits`."""
_RULE = re.compile(r"\s*([a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*)?)\s*(<=|>=|<|>|==|=|!=)\s*", re.I)
_ENTRY = frozenset({"validation_rule", "validation_value", "validation_error"})


def repair_validations(node: RepairContext) -> RepairOutcome:
    """Convert the list if all of it can be read; else report what cannot and leave it."""
    if "validations" not in node.schema:
        return unchanged(node)
    written, media = node.schema["validations"], node.schema.get("x-media", {})
    entries = written if is_list(written) else [written]
    limits = [_parse_limit(entry) for entry in entries]
    unreadable = [entry for entry, limit in zip(entries, limits, strict=True) if limit is None]
    if unreadable or not (is_dict(media) and fits_keyword_value("x-media", media)):
        location = node.location("validations")
        return node.schema, tuple(BadValidation(location, entry) for entry in unreadable or [media])
    after = {**media, "limits": [*media.get("limits", []), *limits]}
    notes = (node.record_repair("validations", VALIDATIONS, written, ABSENT),)
    if not limits:
        return without_keywords(node.schema, "validations"), notes
    below = node.record_repair("x-media", VALIDATIONS, node.schema.get("x-media", ABSENT), after)
    return {**without_keywords(node.schema, "validations"), "x-media": after}, (*notes, below)


def _parse_limit(entry: Any) -> dict[str, Any] | None:
    if not is_dict(entry) or not set(entry) <= _ENTRY:
        return None
    rule, value = entry.get("validation_rule"), _parse_limit_value(entry.get("validation_value"))
    match = _RULE.fullmatch(rule) if isinstance(rule, str) else None
    return {"of": match[1], "is": match[2], "value": value} if match and value is not None else None


def _parse_limit_value(value: Any) -> int | float | None:
    if isinstance(value, str):
        return parse_number(value.strip(), NUMERIC_TYPES)
    return value if is_number(value) else None


MEDIA_PROSE = "media-prose"
"""File formats that a description lists, in any language, become the formats of a media field."""
_MEDIA_NAME = re.compile(
    r"(?:.*[_-])?(?:url|uri|image|img|photo|picture|frame|mask|video|clip|audio|sound|voice|music|file|media)s?(?:[_-]?[0-9]+)?",
    re.I,
)
_CHOICE_KEYWORDS = frozenset({"enum", "const"})


def read_media_prose(node: RepairContext) -> RepairOutcome:
    """Write the media kind and formats that a media field's description lists, or report those it names."""
    text = node.schema.get("description")
    named = named_formats(text)
    if not named or not ("x-media" in node.schema or _MEDIA_NAME.fullmatch(node.name)):
        return unchanged(node)
    listed = listed_formats(text)
    if "array" in types_of(node.schema) and not is_opaque(("items",), node.schema.get("items")):
        inner = node.child(("items",), node.schema["items"])
        items, findings = _write_formats(node, inner, named, listed)
        return {**node.schema, "items": items}, findings
    return _write_formats(node, node, named, listed)


def _write_formats(
    described: RepairContext, node: RepairContext, named: list[str], listed: list[str]
) -> RepairOutcome:
    schema, before = node.schema, node.schema.get("x-media", {})
    if (
        types_of(schema) - {"null"} != frozenset({"string"})
        or _CHOICE_KEYWORDS & schema.keys()
        or not is_dict(before)
        or "formats" in before
    ):
        return schema, ()
    kinds = sorted({EXTENSIONS[name] for name in listed})
    if len(kinds) != 1 or before.get("kind", kinds[0]) != kinds[0]:
        return schema, (MediaUnclear(described.location("description"), tuple(named)),)
    after = {"kind": kinds[0], **before, "formats": listed}
    note = node.record_repair("x-media", MEDIA_PROSE, schema.get("x-media", ABSENT), after)
    return {**schema, "x-media": after}, (note,)

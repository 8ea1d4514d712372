"""Repairs of media fields: their kind, limits and formats become `x-media`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.keyword_values import fits_keyword_value
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
"""File extensions in a description, in any language, become the formats of a media field.

Two or more are a list. A single one is an example unless the text excludes others: "jpg only".
"""
EXTENSIONS: Mapping[str, str] = {
    **dict.fromkeys("jpg jpeg png bmp webp gif tif tiff heic heif avif svg".split(), "image"),
    **dict.fromkeys("mp4 mov webm avi mkv m4v mpeg mpg".split(), "video"),
    **dict.fromkeys("mp3 wav m4a aac ogg flac opus".split(), "audio"),
}
_NAMES = "|".join(sorted(EXTENSIONS, key=len, reverse=True))
_EXTENSION = re.compile(rf"(?<![A-Za-z0-9])({_NAMES})(?![A-Za-z0-9])", re.I)
_MEDIA_NAME = re.compile(
    r"(?:.*[_-])?(?:url|uri|image|img|photo|picture|frame|mask|video|clip|audio|sound|voice|music|file|media)s?(?:[_-]?[0-9]+)?",
    re.I,
)
_BEFORE = (
    r"(?<!not )\b(?:only|exclusively) (?:(?:supports?|accepts?|takes?|allows?) )?"
    r"|(?<![不非])(?:仅|僅|只)(?:支持|支援|接受|限|能用|能)? ?"
    r"|(?<!не )\b(?:только|исключительно) (?:в формате )?"
    r"|(?<!no )\b(?:solo|sólo|solamente|únicamente) (?:(?:admite|acepta|en formato|formato) )?"
)
_AFTER = (
    r" (?:(?:files?|images?|format) )?only\b| (?:solamente|únicamente)\b"
    r"| ?(?:形式|ファイル|画像)?(?:のみ|だけ)(?:(?:に)?対応|(?:を)?サポート)?(?:しています|します|です)?"
)
_NOUN = r" ?(?:files?|images?|formats?|格式|形式|файлы|файл|формат)?"
_ENDS = r"\s*(?:[.;,()!。；，、]|$)"
_ONLY_FORMAT = re.compile(
    rf"(?:{_BEFORE})\.?(?:{_NAMES})(?![A-Za-z0-9]){_NOUN}{_ENDS}"
    rf"|(?<![A-Za-z0-9])(?:{_NAMES})(?:{_AFTER}){_ENDS}",
    re.I,
)
"""Text around a single extension that excludes others; it must end its clause, so that it qualifies nothing else."""
_CHOICE_KEYWORDS = frozenset({"enum", "const"})


def read_media_prose(node: RepairContext) -> RepairOutcome:
    """Write the media kind and formats that a media field's description lists."""
    found = formats_in(node.schema.get("description"))
    is_media = "x-media" in node.schema or _MEDIA_NAME.fullmatch(node.name)
    if not is_media or not is_complete_list(node.schema.get("description"), found):
        return unchanged(node)
    if "array" in types_of(node.schema) and not is_opaque(("items",), node.schema.get("items")):
        return _repair_items(node, found)
    return _repair_string(node, node.schema, found)


def formats_in(text: Any) -> list[str]:
    """Return the known file extensions in a text, sorted."""
    return (
        sorted({match.lower() for match in _EXTENSION.findall(text)})
        if isinstance(text, str)
        else []
    )


def is_complete_list(text: Any, found: list[str]) -> bool:
    """Return whether a text lists all extensions: several, or one that excludes others."""
    return len(found) > 1 or (len(found) == 1 and bool(_ONLY_FORMAT.search(text)))


def _repair_items(node: RepairContext, found: list[str]) -> RepairOutcome:
    items, findings = _repair_string(
        node.child(("items",), node.schema["items"]), node.schema["items"], found
    )
    return {**node.schema, "items": items}, findings


def _repair_string(node: RepairContext, schema: Schema, found: list[str]) -> RepairOutcome:
    before = schema.get("x-media", {})
    if (
        types_of(schema) - {"null"} != frozenset({"string"})
        or _CHOICE_KEYWORDS & schema.keys()
        or not is_dict(before)
    ):
        return schema, ()
    if "formats" in before:
        return schema, ()
    kinds = sorted({EXTENSIONS[name] for name in found})
    kind = before.get("kind") or (kinds[0] if len(kinds) == 1 else None)
    if kind not in kinds:
        return schema, (MediaUnclear(node.location("description"), tuple(kinds)),)
    formats = [name for name in found if EXTENSIONS[name] == kind]
    after = {"kind": kind, **before, "formats": formats}
    note = node.record_repair("x-media", MEDIA_PROSE, schema.get("x-media", ABSENT), after)
    return {**schema, "x-media": after}, (note,)

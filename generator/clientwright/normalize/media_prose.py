"""`media-prose`: file extensions in a description, in any language, become the formats of a media field.

Two or more are a list. A single one is an example unless the text excludes others: "jpg only".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.normalize.ambiguous_items import is_opaque
from clientwright.normalize.problems import MediaUnclear
from clientwright.normalize.repair_context import RepairContext, RepairOutcome, unchanged
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import types_of

CODE = "media-prose"
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


def repair(node: RepairContext) -> RepairOutcome:
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
    note = node.record_repair("x-media", CODE, schema.get("x-media", ABSENT), after)
    return {**schema, "x-media": after}, (note,)

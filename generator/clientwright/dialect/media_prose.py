"""`media-prose`: a description, in any language, that lists file extensions says which media a field takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientwright.dialect.ambiguous import opaque
from clientwright.dialect.node import Change, Node, unchanged
from clientwright.dialect.problems import MediaUnclear
from clientwright.dialect.types import types_of
from clientwright.dialect.values import ABSENT
from clientwright.pages.narrow import is_object
from clientwright.spec.jsontext import Schema

CODE = "media-prose"
EXTENSIONS: Mapping[str, str] = {
    **dict.fromkeys("jpg jpeg png bmp webp gif tif tiff heic heif avif svg".split(), "image"),
    **dict.fromkeys("mp4 mov webm avi mkv m4v mpeg mpg".split(), "video"),
    **dict.fromkeys("mp3 wav m4a aac ogg flac opus".split(), "audio"),
}
_EXTENSION = re.compile(
    rf"(?<![A-Za-z0-9])({'|'.join(sorted(EXTENSIONS, key=len, reverse=True))})(?![A-Za-z0-9])", re.I
)
_TAKES = re.compile(
    r"(?:.*[_-])?(?:url|uri|image|img|photo|picture|frame|mask|video|clip|audio|sound|voice|music|file|media)s?(?:[_-]?[0-9]+)?",
    re.I,
)
_NO_FILE = frozenset({"enum", "const"})


def repair(node: Node) -> Change:
    """Write the kind and the formats that the description of a media field lists."""
    found = formats_in(node.schema.get("description"))
    takes = "x-media" in node.schema or _TAKES.fullmatch(node.name)
    if len(found) < 2 or not takes:
        return unchanged(node)
    if "array" in types_of(node.schema) and not opaque(("items",), node.schema.get("items")):
        return _on_items(node, found)
    return _on(node, node.schema, found)


def formats_in(text: Any) -> list[str]:
    """Give the known file extensions that a text names, sorted."""
    return (
        sorted({match.lower() for match in _EXTENSION.findall(text)})
        if isinstance(text, str)
        else []
    )


def _on_items(node: Node, found: list[str]) -> Change:
    items, findings = _on(node.below(("items",), node.schema["items"]), node.schema["items"], found)
    return {**node.schema, "items": items}, findings


def _on(node: Node, schema: Schema, found: list[str]) -> Change:
    before = schema.get("x-media", {})
    if (
        types_of(schema) - {"null"} != frozenset({"string"})
        or _NO_FILE & schema.keys()
        or not is_object(before)
    ):
        return schema, ()
    if "formats" in before:
        return schema, ()
    kinds = sorted({EXTENSIONS[name] for name in found})
    kind = before.get("kind") or (kinds[0] if len(kinds) == 1 else None)
    if kind not in kinds:
        return schema, (MediaUnclear(node.place("description"), tuple(kinds)),)
    formats = [name for name in found if EXTENSIONS[name] == kind]
    after = {"kind": kind, **before, "formats": formats}
    note = node.repair("x-media", CODE, schema.get("x-media", ABSENT), after)
    return {**schema, "x-media": after}, (note,)

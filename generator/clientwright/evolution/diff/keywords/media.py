"""`x-media`: which URLs a media field accepts, as far as a URL shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    refined_edit_kind,
)
from clientwright.evolution.diff.model.media_formats import usual_format
from clientwright.io.json_types import Schema
from clientwright.specs.schema_keywords import MEDIA_KEYWORD
from clientwright.testing.payloads.generation.media import MEDIA_EXTENSIONS, valid_media_urls

_KNOWN_FORMATS = frozenset(
    usual_format(name) for names in MEDIA_EXTENSIONS.values() for name in names
)


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare kind and formats, then what a URL does not show: limits such as file sizes and dimensions."""
    old, new = pair.old.get(MEDIA_KEYWORD), pair.new.get(MEDIA_KEYWORD)
    if not pair.applies(MEDIA_KEYWORD) or old == new:
        return
    if old is None or new is None:
        added = old is None
        yield pair.keyword_edit(
            MEDIA_KEYWORD,
            pair.edit_kind(MEDIA_KEYWORD),
            shrinks=added,
            grows=not added,
            witness_schemas=_urls_refused,
        )
        return
    before, after = _endings(old), _endings(new)
    visible_change = before != after
    if visible_change:
        shrinks, grows = bool(before - after), bool(after - before)
        edit = refined_edit_kind(EditKind.CHANGED, shrinks, grows)
        yield pair.keyword_edit(
            MEDIA_KEYWORD, edit, shrinks=shrinks, grows=grows, witness_schemas=_urls_refused
        )
    invisible = [_url_invisible(media, visible_change) for media in (old, new)]
    if invisible[0] != invisible[1]:
        yield pair.keyword_edit(
            MEDIA_KEYWORD, EditKind.CHANGED, undecidable=True, values=(invisible[0], invisible[1])
        )


def _url_invisible(media: Mapping[str, Any], visible_change: bool) -> dict[str, Any]:
    """Return what a URL does not show, without what is already reported."""
    limits = {"limits": media["limits"]} if media.get("limits") else {}
    kind = {word: media[word] for word in ("kind",) if word in media}
    return (
        limits
        if visible_change
        else {**kind, **limits, "formats": sorted(_formats(media) - _KNOWN_FORMATS)}
    )


def _formats(media: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(map(usual_format, media.get("formats", ())))


def _endings(media: Mapping[str, Any]) -> frozenset[str]:
    kind = MEDIA_EXTENSIONS.get(media.get("kind", ""))
    any_format = _KNOWN_FORMATS if kind is None else frozenset(map(usual_format, kind))
    return (_formats(media) or any_format) & _KNOWN_FORMATS


def _urls_refused(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    """Yield a URL of each dropped format; any string, if there was no `x-media`."""
    if MEDIA_KEYWORD not in accepting:
        yield {**accepting, "enum": ["a"]}
        return
    dropped = _endings(accepting[MEDIA_KEYWORD]) - _endings(refusing.get(MEDIA_KEYWORD, {}))
    for ending in sorted(dropped):
        url = valid_media_urls({"formats": [ending]}, ("https",))[0]
        yield {**accepting, "enum": [url]}

"""`x-media`: which URLs a media field takes, as far as can be read off them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.contract.making.media import ENDINGS, urls
from clientwright.evolve.difference.claims import Claim, Pair, edited
from clientwright.evolve.difference.values import Edit
from clientwright.spec.jsontext import Schema
from clientwright.spec.keywords import MEDIA

_SAME = {"jpeg": "jpg", "jpe": "jpg", "tif": "tiff"}


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare kind and formats; limits (sizes, sides) cannot be read off a URL."""
    old, new = pair.old.get(MEDIA), pair.new.get(MEDIA)
    if not pair.speaks(MEDIA) or old == new:
        return
    if old is None or new is None:
        added = old is None
        yield pair.claim(MEDIA, pair.edit(MEDIA), shrinks=added, grows=not added, beyond=_beyond)
        return
    before, after = _endings(old), _endings(new)
    if before != after:
        shrinks, grows = bool(before - after), bool(after - before)
        edit = edited(Edit.CHANGED, shrinks, grows)
        yield pair.claim(MEDIA, edit, shrinks=shrinks, grows=grows, beyond=_beyond)
    elif (said := {**old, "formats": 0}) != {**new, "formats": 0} and said:
        yield pair.claim(MEDIA, Edit.CHANGED, open=True)


def _endings(media: Mapping[str, Any]) -> frozenset[str]:
    known = tuple(name for names in ENDINGS.values() for name in names)
    allowed = tuple(media.get("formats", ())) or ENDINGS.get(media.get("kind", ""), known)
    usual = {_SAME.get(name.lower(), name.lower()) for name in allowed}
    return frozenset(usual & set(known))


def _beyond(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    """Name a URL for each format that is gone; any text, where there was no medium."""
    if MEDIA not in accepting:
        yield {**accepting, "enum": ["a"]}
        return
    gone = _endings(accepting[MEDIA]) - _endings(refusing.get(MEDIA, {}))
    for ending in sorted(gone):
        url = urls({"formats": [ending]}, ("https",))[0]
        yield {**accepting, "enum": [url]}

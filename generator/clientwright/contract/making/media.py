"""URLs of media: good ones for a field, and the judgement of the specs' own keyword `x-media`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

ENDINGS: Mapping[str, tuple[str, ...]] = {
    "image": ("png", "jpg", "webp", "bmp", "gif", "tiff"),
    "video": ("mp4", "mov", "webm", "mkv", "avi"),
    "audio": ("mp3", "wav", "flac", "ogg"),
}
"""Usual file extensions, by kind, the likeliest first."""
_SAME = {"jpeg": "jpg", "jpe": "jpg", "tif": "tiff"}
_PLACES = (
    "https://example.com/{name}",
    "https://cdn.example.org/a/b-c/{name}",
    "https://example.com/{name}?X-Amz-Expires=900&sig=a%2Fb",
    "https://xn--bcher-kva.example/%E7%8C%AB/{name}",
    "https://example.com:8443/{name}#t=1",
)


def urls(media: Mapping[str, Any], schemes: Sequence[str]) -> tuple[str, ...]:
    """Give URLs that surely fit a media field, the plainest first."""
    formats = tuple(media.get("formats", ())) or ENDINGS[media.get("kind", "image")][:3]
    return _urls(formats, tuple(schemes))


@cache
def _urls(formats: tuple[str, ...], schemes: tuple[str, ...]) -> tuple[str, ...]:
    named = [
        place.format(name=f"{stem}.{ending}")
        for stem, ending in [*(("cat", ending) for ending in formats), ("CAT", formats[0].upper())]
        for place in _PLACES
    ]
    bare = [place.format(name="media") for place in _PLACES]
    return tuple(url.replace("https", scheme, 1) for scheme in schemes for url in [*named, *bare])


def fits(url: str, media: Mapping[str, Any], schemes: Sequence[str]) -> bool:
    """Tell whether the specs let a text be the URL of such a medium, by what can be read off it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in schemes or not parts.hostname or any(c.isspace() for c in url):
        return False
    found = ending(parts.path)
    known = {name for names in ENDINGS.values() for name in names}
    allowed = tuple(media.get("formats", ())) or ENDINGS.get(media.get("kind", ""), tuple(known))
    return found not in known or found in set(map(_usual, allowed))


def ending(path: str) -> str:
    """Give the file extension of a path in its usual spelling, or an empty string."""
    stem, _, found = path.rpartition("/")[2].rpartition(".")
    return _usual(found) if stem else ""


def _usual(name: str) -> str:
    return _SAME.get(name.lower(), name.lower())

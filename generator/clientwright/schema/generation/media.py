"""Media URLs: valid ones for a field, and the check of the `x-media` keyword."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

MEDIA_EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "image": ("png", "jpg", "webp", "bmp", "gif", "tiff"),
    "video": ("mp4", "mov", "webm", "mkv", "avi"),
    "audio": ("mp3", "wav", "flac", "ogg"),
}
"""Usual file extensions by kind, the most common first."""
_KNOWN_EXTENSIONS = frozenset(name for names in MEDIA_EXTENSIONS.values() for name in names)
_EXTENSION_ALIASES = {"jpeg": "jpg", "jpe": "jpg", "tif": "tiff"}
_URL_TEMPLATES = (
    "https://example.com/{name}",
    "https://cdn.example.org/a/b-c/{name}",
    "https://example.com/{name}?X-Amz-Expires=900&sig=a%2Fb",
    "https://xn--bcher-kva.example/%E7%8C%AB/{name}",
    "https://example.com:8443/{name}#t=1",
)


def valid_media_urls(media: Mapping[str, Any], schemes: Sequence[str]) -> tuple[str, ...]:
    """Return URLs that certainly fit a media field, the plainest first."""
    formats = tuple(media.get("formats", ())) or MEDIA_EXTENSIONS[media.get("kind", "image")][:3]
    return _build_urls(formats, tuple(schemes))


@cache
def _build_urls(formats: tuple[str, ...], schemes: tuple[str, ...]) -> tuple[str, ...]:
    named = [
        template.format(name=f"{stem}.{ending}")
        for stem, ending in [*(("cat", ending) for ending in formats), ("CAT", formats[0].upper())]
        for template in _URL_TEMPLATES
    ]
    bare = [template.format(name="media") for template in _URL_TEMPLATES]
    return tuple(url.replace("https", scheme, 1) for scheme in schemes for url in [*named, *bare])


def is_valid_media_url(url: str, media: Mapping[str, Any], schemes: Sequence[str]) -> bool:
    """Return whether a text may be the URL of such a medium, by scheme and file extension."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in schemes or not parts.hostname or any(c.isspace() for c in url):
        return False
    found = file_extension(parts.path)
    if found not in _KNOWN_EXTENSIONS:
        return True
    allowed = tuple(media.get("formats", ())) or MEDIA_EXTENSIONS.get(
        media.get("kind", ""), tuple(_KNOWN_EXTENSIONS)
    )
    return found in map(_normalize_extension, allowed)


def file_extension(path: str) -> str:
    """Return the normalized file extension of a path, or an empty string."""
    stem, _, found = path.rpartition("/")[2].rpartition(".")
    return _normalize_extension(found) if stem else ""


def _normalize_extension(name: str) -> str:
    return _EXTENSION_ALIASES.get(name.lower(), name.lower())

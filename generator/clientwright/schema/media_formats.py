"""Media URLs: valid ones for a field, and what a URL shows of its medium."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from clientwright.schema.protocols import GenerationError, Generator

MEDIA_KEYWORD = "x-media"
MEDIA_EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "image": tuple("png jpg webp bmp gif tiff avif heic heif ico jxl svg".split()),
    "video": tuple("mp4 mov webm mkv avi 3gp flv m4v mpg ogv wmv".split()),
    "audio": tuple("mp3 wav flac ogg aac aiff amr m4a oga opus weba wma".split()),
}
"""Usual file extensions by kind, the most common first."""
KNOWN_FORMATS = frozenset(name for names in MEDIA_EXTENSIONS.values() for name in names)
_FORMAT_ALIASES = {
    "jpeg": "jpg",
    "jpe": "jpg",
    "tif": "tiff",
    "mpeg": "mpg",
    "aif": "aiff",
    "qt": "mov",
}
_UNPRINTED = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
"""Whitespace and control characters."""
_URL_TEMPLATES = (
    "https://example.com/{name}",
    "https://cdn.example.org/a/b-c/{name}",
    "https://example.com/{name}?X-Amz-Expires=900&sig=a%2Fb",
    "https://xn--bcher-kva.example/%E7%8C%AB/{name}",
    "https://example.com:8443/{name}#t=1",
)


_DATA_URI = re.compile(
    r"data:(?:(?P<kind>[a-z0-9_]+)/[a-z0-9_.+-]+)?(?:;[a-z0-9_.-]+(?:=[^;,]*)?)*,",
    re.IGNORECASE | re.ASCII,
)
_DATA_SAMPLES: Mapping[str, str] = {
    "image": "data:image/png;base64,iVBORw0KGgo=",
    "video": "data:video/mp4;base64,AAAAIGZ0eXA=",
    "audio": "data:audio/mpeg;base64,SUQzBAA=",
}


def valid_media_urls(media: Mapping[str, Any], schemes: Sequence[str]) -> tuple[str, ...]:
    """Return URLs that certainly fit a media field, the plainest first."""
    kind = media.get("kind", "image")
    formats = tuple(media.get("formats", ())) or MEDIA_EXTENSIONS[kind][:3]
    fetched = _build_urls(formats, tuple(scheme for scheme in schemes if scheme != "data"))
    return (*fetched, *([_DATA_SAMPLES[kind]] if "data" in schemes else []))


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
    if "data" in schemes and url[:5].lower() == "data:":
        return _is_valid_data_uri(url, media.get("kind", ""))
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in schemes or not parts.hostname or _UNPRINTED.search(url):
        return False
    found = file_extension(parts.path)
    if found not in KNOWN_FORMATS:
        return True
    allowed = tuple(media.get("formats", ())) or MEDIA_EXTENSIONS.get(
        media.get("kind", ""), tuple(KNOWN_FORMATS)
    )
    return found in map(usual_format, allowed)


def _is_valid_data_uri(uri: str, kind: str) -> bool:
    """Return whether a data: URI has its form, and does not say that it holds another kind of medium."""
    found = _DATA_URI.match(uri)
    if not found or _UNPRINTED.search(uri):
        return False
    said = (found["kind"] or "").lower()
    return not kind or said not in MEDIA_EXTENSIONS or said == kind


def file_extension(path: str) -> str:
    """Return the normalized file extension of a path, or an empty string."""
    stem, _, found = unquote(path).rpartition("/")[2].rpartition(".")
    return usual_format(found) if stem else ""


def usual_format(name: str) -> str:
    """Return the usual spelling of a media format: `jpg` for `JPEG`."""
    name = name.lower().removeprefix(".")
    return _FORMAT_ALIASES.get(name, name)


def choose_url(generator: Generator, schema: Mapping[str, Any], at: str) -> str:
    """Return a URL that fits `x-media`, and the lengths and the pattern beside it."""
    low, high = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    urls = valid_media_urls(schema[MEDIA_KEYWORD], generator.schemes)
    fit = [url for url in urls if low <= len(url) <= high]
    if fit and "pattern" in schema:
        fit = [url for url in fit if generator.semantics.is_valid(schema, url)]
        if not fit:
            raise GenerationError(at, f"none of {len(urls)} URLs matches {schema['pattern']!r} too")
    if not fit:
        raise GenerationError(at, f"no URL is made of {low} to {high} characters")
    return generator.choices.pick(fit)

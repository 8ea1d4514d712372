"""Checks of a media URL that need no fetch.

Whether the file exists and respects the limits on size and dimensions, only a fetch
could show; the sandbox does not fetch.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

_EXTENSIONS = {
    "image": "jpg png bmp webp gif tiff heic heif avif svg ico jxl",
    "video": "mp4 m4v mov webm mkv avi mpg wmv flv 3gp ogv",
    "audio": "mp3 wav flac ogg oga opus m4a aac wma aiff amr weba",
}
_KIND_BY_EXTENSION = {ext: kind for kind, names in _EXTENSIONS.items() for ext in names.split()}
_ALIASES = {"jpeg": "jpg", "jpe": "jpg", "tif": "tiff", "mpeg": "mpg", "aif": "aiff", "qt": "mov"}

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9_]+/[A-Za-z0-9_.+-]+")
_PARAMETER = re.compile(r"[A-Za-z0-9_.-]+(?:=[^;]*)?")
NEVER_IN_URLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
"""Whitespace and control characters."""


def url_rejection(url: str, media: Mapping[str, Any], schemes: Collection[str]) -> str | None:
    """Return why a text cannot be the URL of such a medium, or None."""
    if NEVER_IN_URLS.search(url):
        return "holds whitespace or control characters"
    if "data" in schemes and url[:5].lower() == "data:":
        return _data_rejection(url, media)
    parts = _split_url(url)
    if parts is None:
        return "is no URL"
    if parts.scheme not in schemes or not parts.hostname:
        return f"is no absolute {' or '.join(schemes)} URL"
    return _format_rejection(url_extension(parts.path), media)


def url_extension(path: str) -> str:
    """Return the extension of a URL's path in its usual spelling, or an empty string."""
    name = unquote(path).rpartition("/")[2].lower()
    stem, _, found = name.rpartition(".")
    return _canonical_extension(found) if stem else ""


def _format_rejection(found: str, media: Mapping[str, Any]) -> str | None:
    kind, formats = media.get("kind"), list(map(_canonical_extension, media.get("formats", ())))
    if found not in _KIND_BY_EXTENSION:
        return None
    if formats:
        allowed = ", ".join(media["formats"])
        return None if found in formats else f"ends in .{found}, allowed are {allowed}"
    fits = kind in (None, _KIND_BY_EXTENSION[found])
    return None if fits else f"ends in .{found}, which is no {kind}"


def _data_rejection(uri: str, media: Mapping[str, Any]) -> str | None:
    """Return why a data: URI cannot be such a medium, by what stands before its comma."""
    head, comma, _ = uri[len("data:") :].partition(",")
    media_type, *parameters = head.split(";")
    well_formed = not media_type or _MEDIA_TYPE.fullmatch(media_type)
    if not comma or not well_formed or not all(map(_PARAMETER.fullmatch, parameters)):
        return "is no data: URI of the form data:TYPE;base64,CONTENT"
    kind, said = media.get("kind"), media_type.partition("/")[0].lower()
    return (
        f"holds {said}, which is no {kind}"
        if kind and said in _EXTENSIONS and said != kind
        else None
    )


def _canonical_extension(name: str) -> str:
    name = name.lower().removeprefix(".")
    return _ALIASES.get(name, name)


def _split_url(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Formats of media by the extension of a URL."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

KIND_FORMATS = {
    "image": "avif bmp gif heic heif ico jpg jxl png svg tiff webp",
    "video": "3gp avi flv m4v mkv mov mp4 mpg ogv webm wmv",
    "audio": "aac aiff amr flac m4a mp3 oga ogg opus wav weba wma",
}
ALIASES = {"jpeg": "jpg", "jpe": "jpg", "tif": "tiff", "mpeg": "mpg", "aif": "aiff", "qt": "mov"}
KNOWN_FORMATS = frozenset(" ".join(KIND_FORMATS.values()).split())


def media_kind(url: str) -> str | None:
    """Return whether a URL is an image, video or audio file by its extension, or None."""
    try:
        found = format_of(urlsplit(url).path)
    except ValueError:
        return None
    return next((kind for kind, names in KIND_FORMATS.items() if found in names.split()), None)


def format_of(path: str) -> str:
    """Return the canonical extension of a URL's path, or an empty string."""
    stem, _, ending = unquote(path).rpartition("/")[2].rpartition(".")
    return canonical_format(ending) if stem else ""


def canonical_format(name: str) -> str:
    """Return the canonical spelling of an extension: `jpg` for `.JPEG`."""
    name = name.lower().removeprefix(".")
    return ALIASES.get(name, name)

# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Validation of media URLs, before a paid job fails on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_KIND_FORMATS = {
    "image": "avif bmp gif heic heif ico jpg jxl png svg tiff webp",
    "video": "3gp avi flv m4v mkv mov mp4 mpg ogv webm wmv",
    "audio": "aac aiff amr flac m4a mp3 oga ogg opus wav weba wma",
}
_FORMAT_ALIASES = {
    "jpeg": "jpg",
    "jpe": "jpg",
    "tif": "tiff",
    "mpeg": "mpg",
    "aif": "aiff",
    "qt": "mov",
}
_KNOWN_FORMATS = frozenset(" ".join(_KIND_FORMATS.values()).split())


@dataclass(frozen=True)
class Media:
    """Pydantic annotation of a media URL: its kind, formats (empty: any of the kind) and schemes."""

    kind: str
    formats: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ("https",)

    def rejection_reason(self, url: str) -> str | None:
        """Return why the URL is not acceptable, or None; an unknown file extension is acceptable."""
        if any(char.isspace() or char < " " or "\x7f" <= char <= "\x9f" for char in url):
            return "it contains whitespace or control characters"
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            return str(error)
        if parts.scheme not in self.schemes:
            return f"it should start with {' or '.join(f'{s}://' for s in self.schemes)}"
        if not host:
            return "it has no host"
        found = _format_of(parts.path)
        formats = self.formats or _KIND_FORMATS[self.kind].split()
        allowed = {_canonical_format(name) for name in formats}
        if found in _KNOWN_FORMATS and found not in allowed:
            return f".{found} is not one of {', '.join(self.formats) or f'the {self.kind} formats'}"
        return None

    def _check(self, url: str) -> str:
        if reason := self.rejection_reason(url):
            context = {"kind": self.kind, "reason": reason}
            raise PydanticCustomError("media", "This cannot be the {kind}'s URL: {reason}", context)
        return url

    def __get_pydantic_core_schema__(self, hint: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(hint))


def media_kind(url: str) -> str | None:
    """Return whether a URL is an image, video or audio file by its extension, or None."""
    try:
        found = _format_of(urlsplit(url).path)
    except ValueError:
        return None
    return next((kind for kind, names in _KIND_FORMATS.items() if found in names.split()), None)


def _format_of(path: str) -> str:
    stem, _, ending = unquote(path).rpartition("/")[2].rpartition(".")
    return _canonical_format(ending) if stem else ""


def _canonical_format(name: str) -> str:
    name = name.lower().removeprefix(".")
    return _FORMAT_ALIASES.get(name, name)

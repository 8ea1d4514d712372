# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
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
        stem, _, ending = unquote(parts.path).rpartition("/")[2].rpartition(".")
        found = _canonical_format(ending) if stem else ""
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


def _canonical_format(name: str) -> str:
    name = name.lower().removeprefix(".")
    return _FORMAT_ALIASES.get(name, name)

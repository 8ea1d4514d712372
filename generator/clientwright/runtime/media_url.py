"""Validation of media URLs, before a paid job fails on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .media_extensions import KIND_FORMATS, KNOWN_FORMATS, canonical_format, format_of


@dataclass(frozen=True)
class Media:
    """Pydantic annotation of a media URL: its kind ("" for any), formats (empty: any of the kind) and schemes."""

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
        found = format_of(parts.path)
        formats = self.formats or KIND_FORMATS.get(self.kind, "").split() or KNOWN_FORMATS
        allowed = {canonical_format(name) for name in formats}
        if found in KNOWN_FORMATS and found not in allowed:
            return f".{found} is not one of {', '.join(self.formats) or f'the {self.kind} formats'}"
        return None

    def message(self, reason: str) -> str:
        """Return the sentence that says why a URL is not acceptable."""
        return f"This cannot be the {self.kind or 'medium'}'s URL: {reason}"

    def _check(self, url: str) -> str:
        if reason := self.rejection_reason(url):
            text = self.message(reason)
            raise PydanticCustomError("media", "{text}", {"text": text})
        return url

    def __get_pydantic_core_schema__(self, hint: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(hint))

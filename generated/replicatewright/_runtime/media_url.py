# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Validation of media URLs, before a paid job fails on one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .media_extensions import ALIASES, KIND_FORMATS, KNOWN_FORMATS, canonical_format, format_of

_WORD = re.compile("(?!data$)[a-z0-9]+").fullmatch
_BLANK = re.compile(r"[\s\0-\x1f\x7f-\x9f]").search


@dataclass(frozen=True)
class Media:
    """Pydantic annotation of a media URL: its kind ("" for any), formats (empty: any of the kind) and schemes."""

    kind: str
    formats: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ("https",)

    @cached_property
    def _allowed(self) -> frozenset[str]:
        formats = self.formats or KIND_FORMATS.get(self.kind, "").split() or KNOWN_FORMATS
        return frozenset(map(canonical_format, formats))

    @property
    def pattern(self) -> str:
        """A pattern of plain URLs that are surely acceptable; it means the same in every dialect."""
        known = {*self._allowed, *(name for name, of in ALIASES.items() if of in self._allowed)}
        endings = "|".join(f"{name}|{name.upper()}" for name in sorted(filter(_WORD, known)))
        name = "[A-Za-z0-9_~!$&'()*+,;=:@-]"  # of a folder or a file, but for dots
        last = rf"(?:{name}*|(?:{name}|\.)*\.(?:{endings}))"
        words = "|".join(s for s in filter(_WORD, self.schemes) if s[0].isalpha()) or "x^"  # never
        start = rf"(?:{words})://[A-Za-z0-9.-]+"
        return rf"^{start}(?:/(?:(?:{name}|\.)*/)*{last})?(?:[?#][!-~]*)?$"

    def rejection_reason(self, url: str) -> str | None:
        """Return why the URL is not acceptable, or None; an unknown file extension is acceptable."""
        if _BLANK(url):
            return "it contains whitespace or control characters"
        if "data" in self.schemes and url[:5].lower() == "data:":
            from .data_uri_check import data_uri_fault

            return data_uri_fault(url, self.kind)
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            return str(error)
        if parts.scheme not in self.schemes:
            starts = (f"{s}:" if s == "data" else f"{s}://" for s in self.schemes)
            return f"it should start with {' or '.join(starts)}"
        if not host:
            return "it has no host"
        found = format_of(parts.path)
        is_other = found in KNOWN_FORMATS and found not in self._allowed
        listed = ", ".join(self.formats) or f"the {self.kind} formats"
        return f".{found} is not one of {listed}" if is_other else None

    def message(self, reason: str) -> str:
        """Return the sentence that says why a URL is not acceptable."""
        return f"This cannot be the {self.kind or 'medium'}'s URL: {reason}"

    def _check(self, url: str) -> str:
        if reason := self.rejection_reason(url):
            raise PydanticCustomError("media", "{text}", {"text": self.message(reason)})
        return url

    def __get_pydantic_core_schema__(self, hint: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(hint))

"""Model ids: validated once, so that URLs, paths and names can be built from them."""

from __future__ import annotations

import re

from clientwright.problems import Location, quote_value
from clientwright.specs.problems import BadModelId

_SEGMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,62}[A-Za-z0-9_-])?")
_OTHER = re.compile(r"[^A-Za-z0-9._ -]")
_MAX_SEGMENT_LENGTH = 64
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
)
MAX_ID_LENGTH = 200
MAX_SEGMENTS = 6


class ModelId(str):
    """A validated model id: 2 to 6 safe segments joined by `/`."""

    __slots__ = ()

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts between the slashes."""
        return tuple(self.split("/"))


def invalid_id_reason(text: str) -> str | None:
    """Return why the text is not a valid model id, or None if it is valid."""
    segments = text.split("/")
    if len(text) > MAX_ID_LENGTH:
        return f"it is {len(text)} characters long, more than {MAX_ID_LENGTH}"
    if not 2 <= len(segments) <= MAX_SEGMENTS:
        return f"it has {len(segments)} segment{'s' * (len(segments) != 1)}"
    reasons = (_invalid_segment_reason(n, segments) for n in range(len(segments)))
    return next((reason for reason in reasons if reason), None)


def _invalid_segment_reason(n: int, segments: list[str]) -> str | None:
    segment = segments[n]
    if not segment:
        return "a segment is empty"
    if ".." in segment or not _SEGMENT.fullmatch(segment):
        return f"the segment {quote_value(segment)} {_form_reason(segment)}"
    if segment.split(".")[0].strip().lower() in _DEVICES:
        return f"the segment {segment!r} names a device on some systems"
    if n < len(segments) - 1 and segment.lower().endswith(".json"):
        return f"the segment {segment!r} is named like a spec file, but would be a folder"
    return None


def _form_reason(segment: str) -> str:
    """Return what is wrong with the characters of a segment, as the rest of a sentence."""
    if ".." in segment:
        return "contains '..', which leads out of a folder"
    if other := _OTHER.search(segment):
        return f"contains {quote_value(other[0])}, which is none of the characters that are allowed"
    if segment[0] == "_":
        return "begins with '_', as the names that packages keep for themselves do"
    if len(segment) > _MAX_SEGMENT_LENGTH:
        return f"is {len(segment)} characters long, more than {_MAX_SEGMENT_LENGTH}"
    begins = not segment[0].isalnum()
    return f"{'begins' if begins else 'ends'} with {quote_value(segment[0 if begins else -1])}"


def check_model_id(text: str, location: Location) -> ModelId | BadModelId:
    """Return the validated id, or the problem with it."""
    reason = invalid_id_reason(text)
    return ModelId(text) if reason is None else BadModelId(location, text, reason)

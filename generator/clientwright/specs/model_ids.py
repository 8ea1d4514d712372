"""Model ids: checked once, so that everything after may build addresses, paths and names from them."""

from __future__ import annotations

import re

from clientwright.problems import Location
from clientwright.specs.problems import BadModelId

_SEGMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,62}[A-Za-z0-9_-])?")
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
)
MAX_ID_LENGTH = 200


class ModelId(str):
    """A model id that has been checked: 2 to 5 safe segments joined by `/`."""

    __slots__ = ()

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts between the slashes."""
        return tuple(self.split("/"))


def invalid_id_reason(text: str) -> str | None:
    """Say why the text cannot be a model id, or None when it can."""
    segments = text.split("/")
    if len(text) > MAX_ID_LENGTH:
        return f"it is {len(text)} characters long, more than {MAX_ID_LENGTH}"
    if not 2 <= len(segments) <= 5:
        return f"it has {len(segments)} segment{'s' * (len(segments) != 1)}"
    reasons = (_invalid_segment_reason(n, segments) for n in range(len(segments)))
    return next((reason for reason in reasons if reason), None)


def _invalid_segment_reason(n: int, segments: list[str]) -> str | None:
    segment = segments[n]
    if not segment:
        return "a segment is empty"
    if ".." in segment or not _SEGMENT.fullmatch(segment):
        return f"the segment {segment[:40]!a} holds characters that are not allowed there"
    if segment.split(".")[0].strip().lower() in _DEVICES:
        return f"the segment {segment!r} names a device on some systems"
    if n < len(segments) - 1 and segment.lower().endswith(".json"):
        return f"the segment {segment!r} is called like a spec's file, but would be a folder"
    return None


def check_model_id(text: str, place: Location) -> ModelId | BadModelId:
    """Check an id: the id itself, or the problem with it."""
    reason = invalid_id_reason(text)
    return ModelId(text) if reason is None else BadModelId(place, text, reason)

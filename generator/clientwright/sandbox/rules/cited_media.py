"""`cited-media`: a text that cites a medium which is not there breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import ascii_letters, digits
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.sandbox.rules.json_query import Location, nodes, objects_with, segments

_WORD = frozenset(f"{ascii_letters}{digits}_")
_DIGITS = frozenset(digits)


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield a text once for each form of citation by which it names a medium that is not there."""
    texts = nodes(segments(rule["text"]), payload)
    for form, path in sorted(rule["cites"].items()):
        size = _media_count(path, payload)
        for at, text in texts:
            cited = _cited(text, *form.split("{n}")) if isinstance(text, str) else []
            missing = [number for number in cited if size is not None and not _is_in(number, size)]
            if missing:
                name = form.replace("{n}", missing[0][:20])
                yield at, f"it cites {name}, and there are {size} of them"


def _media_count(path: str, payload: Any) -> int | None:
    for _, (member,) in objects_with([path], payload):
        if member.left_out:
            return 0
        value = member.value
        return 1 if isinstance(value, str) else len(value) if is_list(value) else None
    return None


def _is_in(number: str, size: int) -> bool:
    """Return whether a number in decimal digits, of any length, is from 1 to a size."""
    short, most = number.lstrip("0"), str(size)
    return bool(short) and (len(short), short) <= (len(most), most)


def _cited(text: str, before: str, after: str) -> list[str]:
    """Return the numbers that are cited, by scanning for the words before each."""
    found, at = list[str](), text.find(before)
    while at >= 0:
        start = at + len(before)
        stop = start
        while text[stop : stop + 1] in _DIGITS:
            stop += 1
        ends = [e for e in range(stop, start, -1) if _is_whole(text, at, e, before, after)]
        if ends:
            found.append(text[start : ends[0]])
        at = text.find(before, ends[0] + len(after) if ends else at + 1)
    return found


def _is_whole(text: str, at: int, end: int, before: str, after: str) -> bool:
    """Return whether a citation's digits end here, and it is not part of a longer word or number."""
    if not text.startswith(after, end) or (before[0] in _WORD and text[at - 1 : at] in _WORD):
        return False
    rest = text[end + len(after) : end + len(after) + 2]
    if after and after[-1] not in _WORD:
        return True
    return rest[:1] not in _WORD and not (rest[:1] == "." and rest[1:2] in _DIGITS)

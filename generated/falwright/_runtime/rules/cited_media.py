# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""`cited-media`: each number that a text cites must exist among the given media."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..input_faults import DataPath, is_list
from .base import MISSING, PathSteps, Rule, lookup
from .field_access import dotted_name

_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")


@dataclass(frozen=True)
class CitedMedia(Rule):
    """What `text` cites by each pattern (`@Image{n}`) is among the media at a path, counted from 1."""

    kind: ClassVar[str] = "cited-media"
    text: PathSteps
    cites: tuple[tuple[str, tuple[str, ...]], ...]

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Yield the text, once for each pattern with a number that does not exist."""
        for path, text in _texts(payload, self.text, ()):
            for pattern, names in self.cites:
                count = _count(lookup(payload, names))
                bad = (
                    []
                    if count is None
                    else [n for n in _numbers(text, pattern) if not 1 <= n <= count]
                )
                if bad:
                    citation = pattern.replace("{n}", str(bad[0]))
                    yield path, f"it cites {citation}, but {dotted_name(names)} has {count}"


def _texts(value: Any, steps: PathSteps, path: DataPath) -> Iterator[tuple[DataPath, str]]:
    if not steps:
        if isinstance(value, str):
            yield path, value
    elif steps[0] is None:
        for n, item in enumerate(value) if is_list(value) else ():
            yield from _texts(item, steps[1:], (*path, n))
    else:
        inner = lookup(value, (steps[0],))
        yield from _texts(inner, steps[1:], (*path, steps[0]))


def _count(media: Any) -> int | None:
    if media is MISSING:
        return 0
    return len(media) if is_list(media) else 1 if isinstance(media, str) else None


def _numbers(text: str, pattern: str) -> Iterator[int]:
    """Yield the cited numbers, except those inside longer words or numbers."""
    before, _, after = pattern.partition("{n}")
    for match in re.finditer(f"{re.escape(before)}([0-9]+){re.escape(after)}", text):
        ahead, behind = text[: match.start()][-1:], text[match.end() :]
        if before[0] in _WORD and ahead in _WORD:
            continue
        ends_in_word = not after or after[-1] in _WORD
        if ends_in_word and (behind[:1] in _WORD or re.match(r"\.[0-9]", behind)):
            continue
        # Ten digits suffice: Python limits the length of integers that it parses.
        yield int(match[1].lstrip("0")[:10] or "0")

"""Numbers cited in a text: `@Image{n}` finds the 2 of `@Image2`, and nothing inside other words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

NUMBER_PLACEHOLDER = "{n}"


def is_citation_pattern(pattern: str) -> bool:
    """Tell whether a pattern has one number, with a letter or sign before it."""
    before, slot, after = pattern.partition(NUMBER_PLACEHOLDER)
    sign = before.strip()[-1:]
    return bool(slot and sign) and NUMBER_PLACEHOLDER not in after and not before[-1:].isdigit()


def find_citations(text: str, pattern: str) -> list[tuple[str, int]]:
    """List what a text cites: the words, and the number; far too large ones as one that never exists."""
    return [(match[0], _number(match[1])) for match in _citation_regex(pattern).finditer(text)]


def replace_numbers(text: str, pattern: str, word: Callable[[int], int | None]) -> str:
    """Write other numbers into a text, of the same width where they fit; None takes a citation's number away."""

    def rewrite(match: re.Match[str]) -> str:
        number = word(_number(match[1]))
        digits = "x" * len(match[1]) if number is None else str(number).zfill(len(match[1]))
        start = match.start(1) - match.start()
        return match[0][:start] + digits + match[0][start + len(match[1]) :]

    return _citation_regex(pattern).sub(rewrite, text)


def format_citation(pattern: str, number: int) -> str:
    """Write a citation."""
    return pattern.replace(NUMBER_PLACEHOLDER, str(number))


@cache
def _citation_regex(pattern: str) -> re.Pattern[str]:
    """Compile a pattern: not inside a longer word or number (of ASCII; other scripts do not part words)."""
    before, _, after = pattern.partition(NUMBER_PLACEHOLDER)
    front = r"(?<![A-Za-z0-9_])" if re.match(r"[A-Za-z0-9_]", before) else ""
    end = r"(?![A-Za-z0-9_])(?!\.[0-9])" if not after or re.search(r"[A-Za-z0-9_]$", after) else ""
    return re.compile(f"{front}{re.escape(before)}([0-9]+){re.escape(after)}{end}")


def _number(digits: str) -> int:
    short = digits.lstrip("0")
    return int(short[:10] or "0")

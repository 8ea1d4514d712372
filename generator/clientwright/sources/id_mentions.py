"""Mentions of a model id in a text, and which of them prove how an id with spaces ends.

In a sentence, nothing tells the words of an id from those that follow it, however often the sentence
stands there. So an id with spaces is proved only by a mention with a certain end: a line, a table
cell or a title of its own, a pair of quotes, or an encoded spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from clientwright.sources.model_urls import ModelUrl, has_loose_word

_BEFORE = re.compile(r"(?:(?<=/models/)|(?<![\w./%-]))")
_AFTER = re.compile(
    r"[ \t]*(?:$|\\|\||[\"'`<>?#)\]。、，：；！？）」』])|[.,:;!]+(?:\s|$)| --?[A-Za-z]",
    re.M,
)
_CELL_START = re.compile(r"(?:.*\|)?[\s#>*_-]*")
_LABEL = re.compile(r"(?:.*\|)?[\s#>*_-]*(?:\S+ ){0,2}\S+[:：]\**\s*")
_CELL_END = re.compile(r"[\s*_#]*(?:\||\Z)")
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "「": "」", "«": "»"}
_MAX_MENTIONS, _MAX_LINE = 100, 400


def is_mentioned(id: str, text: str, url: ModelUrl) -> bool:
    """Return whether a text has an id at another place, with nothing before or after that could be part of it."""
    return any(True for _ in _mentions(id, text, url))


def is_proved(id: str, text: str, url: ModelUrl) -> bool:
    """Return whether a text has an id at another place where its end is certain."""
    found = list(_mentions(id, text, url))
    is_one_word = " " not in id
    return any(
        is_one_word or " " not in text[at:end] or _is_apart(text, at, end) for at, end in found
    )


def _mentions(id: str, text: str, url: ModelUrl) -> Iterator[tuple[int, int]]:
    for spelling in sorted({id, quote(id)}):
        at = -1
        for _ in range(_MAX_MENTIONS):
            at = text.find(spelling, at + 1)
            if at < 0:
                break
            end = at + len(spelling)
            is_here = url.offset <= at <= url.end
            if not is_here and _BEFORE.match(text, at) and _AFTER.match(text, end):
                yield at, end


def _is_apart(text: str, at: int, end: int) -> bool:
    """Return whether a mention is quoted, or all of a line, of a table cell or of what follows a label."""
    if _QUOTES.get(text[at - 1 : at]) == text[end : end + 1]:
        return True
    before = text[max(0, at - _MAX_LINE) : at].rpartition("\n")[2]
    after = text[end : end + _MAX_LINE].partition("\n")[0]
    if not _CELL_END.match(after):
        return False
    if has_loose_word(text[at:end]):
        return bool(_CELL_START.fullmatch(before)) and _is_paragraph(text, at, end)
    return bool(_CELL_START.fullmatch(before) or _LABEL.fullmatch(before))


def _is_paragraph(text: str, at: int, end: int) -> bool:
    """Return whether the lines before and after a mention are empty."""
    earlier, later = text[:at].split("\n")[-2:-1], text[end:].split("\n", 2)[1:2]
    return not any(line.strip() for line in (*earlier, *later))

"""Escape text for Markdown, so that it becomes no markup, mention or reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientwright.problems import escape_unprintable

_TICKS = re.compile("`+")
_HEADING = re.compile(r"\*\*[A-Z][a-z ]+\*\*")
_MARKUP = re.compile(r"[\\*_~\[\]`]")
_MENTION = re.compile(r"@|#(?=\d)|(?<=\bGH)-(?=\d)", re.IGNORECASE)
_ZERO_WIDTH_SPACE = "\u200b"
"""Placed after a character that would start a mention or a link."""


def escape_markdown(line: str) -> str:
    """Return a line escaped for Markdown; code spans and this package's own headings stay as they are."""
    if _HEADING.fullmatch(line):
        return line
    line, escaped, end_of_last = escape_unprintable(line).replace("<", "&lt;"), "", 0
    for start, end in _code_spans(line):
        escaped += _escape_text(line[end_of_last:start]) + line[start:end]
        end_of_last = end
    return escaped + _escape_text(line[end_of_last:])


def _code_spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield the code spans as Markdown finds them: between two runs of backticks of equal length."""
    runs = list(_TICKS.finditer(line))
    while runs:
        first = runs.pop(0)
        same = (n for n, run in enumerate(runs) if len(run.group()) == len(first.group()))
        last = next(same, None)
        if last is not None:
            yield first.start(), runs[last].end()
            del runs[: last + 1]


def _escape_text(text: str) -> str:
    text = _MARKUP.sub(lambda escaped: f"\\{escaped.group()}", text)
    return _MENTION.sub(lambda escaped: escaped.group() + _ZERO_WIDTH_SPACE, text)


def truncate_markdown(text: str, max_length: int, note: str) -> str:
    """Return the text cut after a whole line, outside of code blocks, with `note` at the end."""
    if len(text) <= max_length:
        return text
    kept, fence = list[str](), ""
    remaining = max_length - len(note) - 2
    for line in text.splitlines(keepends=True):
        remaining -= len(line)
        if remaining - len(fence) < 0:
            break
        kept.append(line)
        ticks = _TICKS.match(line)
        if ticks and len(ticks.group()) > 2:
            fence = "" if fence else ticks.group() + "\n"
    return "".join([*kept, fence, "\n", note, "\n"])

"""Text of documents in Markdown: it stays the text it is, and becomes no markup, mention or reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientwright.problems import escape_unprintable

_TICKS = re.compile("`+")
_HEADING = re.compile(r"\*\*[A-Z][a-z ]+\*\*")
_MARKUP = re.compile(r"[\\*_~\[\]`]")
_MENTION = re.compile(r"@|#(?=\d)|(?<=\bGH)-(?=\d)", re.IGNORECASE)
_ZERO_WIDTH_SPACE = "\u200b"
"""A character without width, after which nobody is called and nothing is linked."""


def escape_markdown(line: str) -> str:
    """Write a line for Markdown; what stands between backticks that pair stays as it is, and so does a head of ours."""
    if _HEADING.fullmatch(line):
        return line
    line, escaped, end_of_last = escape_unprintable(line).replace("<", "&lt;"), "", 0
    for start, end in _code_spans(line):
        escaped += _escape_text(line[end_of_last:start]) + line[start:end]
        end_of_last = end
    return escaped + _escape_text(line[end_of_last:])


def _code_spans(line: str) -> Iterator[tuple[int, int]]:
    """Give the pieces of code as Markdown finds them: from a run of backticks to the next one of its length."""
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
    """Cut a text that is too long after a whole line, outside of a block of code, and say so."""
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

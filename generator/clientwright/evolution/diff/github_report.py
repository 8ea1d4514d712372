"""A comparison as GitHub shows it: the description of a pull request, annotations on the lines of specs.

Text of documents is escaped, so that it becomes no markup, mention or reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from clientwright import locations
from clientwright.evolution.diff.change_note import HEADINGS, endpoint_label, version_sentence
from clientwright.evolution.diff.changes import Change, Compatibility, SpecDiff, Witness
from clientwright.problems import escape_unprintable

MAX_WITNESS_LENGTH = 600
"""Longest witness, in characters; longer ones are cut, because people read pull requests."""
MAX_TEXT_LENGTH = 60_000
"""Longest description, in characters: below what GitHub accepts."""
_TICKS = re.compile("`+")
_HEADING = re.compile(r"\*\*[A-Z][a-z ]+\*\*")
_MARKUP = re.compile(r"[\\*_~\[\]`|]")
_ENTITIES = {"&": "&amp;", "<": "&lt;"}
_MENTION = re.compile(r"@|#(?=\d)|(?<=\bGH)-(?=\d)", re.IGNORECASE)
_ZERO_WIDTH_SPACE = "\u200b"
"""Placed after a character that would start a mention or a link."""
_LEVELS = {
    Compatibility.BREAKING: "error",
    Compatibility.WARNING: "warning",
    Compatibility.COMPATIBLE: "notice",
}
_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_VALUES = {**_ESCAPED, ":": "%3A", ",": "%2C"}


def pull_request_text(diff: SpecDiff) -> str:
    """Return the description: verdict, version, and each change once, with what to do and its witness."""
    text = "\n".join(_lines(diff)).rstrip() + "\n"
    return truncate_markdown(text, MAX_TEXT_LENGTH, "… (cut; `clientwright diff` shows all)")


def _lines(diff: SpecDiff) -> Iterator[str]:
    yield f"## Verdict: {diff.compatibility}"
    yield ""
    yield version_sentence(diff)
    yield ""
    for verdict, heading in HEADINGS.items():
        items = dict.fromkeys(
            "\n".join(_item(change)) for change in diff.with_compatibility(verdict)
        )
        if items:
            yield from (f"**{heading}**", "", *items, "")
    unchanged = len(diff.with_compatibility(Compatibility.UNCHANGED))
    if unchanged:
        yield f"{unchanged} more change{'s' * (unchanged > 1)} in texts, notes or repairs; the contract is the same there."


def _item(change: Change) -> Iterator[str]:
    """Yield a change as a list item, with what to do about it and a witness below it."""
    yield escape_markdown(f"- {endpoint_label(change)}: {change.message}")
    if change.compatibility not in (Compatibility.BREAKING, Compatibility.WARNING):
        return
    if change.advice:
        yield escape_markdown(f"  - {change.advice}")
    if change.witness:
        yield _witness_line(change, change.witness)


def _witness_line(change: Change, witness: Witness) -> str:
    """Return a witness on one line, as code, with what the two versions make of it."""
    data = json.dumps(witness.value, ensure_ascii=True)
    data = data if len(data) <= MAX_WITNESS_LENGTH else data[:MAX_WITNESS_LENGTH] + "…"
    data = data.replace("<", "\\u003c")
    fence = "`" * (1 + max(map(len, re.findall("`+", data)), default=0))
    is_request = change.pointer.startswith(("/input", "/rules"))
    meaning = "Accepted before, rejected now" if is_request else "Possible now, ruled out before"
    reason = escape_markdown(f"({witness.reason})")
    return f"  - {meaning}: {fence}{data}{fence} {reason}"


def escape_markdown(line: str) -> str:
    """Return a line escaped for Markdown; code spans and this package's own headings stay as they are."""
    if _HEADING.fullmatch(line):
        return line
    line, escaped, end_of_last = escape_unprintable(line), "", 0
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
    text = "".join(_ENTITIES.get(char, char) for char in text)
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


def annotation_lines(diff: SpecDiff, root: Path | None = None) -> Iterator[str]:
    """Yield one annotation for each change that affects callers; files below `root` get relative paths."""
    texts = dict(diff.texts)
    for change in diff.changes:
        if change.compatibility in _LEVELS:
            yield _line(change, texts, root)


def _line(change: Change, texts: dict[str, str], root: Path | None) -> str:
    location = locations.add_line(change.location, texts)
    values = {
        "file": _file(location.file, root),
        "line": location.line or 1,
        "title": f"{change.compatibility}: {change.kind}",
    }
    properties = ",".join(
        f"{key}={_escape(str(value), _IN_VALUES)}" for key, value in values.items()
    )
    who = f"{change.endpoint}: " if change.endpoint else ""
    return (
        f"::{_LEVELS[change.compatibility]} {properties}::{_escape(who + change.message, _ESCAPED)}"
    )


def _file(name: str, root: Path | None) -> str:
    """Return a file's path as GitHub knows it: relative to the checkout, without the git revision."""
    path = Path(name)
    if not path.exists():
        return name.partition(":")[2] if ":" in name and "://" not in name else name
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return name


def _escape(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in escape_unprintable(text))

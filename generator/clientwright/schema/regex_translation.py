"""Translate regular expressions from ECMA-262, as in JSON Schema, to Python's.

A pattern is translated only if the result means the same: `$` becomes the very end, `\\d` and `\\w`
become ASCII, `.` excludes all four line ends, `\\s` becomes ECMA's list. Anything else is rejected
with a reason, and so is what could keep a matcher busy without bounds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientwright.schema.backtracking import unbounded_backtracking

_SPACES = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES: Mapping[str, tuple[str, str]] = {
    "d": ("[0-9]", "0-9"),
    "w": ("[A-Za-z0-9_]", "A-Za-z0-9_"),
    "s": (f"[{_SPACES}]", _SPACES),
    "D": ("[^0-9]", ""),
    "W": ("[^A-Za-z0-9_]", ""),
    "S": (f"[^{_SPACES}]", ""),
}
_PORTABLE_ESCAPES = frozenset("tnrfv.*+?^$|()[]{}/\\-")
_PIECE = re.compile(r"(?s)\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)?|\(\?[:=!]|\(\?|.")
_SURROGATE = re.compile(r"u[dD][89A-Fa-f]")
_QUANTIFIER = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_OUTSIDE: Mapping[str, str] = {".": r"[^\n\r\u2028\u2029]", "$": r"\Z"}
_UNMERGED: Mapping[str, str] = {"|": "|(?=)"}
"""Keeps Python's parser from making one class of two alternatives, which other engines do not."""
_DOUBLED = ("&&", "||", "~~")
"""Pairs that a future Python may read as set operations inside a class."""


class UnportablePattern(ValueError):
    """A pattern uses something that Python and ECMA-262 interpret differently."""


class SlowPattern(UnportablePattern):
    """A pattern that some texts keep a matcher busy with, without bounds."""


def to_python_regex(pattern: str) -> str:
    """Return a pattern translated to Python.

    Raises:
        UnportablePattern: the message states what cannot be translated.
        SlowPattern: a matcher could be busy without bounds.
    """
    out: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern[at] == "[":
            end, translated = _class(pattern, at)
        else:
            piece = _piece(pattern, at)
            end, translated = at + len(piece), _outside(piece, pattern, at)
        out.append(translated)
        at = end
    return _checked_regex("".join(out), "".join(_UNMERGED.get(piece, piece) for piece in out))


def _checked_regex(translated: str, unmerged: str) -> str:
    """Return a translation if it is a regular expression that is matched in bounded time."""
    try:
        re.compile(translated)
    except (re.error, RecursionError, OverflowError) as error:
        raise UnportablePattern(f"it is not a regular expression ({error})") from None
    if slow := unbounded_backtracking(unmerged):
        raise SlowPattern(slow)
    return translated


def _piece(pattern: str, at: int) -> str:
    match = _PIECE.match(pattern, at)
    return match.group() if match else pattern[at]


def _outside(piece: str, pattern: str, at: int) -> str:
    """Translate a piece outside of character classes."""
    if piece[0] == "\\":
        return _CLASSES[piece[1:]][0] if piece[1:] in _CLASSES else _escape(piece, r"(?a:\b)")
    if piece == "(?":
        raise UnportablePattern("a group of a kind other than (?:, (?= and (?!")
    if piece == "{" and not _QUANTIFIER.match(pattern, at):
        raise UnportablePattern("a '{' that does not start a quantifier")
    if piece in "*+?}" and pattern[at + 1 : at + 2] == "+":
        raise UnportablePattern("a possessive quantifier")
    return _OUTSIDE.get(piece, piece)


def _class(pattern: str, start: int) -> tuple[int, str]:
    """Translate the character class that begins at `start`; return its end and its translation."""
    at = start + (2 if pattern.startswith("[^", start) else 1)
    first, out = at, [pattern[start:at]]
    while at < len(pattern):
        if pattern[at] == "]":
            if at == first:
                raise UnportablePattern("an empty character class")
            return at + 1, "".join([*out, "]"])
        piece = _piece(pattern, at) if pattern[at] == "\\" else pattern[at]
        out.append(_inside(piece, pattern, at, first))
        at += len(piece)
    raise UnportablePattern("a character class without its ]")


def _inside(piece: str, pattern: str, at: int, first: int) -> str:
    """Translate a piece inside a character class."""
    if piece[1:] in _CLASSES and piece[0] == "\\":
        return _shorthand(piece, pattern, at, first)
    if piece[0] == "\\":
        return _escape(piece, "")
    if pattern.startswith("--", at):
        raise UnportablePattern("'--' inside a character class")
    return "\\" + piece if piece == "[" or pattern.startswith(_DOUBLED, at) else piece


def _shorthand(piece: str, pattern: str, at: int, first: int) -> str:
    """Expand `\\d`, `\\w`, `\\s` inside a class, unless they are the end of a range."""
    inner = _CLASSES[piece[1:]][1]
    if not inner:
        raise UnportablePattern(f"{piece} inside a character class")
    before = pattern[at - 1] == "-" and at - 1 > first
    after = pattern.startswith("-", at + 2) and not pattern.startswith("]", at + 3)
    if before or after:
        raise UnportablePattern(f"{piece} beside a '-' inside a character class")
    return inner


def _escape(piece: str, boundary: str) -> str:
    """Check an escape; `boundary` is the translation of a word boundary, "" where none is allowed."""
    body = piece[1:]
    if not body:
        raise UnportablePattern("a backslash at its end")
    if _SURROGATE.match(body):
        raise UnportablePattern(f"half of a surrogate pair, {piece}")
    if len(body) > 1 or body in _PORTABLE_ESCAPES:
        return piece
    if body == "b" and boundary:
        return boundary
    raise UnportablePattern(f"the escape {piece!r}")

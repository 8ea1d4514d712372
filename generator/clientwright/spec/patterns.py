"""Regular expressions: from ECMA-262, as JSON Schema has them, to Python's, or a reason why not.

Only what means the same in both, or can be written so that it does, is taken:
`$` becomes the very end, `\\d` and `\\w` become ASCII, `.` leaves out all four line
ends, `\\s` becomes ECMA's list. Everything else is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPACES = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES: Mapping[str, tuple[str, str]] = {
    "d": ("[0-9]", "0-9"),
    "w": ("[A-Za-z0-9_]", "A-Za-z0-9_"),
    "s": (f"[{_SPACES}]", _SPACES),
    "D": ("[^0-9]", ""),
    "W": ("[^A-Za-z0-9_]", ""),
    "S": (f"[^{_SPACES}]", ""),
}
_SAME = frozenset("tnrfv.*+?^$|()[]{}/\\-")
_PIECE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)|\(\?[:=!]|\(\?|(?s:.)")


class NotPortable(ValueError):
    """The pattern uses something that Python and ECMA-262 understand differently."""


def to_python(pattern: str) -> str:
    """Translate a pattern.

    Raises:
        NotPortable: the message says what cannot be carried over.
    """
    out: list[str] = []
    at, inside = 0, False
    while at < len(pattern):
        match = _PIECE.match(pattern, at)
        piece = match.group() if match else pattern[at]
        out.append(
            _escape(piece, inside) if piece[0] == "\\" else _plain(piece, inside, pattern, at)
        )
        inside = (piece == "[" or inside) and not (inside and piece == "]")
        at += len(piece)
    translated = "".join(out)
    try:
        re.compile(translated)
    except (re.error, RecursionError, OverflowError) as error:
        raise NotPortable(f"it is no regular expression ({error})") from None
    return translated


def _escape(piece: str, inside: bool) -> str:
    body = piece[1:]
    if body in _CLASSES:
        outer, inner = _CLASSES[body]
        if inside and not inner:
            raise NotPortable(f"{piece} inside a character class")
        return inner if inside else outer
    if len(body) > 1 or body in _SAME:
        return piece
    if body == "b" and not inside:
        return r"(?a:\b)"
    raise NotPortable(f"the escape {piece!r}" if len(piece) > 1 else "a backslash at its end")


def _plain(piece: str, inside: bool, pattern: str, at: int) -> str:
    if piece == "(?":
        raise NotPortable("a group of a kind other than (?:, (?= and (?!")
    if inside:
        if piece == "[" or pattern[at : at + 2] in ("--", "&&", "||", "~~"):
            return "\\" + piece
        if piece == "]" and pattern[at - 1] == "[":
            raise NotPortable("an empty character class")
        return piece
    if piece in "*+?}" and pattern[at + 1 : at + 2] == "+":
        raise NotPortable("a possessive quantifier")
    return {".": r"[^\n\r\u2028\u2029]", "$": r"\Z"}.get(piece, piece)

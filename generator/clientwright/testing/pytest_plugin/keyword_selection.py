"""Which endpoints an expression of pytest's -k may select, by their ids alone, before anything is planned.

A word with a slash that is a part of a known id, or goes on behind a colon, names endpoints. What other
words select is open, so an endpoint is left out only if the expression is false whatever they mean.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Mapping

_TOKEN = re.compile(r"[()]|[^\s()]+")
_OPERATORS = frozenset({"and", "or", "not", "(", ")"})


def selected_endpoints(expression: str, endpoints: Collection[str]) -> tuple[str, ...]:
    """Return the endpoints whose promises an expression may select, sorted; none if all may be."""
    words = [one for one in _TOKEN.findall(expression) if one not in _OPERATORS]
    names = {word: f"w{n}" for n, word in enumerate(dict.fromkeys(words))}
    text = " ".join(names.get(one, one) for one in _TOKEN.findall(expression))
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return ()
    starts = {one: f"{one}:".lower() for one in endpoints}
    naming = {
        name: word.lower() for word, name in names.items() if _names_any(word, starts.values())
    }
    found = [
        id
        for id, start in sorted(starts.items())
        if _value(tree, {name: _holds(word, start) for name, word in naming.items()}) is not False
    ]
    return tuple(found) if len(found) < len(starts) else ()


def _names_any(word: str, starts: Iterable[str]) -> bool:
    head = _head(word.lower())
    return "/" in head and any(head in start for start in starts)


def _holds(word: str, start: str) -> bool | None:
    """Return whether ids with this start contain a word, as -k compares them; None if some may."""
    head = _head(word)
    return False if head not in start else True if head == word else None


def _head(word: str) -> str:
    """Return a word until its first colon, which ends the id of an endpoint."""
    name, colon, _ = word.partition(":")
    return name + colon


def _value(tree: ast.expr, known: Mapping[str, bool | None]) -> bool | None:
    """Return what an expression is, or None if it depends on words that are not known."""
    match tree:
        case ast.Name(id=name):
            return known.get(name)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            value = _value(operand, known)
            return None if value is None else not value
        case ast.BoolOp(op=operator, values=parts):
            values = [_value(part, known) for part in parts]
            decisive = isinstance(operator, ast.Or)
            if decisive in values:
                return decisive
            return None if None in values else not decisive
        case _:
            return None

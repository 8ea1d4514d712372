"""Strings that match a regular expression, by walking its parsed form: no string is tried and thrown away."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from clientwright.contract.making.draws import Choices
from clientwright.contract.making.problems import NoStrategy
from clientwright.specs.regex_translation import UnportablePattern, to_python_regex

_parser: Any = importlib.import_module("re._parser")
_MORE = 4
_FIRST, _LAST = "!", "~"
_CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_WORD": "aZ09_",
    "CATEGORY_SPACE": " \t",
    "CATEGORY_NOT_DIGIT": "a-Z ",
    "CATEGORY_NOT_WORD": "- .!",
    "CATEGORY_NOT_SPACE": "a0-Z",
}
_SILENT = ("AT",)


def matching(choices: Choices, pattern: str, low: int, high: int | None) -> str:
    """Make a text that holds a match of a pattern of JSON Schema, of `low` to `high` code points.

    Raises:
        NoStrategy: the pattern looks around or back, or cannot be brought to that length.
    """
    parsed = _parsed(pattern)
    least, most = parsed.getwidth()
    if low > least or (high is not None and most > high):
        parsed = _narrowed(parsed, pattern, low, high)
    text = _sequence(choices, parsed)
    if re.search(to_python_regex(pattern), text) is None:
        raise NoStrategy(
            "", f"no text is made for the pattern {pattern!r}: its anchors are in the way"
        )
    return text


@cache
def _parsed(pattern: str) -> Any:
    try:
        return _parser.parse(to_python_regex(pattern))
    except (UnportablePattern, re.error) as error:
        raise NoStrategy("", f"the pattern {pattern!r} cannot be read: {error}") from None


def _narrowed(parsed: Any, pattern: str, low: int, high: int | None) -> Any:
    """Bring a pattern with one repeated character to a length."""
    repeats = [n for n, (op, _) in enumerate(parsed) if str(op) in ("MAX_REPEAT", "MIN_REPEAT")]
    if len(repeats) == 1:
        op, (least, most, inner) = parsed[repeats[0]]
        others = [item for n, item in enumerate(parsed) if n != repeats[0]]
        short, long = type(parsed)(parsed.state, others).getwidth()
        fewest = max(int(least), low - short)
        often = int(most) if high is None else min(int(most), high - long)
        if inner.getwidth() == (1, 1) and fewest <= often:
            items = list(parsed)
            items[repeats[0]] = (op, (fewest, often, inner))
            return items
    reason = (
        f"no text is made for the pattern {pattern!r} together with a length of {low} to {high}"
    )
    raise NoStrategy("", reason)


def _sequence(choices: Choices, parsed: Any) -> str:
    return "".join(_node(choices, str(op), argument) for op, argument in parsed)


def _node(choices: Choices, op: str, argument: Any) -> str:
    if op in _SILENT:
        return ""
    if op not in _MAKERS:
        raise NoStrategy("", f"no text is made for {op.lower()} in a pattern")
    return _MAKERS[op](choices, argument)


def _repeat(choices: Choices, argument: Any) -> str:
    least, most, inner = argument
    times = choices.integer(int(least), min(int(most), int(least) + _MORE))
    return "".join(_sequence(choices, inner) for _ in range(times))


def _branch(choices: Choices, argument: Any) -> str:
    return _sequence(choices, choices.pick(argument[1]))


def _any(choices: Choices, argument: Any) -> str:
    return chr(choices.integer(ord("a"), ord("z")))


def _class(choices: Choices, argument: Any) -> str:
    if str(argument[0][0]) == "NEGATE":
        outside = [
            c for c in map(chr, range(ord(_FIRST), ord(_LAST) + 1)) if not _inside(c, argument)
        ]
        if not outside:
            raise NoStrategy("", "a class of a pattern leaves out every plain character")
        return choices.pick(outside)
    op, found = choices.pick(argument)
    return _ONE[str(op)](choices, found)


def _inside(character: str, argument: Any) -> bool:
    source = "".join(_source(str(op), found) for op, found in argument[1:])
    return re.match(f"[{source}]", character) is not None


def _source(op: str, found: Any) -> str:
    if op == "CATEGORY":
        names = {"DIGIT": "d", "WORD": "w", "SPACE": "s"}
        letter = names[str(found).rpartition("_")[2]]
        return "\\" + (letter.upper() if "_NOT_" in str(found) else letter)
    ends = found if op == "RANGE" else (found,)
    return "-".join(f"\\U{code:08x}" for code in ends)


_ONE: Mapping[str, Callable[[Choices, Any], str]] = {
    "LITERAL": lambda choices, code: chr(code),
    "RANGE": lambda choices, ends: chr(choices.integer(*ends)),
    "CATEGORY": lambda choices, name: choices.pick(_CATEGORIES[str(name)]),
}
_MAKERS: Mapping[str, Callable[[Choices, Any], str]] = {
    **_ONE,
    "NOT_LITERAL": lambda choices, code: "b" if code == ord("a") else "a",
    "ANY": _any,
    "IN": _class,
    "BRANCH": _branch,
    "MAX_REPEAT": _repeat,
    "MIN_REPEAT": _repeat,
    "SUBPATTERN": lambda choices, argument: _sequence(choices, argument[3]),
}

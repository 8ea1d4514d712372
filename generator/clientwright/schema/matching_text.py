"""Strings that match a regular expression, built from its parsed form: nothing is tried and discarded."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from clientwright.schema.choice_sources import PayloadChoiceSource
from clientwright.schema.protocols import GenerationError
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex

_parser: Any = importlib.import_module("re._parser")
_EXTRA_REPEATS = 4
_FIRST_PLAIN, _LAST_PLAIN = "!", "~"
_CATEGORIES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_WORD": "aZ09_",
    "CATEGORY_SPACE": " \t",
    "CATEGORY_NOT_DIGIT": "a-Z ",
    "CATEGORY_NOT_WORD": "- .!",
    "CATEGORY_NOT_SPACE": "a0-Z",
}
_ZERO_WIDTH = ("AT",)


def generate_match(
    choices: PayloadChoiceSource, pattern: str, low: int, high: int | None, at: str = ""
) -> str:
    """Return a text that contains a match of a JSON Schema pattern, of `low` to `high` code points.

    Raises:
        GenerationError: the pattern has lookarounds or backreferences, or does not allow that length.
    """
    try:
        return _generate_match(choices, pattern, low, high)
    except GenerationError as error:
        raise GenerationError(at, error.reason) from None


def _generate_match(choices: PayloadChoiceSource, pattern: str, low: int, high: int | None) -> str:
    parsed = _parsed(pattern)
    least, most = parsed.getwidth()
    if low > least or (high is not None and most > high):
        parsed = _limit_length(parsed, pattern, low, high)
    text = _generate_sequence(choices, parsed)
    if re.search(to_python_regex(pattern), text) is None:
        raise GenerationError(
            "", f"no text is made for the pattern {pattern!r}: its anchors are in the way"
        )
    return text


@cache
def _parsed(pattern: str) -> Any:
    try:
        return _parser.parse(to_python_regex(pattern))
    except (UnportablePattern, re.error) as error:
        raise GenerationError("", f"the pattern {pattern!r} cannot be read: {error}") from None


def _limit_length(parsed: Any, pattern: str, low: int, high: int | None) -> Any:
    """Adapt a pattern with one repeated character to a length."""
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
    raise GenerationError("", reason)


def _generate_sequence(choices: PayloadChoiceSource, parsed: Any) -> str:
    return "".join(_generate_node(choices, str(op), argument) for op, argument in parsed)


def _generate_node(choices: PayloadChoiceSource, op: str, argument: Any) -> str:
    if op in _ZERO_WIDTH:
        return ""
    if op not in _NODE_GENERATORS:
        raise GenerationError("", f"no text is made for {op.lower()} in a pattern")
    return _NODE_GENERATORS[op](choices, argument)


def _generate_repeat(choices: PayloadChoiceSource, argument: Any) -> str:
    least, most, inner = argument
    times = choices.integer(int(least), min(int(most), int(least) + _EXTRA_REPEATS))
    return "".join(_generate_sequence(choices, inner) for _ in range(times))


def _generate_branch(choices: PayloadChoiceSource, argument: Any) -> str:
    return _generate_sequence(choices, choices.pick(argument[1]))


def _generate_any(choices: PayloadChoiceSource, argument: Any) -> str:
    return chr(choices.integer(ord("a"), ord("z")))


def _generate_class(choices: PayloadChoiceSource, argument: Any) -> str:
    if str(argument[0][0]) == "NEGATE":
        outside = [
            c
            for c in map(chr, range(ord(_FIRST_PLAIN), ord(_LAST_PLAIN) + 1))
            if not _is_in_class(c, argument)
        ]
        if not outside:
            raise GenerationError("", "a class of a pattern leaves out every plain character")
        return choices.pick(outside)
    op, found = choices.pick(argument)
    return _CHARACTER_GENERATORS[str(op)](choices, found)


def _is_in_class(character: str, argument: Any) -> bool:
    source = "".join(_class_source(str(op), found) for op, found in argument[1:])
    return re.match(f"[{source}]", character) is not None


def _class_source(op: str, found: Any) -> str:
    if op == "CATEGORY":
        names = {"DIGIT": "d", "WORD": "w", "SPACE": "s"}
        letter = names[str(found).rpartition("_")[2]]
        return "\\" + (letter.upper() if "_NOT_" in str(found) else letter)
    ends = found if op == "RANGE" else (found,)
    return "-".join(f"\\U{code:08x}" for code in ends)


_CHARACTER_GENERATORS: Mapping[str, Callable[[PayloadChoiceSource, Any], str]] = {
    "LITERAL": lambda choices, code: chr(code),
    "RANGE": lambda choices, ends: chr(choices.integer(*ends)),
    "CATEGORY": lambda choices, name: choices.pick(_CATEGORIES[str(name)]),
}
_NODE_GENERATORS: Mapping[str, Callable[[PayloadChoiceSource, Any], str]] = {
    **_CHARACTER_GENERATORS,
    "NOT_LITERAL": lambda choices, code: "b" if code == ord("a") else "a",
    "ANY": _generate_any,
    "IN": _generate_class,
    "BRANCH": _generate_branch,
    "MAX_REPEAT": _generate_repeat,
    "MIN_REPEAT": _generate_repeat,
    "SUBPATTERN": lambda choices, argument: _generate_sequence(choices, argument[3]),
}

"""Strings that match a regular expression, built from its parsed form.

What a lookaround asks of a text, a length that several repetitions share, and anchors inside a pattern cannot be built:
there a bounded number of texts is tried, the same ones in every run.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from string import ascii_lowercase, digits
from typing import Any

from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.numbers import format_count
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
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")


_OWN_TRIES = 8
_SEEDED_TRIES = 200
_LONGEST_MATCH = 100_000
"""The longest text that is built, in code points."""


@dataclass(frozen=True, slots=True)
class _TextMaker:
    """Makes one text: a source of choices, and what lookaheads ask for, if it is relaxed.

    A relaxed text leaves lookarounds out; it may or may not match.
    """

    choices: PayloadChoiceSource
    relaxed: bool = False
    asked: list[str] = field(default_factory=list[str])


def generate_match(
    choices: PayloadChoiceSource, pattern: str, low: int, high: int | None, at: str = ""
) -> str:
    """Return a text that contains a match of a JSON Schema pattern, of `low` to `high` code points.

    Raises:
        GenerationError: the pattern cannot be read, or no text of that length that was tried matches.
    """
    try:
        parse_pattern(pattern)
    except GenerationError as error:
        raise GenerationError(at, error.reason) from None
    try:
        return _build_match(choices, pattern, low, high)
    except GenerationError as error:
        reason = error.reason
    spare = _find_match(pattern, low, high)
    if spare is None:
        raise GenerationError(at, f"{reason}; {_SEEDED_TRIES} texts were tried") from None
    own = (_try_text(choices, pattern, low, high) for _ in range(_OWN_TRIES))
    return next((text for text in own if text is not None), spare)


def similar_texts(texts: Sequence[str], most: int) -> Iterator[str]:
    """Yield texts that differ from given ones, or from each other, in one character; at most so many."""
    known, seen, n = list(texts), set(texts), 0
    for text in known:
        for at in range(len(text), -1, -1):
            for character in ascii_lowercase + digits:
                other = text[:at] + character + text[at + 1 :]
                if n == most:
                    return
                if other not in seen:
                    seen.add(other)
                    known.append(other)
                    n += 1
                    yield other


def _build_match(choices: PayloadChoiceSource, pattern: str, low: int, high: int | None) -> str:
    parsed = parse_pattern(pattern)
    least, most = parsed.getwidth()
    if least > _LONGEST_MATCH:
        raise GenerationError(
            "", f"the pattern {pattern!r} asks for a text of {format_count(least)} characters"
        )
    if low > least or (high is not None and most > high):
        parsed = _limit_length(parsed, pattern, low, high)
    text = _generate_sequence(_TextMaker(choices), parsed)
    if re.search(to_python_regex(pattern), text) is None:
        raise GenerationError(
            "", f"no text is made for the pattern {pattern!r}: its anchors are in the way"
        )
    return text


@cache
def _find_match(pattern: str, low: int, high: int | None) -> str | None:
    """Return a text that matches, whatever the caller's choices; None if none was found."""
    sources: list[PayloadChoiceSource] = [SimplestChoiceSource(), FullestChoiceSource()]
    sources += [RandomChoiceSource.from_seed(f"text:{n}") for n in range(_SEEDED_TRIES)]
    tried = (_try_text(choices, pattern, low, high) for choices in sources)
    return next((text for text in tried if text is not None), None)


def _try_text(choices: PayloadChoiceSource, pattern: str, low: int, high: int | None) -> str | None:
    """Return a text by some choices if it matches."""
    with suppress(GenerationError):
        text = _relaxed_text(choices, pattern, low, high)
        fits = low <= len(text) and (high is None or len(text) <= high)
        if fits and re.search(to_python_regex(pattern), text) is not None:
            return text
    return None


def _relaxed_text(choices: PayloadChoiceSource, pattern: str, low: int, high: int | None) -> str:
    """Return a text of a pattern without its lookarounds.

    One that is too short gets more at its end, which a pattern without an anchor there allows.
    """
    parsed = parse_pattern(pattern)
    if parsed.getwidth()[0] > _LONGEST_MATCH:
        raise GenerationError("", "its texts are too long")
    with suppress(GenerationError):
        parsed = _limit_length(parsed, pattern, low, high)
    text = relaxed_match(choices, parsed)
    missing = min(low, _LONGEST_MATCH) - len(text)
    return text + choices.pick((" ", "a")) * missing if missing > 0 else text


def relaxed_match(choices: PayloadChoiceSource, parsed: Any) -> str:
    """Return a text of a parsed pattern without its lookarounds, with what its lookaheads ask for somewhere in it."""
    maker = _TextMaker(choices, relaxed=True)
    text = _generate_sequence(maker, parsed)
    asked = "".join(maker.asked)
    start = choices.integer(0, max(0, len(text) - len(asked)))
    return text[:start] + asked + text[start + len(asked) :]


@cache
def parse_pattern(pattern: str) -> Any:
    """Return the parsed form of a pattern.

    Raises:
        GenerationError: it cannot be read.
    """
    try:
        return _parser.parse(to_python_regex(pattern))
    except (UnportablePattern, re.error, OverflowError, RecursionError) as error:
        raise GenerationError("", f"the pattern {pattern!r} cannot be read: {error}") from None


def _limit_length(parsed: Any, pattern: str, low: int, high: int | None) -> Any:
    """Adapt a pattern with one repeated character to a length."""
    repeats = [n for n, (op, _) in enumerate(parsed) if str(op) in _REPEATS]
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
        f"no text is made for the pattern {pattern!r} together with a length of "
        f"{format_count(low)} to {'any' if high is None else format_count(high)}"
    )
    raise GenerationError("", reason)


def _generate_sequence(maker: _TextMaker, parsed: Any) -> str:
    return "".join(_generate_node(maker, str(op), argument) for op, argument in parsed)


def _generate_node(maker: _TextMaker, op: str, argument: Any) -> str:
    if op in _ZERO_WIDTH:
        return ""
    if op not in _NODE_GENERATORS:
        raise GenerationError("", f"no text is built for {op.lower()} in a pattern")
    return _NODE_GENERATORS[op](maker, argument)


def _generate_repeat(maker: _TextMaker, argument: Any) -> str:
    least, most, inner = argument
    times = maker.choices.integer(int(least), min(int(most), int(least) + _EXTRA_REPEATS))
    return "".join(_generate_sequence(maker, inner) for _ in range(times))


def _ask_ahead(maker: _TextMaker, argument: Any) -> str:
    """Note what a lookaround asks for, without what may stand around it; the text itself gets nothing."""
    if not maker.relaxed:
        raise GenerationError("", "no text is built for what a pattern looks at without taking it")
    inner = list(argument[1])
    while inner and (_is_anything(inner[0]) or str(inner[0][0]) in _ZERO_WIDTH):
        inner = inner[1:]
    while inner and (_is_anything(inner[-1]) or str(inner[-1][0]) in _ZERO_WIDTH):
        inner = inner[:-1]
    maker.asked.append(_generate_sequence(maker, inner))
    return ""


def _is_anything(node: Any) -> bool:
    """Return whether a part of a pattern is a repetition of any character."""
    op, argument = node
    return str(op) in _REPEATS and [str(one) for one, _ in argument[2]] == ["ANY"]


def _forbid_ahead(maker: _TextMaker, _: Any) -> str:
    if not maker.relaxed:
        raise GenerationError("", "no text is built for what a pattern must not be followed by")
    return ""


def _generate_branch(maker: _TextMaker, argument: Any) -> str:
    return _generate_sequence(maker, maker.choices.pick(argument[1]))


def _generate_any(maker: _TextMaker, argument: Any) -> str:
    return chr(maker.choices.integer(ord("a"), ord("z")))


def _generate_class(maker: _TextMaker, argument: Any) -> str:
    if str(argument[0][0]) == "NEGATE":
        outside = [
            c
            for c in map(chr, range(ord(_FIRST_PLAIN), ord(_LAST_PLAIN) + 1))
            if not _is_in_class(c, argument)
        ]
        if not outside:
            raise GenerationError("", "a class of a pattern leaves out every plain character")
        return maker.choices.pick(outside)
    op, found = maker.choices.pick(argument)
    return _CHARACTER_GENERATORS[str(op)](maker, found)


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


_CHARACTER_GENERATORS: Mapping[str, Callable[[_TextMaker, Any], str]] = {
    "LITERAL": lambda maker, code: chr(code),
    "RANGE": lambda maker, ends: chr(maker.choices.integer(*ends)),
    "CATEGORY": lambda maker, name: maker.choices.pick(_CATEGORIES[str(name)]),
}
_NODE_GENERATORS: Mapping[str, Callable[[_TextMaker, Any], str]] = {
    **_CHARACTER_GENERATORS,
    "NOT_LITERAL": lambda maker, code: "b" if code == ord("a") else "a",
    "ANY": _generate_any,
    "IN": _generate_class,
    "BRANCH": _generate_branch,
    "MAX_REPEAT": _generate_repeat,
    "MIN_REPEAT": _generate_repeat,
    "SUBPATTERN": lambda maker, argument: _generate_sequence(maker, argument[3]),
    "ASSERT": _ask_ahead,
    "ASSERT_NOT": _forbid_ahead,
}

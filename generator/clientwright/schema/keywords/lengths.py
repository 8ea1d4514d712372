"""`minLength`, `maxLength`: how many characters a string has, counted in code points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from clientwright.schema.constraint import Constraint, library_checks
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import KeywordFault, MakeInvalid, MakeValid, Schema
from clientwright.schema.matching_text import generate_match
from clientwright.schema.media_formats import MEDIA_KEYWORD, choose_url
from clientwright.schema.misread_text import ASTRAL, COMBINED
from clientwright.schema.numbers import format_count
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.size_bounds import SizeBounds
from clientwright.schema.types import shown_values

LOW, HIGH = "minLength", "maxLength"
_SIZES = SizeBounds(LOW, HIGH, "string", "character")
EXTRA_LENGTH = 24
"""Code points beyond the minimum for a text without an upper bound."""
MAX_STRING_LENGTH = 100_000
"""The longest text, in code points."""
MAX_TRIED_BOUND = 4096
"""Larger upper bounds of a text are not tried."""
_CHARACTER_KEYWORDS = frozenset(("pattern", "enum", "const", MEDIA_KEYWORD))
_MISCOUNTED = {LOW: "code-units", HIGH: "graphemes"}
_UNITS = {LOW: ASTRAL, HIGH: COMBINED}
"""The characters of which a text seems longer than it is, or shorter."""


def generate_string(generator: Generator, schema: Schema, at: str) -> str:
    """Return a text; sometimes an empty one, if allowed."""
    choices = generator.choices
    low, high = schema.get(LOW, 0), schema.get(HIGH)
    if high is not None and low > high:
        raise GenerationError(at, f"no text has at least {low} and at most {high} characters")
    if low > MAX_STRING_LENGTH:
        raise GenerationError(
            at,
            f"no text of {format_count(low)} characters is made, only up to {MAX_STRING_LENGTH:,}",
        )
    if MEDIA_KEYWORD in schema or "pattern" in schema:
        return _generate_special(generator, schema, at)
    if high is not None and low + EXTRA_LENGTH < high < MAX_TRIED_BOUND and choices.chance(5):
        return choices.string(high, high)
    most = low + EXTRA_LENGTH if high is None else min(high, low + EXTRA_LENGTH)
    least = low if low or most == 0 or choices.chance(8) else 1
    return choices.string(least, most)


def _generate_special(generator: Generator, schema: Schema, at: str) -> str:
    """Return a URL of a medium or a match of a pattern; if none can be made, one that the schema shows."""
    try:
        if MEDIA_KEYWORD in schema:
            return choose_url(generator, schema, at)
        low, high = schema.get(LOW, 0), schema.get(HIGH)
        return generate_match(generator.choices, schema["pattern"], low, high, at)
    except GenerationError:
        shown = [text for text in shown_values(schema) if generator.fits(schema, text)]
        texts = [text for text in shown if isinstance(text, str)]
        if not texts:
            raise
        return generator.choices.pick(texts)


def violate(schema: Schema, _: Semantics) -> Iterator[KeywordFault]:
    """Yield a text one character too short and one too long; the twin has exactly the allowed length."""
    if not _SIZES.applies_to(schema):
        return
    for keyword, resize in ((LOW, _truncate), (HIGH, _extend)):
        bound = schema.get(keyword)
        if bound is not None and (bound > 0 or keyword == HIGH):
            valid = partial(_string_of_length, schema)
            yield _SIZES.break_bound(schema, keyword, valid, resize)
            yield from _miscounted(schema, keyword, bound)


def _miscounted(schema: Schema, keyword: str, bound: int) -> Iterator[KeywordFault]:
    """Yield a text that is too short in code points but not in UTF-16, or too long but not as people see it."""
    name, unit, length = (
        _MISCOUNTED[keyword],
        _UNITS[keyword],
        bound + (1 if keyword == HIGH else -1),
    )
    if is_any_text(schema) and 0 < length <= MAX_TRIED_BOUND:
        sentence = f"{_SIZES.promise(keyword, bound)}, counted in code points"
        bad, good = text_of_units(unit, length), text_of_units(unit, bound)
        yield KeywordFault(
            keyword,
            f"{keyword}-{name}",
            sentence,
            lambda generator, _: bad,
            lambda generator, _: good,
        )


def is_any_text(schema: Schema) -> bool:
    """Return whether a schema says nothing about the characters of a text."""
    return not _CHARACTER_KEYWORDS & schema.keys()


def text_of_units(unit: str, length: int) -> str:
    """Return a text of a length in code points, made of one unit."""
    return (unit * length)[:length]


def _string_of_length(schema: Schema, length: int) -> MakeValid:
    """Return a function that makes texts of exactly a length, or of any if pattern or medium allow no such one."""

    def make(generator: Generator, _: Schema) -> Any:
        try:
            return generator.generate(_SIZES.with_size(schema, length))
        except GenerationError:
            return generator.generate({**schema, "type": "string"})

    return make


def _truncate(length: int) -> MakeInvalid:
    return lambda generator, valid: valid[:length]


def _extend(length: int) -> MakeInvalid:
    def grow(generator: Generator, valid: Any) -> Any:
        if length > MAX_STRING_LENGTH:
            raise GenerationError("", f"no text of {format_count(length)} characters is made")
        return valid + _filler(valid) * (length - len(valid))

    return grow


def _filler(valid: str) -> str:
    return valid[-1] if valid and not "\ud800" <= valid[-1] <= "\udfff" else "a"


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare both bounds for strings that both sides accept."""

    def matching_texts(accepting: dict[str, Any], length: int) -> Iterator[dict[str, Any]]:
        if "pattern" in accepting:
            for text in _texts_of_length(pair.semantics, accepting, length):
                yield {**accepting, "enum": [text]}

    yield from _SIZES.compare(pair, matching_texts)


def _texts_of_length(semantics: Semantics, schema: Schema, length: int) -> Iterator[str]:
    """Yield a string of this length that matches the pattern, made by repeating one of its characters."""
    with suppress(GenerationError):
        text = semantics.simplest({"type": "string", "pattern": schema["pattern"]})
        more = length - len(text)
        for n, character in enumerate(text if 0 < more <= MAX_STRING_LENGTH else ""):
            longer = text[:n] + character * more + text[n:]
            if semantics.is_valid(schema, longer):
                yield longer
                return
        ending = f"{text}{'a' * max(0, more)}"
        if len(ending) == length <= MAX_STRING_LENGTH and semantics.is_valid(schema, ending):
            yield ending


def contradict(kind: str, schema: Schema, _: Refuter) -> Contradiction | None:
    """Return that the least length is above the largest."""
    if kind != "string" or not schema.get(LOW, 0) > schema.get(HIGH, math.inf):
        return None
    ends = f"{_SIZES.wording[LOW].phrase(schema[LOW])} and at most {schema[HIGH]}"
    return Contradiction((LOW,), f"no text has {ends}")


LENGTHS = Constraint(
    "lengths",
    _SIZES.keywords,
    accept=library_checks(*_SIZES.keywords),
    makes={"string": generate_string},
    violate=violate,
    compare=compare,
    describe=_SIZES.describe,
    wording=_SIZES.wording,
    mutate=_SIZES.mutate,
    emit=_SIZES.emit,
    intersect=_SIZES.intersect,
    normalize=_SIZES.normalize,
    contradict=contradict,
)

"""`pattern`: a regular expression of ECMA-262 that a string contains a match of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import KeywordFault, Schema, drop_mutations, valid_of_type
from clientwright.schema.misread_text import misread_texts
from clientwright.schema.near_misses import near_misses
from clientwright.schema.protocols import Generator, Semantics
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex
from clientwright.schema.types import STRINGS, schema_types
from clientwright.schema.wording import Wording, show_text

KEYWORD = "pattern"
_WORDING = Wording(lambda pattern: f"match {show_text(pattern)}", bare=True)
_NON_MATCH_CANDIDATES = (
    "",
    " ",
    "!",
    "0",
    "a",
    "A",
    "-",
    "é",
    "a a",
    "a!",
    "\n",
    "abc 123",
    "x" * 40,
    "0" * 40,
)
"""Texts that are tried as one that a pattern does not match."""


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield a text that does not match, one for each way of misreading the pattern, and some that it just refuses."""
    if KEYWORD not in schema or "string" not in schema_types(schema):
        return
    low, high = schema.get("minLength", 0), schema.get("maxLength", 10**6)
    other = _find_non_match(schema[KEYWORD], low, high)
    if other is not None:
        sentence, valid = _WORDING.promise(schema[KEYWORD]), valid_of_type(schema, "string")
        yield KeywordFault(KEYWORD, KEYWORD, sentence, lambda generator, _: other, valid)
    for misread in misread_texts(schema[KEYWORD], low, schema.get("maxLength"), matching=False):
        sentence = f"{_WORDING.promise(schema[KEYWORD])}, {misread.reason}"
        yield KeywordFault(
            KEYWORD,
            f"{KEYWORD}-{misread.name}",
            sentence,
            _always(misread.text),
            _always(misread.match),
        )
    for miss in near_misses(schema[KEYWORD], low, schema.get("maxLength")):
        if semantics.broken_steps(schema, miss.text) == ((KEYWORD,),):
            yield KeywordFault(
                KEYWORD,
                f"{KEYWORD}-{miss.name}",
                f"{_WORDING.promise(schema[KEYWORD])}, and nothing wider",
                _always(miss.text),
                _always(miss.match),
                most_examples=1,
            )


def _always(text: str) -> Callable[[Generator, Any], Any]:
    return lambda generator, _: text


def _find_non_match(pattern: str, low: int, high: int) -> str | None:
    try:
        found = re.compile(to_python_regex(pattern))
    except UnportablePattern:
        return None
    fit = (text for text in _NON_MATCH_CANDIDATES if low <= len(text) <= high)
    return next((text for text in fit if not found.search(text)), None)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the patterns; two different ones may shrink and grow, unless a string shows how."""
    if not pair.shares(STRINGS) or pair.old.get(KEYWORD) == pair.new.get(KEYWORD):
        return
    edit_kind = pair.edit_kind(KEYWORD)
    yield pair.keyword_edit(
        KEYWORD,
        edit_kind,
        shrinks=edit_kind is not EditKind.REMOVED,
        grows=edit_kind is not EditKind.ADDED,
    )


def describe(schema: Schema) -> Iterator[str]:
    """Yield the pattern."""
    if KEYWORD in schema:
        yield f"matching {schema[KEYWORD]}"


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the pattern dropped."""
    yield from drop_mutations(schema, (KEYWORD,))


PATTERN = Constraint(
    "pattern",
    (KEYWORD,),
    accept=library_checks(KEYWORD),
    violate=violate,
    compare=compare,
    describe=describe,
    wording={KEYWORD: _WORDING},
    mutate=mutate,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "the strings that the lengths make match",
    },
)

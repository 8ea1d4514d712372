"""Match whole sentences against templates, and resolve the field names and values in them.

A template must match a sentence from its first word to its last. A sentence with any
further word, such as a negation or a condition, is therefore not recognized.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from clientwright.rules.field_mentions import FieldNames, names_in_sight, own_name, restate_names
from clientwright.rules.json_path import JsonPath
from clientwright.rules.language import (
    AND_LIST,
    ANY_LIST,
    LOCALES,
    NAME,
    conjunctions,
    stated,
    table_of,
)
from clientwright.rules.plain_schema import accepts, without_null
from clientwright.rules.required_substrings import PatternIndex
from clientwright.schema.equality import equals_any

LONGEST_MATCHED = 400
"""Longer sentences match no template."""

_QUOTES = re.compile("[`\"'“”‘’「」«»]")
_OF_PHRASES = {"state"}
"""What is said by a phrase in a sentence, and by no sentence alone."""
_BULLET = re.compile(r"^(?:[-*•–]\s+|[0-9]{1,2}[.)]\s+)")


@cache
def sentence_templates(kind: str) -> PatternIndex:
    """Return the templates of the sentences that state a kind of rule, in all languages.

    A space matches any whitespace. Nothing is read before the first sentence is.
    """
    texts = [text for texts in stated("SENTENCES", kind) for text in texts]
    return PatternIndex(
        (_with_lists(text.replace(" ", r"\s+")) for text in texts), re.I, whole=True
    )


@cache
def all_templates() -> PatternIndex:
    """Return the templates of whole sentences, of every kind."""
    kinds = {kind for locale in LOCALES for kind in table_of("SENTENCES", locale)} - _OF_PHRASES
    return PatternIndex.union(map(sentence_templates, sorted(kinds)))


def _with_lists(text: str) -> str:
    """Return a template with the patterns of its lists of names."""
    for slot, tables, few in ((ANY_LIST, ("AND", "OR"), "+"), (AND_LIST, ("AND",), "*")):
        words = "|".join(conjunctions(*tables, spaced=True))
        signs = "|".join(conjunctions(*tables, spaced=False))
        joint = rf"\s*(?:[,，、]\s*(?:(?:{words})\s+)?|\s(?:{words})\s|{signs})\s*"
        listed = rf"(?P<list>{NAME}(?:{joint}{NAME}){few})"
        text = text.replace(slot.replace(" ", r"\s+"), listed)
    return text


def match_templates(
    sentence: str, kind: str, at: str, schema: Mapping[str, Any], *, quotes: bool = False
) -> Iterator[dict[str, str | None]]:
    """Yield the named parts of a sentence as each template of a kind that it matches reads them.

    Unless `quotes`, it is read without quotation marks.
    """
    for text in restatements(sentence, at, schema):
        yield from match_text(text if quotes else without_quotes(text), kind)


def match_words(sentence: str, kind: str) -> Iterator[dict[str, str | None]]:
    """Yield the named parts of a sentence by its own words alone, without quotation marks."""
    yield from match_text(without_quotes(trimmed(sentence)), kind)


def match_text(text: str, kind: str) -> Iterator[dict[str, str | None]]:
    """Yield the named parts of a text as each template of a kind that it matches reads them."""
    candidates = sentence_templates(kind).candidates(text)
    matches = (template.fullmatch(text) for template in candidates)
    yield from (found.groupdict() for found in matches if found)


_KNOWN: dict[object, tuple[FieldNames, tuple[str, ...]]] = {}
_MOST_KNOWN = 256


def restatements(sentence: str, at: str, schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a sentence without its final full stop: as it is, and with its subject and its fields' bare names.

    It is kept for the other kinds, which ask for those of the same sentence.
    """
    names = names_in_sight(at, schema)
    key = (sentence, at, id(names))
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = (names, _restate(trimmed(sentence), at, schema))
    return _KNOWN[key][1]


def _restate(text: str, at: str, schema: Mapping[str, Any]) -> tuple[str, ...]:
    if not text:
        return ()
    own = own_name(at, schema) or ""
    literal_own = own.replace("\\", r"\\")
    found = [text]
    for nouns, rewrites in stated("REWRITES", "subject"):
        named = restate_names(text, at, schema, nouns)
        for pattern, replacement in rewrites:
            if own or "{own}" not in replacement:
                named = re.sub(
                    pattern, replacement.replace("{own}", literal_own), named, flags=re.I
                )
        found.append(restate_names(named, at, schema, nouns))
    return tuple(dict.fromkeys(found))


def without_quotes(text: str) -> str:
    """Return a text without its quotation marks."""
    return _QUOTES.sub("", text)


def trimmed(sentence: str) -> str:
    """Return a sentence without its bullet and its full stop; nothing if it is too long."""
    text = _BULLET.sub("", sentence.strip()).rstrip(".。!！;；").strip()
    return text if len(text) <= LONGEST_MATCHED else ""


def split_names(listing: str) -> list[str]:
    """Return the names in a list."""
    words = conjunctions("AND", "OR", spaced=True)
    return [name for name in re.findall(NAME, listing) if name.lower() not in words]


def parse_value(text: str, path: JsonPath, schema: Mapping[str, Any]) -> list[Any]:
    """Return the value that the text means for a field as a list of one, or an empty list if that is unclear."""
    own, bare = without_null(path.schema(schema) or {}), text.strip().strip("`'\"“”‘’「」«»")
    literal = [bare] if own.get("type") == "string" else list(_literal(bare))
    named = own.get("enum", literal if bare != text.strip() or literal != [bare] else [])
    found = [each for each in literal if equals_any(each, named) and accepts(own, each)]
    return found[:1]


def parse_values(text: str, path: JsonPath, schema: Mapping[str, Any]) -> list[Any]:
    """Return the values that a list in a sentence means, or an empty list unless all are clear."""
    whole = parse_value(text, path, schema)
    if whole:
        return whole
    parts = [part for part in re.split(_VALUE_JOINT, text) if part]
    found = [parse_value(part, path, schema) for part in parts]
    return [one for each in found for one in each] if all(found) else []


_VALUE_JOINT = re.compile(r"\s*,\s*(?:(?:or|and)\s+)?|\s+(?:or|and)\s+|、|或")


def _literal(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text.lower() if text in ("True", "False") else text)
    except ValueError:
        return


def is_array_schema(schema: Mapping[str, Any] | None) -> bool:
    """Return whether a schema is that of an array."""
    return (schema or {}).get("type") == "array"

"""Match whole sentences against templates, and resolve the field names and values in them.

A template must match a sentence from its first word to its last. A sentence with any
further word, such as a negation or a condition, is therefore not recognized.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from clientwright.rules.field_refs import field_refs
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.language import (
    AND_LIST,
    ANY_LIST,
    NAME,
    conjunctions,
    locales_of,
    stated,
)
from clientwright.rules.plain_schema import accepts
from clientwright.schema.equality import equals_any

_MAX_SENTENCE_LENGTH = 400
"""Longer sentences match no template."""

_QUOTES = re.compile("[`\"'“”‘’「」«»]")


@cache
def sentence_templates(kind: str) -> tuple[re.Pattern[str], ...]:
    """Return the templates of the sentences that state a kind of rule, in all languages.

    A space matches any whitespace. Nothing is compiled before the first sentence is read.
    """
    texts = [text for texts in stated("SENTENCES", kind) for text in texts]
    return tuple(re.compile(_with_lists(text.replace(" ", r"\s+")), re.I) for text in texts)


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
    sentence: str, kind: str, *, quotes: bool = False
) -> Iterator[dict[str, str | None]]:
    """Yield the named parts of a sentence as each template of a kind that it matches reads them.

    It is read without its final full stop and, unless `quotes`, without its quotation marks.
    """
    text = sentence.strip().rstrip(".。!！").strip()
    if len(text) > _MAX_SENTENCE_LENGTH:
        return
    text = text if quotes else _QUOTES.sub("", text)
    matches = (template.fullmatch(text) for template in sentence_templates(kind))
    yield from (found.groupdict() for found in matches if found)


def split_names(listing: str) -> list[str]:
    """Return the names in a list."""
    words = conjunctions("AND", "OR", spaced=True)
    return [name for name in re.findall(NAME, listing) if name.lower() not in words]


def find_field(name: str, at: str, schema: Mapping[str, Any]) -> JsonPath | None:
    """Return the one field that a name means: of the input, or of the items that contain the text."""
    candidates = [JsonPath((name,)), *(JsonPath((*steps, name)) for steps in _item_steps(at))]
    found = [path for path in candidates if path.schema(schema) is not None]
    return found[0] if len(found) == 1 else None


def find_fields(
    listed: Iterable[str], at: str, schema: Mapping[str, Any]
) -> tuple[JsonPath, ...] | None:
    """Return the fields that the names mean, or None unless all are known, different, and side by side."""
    found = [find_field(name, at, schema) for name in listed]
    known = tuple(path for path in found if path is not None)
    if len(known) != len(found) or len(set(known)) != len(known):
        return None
    try:
        field_refs(known)
    except ValueError:
        return None
    return known


def parse_value(text: str, path: JsonPath, schema: Mapping[str, Any]) -> list[Any]:
    """Return the value that the text means for a field as a list of one, or an empty list if that is unclear."""
    own, bare = path.schema(schema) or {}, text.strip().strip("`'\"“”‘’「」«»")
    literal = [bare] if own.get("type") == "string" else list(_literal(bare))
    named = own.get("enum", literal if bare != text.strip() or literal != [bare] else [])
    found = [each for each in literal if equals_any(each, named) and accepts(own, each)]
    return found[:1]


def parse_values(text: str, path: JsonPath, schema: Mapping[str, Any]) -> list[Any]:
    """Return the values that a list in a sentence means, or an empty list unless all are clear."""
    parts = [part for part in re.split(r"\s*,\s*(?:or\s+)?|\s+or\s+|、|或", text) if part]
    found = [parse_value(part, path, schema) for part in parts]
    return [one for each in found for one in each] if all(found) else []


def _literal(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text)
    except ValueError:
        return


def _item_steps(at: str) -> list[tuple[str | None, ...]]:
    """Return the steps to the items of the innermost array around a schema pointer."""
    tokens = iter(at.split("/")[1:])
    steps: list[str | None] = []
    for name in tokens:
        if name not in ("properties", "items"):
            break
        steps.append(EACH_ITEM if name == "items" else _unescaped(next(tokens, "")))
    last = max((n + 1 for n, step in enumerate(steps) if step is EACH_ITEM), default=0)
    return [tuple(steps[:last])] if last else []


def _unescaped(name: str) -> str:
    return name.replace("~1", "/").replace("~0", "~")


def is_claimed(sentence: str, kind: str) -> bool:
    """Return whether a sentence has all the words of one claim of a kind, and none that denies or bounds it.

    Only languages that the sentence may be in are asked, and each is asked for its own denials.
    """
    low = sentence.lower()
    return any(_claims_in(locale, low, kind) for locale in locales_of(sentence))


def _claims_in(locale: str, sentence: str, kind: str) -> bool:
    claims, denials = _claims(kind, locale)
    claimed = any(all(part.search(sentence) for part in parts) for parts in claims)
    return claimed and not any(denial.search(sentence) for denial in denials)


@cache
def _claims(
    kind: str, locale: str
) -> tuple[list[tuple[re.Pattern[str], ...]], list[re.Pattern[str]]]:
    claims = [parts for claims in stated("CLAIMS", kind, [locale]) for parts in claims]
    compiled = [tuple(re.compile(part, re.S) for part in parts) for parts in claims]
    return compiled, [re.compile(denial) for denial in stated("DENIALS", kind, [locale])]


def mentions_property(sentence: str, name: str) -> bool:
    """Return whether a sentence mentions a property, by its name or a common noun."""
    nouns = "|".join(stated("NOUNS", name, locales_of(sentence)))
    by_name = re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", sentence)
    return bool(by_name or (nouns and re.search(nouns, sentence, re.I)))


def is_array_schema(schema: Mapping[str, Any] | None) -> bool:
    """Return whether a schema is that of an array."""
    return (schema or {}).get("type") == "array"

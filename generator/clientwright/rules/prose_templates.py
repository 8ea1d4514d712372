"""Match whole sentences against templates, and resolve the field names and values in them.

A template must match a sentence from its first word to its last. A sentence with any
further word, such as a negation or a condition, is therefore not recognized.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from clientwright.rules.field_refs import field_refs
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.payload_repair import accepts
from clientwright.schema.equality import equals_any

NAME_PATTERN = r"[A-Za-z_][A-Za-z0-9_]*"
GIVEN_PATTERN = r"(?:given|provided|set|specified|used|supplied|passed|present)"
_AND = r"\s*(?:[,，、]\s*(?:and\s+|y\s+|и\s+)?|\s(?:and|y|e|и)\s|和|与|與|及|と)\s*"
_ANY = r"\s*(?:[,，、]\s*(?:(?:and|or|y|o|и|или)\s+)?|\s(?:and|or|y|e|o|u|и|или)\s|和|与|與|及|或|と|または|や)\s*"
ANY_LIST_PATTERN = rf"(?P<list>{NAME_PATTERN}(?:{_ANY}{NAME_PATTERN})+)"
"""Two names or more, joined by "and" or "or"."""

AND_LIST_PATTERN = rf"(?P<list>{NAME_PATTERN}(?:{_AND}{NAME_PATTERN})*)"
"""One name or more, joined by "and"."""

_MAX_SENTENCE_LENGTH = 400
"""Longer sentences match no template."""

_QUOTES = re.compile("[`\"'“”‘’「」«»]")
_CONJUNCTIONS = {"and", "or", "y", "o", "e", "u"}


class SentenceTemplates:
    """Templates of whole sentences, compiled when a sentence is first matched.

    Most runs read no prose, and compiling would take longer than the rest of such a run.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Store the texts; a space matches any whitespace."""
        self.texts = tuple(texts)

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """The templates as compiled patterns."""
        return tuple(re.compile(text.replace(" ", r"\s+"), re.I) for text in self.texts)

    def __iter__(self) -> Iterator[re.Pattern[str]]:
        return iter(self.compiled)


def sentence_templates(*texts: str) -> SentenceTemplates:
    """Return templates of whole sentences; a space matches any whitespace."""
    return SentenceTemplates(texts)


def match_templates(
    sentence: str, patterns: Iterable[re.Pattern[str]], *, quotes: bool = False
) -> Iterator[re.Match[str]]:
    """Yield the matches of a sentence, without its final full stop and, unless `quotes`, its quotation marks."""
    text = sentence.strip().rstrip(".。!！").strip()
    if len(text) > _MAX_SENTENCE_LENGTH:
        return
    text = text if quotes else _QUOTES.sub("", text)
    yield from (found for found in (p.fullmatch(text) for p in patterns) if found)


def split_names(listing: str) -> list[str]:
    """Return the names in a list."""
    return [name for name in re.findall(NAME_PATTERN, listing) if name.lower() not in _CONJUNCTIONS]


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

"""Whole sentences read as rules: names of fields, lists of them, and values, where they mean one thing.

A template has to fit a sentence from its first word to its last, so that what
denies, bounds or conditions it leaves the sentence unread.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from clientwright.rules.equality import among
from clientwright.rules.making import takes
from clientwright.rules.paths import EACH, Path
from clientwright.rules.spots import spots

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
GIVEN = r"(?:given|provided|set|specified|used|supplied|passed|present)"
_AND = r"\s*(?:[,，、]\s*(?:and\s+|y\s+|и\s+)?|\s(?:and|y|e|и)\s|和|与|與|及|と)\s*"
_ANY = r"\s*(?:[,，、]\s*(?:(?:and|or|y|o|и|или)\s+)?|\s(?:and|or|y|e|o|u|и|или)\s|和|与|與|及|或|と|または|や)\s*"
LIST = rf"(?P<list>{NAME}(?:{_ANY}{NAME})+)"
"""Two names or more, joined by "and" or "or" alike."""

EVERY = rf"(?P<list>{NAME}(?:{_AND}{NAME})*)"
"""One name or more, all of them meant."""

_LONGEST = 400
"""A longer sentence says more than a template does."""

_QUOTES = re.compile("[`\"'“”‘’「」«»]")
_WORDS = {"and", "or", "y", "o", "e", "u"}


class Templates:
    """Templates of whole sentences, compiled when a sentence is first held against them.

    Most runs of the program read no prose at all, and compiling takes longer than most of what they do.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Keep the texts, in which a space stands for any spaces."""
        self.texts = tuple(texts)

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """The templates as patterns."""
        return tuple(re.compile(text.replace(" ", r"\s+"), re.I) for text in self.texts)

    def __iter__(self) -> Iterator[re.Pattern[str]]:
        return iter(self.compiled)


def templates(*texts: str) -> Templates:
    """Write templates of whole sentences; a space stands for any spaces."""
    return Templates(texts)


def matches(
    sentence: str, patterns: Iterable[re.Pattern[str]], *, quotes: bool = False
) -> Iterator[re.Match[str]]:
    """Give how templates fit a sentence, its end and (on wish not) the quotes in it put aside."""
    said = sentence.strip().rstrip(".。!！").strip()
    if len(said) > _LONGEST:
        return
    said = said if quotes else _QUOTES.sub("", said)
    yield from (found for found in (p.fullmatch(said) for p in patterns) if found)


def names(listing: str) -> list[str]:
    """Give the names of a list."""
    return [name for name in re.findall(NAME, listing) if name.lower() not in _WORDS]


def field(name: str, at: str, schema: Mapping[str, Any]) -> Path | None:
    """Give the one field that a name means: of the input, or of the items where the prose stands."""
    candidates = [Path((name,)), *(Path((*steps, name)) for steps in _around(at))]
    found = [path for path in candidates if path.schema(schema) is not None]
    return found[0] if len(found) == 1 else None


def fields(listed: Iterable[str], at: str, schema: Mapping[str, Any]) -> tuple[Path, ...] | None:
    """Give the fields that names mean, None unless all are known, each once, and side by side."""
    found = [field(name, at, schema) for name in listed]
    known = tuple(path for path in found if path is not None)
    if len(known) != len(found) or len(set(known)) != len(known):
        return None
    try:
        spots(known)
    except ValueError:
        return None
    return known


def value(said: str, path: Path, schema: Mapping[str, Any]) -> list[Any]:
    """Give the value of a field that words mean, as a list of one, or an empty one: where none or several are."""
    own, bare = path.schema(schema) or {}, said.strip().strip("`'\"“”‘’「」«»")
    literal = [bare] if own.get("type") == "string" else list(_literal(bare))
    named = own.get("enum", literal if bare != said.strip() or literal != [bare] else [])
    found = [each for each in literal if among(each, named) and takes(own, each)]
    return found[:1]


def values(said: str, path: Path, schema: Mapping[str, Any]) -> list[Any]:
    """Give the values that a list of words means, an empty list unless all are known."""
    parts = [part for part in re.split(r"\s*,\s*(?:or\s+)?|\s+or\s+|、|或", said) if part]
    found = [value(part, path, schema) for part in parts]
    return [one for each in found for one in each] if all(found) else []


def _literal(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text)
    except ValueError:
        return


def _around(at: str) -> list[tuple[str | None, ...]]:
    """Give the steps to the items of the array in whose schema a pointer stands."""
    tokens = iter(at.split("/")[1:])
    steps: list[str | None] = []
    for word in tokens:
        if word not in ("properties", "items"):
            break
        steps.append(EACH if word == "items" else _unescaped(next(tokens, "")))
    last = max((n + 1 for n, step in enumerate(steps) if step is EACH), default=0)
    return [tuple(steps[:last])] if last else []


def _unescaped(name: str) -> str:
    return name.replace("~1", "/").replace("~0", "~")

"""Tell quickly that a sentence matches no template of a rule: it lacks the words without which no template matches it.

Before it is matched, a sentence is restated: names take the place of titles, and quotation marks disappear. So the
names of all fields count as words of each sentence, and where a word may be joined from two nothing is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.language import stated
from clientwright.rules.prose_templates import all_templates, without_quotes
from clientwright.rules.required_substrings import PatternIndex, fold

_QUOTE_INSIDE = re.compile(r"(?<=\w)[`\"'“”‘’「」«»]+(?=(\w+))")
_CONTRACTED = frozenset(("d", "ll", "m", "re", "s", "t", "ve"))
_PLACEHOLDER = re.compile(r"\{own\}|\\[0-9]")


class SentenceScreen:
    """Knows what the fields of a schema are called, and so which words a restated sentence may have."""

    def __init__(self, schema: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> None:
        """Take an input schema and the words of one locale by pointer."""
        self._titles = [texts["title"] for texts in words.values() if "title" in texts]
        names = set[str]()
        for is_name, text in _called(schema):
            if is_name:
                names.add(text)
            else:
                self._titles.append(text)
        self._names = " ".join(sorted(names))
        self._is_clear = not names or bool(re.fullmatch(r"[\w ]+", self._names))

    @cached_property
    def _ends(self) -> tuple[frozenset[str], frozenset[str]]:
        """The first and the last words of names and titles, and of what is restated."""
        called = (*self._titles, *self._names.split(), self._names.replace("_", " "))
        spoken = [re.findall(r"\w+", fold(text)) for text in called]
        firsts, lasts = ({found[n] for found in spoken if found} for n in (0, -1))
        whole = frozenset(fold(self._names).split())
        return whole | firsts, whole | lasts | _rewritten()

    def may_match_template(self, sentence: str) -> bool:
        """Return False only if a sentence, restated in whatever way, matches no template of any kind."""
        return (
            not self._is_clear
            or self._may_match(sentence)
            or any(map(self._joins_words, _QUOTE_INSIDE.finditer(sentence)))
        )

    def _may_match(self, sentence: str) -> bool:
        """Return whether the words of a restated sentence may match: first with all that restating may bring."""
        texts, templates = [without_quotes(sentence), sentence, self._names], all_templates()
        if not templates.may_match(*texts, *(brought for _, brought in _rewrites())):
            return False
        for rewrite, brought in _rewrites():
            if rewrite.may_match(*texts):
                texts.append(brought)
        return templates.may_match(*texts)

    def _joins_words(self, match: re.Match[str]) -> bool:
        """Return whether a quotation mark inside a word may be beside what is restated."""
        said = fold(match.string[: match.start()])
        before, after = re.findall(r"\w+", said)[-1], fold(match[1])
        firsts, lasts = self._ends
        return after not in _CONTRACTED or after in firsts or before in lasts


def _called(value: Any) -> Iterator[tuple[bool, str]]:
    """Yield the names and titles of the fields in a schema, each with whether it is a name."""
    if is_dict(value):
        named = value.get("properties")
        if is_dict(named):
            yield from ((True, name) for name in named)
        if isinstance(value.get("title"), str):
            yield False, value["title"]
        for inner in value.values():
            yield from _called(inner)
    elif is_list(value):
        for inner in value:
            yield from _called(inner)


@cache
def _rewrites() -> list[tuple[PatternIndex, str]]:
    """Return what restating rewrites in a sentence, in its order, each with the words that it brings."""
    return [
        (PatternIndex([pattern], re.I), _PLACEHOLDER.sub(" ", replacement).strip())
        for _, rewrites in stated("REWRITES", "subject")
        for pattern, replacement in rewrites
    ]


@cache
def _rewritten() -> frozenset[str]:
    """Return the words in whose place restating puts names, and more."""
    texts = [
        text
        for nouns, rewrites in stated("REWRITES", "subject")
        for text in (nouns, *(pattern for pattern, _ in rewrites))
    ]
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))

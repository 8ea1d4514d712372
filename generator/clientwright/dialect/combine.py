"""Pages of one endpoint in several languages become one endpoint: structure must agree, words are kept by locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from clientwright.dialect.canonical import short_hash
from clientwright.dialect.differences import differences
from clientwright.dialect.problems import PagesDisagree, WordsDisagree
from clientwright.dialect.prose_rules import recognised
from clientwright.dialect.values import ABSENT, PointerWords, Repaired
from clientwright.problems import Location, Problem, has_errors
from clientwright.spec.ids import ModelId
from clientwright.spec.jsontext import join
from clientwright.spec.values import Endpoint, RepairNote, SourceNote


def combine(repaired: Sequence[Repaired]) -> Endpoint | tuple[Problem, ...]:
    """Make one endpoint of its pages, or name every place where they disagree.

    All pages must be of one endpoint, and there must be at least one.
    """
    problems = [problem for one in repaired for problem in one.problems]
    if not has_errors(problems):
        problems = [*_structures(repaired), *_words(repaired)]
    return tuple(problems) if has_errors(problems) else _endpoint(repaired)


def _endpoint(repaired: Sequence[Repaired]) -> Endpoint:
    first = repaired[0]
    words: dict[str, PointerWords] = {one.raw.locale: one.words for one in repaired}
    words = {locale: words[locale] for locale in sorted(words)}
    notes = {(note.code, note.pointer) for one in repaired for note in one.repairs}
    structure = short_hash(_structure(first))
    return Endpoint(
        id=ModelId(first.raw.id),
        input=first.schema,
        output=first.output,
        rules=recognised(words, first.schema),
        words=words,
        repairs=tuple(RepairNote(code, at) for code, at in sorted(notes)),
        sources={name: SourceNote(structure, short_hash(said)) for name, said in words.items()},
    )


def _structure(one: Repaired) -> dict[str, Any]:
    return {"input": one.schema, "output": one.output}


def _structures(repaired: Sequence[Repaired]) -> Iterator[Problem]:
    """Hold every page against the first; each place that differs is one problem."""
    first, found = repaired[0], dict[str, Problem]()
    for one in repaired[1:]:
        for pointer, value, other in differences(_structure(one), _structure(first)):
            problem = PagesDisagree(_place(one, pointer), value, _place(first, pointer), other)
            found.setdefault(pointer, problem)
    yield from found.values()


def _place(one: Repaired, pointer: str) -> Location:
    """Find a place of input or output in the page itself, where the output has its wrapper."""
    if pointer.startswith("/output"):
        return one.raw.locate_output(pointer)
    return one.raw.locate(pointer.removeprefix("/input"))


def _words(repaired: Sequence[Repaired]) -> Iterator[Problem]:
    for one, other in combinations(repaired, 2):
        if one.raw.locale == other.raw.locale:
            yield from _same_locale(other, one)


def _same_locale(one: Repaired, other: Repaired) -> Iterator[Problem]:
    mine, theirs = _flat(one.words), _flat(other.words)
    for pointer, key in sorted(mine.keys() | theirs.keys()):
        said, said_there = (words.get((pointer, key), str(ABSENT)) for words in (mine, theirs))
        if said != said_there:
            at = join(pointer, key)
            here, there = one.raw.locate(at), other.raw.locate(at)
            yield WordsDisagree(here, one.raw.locale, said, there, said_there)


def _flat(words: PointerWords) -> Mapping[tuple[str, str], str]:
    return {(pointer, key): text for pointer, said in words.items() for key, text in said.items()}

"""Combine the pages of one endpoint: their structure must agree, texts are kept by locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.normalize.problems import PagesDisagree, WordsDisagree
from clientwright.normalize.prose_rules import recognize_rules
from clientwright.normalize.repair_result import ABSENT, NormalizedEndpoint, PointerWords
from clientwright.problems import Location, Problem, has_errors
from clientwright.schema.equality import json_equal, short_hash
from clientwright.specs.codec import nonempty_words
from clientwright.specs.model import UNDETERMINED, Endpoint, RepairNote, SourceNote
from clientwright.specs.model_ids import ModelId


def combine_pages(repaired: Sequence[NormalizedEndpoint]) -> Endpoint | tuple[Problem, ...]:
    """Combine pages into one endpoint, or return a problem for every disagreement.

    All pages must be of one endpoint, and there must be at least one.
    """
    repaired = _with_stated_output(_name_undetermined(repaired))
    problems = [problem for one in repaired for problem in one.problems]
    if not has_errors(problems):
        problems = [*_structure_problems(repaired), *_word_problems(repaired)]
    return tuple(problems) if has_errors(problems) else _endpoint(repaired)


def _name_undetermined(repaired: Sequence[NormalizedEndpoint]) -> Sequence[NormalizedEndpoint]:
    """Give each page of an unknown language a locale of its own, unless its texts are those of another.

    They may be in several languages, so that none may replace another.
    """
    texts = list[PointerWords]()
    named = list[NormalizedEndpoint]()
    for one in repaired:
        if one.raw.locale == UNDETERMINED and one.words not in texts:
            texts.append(one.words)
        is_further = one.raw.locale == UNDETERMINED and one.words != texts[0]
        name = f"{UNDETERMINED}-page{texts.index(one.words) + 1}" if is_further else one.raw.locale
        named.append(replace(one, raw=replace(one.raw, locale=name)) if is_further else one)
    return named


def _endpoint(repaired: Sequence[NormalizedEndpoint]) -> Endpoint:
    first = repaired[0]
    words: dict[str, PointerWords] = {one.raw.locale: one.words for one in repaired}
    words = {locale: words[locale] for locale in sorted(words)}
    output_words = {one.raw.locale: one.output_words for one in repaired}
    said = nonempty_words(words)
    notes = {(note.code, note.pointer) for one in repaired for note in one.repairs}
    version = _version(repaired)
    structure = structure_hash(first.schema, first.output, version)
    return Endpoint(
        id=ModelId(first.raw.id),
        input=first.schema,
        output=first.output,
        rules=recognize_rules(said, first.schema),
        words=said,
        output_words=nonempty_words(output_words),
        repairs=tuple(RepairNote(code, at) for code, at in sorted(notes)),
        sources={
            name: SourceNote(structure, short_hash(texts), _hash_if_any(output_words[name]))
            for name, texts in words.items()
        },
        version=version,
    )


def _version(repaired: Sequence[NormalizedEndpoint]) -> str:
    """Return the version of the first page that states one."""
    return next((one.raw.version for one in repaired if one.raw.version), "")


def _hash_if_any(words: PointerWords) -> str:
    return short_hash(words) if words else ""


def _with_stated_output(
    repaired: Sequence[NormalizedEndpoint],
) -> Sequence[NormalizedEndpoint]:
    """Give the pages that document no output that of the first page that does."""
    stated = next((one.output for one in repaired if one.raw.output is not None), None)
    return [replace(one, output=stated) if one.raw.output is None else one for one in repaired]


def structure_hash(input: Schema, output: Schema | None, version: str = "") -> str:
    """Return the short hash of what a document says of an endpoint beside its texts."""
    pinned = {"version": version} if version else {}
    return short_hash({"input": input, "output": output, **pinned})


def _structure(one: NormalizedEndpoint) -> dict[str, Any]:
    return {"input": one.schema, "output": one.output}


def _structure_problems(repaired: Sequence[NormalizedEndpoint]) -> Iterator[Problem]:
    """Compare every page with the first; yield one problem per pointer that differs."""
    first, found = repaired[0], dict[str, Problem]()
    for one in repaired[1:]:
        for pointer, value, other in json_differences(_structure(one), _structure(first)):
            problem = PagesDisagree(
                locate_in_page(one, pointer), value, locate_in_page(first, pointer), other
            )
            found.setdefault(pointer, problem)
        here, there = one.raw, first.raw
        if here.version and there.version and here.version != there.version:
            found.setdefault(
                "", PagesDisagree(here.location, here.version, there.location, there.version)
            )
    yield from found.values()


def locate_in_page(one: NormalizedEndpoint, pointer: str) -> Location:
    """Return the location of a pointer in the page itself, where the output has its wrapper."""
    if pointer.startswith("/output"):
        return one.raw.locate_output(pointer)
    return one.raw.locate(pointer.removeprefix("/input"))


def _word_problems(repaired: Sequence[NormalizedEndpoint]) -> Iterator[Problem]:
    for one, other in combinations(repaired, 2):
        if one.raw.locale == other.raw.locale:
            yield from _compare_locale(other, one)


def _compare_locale(one: NormalizedEndpoint, other: NormalizedEndpoint) -> Iterator[Problem]:
    mine, theirs = _flat(one.words), _flat(other.words)
    for pointer, key in sorted(mine.keys() | theirs.keys()):
        text, other_text = (words.get((pointer, key), str(ABSENT)) for words in (mine, theirs))
        if text != other_text:
            at = join_pointer(pointer, key)
            here, there = one.raw.locate(at), other.raw.locate(at)
            yield WordsDisagree(here, one.raw.locale, text, there, other_text)


def _flat(words: PointerWords) -> Mapping[tuple[str, str], str]:
    return {(pointer, key): text for pointer, texts in words.items() for key, text in texts.items()}


JsonDifference = tuple[str, Any, Any]


def json_differences(one: Any, other: Any, pointer: str = "") -> Iterator[JsonDifference]:
    """Yield (pointer, value here, value there) for every difference; `ABSENT` for a missing value."""
    if is_dict(one) and is_dict(other):
        for key in sorted(one.keys() | other.keys()):
            here, there = one.get(key, ABSENT), other.get(key, ABSENT)
            yield from json_differences(here, there, join_pointer(pointer, key))
    elif is_list(one) and is_list(other) and len(one) == len(other):
        for number, (here, there) in enumerate(zip(one, other, strict=True)):
            yield from json_differences(here, there, join_pointer(pointer, number))
    elif ABSENT in (one, other) or not json_equal(one, other):
        yield pointer, one, other

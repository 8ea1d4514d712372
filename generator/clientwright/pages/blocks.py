"""Schema blocks: the JSON objects of a page that are its input and output schemas.

Every `{` that may start one is tried; one that fails is skipped up to where it failed,
and the number of failures is bounded, so that no text takes quadratic time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from clientwright.errors import ProblemsError
from clientwright.pages.narrow import is_object
from clientwright.pages.problems import BrokenSchema, Tangled
from clientwright.pages.values import Block, Document
from clientwright.problems import Problem
from clientwright.spec.jsontext import scan
from clientwright.spec.problems import NotJson

TRIES = 200
"""How many beginnings of JSON may turn out to be none."""

_OPEN = re.compile(r'\{\s*"(?:[^"\\\n]|\\.)*"\s*:')
_INSIDE = re.compile(r'("\s*:|[\[,])\s*\Z')
_BEGINS = re.compile(r'\{\s*"(?:output"\s*:\s*\{\s*"(?:type|properties)"|type"\s*:\s*"object")')
_HOLDS = re.compile(r'"properties"\s*:')


@dataclass(slots=True)
class Found:
    """The blocks of a page, and what stands in the way."""

    inputs: list[Block] = field(default_factory=list[Block])
    outputs: list[Block] = field(default_factory=list[Block])
    problems: list[Problem] = field(default_factory=list[Problem])


def schema_blocks(document: Document, samples: Sequence[tuple[int, int]]) -> Found:
    """Find the schema blocks of a text, passing over the payloads of sample calls."""
    found, tries = Found(), TRIES
    for start, end in _gaps(samples, len(document.text)):
        at = start
        while opened := _OPEN.search(document.text, at, end):
            at = opened.start()
            if _INSIDE.search(document.text, max(0, at - 40), at):
                at += 1
                continue
            at, failed = _take(document, at, found)
            tries -= failed
            if tries < 0:
                found.problems.append(Tangled(document.place(at), TRIES))
                return found
    return found


def _gaps(samples: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    edges = [0, *(edge for span in sorted(samples) for edge in span), length]
    yield from ((a, b) for n, (a, b) in enumerate(pairwise(edges)) if n % 2 == 0 and a < b)


def _take(document: Document, at: int, found: Found) -> tuple[int, bool]:
    """Read the value at an offset; give where to look on, and whether it failed."""
    try:
        scanned = scan(document.text, document.place(0), at)
    except ProblemsError as blocked:
        stop = max(at + 1, _offset(document.text, blocked.problems[0]))
        if _BEGINS.match(document.text, at, stop) or _HOLDS.search(document.text, at, stop):
            found.problems.append(_broken(document, at, stop, blocked.problems[0]))
        return stop, True
    block = Block(scanned.value, document, scanned.offsets)
    if is_output(scanned.value):
        found.outputs.append(block)
    elif is_object(scanned.value) and "properties" in scanned.value:
        found.inputs.append(block)
    return scanned.end, False


def is_output(value: object) -> bool:
    """Tell whether a value is the output block: `{"output": <schema>}`."""
    if not is_object(value) or set(value) != {"output"}:
        return False
    inner = value["output"]
    return is_object(inner) and ("properties" in inner or "type" in inner)


def _broken(document: Document, at: int, stop: int, problem: Problem) -> Problem:
    here = document.place(stop)
    if isinstance(problem, NotJson):
        return BrokenSchema(here, document.place(at), problem.reason)
    return replace(problem, place=here)


def _offset(text: str, problem: Problem) -> int:
    """Turn the line and column of a problem back into an offset."""
    at = 0
    for _ in range(problem.place.line - 1):
        at = text.index("\n", at) + 1
    return at + problem.place.column - 1

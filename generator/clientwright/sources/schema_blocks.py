"""Schema blocks: the JSON objects of a page that are its input and output schemas.

Every `{` that may start one is tried. After a failure the search continues where reading stopped,
and the number of failures is limited, so no text takes quadratic time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from clientwright.errors import ProblemsError
from clientwright.io.json_text import scan_json
from clientwright.io.json_types import is_dict
from clientwright.io.problems import NotJson
from clientwright.problems import Problem
from clientwright.sources.documents import Document, JsonBlock
from clientwright.sources.problems import BrokenSchema, TangledPage

MAX_FAILURES = 200
"""Number of apparent starts of JSON that may turn out not to be JSON."""

_OBJECT_START = re.compile(r'\{\s*"(?:[^"\\\n]|\\.)*"\s*:')
_NESTED = re.compile(r'("\s*:|[\[,])\s*\Z')
_SCHEMA_START = re.compile(
    r'\{\s*"(?:output"\s*:\s*\{\s*"(?:type|properties)"|type"\s*:\s*"object")'
)
_HAS_PROPERTIES = re.compile(r'"properties"\s*:')


@dataclass(slots=True)
class SchemaBlocks:
    """The schema blocks of a page, and the problems of unreadable ones."""

    inputs: list[JsonBlock] = field(default_factory=list[JsonBlock])
    outputs: list[JsonBlock] = field(default_factory=list[JsonBlock])
    problems: list[Problem] = field(default_factory=list[Problem])


def find_schema_blocks(document: Document, samples: Sequence[tuple[int, int]]) -> SchemaBlocks:
    """Find the schema blocks of a text; the payloads of sample calls are skipped."""
    found, failures_left = SchemaBlocks(), MAX_FAILURES
    for start, end in _gaps(samples, len(document.text)):
        at = start
        while opened := _OBJECT_START.search(document.text, at, end):
            at = opened.start()
            if _NESTED.search(document.text, max(0, at - 40), at):
                at += 1
                continue
            at, failed = _read_block(document, at, found)
            failures_left -= failed
            if failures_left < 0:
                found.problems.append(TangledPage(document.location(at), MAX_FAILURES))
                return found
    return found


def _gaps(samples: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    edges = [0, *(edge for span in sorted(samples) for edge in span), length]
    yield from ((a, b) for n, (a, b) in enumerate(pairwise(edges)) if n % 2 == 0 and a < b)


def _read_block(document: Document, at: int, found: SchemaBlocks) -> tuple[int, bool]:
    """Read the value at an offset; return where to continue, and whether reading failed."""
    try:
        scanned = scan_json(document.text, document.location(0), at)
    except ProblemsError as error:
        stop = max(at + 1, _offset(document.text, error.problems[0]))
        if _SCHEMA_START.match(document.text, at, stop) or _HAS_PROPERTIES.search(
            document.text, at, stop
        ):
            found.problems.append(_broken(document, at, stop, error.problems[0]))
        return stop, True
    block = JsonBlock(scanned.value, document, scanned.offsets)
    if is_output_block(scanned.value):
        found.outputs.append(block)
    elif is_dict(scanned.value) and "properties" in scanned.value:
        found.inputs.append(block)
    return scanned.end, False


def is_output_block(value: object) -> bool:
    """Return whether a value is an output block: `{"output": <schema>}`."""
    if not is_dict(value) or set(value) != {"output"}:
        return False
    inner = value["output"]
    return is_dict(inner) and ("properties" in inner or "type" in inner)


def _broken(document: Document, at: int, stop: int, problem: Problem) -> Problem:
    here = document.location(stop)
    if isinstance(problem, NotJson):
        return BrokenSchema(here, document.location(at), problem.reason)
    return replace(problem, location=here)


def _offset(text: str, problem: Problem) -> int:
    """Convert the line and column of a problem back to an offset."""
    at = 0
    for _ in range(problem.location.line - 1):
        at = text.index("\n", at) + 1
    return at + problem.location.column - 1

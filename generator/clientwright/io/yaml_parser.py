"""Parse YAML as JSON values, with the offset of each value; no tag and no Python object is made.

Plain scalars are read by the types of YAML 1.2 that JSON has: `no`, `on`, `2026-01-01`, `16:9` and
`007` are texts. What has no JSON value (a tag, `.nan`, a key that is a list) is a problem.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clientwright.errors import ProblemsError
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_scanner import DEPTH_LIMIT
from clientwright.io.json_text import ScanResult, line_of_offset
from clientwright.io.json_types import is_dict, is_list
from clientwright.io.problems import DuplicateKey, NestingTooDeep, NotYaml
from clientwright.problems import Location

MAX_REPEATED = 100_000
"""How many values the aliases of a document may repeat; more are rejected as a bomb."""

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {word: word.lower() == "true" for word in "true True TRUE false False FALSE".split()}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_OTHER_BASES = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]+)?"
)
_NOT_IN_JSON = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MERGE = "<<"


def parse_yaml(text: str, location: Location) -> ScanResult:
    """Parse a YAML document.

    Raises:
        ProblemsError: it is not YAML, or has no JSON value; the problem has the line.
    """
    yaml: Any = importlib.import_module("yaml")
    builder = _Builder(text, location)
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.reader.ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        reason = f"the character U+{code:04X} is not allowed"
        raise builder.not_yaml(error.position, reason) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = str(error.problem or "it cannot be read")
        raise builder.not_yaml(mark.index if mark else 0, reason) from None
    return ScanResult(builder.root, len(text), builder.offsets)


@dataclass(slots=True)
class _Anchored:
    """A value with a name, how many values it holds, and how deep they nest."""

    value: Any
    size: int
    depth: int


@dataclass(slots=True)
class _Collection:
    """A list or a mapping whose end has not been reached."""

    value: Any
    pointer: str
    start: int
    anchor: str | None
    count_before: int
    key: str | None = None
    depth: int = 0
    merging: bool = False
    merged: list[dict[str, Any]] | None = None


class _Builder:
    """Builds the value of a document from PyYAML's events, without recursion."""

    def __init__(self, text: str, location: Location) -> None:
        self.root: Any = None
        self.offsets: dict[str, int] = {}
        self._text, self._location = text, location
        self._open: list[_Collection] = []
        self._anchors: dict[str, _Anchored] = {}
        self._count = self._repeated = self._documents = 0
        self._takers: Mapping[str, Callable[[Any], None]] = {
            "DocumentStartEvent": self._document,
            "ScalarEvent": self._scalar,
            "AliasEvent": self._alias,
            "SequenceStartEvent": lambda event: self._start(event, []),
            "MappingStartEvent": lambda event: self._start(event, {}),
            "SequenceEndEvent": lambda event: self._end(),
            "MappingEndEvent": lambda event: self._end(),
        }

    def take(self, event: Any) -> None:
        """Take one event.

        Raises:
            ProblemsError: it has no JSON value.
        """
        taker = self._takers.get(type(event).__name__)
        if taker is not None:
            tag = getattr(event, "tag", None)
            if tag and tag != "!":
                raise self.not_yaml(_at(event), f"the tag {_short_tag(tag)} has no JSON value")
            taker(event)

    def not_yaml(self, offset: int, reason: str) -> ProblemsError:
        """Return the error for a place of the text."""
        return ProblemsError([NotYaml(self._here(offset), reason)])

    def _here(self, offset: int) -> Location:
        line, column = line_of_offset(self._text, offset)
        return replace(self._location, line=line, column=column)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self.not_yaml(_at(event), "a second YAML document begins here")

    def _scalar(self, event: Any) -> None:
        at, text = _at(event), str(event.value)
        plain = bool(event.implicit[0]) and not event.style
        if self._open and self._awaits_key(self._open[-1]):
            if event.anchor:
                self._anchors[event.anchor] = _Anchored(text, 1, 0)
            self._take_key(text, at, is_merge=plain and text == _MERGE)
            return
        value = self._plain_value(text, at) if plain else text
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        self._add(value, at, 0)

    def _plain_value(self, text: str, at: int) -> Any:
        if text in _NULLS:
            return None
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _NOT_IN_JSON.fullmatch(text):
            raise self.not_yaml(at, f"the number {text} has no JSON value")
        try:
            value = _number(text)
        except ValueError:
            raise self.not_yaml(at, "a number has more digits than can be read") from None
        if value in (float("inf"), float("-inf")):
            raise self.not_yaml(at, "a number is too large")
        return text if value is None else value

    def _alias(self, event: Any) -> None:
        at, anchored = _at(event), self._anchors.get(event.anchor)
        if anchored is None:
            reason = f"the alias *{event.anchor} stands before the end of its anchor"
            raise self.not_yaml(at, reason)
        self._repeated += anchored.size
        if self._repeated > MAX_REPEATED:
            raise self.not_yaml(at, f"its aliases repeat more than {MAX_REPEATED:,} values")
        self._check_depth(at, anchored.depth)
        if self._open and self._awaits_key(self._open[-1]):
            if not isinstance(anchored.value, str):
                raise self.not_yaml(at, "a key is not a text")
            self._take_key(anchored.value, at)
        else:
            self._count += anchored.size - 1
            self._add(anchored.value, at, anchored.depth)

    def _start(self, event: Any, value: Any) -> None:
        at = _at(event)
        self._check_depth(at, 1)
        if self._open and self._awaits_key(self._open[-1]):
            raise self.not_yaml(at, "a key is a list or a mapping")
        pointer = self._next_pointer()
        self._open.append(_Collection(value, pointer, at, event.anchor, self._count))

    def _check_depth(self, at: int, more: int) -> None:
        if len(self._open) + more > DEPTH_LIMIT:
            raise ProblemsError([NestingTooDeep(self._here(at), DEPTH_LIMIT)])

    def _end(self) -> None:
        one = self._open.pop()
        for merged in one.merged or ():
            one.value.update({k: v for k, v in merged.items() if k not in one.value})
        if one.anchor:
            size = self._count - one.count_before + 1
            self._anchors[one.anchor] = _Anchored(one.value, size, one.depth + 1)
        self._add(one.value, one.start, one.depth + 1)

    def _awaits_key(self, one: _Collection) -> bool:
        return one.key is None and is_dict(one.value)

    def _take_key(self, key: str, at: int, *, is_merge: bool = False) -> None:
        one = self._open[-1]
        if one.merged is not None if is_merge else key in one.value:
            raise ProblemsError([DuplicateKey(self._here(at), key)])
        one.key, one.merging = key, is_merge

    def _next_pointer(self) -> str:
        if not self._open:
            return ""
        one = self._open[-1]
        return join_pointer(one.pointer, len(one.value) if is_list(one.value) else str(one.key))

    def _add(self, value: Any, at: int, depth: int) -> None:
        """Add a complete value to the collection around it."""
        self._count += 1
        self.offsets[self._next_pointer()] = at
        if not self._open:
            self.root = value
            return
        one = self._open[-1]
        one.depth = max(one.depth, depth)
        if is_list(one.value):
            one.value.append(value)
        elif one.merging:
            one.merged = self._merged(value, at)
        else:
            one.value[str(one.key)] = value
        one.key = None

    def _merged(self, value: Any, at: int) -> list[dict[str, Any]]:
        parts = value if is_list(value) else [value]
        if not all(map(is_dict, parts)):
            raise self.not_yaml(at, "`<<` takes a mapping, or a list of mappings")
        return list(parts)


def _at(event: Any) -> int:
    return int(event.start_mark.index)


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!", 1)


def _number(text: str) -> int | float | None:
    if _INTEGER.fullmatch(text):
        return int(text)
    if other := _OTHER_BASES.fullmatch(text):
        return int(other[1], 8) if other[1] else int(other[2], 16)
    return float(text) if _FLOAT.fullmatch(text) else None

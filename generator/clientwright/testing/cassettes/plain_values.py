"""The only module of the harness that uses PyYAML: read YAML and JSON as plain values, never as Python objects.

No tag is executed. A value that is not read (a tag of another kind, a key that occurs twice, broken
base64) becomes an `UnreadValue`, so that only who needs the value has to refuse it.
"""

from __future__ import annotations

import base64
import binascii
import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read."""

MAX_DEPTH = 100
_MAX_NODES = 2_000_000
_MAX_JSON_VALUES = 4_000_000


@dataclass(frozen=True, slots=True)
class UnreadValue:
    """A value that is not read, and why; `tag` is the YAML tag if that is the reason."""

    reason: str
    line: int = 0
    tag: str = ""


class UnreadableDocument(ValueError):
    """A text that is no document, or one beyond the limits; `line` is 0 if unknown."""

    def __init__(self, reason: str, line: int = 0) -> None:
        """Store what is wrong, and where."""
        super().__init__(reason)
        self.reason, self.line = reason, line


@dataclass(slots=True)
class PlainDocument:
    """The value of a document, and the lines of its objects and lists as far as they are known."""

    value: Any
    lines: dict[int, int] = field(default_factory=dict[int, int])

    def line_of(self, value: Any) -> int:
        """Return the line at which an object or a list of the document starts, or 0."""
        return self.lines.get(id(value), 0)


def dump_yaml(value: Any) -> str:
    """Return plain values as YAML in the style of vcrpy: keys in order, one line for each text."""
    yaml = _yaml()
    base = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumper = type("_PlainDumper", (base,), {"ignore_aliases": lambda self, data: True})
    text: str = yaml.dump(value, Dumper=dumper, sort_keys=False, width=10**6, allow_unicode=True)
    return text


def parse_json_document(data: bytes) -> PlainDocument:
    """Parse JSON.

    Raises:
        UnreadableDocument: it is not UTF-8 or not JSON, or beyond the limits.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > _MAX_JSON_VALUES:
        raise UnreadableDocument(f"it has more than {_MAX_JSON_VALUES:,} values")
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=lambda word: UnreadValue(f"{word} is not JSON"),
        )
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableDocument(f"byte {error.start} is not UTF-8 text", line) from None
    except json.JSONDecodeError as error:
        raise UnreadableDocument(f"it is not JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise UnreadableDocument("it is nested too deeply") from None
    except ValueError as error:
        raise UnreadableDocument(f"it is not JSON: {error}") from None
    return PlainDocument(value)


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = _repeated(key, 0) if key in found else value
    return found


def _repeated(key: object, line: int) -> UnreadValue:
    return UnreadValue(f"the key {key!r} occurs twice", line)


def parse_yaml_document(data: bytes) -> PlainDocument:
    """Parse YAML of one document.

    Raises:
        UnreadableDocument: it is not YAML, several documents, or beyond the limits.
    """
    yaml = _yaml()
    builder = _Builder(yaml)
    try:
        for event in yaml.parse(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except yaml.reader.ReaderError as error:
        raise UnreadableDocument(f"it is not text that YAML allows: {error.reason}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise UnreadableDocument(f"it is not YAML: {error.problem}", line) from None
    except (ValueError, yaml.YAMLError) as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise UnreadableDocument(f"it is not YAML: {error}") from None
    except RecursionError:
        raise UnreadableDocument("it is nested too deeply") from None
    root = None if builder.root is _NO_KEY else builder.root
    return PlainDocument(root, builder.lines)


def _yaml() -> Any:
    return importlib.import_module("yaml")


_TAG = "tag:yaml.org,2002:"
_NO_KEY = object()
_KEYS = str | bytes | int | float | None
_TEXTS = frozenset({"str", "python/str", "python/unicode", "timestamp", "value", "merge"})
_LISTS = frozenset({"", "seq", "python/tuple", "python/list"})
_OBJECTS = frozenset({"", "map", "python/dict"})
_BUFFER, _ITERATOR = "python/object/new:_io.BytesIO", "python/object/apply:builtins.iter"
"""The tags of bodies that were files or iterators; vcrpy reads them, too, as what is in them."""


@dataclass(slots=True)
class _Open:
    """A list or an object whose end has not been reached."""

    value: Any
    tag: str
    line: int
    anchor: str | None
    key: Any = _NO_KEY


class _Builder:
    """Builds the value of a document from PyYAML's events, without recursion."""

    def __init__(self, yaml: Any) -> None:
        self.root: Any = _NO_KEY
        self.lines: dict[int, int] = {}
        self._count = 0
        self._open: list[_Open] = []
        self._anchors: dict[str, Any] = {}
        self._kept: list[Any] = []
        self._resolver, self._yaml = yaml.resolver.Resolver(), yaml
        self._takers: Mapping[str, Callable[[Any], None]] = {
            "ScalarEvent": self._scalar,
            "AliasEvent": self._alias,
            "SequenceStartEvent": lambda event: self._start(event, []),
            "MappingStartEvent": lambda event: self._start(event, {}),
            "SequenceEndEvent": lambda event: self._end(),
            "MappingEndEvent": lambda event: self._end(),
        }

    def take(self, event: Any) -> None:
        """Take one event."""
        taker = self._takers.get(type(event).__name__)
        if taker is None:
            return
        self._count += 1
        if self._count > _MAX_NODES:
            raise UnreadableDocument(f"it has more than {_MAX_NODES:,} values")
        taker(event)

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        value = self._scalar_value(event, line)
        if event.anchor:
            self._anchors[event.anchor] = value
        self._add(value, line)

    def _scalar_value(self, event: Any, line: int) -> Any:
        text: str = event.value
        if event.tag:
            kind = event.tag.removeprefix(_TAG)
        elif event.implicit[0]:
            node = self._yaml.ScalarNode
            kind = self._resolver.resolve(node, text, (True, False)).removeprefix(_TAG)
        else:
            return text
        if kind in _TEXTS:
            return text
        reader = _SCALARS.get(kind)
        if reader is None:
            return _unknown_tag(event.tag, line)
        try:
            return reader(text)
        except (ValueError, binascii.Error):
            return UnreadValue("its !!binary is not base64", line) if kind == "binary" else text

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        missing = UnreadValue("it repeats a value that is not known", line)
        self._add(self._anchors.get(event.anchor, missing), line)

    def _start(self, event: Any, value: Any) -> None:
        if len(self._open) >= MAX_DEPTH:
            line = event.start_mark.line + 1
            raise UnreadableDocument(f"it is nested more than {MAX_DEPTH} deep", line)
        tag = (event.tag or "").removeprefix(_TAG)
        known = tag in (_OBJECTS if isinstance(value, dict) else _LISTS)
        one = _Open(value, "" if known else tag, event.start_mark.line + 1, event.anchor)
        if known:
            self.lines[id(value)] = one.line
            if event.anchor:
                self._anchors[event.anchor] = value
        self._open.append(one)

    def _end(self) -> None:
        one = self._open.pop()
        value = one.value
        if one.tag:
            self._kept.append(value)  # so that no other object gets its id
            value = _tagged(one)
            if one.anchor:
                self._anchors[one.anchor] = value
        self._add(value, one.line)

    def _add(self, value: Any, line: int) -> None:
        if not self._open:
            if self.root is not _NO_KEY:
                raise UnreadableDocument("it holds several YAML documents", line)
            self.root = value
            return
        top = self._open[-1]
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key is _NO_KEY:
            top.key = value if isinstance(value, _KEYS) else f"a key of type {type(value).__name__}"
        else:
            top.value[top.key] = _repeated(top.key, line) if top.key in top.value else value
            top.key = _NO_KEY


def _unknown_tag(tag: str, line: int) -> UnreadValue:
    short = f"!!{tag.removeprefix(_TAG)}" if tag.startswith(_TAG) else tag
    return UnreadValue(f"the tag {short} is not read, and nothing of it was run", line, short)


def _tagged(one: _Open) -> Any:
    """Return what a body that was a file or an iterator holds; any other tag is not read."""
    held = {_BUFFER: "state", _ITERATOR: "args"}.get(one.tag)
    parts = one.value.get(held) if held and isinstance(one.value, dict) else None
    if isinstance(parts, list) and parts:
        return parts[0]
    return _unknown_tag(one.tag if one.tag.startswith("!") else _TAG + one.tag, one.line)


def _integer(text: str) -> int:
    return int(text.replace("_", ""), 10)


def _number(text: str) -> float:
    return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))


def _base64(text: str) -> bytes:
    return base64.b64decode("".join(text.split()).encode("ascii"), validate=True)


def _nothing(text: str) -> None:
    return None


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "null": _nothing,
    "bool": lambda text: text.lower() in ("true", "yes", "on"),
    "int": _integer,
    "python/int": _integer,
    "python/long": _integer,
    "float": _number,
    "binary": _base64,
    "python/bytes": _base64,
}

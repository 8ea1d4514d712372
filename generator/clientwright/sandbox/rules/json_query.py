"""What the paths of rules select in a payload: a nodelist, as in RFC 9535, and the members of one object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_types import is_dict, is_list

Location = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""

Segments = tuple[str, ...]
"""The segments of a path; `WILDCARD` selects every item of an array."""

WILDCARD = "\0*"
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Gap(Enum):
    """Why a member has no value."""

    ABSENT = auto()
    """Its object is there, but has no such key."""
    NO_PARENT = auto()
    """An object above it is absent."""
    NO_OBJECT = auto()
    """A value above it is no object, which the schema refuses."""


@lru_cache(maxsize=512)
def segments(path: str) -> Segments:
    """Return the segments of a path such as `$.shots[*].duration` or `$['a b']`.

    Raises:
        ValueError: the text is no such path.
    """
    found, rest = list[str](), path.removeprefix("$")
    while rest:
        if rest.startswith("[*]"):
            found, rest = [*found, WILDCARD], rest[3:]
        elif rest.startswith("['"):
            name, rest = _quoted(rest[2:])
            found.append(name)
        elif rest.startswith(".") and len(rest) > 1:
            end = min(at for at in (rest.find(".", 1), rest.find("[", 1), len(rest)) if at > 0)
            found, rest = [*found, rest[1:end]], rest[end:]
        else:
            raise ValueError(f"{path!r} cannot be followed from {rest!r}")
    return tuple(found)


def _quoted(rest: str) -> tuple[str, str]:
    """Return the name that starts after a quote, and what follows its closing bracket."""
    units, at = list[str](), 0
    while rest[at : at + 1] not in ("'", ""):
        if rest[at] != "\\":
            units, at = [*units, rest[at]], at + 1
        elif rest[at + 1] == "u":
            units, at = [*units, chr(int(rest[at + 2 : at + 6], 16))], at + 6
        else:
            units, at = [*units, _ESCAPES.get(rest[at + 1], rest[at + 1])], at + 2
    if rest[at : at + 2] != "']":
        raise ValueError(f"a quoted name does not end in {rest!r}")
    return _joined_surrogates("".join(units)), rest[at + 2 :]


def _joined_surrogates(text: str) -> str:
    pairs = re.compile("[\ud800-\udbff][\udc00-\udfff]")
    return pairs.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def nodes(path: Segments, payload: Any) -> list[tuple[Location, Any]]:
    """Return every value that a path selects, with its location."""
    found: list[tuple[Location, Any]] = [((), payload)]
    for segment in path:
        found = [node for at, value in found for node in _children(at, value, segment)]
    return found


def _children(at: Location, value: Any, segment: str) -> Iterator[tuple[Location, Any]]:
    if segment == WILDCARD:
        yield from (((*at, n), item) for n, item in enumerate(value if is_list(value) else ()))
    elif is_dict(value) and segment in value:
        yield (*at, segment), value[segment]


@dataclass(frozen=True, slots=True)
class Member:
    """One field of an object: its keys from there, its location, and its value or why it has none."""

    keys: Segments
    location: Location
    value: Any

    @property
    def given(self) -> bool:
        """Whether the field has a value, even null."""
        return not isinstance(self.value, Gap)

    @property
    def left_out(self) -> bool:
        """Whether the field is absent, alone or with an object above it."""
        return self.value is Gap.ABSENT or self.value is Gap.NO_PARENT

    @property
    def name(self) -> str:
        """The field's name for messages."""
        return ".".join(self.keys)


def objects_with(paths: Sequence[str], payload: Any) -> Iterator[tuple[Location, list[Member]]]:
    """Yield each object in which the paths lie side by side, with one member per path."""
    parsed = [segments(path) for path in paths]
    depth = max((n + 1 for n, step in enumerate(parsed[0]) if step == WILDCARD), default=0)
    for at, value in nodes(parsed[0][:depth], payload):
        if is_dict(value):
            yield at, [_member(at, value, path[depth:]) for path in parsed]


def _member(at: Location, value: Any, keys: Segments) -> Member:
    for n, key in enumerate(keys):
        if not is_dict(value):
            return Member(keys, (*at, *keys), Gap.NO_OBJECT)
        if key not in value:
            gap = Gap.ABSENT if n == len(keys) - 1 else Gap.NO_PARENT
            return Member(keys, (*at, *keys), gap)
        value = value[key]
    return Member(keys, (*at, *keys), value)


def with_default(member: Member, path: str, schema: Mapping[str, Any]) -> Any:
    """Return the value of a member, or its documented default if only the key is absent, else a `Gap`."""
    if member.value is Gap.ABSENT:
        return documented_default(segments(path), schema)
    return member.value


def documented_fields(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties of the input, each with its documented default or `Gap.ABSENT`."""
    named = [own.get("properties") for own in _applied(schema, schema)]
    names = [name for properties in named if is_dict(properties) for name in properties]
    return {name: documented_default((name,), schema) for name in names}


def documented_default(path: Segments, schema: Mapping[str, Any]) -> Any:
    """Return the default that the schema documents at a path, or `Gap.ABSENT`."""
    parts: list[Any] = [schema]
    for step in path:
        parts = [below for part in parts for below in _below(part, step, schema)]
    stated = [
        own["default"] for part in parts for own in _applied(part, schema) if "default" in own
    ]
    return stated[0] if stated else Gap.ABSENT


def _below(part: Any, step: str, root: Mapping[str, Any]) -> Iterator[Any]:
    kind = "array" if step == WILDCARD else "object"
    for own in _applied(part, root):
        named = own.get("properties")
        if step == WILDCARD and "items" in own:
            yield own["items"]
        elif step != WILDCARD and is_dict(named) and step in named:
            yield named[step]
        for branches in _branches(own):
            possible = [branch for branch in branches if _may_be(branch, kind, root)]
            if len(branches) > 1 and len(possible) == 1:  # no other one can apply
                yield from _below(possible[0], step, root)


def _applied(part: Any, root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a schema, and what applies to every value with it: by `allOf`, `$ref`, or as the only branch."""
    waiting, seen = [part], list[Any]()
    while waiting:
        own: Any = waiting.pop(0)
        if not is_dict(own) or any(own is other for other in seen):
            continue
        seen.append(own)
        yield own
        inside = [*own["allOf"]] if is_list(own.get("allOf")) else []
        reference = own.get("$ref")
        if isinstance(reference, str) and reference.startswith("#"):
            inside.append(_target(root, unquote(reference[1:])))
        inside += [branches[0] for branches in _branches(own) if len(branches) == 1]
        waiting[:0] = inside


def _branches(schema: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the branches of which a value has to fit one, in turn."""
    for word in ("anyOf", "oneOf"):
        if is_list(listed := schema.get(word)) and listed:
            yield listed


def _may_be(branch: Any, kind: str, root: Mapping[str, Any]) -> bool:
    """Return whether a branch accepts values of a type."""
    if branch is False:
        return False
    for own in _applied(branch, root):
        named = own.get("type", kind)
        values = own.get("enum", [own["const"]] if "const" in own else None)
        listed = {"array": list, "object": dict}[kind]
        if kind not in ([named] if isinstance(named, str) else named):
            return False
        if is_list(values) and not any(isinstance(value, listed) for value in values):
            return False
    return True


def _target(root: Mapping[str, Any], pointer: str) -> Any:
    try:
        return resolve_pointer(root, pointer)
    except LookupError:
        return None

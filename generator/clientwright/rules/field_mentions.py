"""The fields that a sentence mentions, by their names or titles, and the field that it stands at.

A name or a title counts only if it means one field of those that the text can see: those of the input,
those beside the text, and those of the array's items around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from clientwright.io.json_pointer import join_pointer, resolve_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.rules.field_refs import field_refs
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.language import NAME
from clientwright.rules.plain_schema import without_null
from clientwright.rules.required_substrings import fold

_QUOTE = "[`\"'“”‘’「」«»]?"


def with_titles(schema: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> Schema:
    """Return a copy of a schema in which the fields have the titles that one locale's words give them."""
    titled = {key: _unshared(value) for key, value in schema.items()}
    for pointer, texts in words.items():
        try:
            place = resolve_pointer(titled, pointer) if "title" in texts else None
        except LookupError:
            continue
        if is_dict(place):
            place["title"] = texts["title"]
    return titled


def _unshared(value: Any) -> Any:
    """Return a copy of a JSON value in which no two places are the same object."""
    if is_dict(value):
        return {key: _unshared(inner) for key, inner in value.items()}
    return [_unshared(inner) for inner in value] if is_list(value) else value


@dataclass(frozen=True)
class FieldNames:
    """What the fields that a text can see are called, by name and by title."""

    paths: Mapping[str, tuple[JsonPath, ...]]
    """The fields of each name and each title of one word, as it is written; longer titles are in lower case."""

    alike: Mapping[str, frozenset[JsonPath]]
    """The fields of each name and each title in lower case."""

    @cached_property
    def phrases(self) -> Sequence[str]:
        """Titles and names of several words that mean one field which its name means, too: longer ones first."""
        return sorted((name for name in self.paths if " " in name and self.bare(name)), key=len)[
            ::-1
        ]

    @cached_property
    def _phrase(self) -> re.Pattern[str]:
        words = (re.escape(phrase).replace(r"\ ", r"\s+") for phrase in self.phrases)
        return re.compile(rf"(?<!\w)(?:{'|'.join(words) or '(?!)'})(?!\w)", re.I)

    def with_bare_names(self, text: str) -> str:
        """Return a text with the bare name in the place of each phrase."""
        spaced = " ".join(fold(text).split())
        if not any(fold(phrase) in spaced for phrase in self.phrases):
            return text
        return self._phrase.sub(
            lambda match: self.bare(" ".join(match[0].split())) or match[0], text
        )

    def find(self, name: str) -> JsonPath | None:
        """Return the one field that a name or a title means, or None; a title means none if it is spelled as another."""
        found = self.paths.get(name.lower() if " " in name else name, ())
        if len(found) != 1 or (found[0].steps[-1] != name and self.is_doubtful(name)):
            return None
        return found[0]

    def is_doubtful(self, name: str) -> bool:
        """Return whether several fields have a name, if capitals do not count."""
        return len(self.alike.get(name.lower(), ())) > 1

    def bare(self, name: str) -> str | None:
        """Return the name of the field that a name or a title means, if it means no other field."""
        path = self.find(name)
        last = path.steps[-1] if path else None
        return last if last and self.find(last) == path else None


_KNOWN: dict[tuple[object, ...], tuple[Mapping[str, Any], FieldNames]] = {}
_MOST_KNOWN = 64


def names_in_sight(at: str, schema: Mapping[str, Any]) -> FieldNames:
    """Return what the fields are called that a text at a pointer can mean; nobody may change the schema afterwards."""
    key = (id(schema), *_steps(at)[1])
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = (schema, _read_names(at, schema))
    return _KNOWN[key][1]


def _read_names(at: str, schema: Mapping[str, Any]) -> FieldNames:
    called: dict[str, dict[JsonPath, None]] = {}
    for path, sub in visible_fields(at, schema):
        name, title = path.steps[-1] or "", " ".join(str(sub.get("title", "")).split())
        spaced = name.replace("_", " ").strip()
        for one in (name, title, spaced if " " in spaced else ""):
            called.setdefault(one.lower() if " " in one else one, {})[path] = None
    paths = {name: tuple(found) for name, found in called.items() if name}
    alike: dict[str, frozenset[JsonPath]] = {}
    for one, found in paths.items():
        alike[one.lower()] = alike.get(one.lower(), frozenset()) | {*found}
    return FieldNames(paths, alike)


def find_field(name: str, at: str, schema: Mapping[str, Any]) -> JsonPath | None:
    """Return the one field that a name or a title means for a text at a pointer, or None."""
    return names_in_sight(at, schema).find(name)


def find_fields(
    listed: Iterable[str], at: str, schema: Mapping[str, Any]
) -> tuple[JsonPath, ...] | None:
    """Return the fields that the names mean, or None unless all are known, different, and side by side."""
    found = [find_field(name, at, schema) for name in listed]
    known = tuple(path for path in found if path is not None)
    return known if len(known) == len(found) and are_siblings(known) else None


def are_siblings(paths: tuple[JsonPath, ...]) -> bool:
    """Return whether paths are different fields of one object, or of the items of one array."""
    try:
        field_refs(paths)
    except ValueError:
        return False
    return len(set(paths)) == len(paths)


def own_path(at: str) -> JsonPath | None:
    """Return the path of the field that a description belongs to, or None if it belongs to no field."""
    steps, _ = _steps(at)
    return JsonPath(steps) if steps else None


def own_name(at: str, schema: Mapping[str, Any]) -> str | None:
    """Return the name of the field that a description belongs to, if the name means that field there."""
    own = own_path(at)
    name = own.steps[-1] if own else None
    return name if name and find_field(name, at, schema) == own else None


def restate_names(sentence: str, at: str, schema: Mapping[str, Any], nouns: str) -> str:
    """Return the sentence with the bare name of each field that it mentions, without article, quotes and noun.

    `nouns` is the pattern of what a language calls a field: the "start_image" parameter is `start_image`.
    """
    names = names_in_sight(at, schema)

    def rewrite(match: re.Match[str]) -> str:
        name = match["name"]
        bare = names.bare(name)
        if bare is None and match.start() == 0 and not names.is_doubtful(name):
            bare = names.bare(name[0].lower() + name[1:])
        return bare or match[0]

    return _mention(nouns).sub(rewrite, names.with_bare_names(sentence))


@cache
def _mention(nouns: str) -> re.Pattern[str]:
    noun = rf"(?:{nouns})"
    before = rf"(?:\bthe\s+)?(?:\b{noun}\s+(?=[`\"'“‘]))?"
    name = rf"(?<![\w.$-])(?P<name>{NAME})(?![\w-]|\.\w)"
    return re.compile(rf"{before}{_QUOTE}{name}{_QUOTE}(?:\s+{noun}\b(?!\s+[`\"'“‘]))?", re.I)


def visible_fields(
    at: str, schema: Mapping[str, Any]
) -> Iterator[tuple[JsonPath, Mapping[str, Any]]]:
    """Yield the fields that a text at a pointer can mean, each once, with their schemas."""
    for owner in _steps(at)[1]:
        held = JsonPath(owner).schema(schema) or {}
        properties = held.get("properties") or without_null(held).get("properties")
        for name, sub in properties.items() if is_dict(properties) else ():
            yield JsonPath((*owner, name)), sub if is_dict(sub) else {}


def _steps(at: str) -> tuple[tuple[str | None, ...], list[tuple[str | None, ...]]]:
    """Return the steps to the field of a description, none if it has none, and those to the objects in sight."""
    steps, step = list[str | None](), ""
    tokens = iter(split_pointer(at))
    for step in tokens:
        if step not in ("properties", "items"):
            break
        steps.append(EACH_ITEM if step == "items" else next(tokens, ""))
    whole = not list(tokens) and (step == "description" or not at)
    last = max((n + 1 for n, step in enumerate(steps) if step is EACH_ITEM), default=0)
    beside = tuple(steps[:-1]) if steps and steps[-1] is not EACH_ITEM else tuple(steps)
    owners = dict.fromkeys([(), tuple(steps[:last]), beside])
    own = tuple(steps) if whole and steps and steps[-1] is not EACH_ITEM else ()
    return own, list(owners)


def used_at(at: str, schema: Mapping[str, Any]) -> str:
    """Return the pointer of a text in a definition as that of the one place that refers to it, if there is one."""
    tokens = split_pointer(at)
    for _ in range(8):
        if len(tokens) < 2 or tokens[0] not in ("$defs", "definitions"):
            break
        target = "#" + join_pointer("", *tokens[:2])
        places = list(_references(schema, target, ()))
        if len(places) != 1:
            break
        tokens = [*places[0], *tokens[2:]]
    return join_pointer("", *tokens)


def _references(value: Any, target: str, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if is_dict(value):
        if value.get("$ref") == target:
            yield at
        for key, inner in value.items():
            yield from _references(inner, target, (*at, key))
    elif is_list(value):
        for n, inner in enumerate(value):
            yield from _references(inner, target, (*at, str(n)))

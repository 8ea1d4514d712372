"""A rule from the words of a command line: `requires end_image image`, `bound-when field=duration limit=5 …`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientwright.errors import ProblemsError, UsageError
from clientwright.io.json_text import parse_json
from clientwright.io.json_types import is_dict
from clientwright.problems import Location, nearest_name, quote_value
from clientwright.rules.kinds import KINDS, RULE_TYPES_BY_KIND

_PATH, _PATHS = "#/$defs/path", "#/$defs/paths"
_ASSIGNMENT = re.compile(r"(?P<key>[^=]+)=(?P<value>.*)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_]+)?")


def rule_from_words(kind: str, words: Sequence[str]) -> dict[str, Any]:
    """Return a rule's form in a spec: `part=value` sets a part, other words fill the parts in their order.

    A list takes all words that are left, but for those of the parts after it. `$.` before a field's name may be left out.

    Raises:
        UsageError: the kind is unknown, or a word belongs to no part.
    """
    if kind not in RULE_TYPES_BY_KIND:
        near = nearest_name(kind, KINDS)
        hint = f"did you mean {near!r}? " if near else ""
        raise UsageError(f"{kind!r} is not a kind of rule; {hint}kinds: {', '.join(KINDS)}")
    parts: Mapping[str, Any] = RULE_TYPES_BY_KIND[kind].form["properties"]
    rule: dict[str, Any] = {"kind": kind}
    bare = list[str]()
    for word in words:
        found = _ASSIGNMENT.fullmatch(word)
        if found is None:
            bare.append(word)
        else:
            _assign(rule, kind, parts, found["key"], found["value"])
    _fill(rule, kind, parts, bare)
    return {name: rule[name] for name in ("kind", *parts) if name in rule}


def describe_parts(kind: str) -> str:
    """Return how the parts of a kind are written on a command line."""
    form = RULE_TYPES_BY_KIND[kind].form
    return f"{kind} {' '.join(_described(form['properties']))}"


def _described(parts: Mapping[str, Any]) -> Iterator[str]:
    for name, part in parts.items():
        if is_dict(inner := part.get("properties") if is_dict(part) else None):
            yield from (f"{name}.{key}=…" for key in inner)
        elif _open_names(part):
            yield "'PATTERN{n}=FIELD'…"
        else:
            yield f"{name}={'FIELD,…' if _is_list_of_paths(part) else 'FIELD' if _is_path(part) else '…'}"


def _assign(rule: dict[str, Any], kind: str, parts: Mapping[str, Any], key: str, text: str) -> None:
    """Set a part, or an entry of a part that is an object."""
    name, _, inner = key.partition(".")
    open_part = next((one for one, part in parts.items() if _open_names(part)), "")
    if key in parts:
        rule[key] = _value(parts[key], text)
    elif name in parts and inner in parts[name].get("properties", {}):
        rule.setdefault(name, {})[inner] = _value(parts[name]["properties"][inner], text)
    elif open_part and name == open_part and inner:
        rule.setdefault(open_part, {})[inner] = _path(text)
    elif open_part and not (_NAME.fullmatch(key) and nearest_name(key, parts)):
        rule.setdefault(open_part, {})[key] = _path(text)
    else:
        near = nearest_name(key, parts)
        hint = f"did you mean {near!r}? " if near else ""
        raise UsageError(f"{kind} has no part {key!r}; {hint}it is written: {describe_parts(kind)}")


def _fill(rule: dict[str, Any], kind: str, parts: Mapping[str, Any], words: Sequence[str]) -> None:
    """Give words without a name to the parts that have no value yet, in order."""
    left = list(words)
    for name, part in parts.items():
        if not left:
            return
        if name in rule or (is_dict(part) and ("properties" in part or _open_names(part))):
            continue
        takes_all = _is_list_of_paths(part) or (is_dict(part) and part.get("type") == "array")
        n = len(left) - _kept_back(rule, kind, name, left) if takes_all else 1
        taken, left = left[:n], left[n:]
        rule[name] = _value(part, ",".join(taken))
    if left:
        raise UsageError(
            f"{kind} has no part for {left[0]!r}; it is written: {describe_parts(kind)}"
        )


def _kept_back(rule: Mapping[str, Any], kind: str, list_name: str, words: Sequence[str]) -> int:
    """Return how many of the last words are for numbers that the kind needs after a list."""
    form = RULE_TYPES_BY_KIND[kind].form
    parts: Mapping[str, Any] = form["properties"]
    after = [*parts][[*parts].index(list_name) + 1 :]
    needed = [name for name in after if name in form["required"] and name not in rule]
    numbers = [name for name in needed if parts[name].get("type") in ("integer", "number")]
    last = words[len(words) - len(numbers) :]
    return len(numbers) if all(_is_number(_json(word)) for word in last) else 0


def _value(part: Any, text: str) -> Any:
    """Return the value that a text means for a part."""
    if _is_path(part):
        return _path(text)
    if _is_list_of_paths(part):
        return [_path(one.strip()) for one in text.split(",") if one.strip()]
    if is_dict(part) and part.get("type") == "array":
        return _json_list(text)
    if is_dict(part) and _is_path(part.get("then")):  # a number, or else a field
        number = _json(text)
        return number if _is_number(number) else _path(text)
    return _json(text)


def _json_list(text: str) -> list[Any]:
    """Return a JSON list, or the values between commas.

    Raises:
        UsageError: it begins as a JSON list and is none.
    """
    if text.lstrip().startswith("["):
        try:
            whole = parse_json(text, Location(""))
        except ProblemsError as refused:
            (problem,) = refused.problems
            raise UsageError(f"{quote_value(text)}: {problem.found()}") from None
    else:
        whole = _json(text)
    return whole if isinstance(whole, list) else [_json(one.strip()) for one in text.split(",")]


def _json(text: str) -> Any:
    """Return a text as JSON; what is no JSON is the text itself.

    Raises:
        UsageError: it is a number that JSON readers cannot hold.
    """
    try:
        return parse_json(text, Location(""))
    except ProblemsError as refused:
        if _NUMBER.fullmatch(text.strip()):
            (problem,) = refused.problems
            raise UsageError(f"{quote_value(text)}: {problem.found()}") from None
        return text


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _path(text: str) -> str:
    return text if text.startswith("$") else f"$.{text}"


def _is_path(part: Any) -> bool:
    return is_dict(part) and part.get("$ref") == _PATH


def _is_list_of_paths(part: Any) -> bool:
    return is_dict(part) and part.get("$ref") == _PATHS


def _open_names(part: Any) -> bool:
    """Return whether a part is an object with names of its own choice, each with a field."""
    return is_dict(part) and _is_path(part.get("additionalProperties"))

"""Read and change payloads in place, by JSON Pointer or by path."""

from __future__ import annotations

from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.base import GenerationContext, Payload
from clientwright.rules.json_path import EACH_ITEM, JsonPath, escape_token

MISSING: Any = type(
    "Missing", (), {"__repr__": lambda _: "MISSING", "__deepcopy__": lambda self, memo: self}
)()
"""Returned where there is no value; unlike None, it is not a JSON value."""


def value_at(payload: Any, pointer: str) -> Any:
    """Return the value at a JSON Pointer, or `MISSING`."""
    for token in _tokens(pointer):
        if is_dict(payload):
            payload = payload.get(token, MISSING)
        elif is_list(payload) and token.isdecimal() and int(token) < len(payload):
            payload = payload[int(token)]
        else:
            return MISSING
    return payload


def set_value(payload: Payload, pointer: str, value: Any) -> None:
    """Set the value at a JSON Pointer, adding the objects above it where they are absent."""
    *above, last = _tokens(pointer)
    parent: Any = payload
    for token in above:
        parent = parent[int(token)] if is_list(parent) else parent.setdefault(token, {})
    if is_list(parent):
        parent[int(last) :] = [value, *parent[int(last) + 1 :]]
    else:
        parent[last] = value


def delete_value(payload: Payload, pointer: str) -> None:
    """Delete the value at a JSON Pointer, if there is one."""
    above, _, _ = pointer.rpartition("/")
    parent, token = value_at(payload, above), _tokens(pointer)[-1]
    if is_dict(parent):
        parent.pop(token, None)
    elif is_list(parent) and int(token) < len(parent):
        del parent[int(token)]


def path_pointer(path: JsonPath) -> str:
    """Return the JSON Pointer of a path without `[*]`."""
    return "".join(f"/{escape_token(step)}" for step in path.steps if step is not None)


def matching_pointers(path: JsonPath, payload: Any) -> list[str]:
    """Return the pointers that a path matches in a payload, whether or not they have a value, if their parents exist."""
    return [pointer for pointer, _ in matching_values(path, payload)]


def matching_values(path: JsonPath, payload: Any) -> list[tuple[str, Any]]:
    """Return these pointers, each with its value, or `MISSING`."""
    name = path.steps[-1]
    if name is EACH_ITEM:
        return list(path.values(payload))
    token, parents = escape_token(name), JsonPath(path.steps[:-1]).values(payload)
    return [(f"{at}/{token}", one.get(name, MISSING)) for at, one in parents if is_dict(one)]


def ensure_path(payload: Payload, path: JsonPath, context: GenerationContext) -> None:
    """Generate what is absent along a path: properties, and one item in empty arrays."""
    for n, step in enumerate(path.steps):
        above = JsonPath(path.steps[:n])
        schema = JsonPath(path.steps[: n + 1]).schema(context.schema) or {}
        for pointer, parent in list(above.values(payload)):
            if step is EACH_ITEM and is_list(parent) and not parent:
                parent.append(context.generate(schema))
            elif step is not None and is_dict(parent) and step not in parent:
                set_value(payload, f"{pointer}/{escape_token(step)}", context.generate(schema))


def has_pin_within(context: GenerationContext, payload: Any, pointer: str) -> bool:
    """Return whether a pointer, or a value below it, is pinned."""
    if pointer in context.pins:
        return True
    inside = [pin for pin in context.pins if pin.startswith(f"{pointer}/")]
    return any(value_at(payload, pin) is not MISSING for pin in inside)


def _tokens(pointer: str) -> list[str]:
    tokens = pointer.split("/")[1:]
    return [t.replace("~1", "/").replace("~0", "~") for t in tokens] if "~" in pointer else tokens

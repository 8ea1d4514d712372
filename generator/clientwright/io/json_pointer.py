"""JSON Pointers (RFC 6901): join, split and resolve."""

from __future__ import annotations

import re
from typing import Any

from clientwright.io.json_types import is_dict, is_list

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


def join_pointer(pointer: str, *tokens: str | int) -> str:
    """Extend a JSON Pointer (RFC 6901) by tokens, which are escaped."""
    for token in tokens:
        text = token if isinstance(token, str) else str(token)
        if "~" in text or "/" in text:
            text = text.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{text}"
    return pointer


def split_pointer(pointer: str) -> list[str]:
    """Return the unescaped tokens of a JSON Pointer."""
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def resolve_pointer(value: Any, pointer: str) -> Any:
    """Return the value at a JSON Pointer.

    Raises:
        LookupError: there is no such value.
    """
    for token in split_pointer(pointer):
        if is_dict(value):
            value = value[token]
        elif is_list(value) and _INDEX.fullmatch(token):
            value = value[int(token)]
        else:
            raise LookupError(pointer)
    return value


def has_pointer(value: Any, pointer: str) -> bool:
    """Return whether there is a value at a JSON Pointer."""
    try:
        resolve_pointer(value, pointer)
    except LookupError:
        return False
    return True

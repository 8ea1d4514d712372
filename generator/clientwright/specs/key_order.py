"""The order in which things stand in a file: kept, so that a change of one value is one line of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientwright.json_types import is_dict, is_list


def restore_key_order(value: Any, before: Any) -> Any:
    """Give a JSON value with its keys in the order that they had before; a new key follows the one it stands after."""
    if is_dict(value) and is_dict(before):
        return {
            key: restore_key_order(value[key], before.get(key))
            for key in order_keys([*value], [*before])
        }
    if is_list(value) and is_list(before):
        return [
            restore_key_order(item, _previous_item(item, n, before)) for n, item in enumerate(value)
        ]
    return value


def order_keys(keys: Sequence[str], before: Sequence[str]) -> list[str]:
    """Put keys in the order that they had before; a new one comes after the key that it stands after, or first."""
    have = set(keys)
    found = [key for key in before if key in have]
    known = set(found)
    for n, key in enumerate(keys):
        if key not in known:
            known.add(key)
            found.insert(found.index(keys[n - 1]) + 1 if n else 0, key)
    return found


def _previous_item(item: Any, n: int, before: Sequence[Any]) -> Any:
    """Give the item of a list that is the same as this one, else the one in its place."""
    if not (is_dict(item) or is_list(item)):
        return None
    beside = before[n] if n < len(before) else None
    return beside if beside == item else next((one for one in before if one == item), beside)

"""Key order of JSON files: kept, so that changing one value changes one line of a diff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientwright.io.json_types import is_dict, is_list


def restore_key_order(value: Any, before: Any) -> Any:
    """Return a JSON value with its keys in their previous order; new keys follow their predecessor."""
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
    """Return keys in their previous order; a new key comes after its predecessor, or first."""
    have = set(keys)
    found = [key for key in before if key in have]
    known = set(found)
    for n, key in enumerate(keys):
        if key not in known:
            known.add(key)
            found.insert(found.index(keys[n - 1]) + 1 if n else 0, key)
    return found


def _previous_item(item: Any, n: int, before: Sequence[Any]) -> Any:
    """Return the equal item of the previous list, else the item at the same index."""
    if not (is_dict(item) or is_list(item)):
        return None
    same_index = before[n] if n < len(before) else None
    return (
        same_index
        if same_index == item
        else next((one for one in before if one == item), same_index)
    )

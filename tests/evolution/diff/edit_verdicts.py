"""What an edit does to the accepted values, and how its cases are written."""

from __future__ import annotations

from typing import Any

EditCase = tuple[Any, Any, str, str]
EDITS = ("added", "removed", "tightened", "loosened", "changed")

VALUES_LOST = ("breaking", "compatible")
"""Values are removed: a request breaks, a response does not."""
VALUES_GAINED = ("compatible", "breaking")
"""Values are added."""
VALUES_LOST_AND_GAINED = ("breaking", "breaking")
UNDECIDED = ("warning", "warning")
"""The spec does not decide it."""
NO_EFFECT = ("none", "none")

S: Any = {"type": "string"}
N: Any = {"type": "number"}
A: Any = {"type": "array", "items": {"type": "integer"}}
FIELDS: Any = {
    "type": "object",
    "properties": {"x": S, "y": S, "z": S},
}
OPEN_OBJECT: Any = {"type": "object", "additionalProperties": True}


def bound_cases(
    base: Any, word: str, loose: Any, tight: Any, other: Any = None
) -> dict[str, EditCase]:
    """Return the cells of a keyword that removes values, from a looser and a tighter value."""
    wide, narrow = {**base, word: loose}, {**base, word: tight}
    cells = {
        "added": (base, wide, *VALUES_LOST),
        "removed": (wide, base, *VALUES_GAINED),
        "tightened": (wide, narrow, *VALUES_LOST),
        "loosened": (narrow, wide, *VALUES_GAINED),
    }
    if other is not None:
        cells["changed"] = (wide, {**base, word: other}, *VALUES_LOST_AND_GAINED)
    return cells


def annotation_cases(
    word: str, one: Any, two: Any, *verdicts: tuple[str, str]
) -> dict[str, EditCase]:
    """Return the cells of a keyword of text that asserts nothing."""
    added, removed, changed = verdicts
    first, second = {**S, word: one}, {**S, word: two}
    found = {"added": (S, first, *added), "removed": (first, S, *removed)}
    return {**found, "changed": (first, second, *changed)} if one != two else found


WHOLE: Any = {"type": "integer"}
PAIR: Any = {"type": "array", "items": N}

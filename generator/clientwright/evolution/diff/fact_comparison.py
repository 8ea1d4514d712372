"""One fact of a service on both sides, and how sure the spec is of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict
from clientwright.schema.keyword_edit import EditKind
from clientwright.specs.model import Service


@dataclass(frozen=True, slots=True)
class FactComparison:
    """One fact on both sides; None where it is not documented."""

    name: str
    old: Any
    new: Any
    new_service: Service

    def change(
        self, edit: EditKind, verdict: Compatibility, message: str, witness: Witness | None = None, *,
        at: str = "", advice: str = "",
    ) -> Change:  # fmt: skip
        """Return a change of this fact."""
        pointer = join_pointer("", self.name) + at
        return Change(
            "", pointer, f"{self.name}-{edit}", verdict, message, witness, advice,
            self.new_service.location(pointer),
        )  # fmt: skip


FactComparer = Callable[[FactComparison], Iterator[Change]]


def fact_edit_kind(old: Any, new: Any) -> EditKind:
    """Return whether a fact was added, removed or changed."""
    if old is None:
        return EditKind.ADDED
    return EditKind.REMOVED if new is None else EditKind.CHANGED


def compare_confidence(fact: FactComparison) -> Iterator[Change]:
    """Report that the spec is more, or less, sure of a fact than before."""
    yield from compare_part_confidence(fact, fact.name, fact.old, fact.new, "")


def compare_part_confidence(
    fact: FactComparison, what: str, before: Any, after: Any, at: str
) -> Iterator[Change]:
    """Report that the spec is more, or less, sure of a part of a fact."""
    old, new = _confidence(before), _confidence(after)
    if old != new and is_dict(before) and is_dict(after):
        verdict = (
            Compatibility.WARNING
            if _CONFIDENCE_ORDER.find(new) > _CONFIDENCE_ORDER.find(old)
            else Compatibility.COMPATIBLE
        )
        message = f"Confidence in {what} is now {new}; before: {old}."
        yield fact.change(EditKind.CHANGED, verdict, message, at=f"{at}/sure")


_CONFIDENCE_ORDER = "HML?"


def _confidence(value: Any) -> str:
    return str(value.get("sure", "?")) if is_dict(value) else "?"

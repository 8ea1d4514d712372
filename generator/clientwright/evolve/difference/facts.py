"""One fact of a service on both sides, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.evolve.difference.values import Change, Edit, Verdict, Witness
from clientwright.json_types import is_dict
from clientwright.specs.json_text import join_pointer
from clientwright.specs.model import Service


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact on both sides, None where it is not told."""

    name: str
    old: Any
    new: Any
    after: Service

    def change(
        self, edit: Edit, verdict: Verdict, said: str, witness: Witness | None = None, *,
        at: str = "", advice: str = "",
    ) -> Change:  # fmt: skip
        """Give the change of this fact."""
        pointer = join_pointer("", self.name) + at
        return Change(
            "", pointer, f"{self.name}-{edit}", verdict, said, witness, advice,
            self.after.place(pointer),
        )  # fmt: skip


Table = Callable[[Fact], Iterator[Change]]


def edit(old: Any, new: Any) -> Edit:
    """Name what became of a fact."""
    if old is None:
        return Edit.ADDED
    return Edit.REMOVED if new is None else Edit.CHANGED


def sure(fact: Fact) -> Iterator[Change]:
    """Tell that we are more, or less, sure of a fact than before."""
    yield from surer(fact, fact.name, fact.old, fact.new, "")


def surer(fact: Fact, what: str, before: Any, after: Any, at: str) -> Iterator[Change]:
    """Tell the same of a part of a fact."""
    old, new = _letter(before), _letter(after)
    if old != new and is_dict(before) and is_dict(after):
        verdict = Verdict.WARNING if _SURE.find(new) > _SURE.find(old) else Verdict.COMPATIBLE
        said = f"How sure {what} is: {new}; before: {old}."
        yield fact.change(Edit.CHANGED, verdict, said, at=f"{at}/sure")


_SURE = "HML?"


def _letter(value: Any) -> str:
    return str(value.get("sure", "?")) if is_dict(value) else "?"

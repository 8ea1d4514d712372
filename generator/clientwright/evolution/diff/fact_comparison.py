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


_READING_ADVICE = "Check the code that reads it: responses may contain a value it does not know."


def answer_values(part: str, what: str) -> FactComparer:
    """Return a comparer for values that responses may contain: they may only shrink."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        old, new = (meanings(value, part) for value in (fact.old, fact.new))
        for value in new.keys() - old.keys():
            message = f"A response may now contain the {what} {value!r}."
            found = Witness({answer_field(fact.name): value}, f"{value!r} was no {what}")
            yield fact.change(
                EditKind.ADDED,
                Compatibility.BREAKING,
                message,
                found,
                at=f"/{part}",
                advice=_READING_ADVICE,
            )
        for value in old.keys() - new.keys():
            message = f"Responses no longer contain the {what} {value!r}."
            yield fact.change(EditKind.REMOVED, Compatibility.COMPATIBLE, message, at=f"/{part}")
        for value in old.keys() & new.keys():
            if old[value] != new[value]:
                message = f"The {what} {value!r} now means {new[value]}; before: {old[value]}."
                found = Witness({answer_field(fact.name): value}, f"it meant {old[value]}")
                at = join_pointer("", part, value)
                yield fact.change(
                    EditKind.CHANGED,
                    Compatibility.BREAKING,
                    message,
                    found,
                    at=at,
                    advice=_READING_ADVICE,
                )
        yield from compare_confidence(fact)

    return compare


def answer_field(fact: str) -> str:
    """Return the response field that contains a fact's values."""
    return {"cancel": "outcome", "output_hosts": "host"}.get(fact, "status")


def meanings(value: Any, part: str) -> dict[str, str]:
    """Return the values of a part of a fact, each with what it means, if that is documented."""
    found = (value or {}).get(part, ())
    return (
        {str(k): str(v) for k, v in found.items()}
        if is_dict(found)
        else dict.fromkeys(map(str, found), "")
    )


def request_values(part: str, what: str, key: str) -> FactComparer:
    """Return a comparer for values that callers may send or rely on: they may only grow."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        old, new = (strings(value, part) for value in (fact.old, fact.new))
        at = f"/{part}" if part else ""
        for value in sorted(set(old) - set(new)):
            message = f"{what} {value!r} was removed."
            found = Witness({key: value}, f"{value!r} is not among {', '.join(new) or 'none'}")
            advice = f"Look for {value!r} in your code and settings."
            yield fact.change(
                EditKind.REMOVED, Compatibility.BREAKING, message, found, at=at, advice=advice
            )
        for value in sorted(set(new) - set(old)):
            yield fact.change(
                EditKind.ADDED, Compatibility.COMPATIBLE, f"{what} {value!r} is new.", at=at
            )
        if not set(old) ^ set(new) and old != new:
            yield fact.change(
                EditKind.CHANGED, Compatibility.WARNING, f"{what}: the order was changed.", at=at
            )
        yield from compare_confidence(fact)

    return compare


def strings(value: Any, part: str) -> list[str]:
    """Return the values of a part of a fact, or of all of it."""
    found = (value or {}).get(part, ()) if part else value or ()
    return [str(one) for one in found]


def combined(*comparers: FactComparer) -> FactComparer:
    """Return a comparer that yields the changes of several, each once."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        seen: list[Change] = []
        for one in comparers:
            for change in one(fact):
                if change not in seen:
                    seen.append(change)
                    yield change

    return compare

"""One fact of a service on both sides, compared key by key, and how sure the spec is of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import EditKind
from clientwright.specs.model import Service


@dataclass(frozen=True, slots=True)
class FactComparison:
    """One fact on both sides, or the part of it at a pointer; None where it is not documented."""

    name: str
    old: Any
    new: Any
    old_service: Service
    new_service: Service
    at: str = ""

    def part(self, key: str, default: Any = None) -> FactComparison:
        """Return the part of the fact at a key; `default` is what it means where it is left out."""
        old, new = (
            side[key] if is_dict(side) and key in side else default for side in (self.old, self.new)
        )
        return replace(self, old=old, new=new, at=self.at + join_pointer("", key))

    def change(
        self, edit: EditKind, verdict: Compatibility, message: str, witness: Witness | None = None, *,
        at: str = "", advice: str = "",
    ) -> Change:  # fmt: skip
        """Return a change of this fact."""
        pointer = join_pointer("", self.name) + self.at + at
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


@dataclass(frozen=True, slots=True)
class FactTable:
    """Compares an object by its keys: `table` has the comparer of each, `defaults` what one means that is left out.

    What is compared `together` is given to its comparer as a whole, once.
    """

    table: Mapping[str, FactComparer]
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    together: Mapping[tuple[str, ...], FactComparer] = field(
        default_factory=dict[tuple[str, ...], FactComparer]
    )

    def __call__(self, fact: FactComparison) -> Iterator[Change]:
        """Yield the changes of every key, in the order of the table."""
        for keys, compare in self.together.items():
            parts = [fact.part(key, self.defaults.get(key)) for key in keys]
            if any(not is_same_schema(one.old, one.new) for one in parts):
                yield from compare(fact)
        for key, compare in self.table.items():
            part = fact.part(key, self.defaults.get(key))
            if not is_same_schema(part.old, part.new):
                yield from compare(part)
            elif any(key in (side or {}) for side in (fact.old, fact.new)):
                yield from _said_explicitly(fact, key)

    @property
    def keys(self) -> frozenset[str]:
        """The keys that are compared."""
        return frozenset((*self.table, *(key for keys in self.together for key in keys)))


def _said_explicitly(fact: FactComparison, key: str) -> Iterator[Change]:
    """Report that a fact is written down, or left out, that means the same as before."""
    written = [key in (side or {}) for side in (fact.old, fact.new)]
    if written[0] != written[1]:
        now = "is written down now" if written[1] else "is left out now"
        message = f"{key} {now}; it means the same as before."
        at = join_pointer("", key) if written[1] else ""
        yield fact.change(EditKind.CHANGED, Compatibility.UNCHANGED, message, at=at)


def confidence_in(what: str) -> FactComparer:
    """Return a comparer for how sure a spec is of something."""

    def compare(letters: FactComparison) -> Iterator[Change]:
        if letters.old is not None and letters.new is not None:
            whole = replace(letters, at=letters.at.removesuffix("/sure"))
            sides = ({"sure": letters.old}, {"sure": letters.new})
            yield from compare_part_confidence(whole, what, *sides, "")

    return compare


_READING_ADVICE = "Check the code that reads it: responses may contain a value it does not know."


def answer_values(what: str) -> FactComparer:
    """Return a comparer for values that responses may contain: they may only shrink."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        old, new = (meanings(value) for value in (fact.old, fact.new))
        key = _ANSWER_FIELDS.get(fact.name, "status")
        for value in [one for one in new if one not in old]:
            message = f"A response may now contain the {what} {value!r}."
            found = Witness({key: value}, f"{value!r} was no {what}")
            yield fact.change(
                EditKind.ADDED, Compatibility.BREAKING, message, found, advice=_READING_ADVICE
            )
        for value in [one for one in old if one not in new]:
            message = f"Responses no longer contain the {what} {value!r}."
            yield fact.change(EditKind.REMOVED, Compatibility.COMPATIBLE, message)
        for value in [one for one in old if one in new]:
            if old[value] != new[value]:
                message = f"The {what} {value!r} now means {new[value]}; before: {old[value]}."
                found = Witness({key: value}, f"it meant {old[value]}")
                yield fact.change(
                    EditKind.CHANGED, Compatibility.BREAKING, message, found,
                    at=join_pointer("", value), advice=_READING_ADVICE,
                )  # fmt: skip

    return compare


_ANSWER_FIELDS = {"output_hosts": "host"}
"""The response field that contains a fact's values, where it is not the status."""


def meanings(value: Any) -> dict[str, str]:
    """Return the values of a fact, each with what it means, if that is documented."""
    found = value or ()
    return (
        {str(k): str(v) for k, v in found.items()}
        if is_dict(found)
        else dict.fromkeys(map(str, found), "")
    )


def request_values(what: str, key: str) -> FactComparer:
    """Return a comparer for values that callers may send or rely on: they may only grow."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        old, new = (list(map(str, value or ())) for value in (fact.old, fact.new))
        for value in sorted(set(old) - set(new)):
            message = f"{what} {value!r} was removed."
            found = Witness({key: value}, f"{value!r} is not among {', '.join(new) or 'none'}")
            advice = f"Look for {value!r} in your code and settings."
            yield fact.change(
                EditKind.REMOVED, Compatibility.BREAKING, message, found, advice=advice
            )
        for value in sorted(set(new) - set(old)):
            yield fact.change(EditKind.ADDED, Compatibility.COMPATIBLE, f"{what} {value!r} is new.")
        if not set(old) ^ set(new) and old != new:
            yield fact.change(
                EditKind.CHANGED, Compatibility.WARNING, f"{what}: the order was changed."
            )

    return compare


def report_only(message: str) -> FactComparer:
    """Return a comparer for what no caller sees: a change is only reported."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        yield fact.change(fact_edit_kind(fact.old, fact.new), Compatibility.UNCHANGED, message)

    return compare


@dataclass(frozen=True, slots=True)
class ComparedElsewhere:
    """The comparer of what is compared elsewhere, or never; `reason` says where, or why not."""

    reason: str

    def __call__(self, fact: FactComparison) -> Iterator[Change]:
        """Yield nothing."""
        yield from ()

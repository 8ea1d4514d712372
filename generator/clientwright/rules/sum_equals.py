"""`sum-equals`: the values that one path matches add up to the value at another.

    {"kind": "sum-equals", "addends": "$.multi_prompt[*].duration", "total": "$.duration"}

It applies as soon as there is at least one item to add up: an absent or empty array
is left open by the documents and breaks nothing. A value that the caller left out
counts as its documented default; without one, nothing can be decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self, cast

from clientwright.json_types import is_dict
from clientwright.rules.base import Breach, Call, Fault, Implied, Rule
from clientwright.rules.bench import Bench, Payload
from clientwright.rules.editing import MISSING, at, drop, ensure, pointer_of, put, slots
from clientwright.rules.numbers import Grid, common, exact, is_number, number, unit_of
from clientwright.rules.paths import EACH, Path
from clientwright.rules.spots import spots
from clientwright.rules.sum_at_most import SumAtMost
from clientwright.rules.sum_prose import names_property, says_sum_equals
from clientwright.rules.sum_terms import addends_of, array_path, bound, crowded, default, numeric
from clientwright.rules.sums import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class SumEquals(Rule):
    """The addends add up to the total."""

    kind: ClassVar[str] = "sum-equals"
    addends: Path
    total: Path

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: a path cannot be parsed, the addends are not many, or the total is not one.
            KeyError: a path is missing.
        """
        addends, total = Path.parse(data["addends"]), Path.parse(data["total"])
        if EACH not in addends.steps or addends.steps[0] is EACH:
            raise ValueError(
                f"addends are the items of a named array, as $.name[*]; this is {addends}"
            )
        if EACH in total.steps or not total.steps:
            raise ValueError(f"a total is one place, as $.name; this is {total}")
        return cls(addends=addends, total=total)

    def as_json(self) -> dict[str, Any]:
        """Give the rule as it stands in a spec."""
        return {"kind": self.kind, "addends": str(self.addends), "total": str(self.total)}

    def paths(self) -> tuple[Path, ...]:
        """List the two places."""
        return self.addends, self.total

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[Fault]:
        """Add up, with documented defaults for what is absent."""
        array, values = addends_of(self.addends, payload, schema)
        found = list(self.total.values(payload))
        total = found[0][1] if found else default(self.total, schema)
        if not values or not is_number(total) or not all(map(is_number, values)):
            return
        added = sum(map(exact, values), Fraction(0))
        if added != exact(total):
            at = found[0][0] if found else array
            by_default = "" if found else " by default"
            yield Fault(
                at,
                f"{self.said()} add up to {number(added)}, but {self.total.root} is {total}{by_default}",
            )

    def said(self) -> str:
        """Name the addends as a person would."""
        last = self.addends.steps[-1]
        of = "" if last is EACH else f" of {last}"
        return f"the values{of} in {self.addends.root}"

    def sentence(self) -> str:
        """Say the rule to a person."""
        last = self.addends.steps[-1]
        what = "all of them" if last is EACH else f"the {last} of all of them"
        return f"If {self.addends.root} has items, {what} must add up to {self.total.root}."

    def implied(self, schema: Mapping[str, Any]) -> Iterator[Implied]:
        """Reason that no more items fit than the largest total holds of the smallest addend."""
        most = bound(self.total, "maximum", max, schema)
        if most is not None:
            yield from crowded(self.addends, most, f"the largest {self.total.root}", schema)

    def settle(self, payload: Payload, bench: Bench) -> None:
        """Choose the total, then split it: the number of items first, where it has to change."""
        grids = _grids(self, bench.schema)
        terms = Terms(self.addends, grids.addend, grids.units(default(self.addends, bench.schema)))
        place = pointer_of(self.total)
        given, absent = at(payload, place), at(payload, place) is MISSING
        known = grids.units(default(self.total, bench.schema)) if absent else grids.units(given)
        fixed = not spots([self.total])[0].free(payload, "", bench)
        kept = known is not None and (fixed or bench.draw.chance(50))
        if kept and terms.arrange(payload, bench, known or 0, known or 0) is not None:
            return
        if fixed:
            terms.empty(payload, bench)
            return
        total = terms.arrange(payload, bench, grids.total.low, grids.total.high)
        if total is not None:
            put(payload, place, grids.total.value(total))

    def breaches(self, schema: Mapping[str, Any]) -> Iterator[Breach]:
        """Miss the total by one step either way: with the total given, left out, and an addend left out."""
        grids = _grids(self, schema)
        for name, step in (("too-low", -1), ("too-high", 1)):
            side = "less" if step < 0 else "more"
            if grids.total.low < grids.total.high:
                yield _TotalMissed(
                    name, f"the sum is one step {side} than the total given", self, step
                )
            if grids.units(default(self.total, schema)) is not None:
                said = f"the sum is one step {side} than the documented default of the total"
                yield _DefaultMissed(f"{name}-by-default", said, self, step)
        named = self.addends.steps[-1] is not EACH
        if named and grids.units(default(self.addends, schema)) is not None:
            said = "the sum is one step less than the total, an addend that is left out counted by its documented default"
            yield _AddendLeftOut("addend-left-out", said, self, -1)

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """A sum that equals a total is at most that total, and at most what the total is at most."""
        if isinstance(other, SumAtMost):
            at_most = SumAtMost(addends=self.addends, most=self.total)
            return at_most.implies(other, schema)
        same = isinstance(other, SumEquals) and self.paths() == other.paths()
        return True if same else None

    def call(self, schema: Mapping[str, Any]) -> Call:
        """Say the rule for generated code, with the documented defaults it needs."""
        return Call(
            "SumEquals",
            {
                "addends": self.addends.steps,
                "total": self.total.steps,
                "addend_default": default(self.addends, schema),
                "total_default": default(self.total, schema),
            },
        )

    @classmethod
    def recognise(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from prose in English, Chinese, Japanese, Russian or Spanish."""
        if not says_sum_equals(sentence):
            return None
        pairs = [pair for pair in _pairs(at, schema) if names_property(sentence, pair[1])]
        if len(pairs) != 1:
            return None
        array, name = pairs[0]
        return cls(addends=Path((array, EACH, name)), total=Path((name,)))


@dataclass(frozen=True, slots=True)
class _Grids:
    """Addends and total in the same steps."""

    addend: Grid
    total: Grid

    def units(self, value: Any) -> int | None:
        return self.total.units(value) if is_number(value) else None


def _units(grid: Grid, value: Any) -> int | None:
    return grid.units(value) if is_number(value) else None


def _grids(rule: SumEquals, schema: Mapping[str, Any]) -> _Grids:
    addend, total = rule.addends.schema(schema) or {}, rule.total.schema(schema) or {}
    unit = common(unit_of(addend), unit_of(total))
    return _Grids(Grid.of(addend, unit), Grid.of(total, unit))


@dataclass(frozen=True, slots=True)
class _TotalMissed(Breach):
    """The sum is one step (-1 less, 1 more) off a total that is given: the total itself is moved."""

    rule: SumEquals
    step: int

    def prepare(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Settle on a total with a step of room."""
        ensure(payload, self.rule.addends, bench)
        total = _grids(self.rule, bench.schema).total
        low, high = total.low + (self.step > 0), total.high - (self.step < 0)
        place = pointer_of(self.rule.total)
        found = _terms(self.rule, bench).arrange(payload, bench, low, high, spare=self._spare())
        if found is not None:
            put(payload, place, total.value(found))
        return place, *slots(self.rule.addends, payload)

    def apply(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Move the total."""
        place = pointer_of(self.rule.total)
        total = _grids(self.rule, bench.schema).total
        put(payload, place, total.value((_units(total, at(payload, place)) or 0) - self.step))
        return place, *slots(self.rule.addends, payload)

    def _spare(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class _AddendLeftOut(_TotalMissed):
    """The same with a first addend that is left out, and counts as its documented default."""

    def prepare(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Keep one item alone, without its addend, and the total at the addend's default."""
        ensure(payload, self.rule.addends, bench)
        place = pointer_of(self.rule.total)
        for slot in slots(self.rule.addends, payload)[:0:-1]:
            drop(payload, slot.rpartition("/")[0])
        for slot in slots(self.rule.addends, payload):
            drop(payload, slot)
        put(payload, place, default(self.rule.addends, bench.schema))
        return place, *slots(self.rule.addends, payload)


@dataclass(frozen=True, slots=True)
class _DefaultMissed(Breach):
    """The sum is one step off the documented default of a total that is left out: an addend is moved."""

    rule: SumEquals
    step: int

    def prepare(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Settle on the default, with a first addend that has a step of room."""
        ensure(payload, self.rule.addends, bench)
        place = pointer_of(self.rule.total)
        drop(payload, place)
        wanted = _grids(self.rule, bench.schema).units(default(self.rule.total, bench.schema)) or 0
        terms = _terms(self.rule, bench, room=self.step)
        terms.arrange(payload, bench, wanted, wanted, spare=False)
        return place, *slots(self.rule.addends, payload)

    def apply(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Move the first addend."""
        places = slots(self.rule.addends, payload)
        if not places:
            return ()
        first, *rest = places
        grid = _grids(self.rule, bench.schema).addend
        put(payload, first, grid.value((_units(grid, at(payload, first)) or 0) + self.step))
        array = array_path(self.rule.addends)
        return pointer_of(self.rule.total), first, *rest, pointer_of(array) if array else ""


def _terms(rule: SumEquals, bench: Bench, room: int = 0) -> Terms:
    grids = _grids(rule, bench.schema)
    return Terms(rule.addends, grids.addend, grids.units(default(rule.addends, bench.schema)), room)


def _pairs(at: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """List (array, property) where a numeric property of an array's items is also one of the whole input."""
    properties = cast(dict[str, Any], schema.get("properties", {}))
    own = at.split("/")[2] if at.startswith("/properties/") else ""
    arrays = [
        n
        for n, s in properties.items()
        if isinstance(s, dict) and cast(dict[str, Any], s).get("type") == "array"
    ]
    for array in [own] if own in arrays else arrays:
        items = properties[array].get("items")
        inner: dict[str, Any] = items.get("properties", {}) if is_dict(items) else {}
        for name, sub in inner.items():
            if numeric(sub) and numeric(properties.get(name)):
                yield array, name

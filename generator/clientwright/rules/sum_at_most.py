"""`sum-at-most`: the values that one path matches add up to at most a number, or the value at another path.

    {"kind": "sum-at-most", "addends": "$.shots[*].duration", "most": 15}
    {"kind": "sum-at-most", "addends": "$.shots[*].duration", "most": "$.duration"}

As with `sum-equals`, an absent or empty array breaks nothing, and a value that was
left out counts as its documented default; without one, nothing can be decided.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self

from clientwright.rules.base import Breach, Call, Fault, Implied, Rule
from clientwright.rules.bench import Bench, Payload
from clientwright.rules.editing import at, drop, ensure, pointer_of, put, slots
from clientwright.rules.limit_prose import read_sum
from clientwright.rules.numbers import Grid, common, exact, is_number, number, unit_of
from clientwright.rules.paths import EACH, Path
from clientwright.rules.spots import spots
from clientwright.rules.sum_terms import addends_of, array_path, bound, crowded, default
from clientwright.rules.sums import Terms

_NO_END = 10**15
"""Further down than any sum goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SumAtMost(Rule):
    """The addends add up to at most a number, or to at most what stands at a path."""

    kind: ClassVar[str] = "sum-at-most"
    addends: Path
    most: Path | int | float

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: a path cannot be parsed, the addends are not many, or the most is not one.
            KeyError: a part is missing.
        """
        addends, most = Path.parse(data["addends"]), data["most"]
        if EACH not in addends.steps or addends.steps[0] is EACH:
            raise ValueError(
                f"addends are the items of a named array, as $.name[*]; this is {addends}"
            )
        if isinstance(most, str):
            most = Path.parse(most)
            if EACH in most.steps or not most.steps:
                raise ValueError(f"the most is a number or one place, as $.name; this is {most}")
        return cls(addends=addends, most=most)

    def as_json(self) -> dict[str, Any]:
        """Give the rule as it stands in a spec."""
        most = str(self.most) if isinstance(self.most, Path) else self.most
        return {"kind": self.kind, "addends": str(self.addends), "most": most}

    def paths(self) -> tuple[Path, ...]:
        """List the places that the rule names."""
        return self.addends, *([self.most] if isinstance(self.most, Path) else [])

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[Fault]:
        """Add up, with documented defaults for what is absent."""
        array, values = addends_of(self.addends, payload, schema)
        place, most = self._most(payload, schema)
        if not values or not is_number(most) or not all(map(is_number, values)):
            return
        added = sum(map(exact, values), Fraction(0))
        if added > exact(most):
            by_default = " by default" if isinstance(self.most, Path) and place is None else ""
            limit = self.most.root if isinstance(self.most, Path) else "the most"
            text = f"{self._said()} add up to {number(added)}, but {limit} is {most}{by_default}"
            yield Fault(place or array, text)

    def _most(self, payload: Any, schema: Mapping[str, Any]) -> tuple[str | None, Any]:
        if not isinstance(self.most, Path):
            return None, self.most
        found = next(self.most.values(payload), None)
        return found or (None, default(self.most, schema))

    def _said(self) -> str:
        last = self.addends.steps[-1]
        return f"the values{'' if last is EACH else f' of {last}'} in {self.addends.root}"

    def sentence(self) -> str:
        """Say the rule to a person."""
        most = self.most.root if isinstance(self.most, Path) else self.most
        said = self._said()
        return f"{said[0].upper()}{said[1:]} must add up to at most {most}."

    def implied(self, schema: Mapping[str, Any]) -> Iterator[Implied]:
        """Reason that no more items fit than the most holds of the smallest addend."""
        if not isinstance(self.most, Path):
            yield from crowded(self.addends, self.most, "the most", schema)
            return
        most = bound(self.most, "maximum", max, schema)
        if most is not None:
            yield from crowded(self.addends, most, f"the largest {self.most.root}", schema)

    def settle(self, payload: Payload, bench: Bench) -> None:
        """Bring the sum down, or the most up, by choice where both can move."""
        if not any(self.check(payload, bench.schema)):
            return
        terms, units = _terms(self, bench.schema), _units(self, bench.schema)
        _, most = self._most(payload, bench.schema)
        known = math.floor(exact(most) / units) if is_number(most) else None
        path = self.most if isinstance(self.most, Path) else None
        fixed = path is None or not spots([path])[0].free(payload, "", bench)
        if known is not None and (fixed or bench.draw.chance(50)):
            found = terms.arrange(payload, bench, -_NO_END, known)
            if fixed and found is None:
                terms.empty(payload, bench)
            fixed = fixed or found is not None
        if path is not None and not fixed:
            grid = _grid(path, bench.schema, units)
            found = terms.arrange(payload, bench, -_NO_END, grid.high)
            if found is not None:
                value = bench.draw.integer(max(found, grid.low), grid.high)
                put(payload, pointer_of(path), grid.value(value))

    def breaches(self, schema: Mapping[str, Any]) -> Iterator[Breach]:
        """Exceed the most by one step: the number, the value given, its default; with an addend left out."""
        units, said = _units(self, schema), "the sum is one step more than the most"
        if not isinstance(self.most, Path):
            if _reaches(self, schema, math.floor(exact(self.most) / units)):
                yield _SumRaised("too-high", said, self)
            return
        grid, known = _grid(self.most, schema, units), default(self.most, schema)
        if grid.low < grid.high and _reaches(self, schema, grid.low + 1, grid.high):
            yield _MostLowered("too-high", said, self)
        if known is not None and _reaches(self, schema, math.floor(exact(known) / units)):
            yield _SumRaised("too-high-by-default", f"{said} by default", self)

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """A lower number, or a place whose maximum is lower, keeps a higher number."""
        if not isinstance(other, SumAtMost) or self.addends != other.addends:
            return None
        if self.most == other.most:
            return True
        ceiling = (
            bound(self.most, "maximum", max, schema) if isinstance(self.most, Path) else self.most
        )
        if isinstance(other.most, Path) or ceiling is None:
            return None
        return True if exact(ceiling) <= exact(other.most) else None

    def call(self, schema: Mapping[str, Any]) -> Call:
        """Say the rule for generated code, with the documented defaults it needs."""
        return Call(
            "SumAtMost",
            {
                "addends": self.addends.steps,
                "total": self.most.steps if isinstance(self.most, Path) else None,
                "addend_default": default(self.addends, schema),
                "most": default(self.most, schema) if isinstance(self.most, Path) else self.most,
            },
        )

    @classmethod
    def recognise(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from prose in English or Chinese."""
        found = read_sum(sentence, at, schema)
        return cls(**found) if found else None


def _units(rule: SumAtMost, schema: Mapping[str, Any]) -> Fraction:
    parts = [unit_of(path.schema(schema) or {}) for path in rule.paths()]
    return common(*parts)


def _grid(path: Path, schema: Mapping[str, Any], unit: Fraction) -> Grid:
    return Grid.of(path.schema(schema) or {}, unit)


def _terms(rule: SumAtMost, schema: Mapping[str, Any], room: int = 0) -> Terms:
    grid = _grid(rule.addends, schema, _units(rule, schema))
    known = default(rule.addends, schema)
    return Terms(rule.addends, grid, None if known is None else grid.units(known), room)


def _reaches(rule: SumAtMost, schema: Mapping[str, Any], low: int, high: int | None = None) -> bool:
    """Tell whether some number of addends can add up to between the ends, with a step of room for one."""
    grid = _terms(rule, schema).grid
    inner = array_path(rule.addends)
    array = (inner.schema(schema) if inner else None) or {}
    least = max(1, int(array.get("minItems", 0)))
    counts = range(least, min(int(array.get("maxItems", 1000)), 1000) + 1)
    top = low if high is None else high
    return any(n * grid.low <= top and n * grid.high - (high is None) >= low for n in counts)


@dataclass(frozen=True, slots=True)
class _SumRaised(Breach):
    """The sum stands right at the most (a number, or the default of what is left out); an addend is raised."""

    rule: SumAtMost

    def prepare(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Bring the sum to the most, with a first addend that has a step of room."""
        rule = self.rule
        ensure(payload, rule.addends, bench)
        if isinstance(rule.most, Path):
            drop(payload, pointer_of(rule.most))
        _, most = rule._most(payload, bench.schema)
        wanted = math.floor(exact(most) / _units(rule, bench.schema))
        _terms(rule, bench.schema, room=1).arrange(payload, bench, wanted, wanted, spare=False)
        places = [pointer_of(rule.most)] if isinstance(rule.most, Path) else []
        return *places, *slots(rule.addends, payload)

    def apply(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Raise the first addend by a step."""
        places = slots(self.rule.addends, payload)
        if not places:
            return ()
        first, *rest = places
        grid = _terms(self.rule, bench.schema).grid
        put(payload, first, grid.value((grid.units(at(payload, first)) or 0) + 1))
        array = array_path(self.rule.addends)
        return pointer_of(array) if array else "", first, *rest


@dataclass(frozen=True, slots=True)
class _MostLowered(Breach):
    """The sum stands right at a most that is given; the most is lowered."""

    rule: SumAtMost

    def prepare(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Choose a sum with a step of room below it, and put the most there."""
        rule, (_, path) = self.rule, self.rule.paths()
        ensure(payload, rule.addends, bench)
        grid = _grid(path, bench.schema, _units(rule, bench.schema))
        terms = _terms(rule, bench.schema)
        found = terms.arrange(payload, bench, grid.low + 1, grid.high, spare=False)
        if found is not None:
            put(payload, pointer_of(path), grid.value(found))
        return pointer_of(path), *slots(rule.addends, payload)

    def apply(self, payload: Payload, bench: Bench) -> tuple[str, ...]:
        """Lower the most by a step."""
        _, path = self.rule.paths()
        grid = _grid(path, bench.schema, _units(self.rule, bench.schema))
        place = pointer_of(path)
        put(payload, place, grid.value((grid.units(at(payload, place)) or 0) - 1))
        return place, *slots(self.rule.addends, payload)

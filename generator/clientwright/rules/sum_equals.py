"""`sum-equals`: the values that one path matches add up to the value at another.

    {"kind": "sum-equals", "addends": "$.multi_prompt[*].duration", "total": "$.duration"}

It applies as soon as there is at least one item to add up: an absent or empty array
is left open by the documents and breaks nothing. A value that the caller left out
counts as its documented default; without one, nothing can be decided.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self, TypeGuard, cast

from clientwright.narrow import is_dict
from clientwright.rules.base import Call, Fault, Implied, Rule
from clientwright.rules.paths import EACH, Path
from clientwright.rules.sum_prose import names_property, says_sum_equals


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
        array, values = _addends(self.addends, payload, schema)
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
        array = _array_path(self.addends)
        items = ((array.schema(schema) if array else None) or {}).get("maxItems")
        least = _bound(self.addends, "minimum", min, schema)
        most = _bound(self.total, "maximum", max, schema)
        if array is None or not is_number(items) or least is None or most is None or least <= 0:
            return
        reachable = max(0, int(exact(most) // exact(least)))
        if items > reachable:
            more = reachable + 1
            text = f"{more} item{'s' * (more > 1)} of at least {least} add up to at least {number(more * exact(least))}, more than the largest {self.total.root}, {most}"
            yield Implied(array.schema_pointer(), "maxItems", int(items), reachable, text)

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


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a JSON value is a number (a boolean is none, nor is NaN or infinity)."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (isinstance(value, float) and math.isfinite(value))


def exact(value: int | float) -> Fraction:
    """Read a number as it is written, so that 0.1 and 0.2 add up to 0.3."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def number(value: Fraction) -> str:
    """Write an exact sum as a person would."""
    if value.denominator == 1:
        return str(value.numerator)
    with contextlib.suppress(OverflowError):
        return str(float(value))
    return f"about {int(value)}"


def default(path: Path, schema: Mapping[str, Any]) -> int | float | None:
    """Give the documented default at a path when it is a number."""
    value = (path.schema(schema) or {}).get("default")
    return value if is_number(value) else None


def _addends(path: Path, payload: Any, schema: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Give the pointer of the array, and every value to add up, absent ones by their default."""
    name = path.steps[-1]
    holders = list((path if name is EACH else Path(path.steps[:-1])).values(payload))
    array = holders[0][0].rpartition("/")[0] if holders else ""
    if name is None:
        return array, [value for _, value in holders]
    fallback = default(path, schema)
    return array, [_field(holder, name, fallback) for _, holder in holders]


def _field(holder: Any, name: str, fallback: int | float | None) -> Any:
    return cast(dict[str, Any], holder).get(name, fallback) if isinstance(holder, dict) else None


def _bound(
    path: Path, keyword: str, pick: Callable[..., Any], schema: Mapping[str, Any]
) -> int | float | None:
    """Give a bound that every value counted at a path keeps, documented default and all; None where one may not."""
    found = path.schema(schema) or {}
    bound, fallback = found.get(keyword), default(path, schema)
    sure = _always_there(path, schema, fallback is not None)
    if not sure or not is_number(bound) or not _numeric(found):
        return None
    return cast(int | float, bound if fallback is None else pick(bound, fallback))


def _always_there(path: Path, schema: Mapping[str, Any], fallback: bool) -> bool:
    """Tell whether there is a value at every place: all names since the last `[*]` required, the last or defaulted."""
    for n, step in reversed(list(enumerate(path.steps))):
        if step is EACH:
            return True
        holder = Path(path.steps[:n]).schema(schema) or {}
        spared = fallback and n == len(path.steps) - 1
        if holder.get("type") != "object" or not (spared or step in holder.get("required", ())):
            return False
    return True


def _array_path(path: Path) -> Path | None:
    """Give the innermost array that the path goes through."""
    places = [n for n, step in enumerate(path.steps) if step is EACH]
    return Path(path.steps[: places[-1]]) if places else None


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
            if _numeric(sub) and _numeric(properties.get(name)):
                yield array, name


def _numeric(schema: Any) -> bool:
    return isinstance(schema, dict) and cast(dict[str, Any], schema).get("type") in (
        "integer",
        "number",
    )

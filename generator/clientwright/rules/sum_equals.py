"""`sum-equals`: the values that one path matches add up to the value at another.

    {"kind": "sum-equals", "addends": "$.multi_prompt[*].duration", "total": "$.duration"}

It applies as soon as there is at least one item to add up: an absent or empty array
is left open by the documents and breaks nothing. A value that the caller left out
counts as its documented default; without one, nothing can be decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Self, TypeGuard, cast

from clientwright.rules.base import Call, Fault, Implied, Rule
from clientwright.rules.paths import EACH, Path

_DURATION = r"duration|length|持續時間|持续时间|時長|时长|秒數|秒数|長さ|継続時間|時間|длительност|продолжительност|duraci[oó]n"
_NOUNS = {"duration": re.compile(_DURATION, re.I)}
"""What a property is called in prose that does not use its name."""

_SAYS = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        r"\b(sum|total|combined)\b.*\b(must|should|has to|have to|needs? to)\b.*\b(equal|match|be the same)",
        r"\b(must|should|has to|have to|needs? to)\b.*\b(add up to|sum (up )?to)\b",
        r"\b(must|should|has to|have to|needs? to)\b.*\bequal\b.*\bsum\b",
        r"(總和|總計|合計|加總|之和).*(必須|須|應|需).*(等於|相等|一致|相同)",
        r"(总和|总计|合计|加总|之和).*(必须|须|应|需).*(等于|相等|一致|相同)",
        r"(合計|総和|総計).*(等しく|等しい|一致|同じ).*(必要|なければ|なりません|ください|ものとします)",
        r"(сумм).*(долж|необходимо|обязан).*(равн|совпада|соответств)",
        r"\b(suma|total|sumados?|sumadas?)\b.*\b(debe|deben|tiene que|tienen que)\b.*\b(igual|iguales|coincidir|equivaler)\b",
        r"\b(deben|tienen que)\b.*\bsumar\b",
    )
)
_SAYS_OTHERWISE = re.compile(
    r"or equal|at most|at least|exceed|\bnot\b|less than|more than|小於|小于|大於|大于|不得|不能|不必|以下|以上|"
    r"не долж|не больше|не менее|не превыш|меньше|больше|no debe|no tiene|menor|mayor|como máximo|al menos",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SumEquals(Rule):
    """The addends add up to the total."""

    kind: ClassVar[str] = "sum-equals"
    addends: Path
    total: Path

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form."""
        return cls(addends=Path.parse(data["addends"]), total=Path.parse(data["total"]))

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
        added = sum(map(Fraction, values), Fraction(0))
        if added != Fraction(total):
            at = found[0][0] if found else array
            by_default = "" if found else " by default"
            yield Fault(
                at,
                f"{self.said()} add up to {number(added)}, but {self.total.root} is {total}{by_default}",
            )

    def said(self) -> str:
        """Name the addends as a person would."""
        return f"the values of {self.addends.steps[-1]} in {self.addends.root}"

    def sentence(self) -> str:
        """Say the rule to a person."""
        last = self.addends.steps[-1]
        return f"If {self.addends.root} has items, the {last} of all of them must add up to {self.total.root}."

    def implied(self, schema: Mapping[str, Any]) -> Iterator[Implied]:
        """Reason that no more items fit than the largest total holds of the smallest addend."""
        array = _array_path(self.addends)
        holder = array.schema(schema) if array else None
        addend, total = self.addends.schema(schema) or {}, self.total.schema(schema) or {}
        least, most, items = (
            addend.get("minimum"),
            total.get("maximum"),
            (holder or {}).get("maxItems"),
        )
        if array is None or not (is_number(least) and is_number(most) and is_number(items)):
            return
        if least <= 0:
            return
        reachable = int(Fraction(most) // Fraction(least))
        if items > reachable:
            more = reachable + 1
            text = f"{more} items of at least {least} add up to at least {number(more * Fraction(least))}, more than the largest {self.total.root}, {most}"
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
        if _SAYS_OTHERWISE.search(sentence) or not any(says.search(sentence) for says in _SAYS):
            return None
        pairs = [pair for pair in _pairs(at, schema) if _names(sentence, pair[1])]
        if len(pairs) != 1:
            return None
        array, name = pairs[0]
        return cls(addends=Path((array, EACH, name)), total=Path((name,)))


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a JSON value is a number (a boolean is none)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(value: Fraction) -> str:
    """Write an exact sum as a person would."""
    return str(int(value)) if value.denominator == 1 else str(float(value))


def default(path: Path, schema: Mapping[str, Any]) -> int | float | None:
    """Give the documented default at a path when it is a number."""
    value = (path.schema(schema) or {}).get("default")
    return value if is_number(value) else None


def _addends(path: Path, payload: Any, schema: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Give the pointer of the array, and every value to add up, absent ones by their default."""
    name = path.steps[-1]
    holders = list((path if name is EACH else Path(path.steps[:-1])).values(payload))
    array = holders[0][0].rpartition("/")[0] if holders else ""
    if name is EACH:
        return array, [value for _, value in holders]
    fallback = default(path, schema)
    return array, [_field(holder, name, fallback) for _, holder in holders]


def _field(holder: Any, name: str, fallback: int | float | None) -> Any:
    return cast(dict[str, Any], holder).get(name, fallback) if isinstance(holder, dict) else None


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
        inner = cast(dict[str, Any], items).get("properties", {}) if isinstance(items, dict) else {}
        for name, sub in cast(dict[str, Any], inner).items():
            if _numeric(sub) and _numeric(properties.get(name)):
                yield array, name


def _numeric(schema: Any) -> bool:
    return isinstance(schema, dict) and cast(dict[str, Any], schema).get("type") in (
        "integer",
        "number",
    )


def _names(sentence: str, name: str) -> bool:
    noun = _NOUNS.get(name)
    return name in sentence or bool(noun and noun.search(sentence))

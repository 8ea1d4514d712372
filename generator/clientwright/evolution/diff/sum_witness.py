"""Payloads that keep a sum while one of its values is what an edit removes, and sums that are always low: 3.5 + 3.5 is 7."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import inf
from typing import Any

from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.rules.base import Rule
from clientwright.rules.json_edit import path_pointer, set_value, value_at
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.sum_rule import SumRule
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.numbers import NumberGrid, is_number, to_fraction, to_json_number
from clientwright.schema.protocols import GenerationError
from clientwright.schema.representatives import representatives
from clientwright.schema.semantics import ValueGenerator
from clientwright.schema.validator import make_validator
from clientwright.testing.payloads.payload_generator import PayloadGenerator

_MOST_ITEMS = 8
_MOST_VALUES = 24
"""How many values of an addend, and of a total, are tried."""
_MOST_PAYLOADS = 40
_LONGEST_SUM = 2_000


def sum_payloads(
    pointer: str, seeds: Iterable[Schema], accepting: ComparedSchema
) -> Iterator[dict[str, Any]]:
    """Yield payloads in which a value of a seed is at `pointer`, for each sum that counts values there."""
    for rule in accepting.endpoint.rules:
        if isinstance(rule, SumRule) and any(p.schema_pointer() == pointer for p in rule.paths()):
            lost = [value for seed in islice(seeds, _MOST_VALUES) for value in _simplest(seed)]
            yield from islice(_payloads(rule, pointer, lost, accepting), _MOST_PAYLOADS)
            return


def _simplest(seed: Schema) -> Iterator[int | float]:
    with suppress(GenerationError):
        value = ValueGenerator(SimplestChoiceSource()).generate(seed)
        if is_number(value):
            yield value


def _payloads(
    rule: Rule, pointer: str, lost: list[int | float], side: ComparedSchema
) -> Iterator[dict[str, Any]]:
    addends, *totals = rule.paths()
    if addends.steps.count(EACH_ITEM) != 1:
        return
    schema = side.generator.schema
    terms = _Terms.of(addends, schema)
    at_total = bool(totals) and totals[0].schema_pointer() == pointer
    wanted = [None] if not totals else lost if at_total else _values(totals[0], schema)
    used = terms.values if at_total else lost
    with suppress(GenerationError):
        others = tuple(one for one in side.endpoint.rules if one != rule)
        alone = PayloadGenerator(replace(side.endpoint, rules=others), side.schemes)
        base = alone.generate(SimplestChoiceSource(), addends)
        for total in wanted:
            for values in terms.adding_up_to(total, used):
                payload = _with_terms(base, addends, values)
                if totals and total is not None:
                    set_value(payload, path_pointer(totals[0]), total)
                yield payload


def _with_terms(base: Any, addends: JsonPath, values: list[int | float]) -> Any:
    """Return a payload with these addends, in copies of its first item."""
    payload, depth = copy.deepcopy(base), addends.steps.index(EACH_ITEM)
    array = value_at(payload, "".join(f"/{step}" for step in addends.steps[:depth]))
    if is_list(array) and array:
        below = "".join(f"/{step}" for step in addends.steps[depth + 1 :])
        items = [copy.deepcopy(array[0]) for _ in values]
        for n, value in enumerate(values):
            if below:
                set_value(items[n], below, value)
            else:
                items[n] = value
        array[:] = items
    return payload


@dataclass(frozen=True, slots=True)
class _Terms:
    """The addends of a sum: some of their values, how many there may be, and which values fit."""

    values: list[int | float]
    least: int
    most: int
    validator: Any

    @staticmethod
    def of(path: JsonPath, schema: Schema) -> _Terms:
        array = JsonPath(path.steps[: path.steps.index(EACH_ITEM)]).schema(schema) or {}
        most = min(array.get("maxItems", _MOST_ITEMS), _MOST_ITEMS)
        validator = make_validator(path.schema(schema) or {})
        return _Terms(_values(path, schema), max(1, array.get("minItems", 0)), most, validator)

    def adding_up_to(
        self, total: int | float | None, used: list[int | float]
    ) -> Iterator[list[int | float]]:
        """Yield terms that contain a used value and add up to the total, if there is one."""
        for value in used:
            for count in range(1, self.most + 1):
                if total is None:
                    if count >= self.least:
                        yield [value] * count
                    continue
                rest = to_fraction(total) - count * to_fraction(value)
                for others in self._filling(rest, self.most - count):
                    if count + len(others) >= self.least:
                        yield [value] * count + others

    def _filling(self, rest: Fraction, most: int) -> Iterator[list[int | float]]:
        """Yield some equal terms and a last one that add up to the rest."""
        if not rest:
            yield []
        for value in self.values if most else ():
            for count in range(most):
                last = to_json_number(rest - count * to_fraction(value))
                if self.validator.is_valid(last):
                    yield [*[value] * count, last]


def _values(path: JsonPath, schema: Schema) -> list[int | float]:
    """Return some values of the numbers at a path."""
    own = path.schema(schema) or {}
    validator = make_validator(own)
    grid = NumberGrid.from_schema(own)
    near = [grid.value(n) for n in range(grid.low, min(grid.high, grid.low + _MOST_VALUES) + 1)]
    mentioned = [*representatives(own).values, own.get("default")]
    found = [value for value in (*near, *filter(is_number, mentioned)) if validator.is_valid(value)]
    return list(dict.fromkeys(found))[: 2 * _MOST_VALUES]


def sum_is_low(rule: Rule, accepting: ComparedSchema, refusing: ComparedSchema) -> bool:
    """Return whether even the largest sum keeps the lowest limit."""
    addends, *limits = rule.paths()
    steps, schema = addends.steps, accepting.schema
    limited = isinstance(rule, SumRule) and rule.is_upper_limit
    if not limited or len(steps) not in (2, 3) or steps[1] is not EACH_ITEM:
        return False
    array: Any = schema.get("properties", {}).get(steps[0])
    addend: Any = addends.schema(schema)
    most = array.get("maxItems", inf) if is_dict(array) else inf
    if most > _LONGEST_SUM or not is_dict(addend) or "maximum" not in addend:
        return False
    if limits and "minimum" not in (limits[0].schema(schema) or {}):
        return False
    given = [{path.steps[0]: (path.schema(schema) or {})["minimum"]} for path in limits]
    default = (addends.schema(refusing.generator.schema) or {}).get("default")
    highest = [value for value in (addend["maximum"], default) if is_number(value)]
    return all(len(path.steps) == 1 for path in limits) and not any(
        True
        for value in highest
        for size in (1, int(most))
        for limit in (*given, {})
        for _ in rule.check(_summed(steps, value, size, limit), refusing.generator.schema)
    )


def _summed(steps: tuple[Any, ...], value: Any, size: int, limit: dict[Any, Any]) -> Any:
    return {**limit, steps[0]: [value if len(steps) == 2 else {steps[2]: value}] * size}

"""The definition of a fault: a value that just keeps one keyword, and one that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from clientwright.schema.numbers import to_fraction, to_json_number
from clientwright.schema.protocols import Generator, Semantics
from clientwright.schema.types import schema_types

Schema = Mapping[str, Any]
MakeValid = Callable[[Generator, Schema], Any]
MakeInvalid = Callable[[Generator, Any], Any]
Mutation = tuple[str, str, Callable[[dict[str, Any]], None]]
"""The keyword, a name, and the edit, which changes a schema in place."""

WRONG_VALUES: tuple[Any, ...] = (None, 0, "", [], {}, False, "text", 1.5)
"""Values of every type, of which most break a schema."""


def find_wrong_value(schema: Any, semantics: Semantics) -> tuple[Any, tuple[str, ...]] | None:
    """Return a value that breaks one keyword of a schema alone, and the steps to the keyword."""
    for value in WRONG_VALUES:
        if broken := semantics.only_broken(schema, value):
            return value, broken
    return None


def make_any_valid(generator: Generator, schema: Schema) -> Any:
    """Return any value that fits."""
    return generator.generate(schema)


def valid_of_type(schema: Schema, kind: str) -> MakeValid:
    """Return a function that makes values of one of the types that a schema allows."""
    if schema_types(schema) == (kind,) and "type" in schema:
        return make_any_valid
    return lambda generator, found: generator.generate({**found, "type": kind})


@dataclass(frozen=True, slots=True)
class FaultPair:
    """Another pair of values for a fault."""

    make_valid: MakeValid
    make_invalid: MakeInvalid


def no_further() -> Iterator[FaultPair]:
    """Yield nothing."""
    yield from ()


def further_pairs(kept: Sequence[MakeValid], broken: Sequence[MakeInvalid]) -> Iterator[FaultPair]:
    """Yield the pairs of values that keep a keyword and values that break it, the nearest first, without the first pair."""
    pairs = sorted(product(range(len(kept)), range(len(broken))), key=sum)
    yield from (FaultPair(kept[n], broken[m]) for n, m in pairs[1:])


@dataclass(frozen=True, slots=True)
class KeywordFault:
    """One way to break a keyword of a schema.

    `make_valid` makes the value of the valid twin, `make_invalid` changes it into the value that
    breaks the keyword. `sentence` states the promise.
    `below` are the steps from the schema to the subschema whose keyword is broken.
    `only_client` is set if the specs do not bind a server to it.
    `most_examples` is how many examples are worth trying, if there are only so many ways.
    `further` yields other pairs, for where something else decides about the first one, too.
    """

    keyword: str
    name: str
    sentence: str
    make_invalid: MakeInvalid
    make_valid: MakeValid = make_any_valid
    only_client: bool = False
    below: tuple[str, ...] = ()
    most_examples: int | None = None
    further: Callable[[], Iterator[FaultPair]] = no_further


def drop_mutations(schema: Mapping[str, Any], keywords: Iterable[str]) -> Iterator[Mutation]:
    """Yield each keyword dropped."""
    for keyword in keywords:
        if keyword in schema:
            yield keyword, f"{keyword}-dropped", drop(keyword)


def shift_mutations(
    schema: Mapping[str, Any],
    keyword: str,
    step: Fraction,
    looser: int,
    least: int | None = None,
) -> Iterator[Mutation]:
    """Yield a bound one step looser and one step tighter, not below `least`."""
    if keyword in schema:
        for name, direction in (("looser", looser), ("tighter", -looser)):
            value = to_json_number(to_fraction(schema[keyword]) + direction * step)
            if least is None or value >= least:
                yield keyword, f"{keyword}-{name}", replace(keyword, value)


def drop(keyword: str) -> Callable[[dict[str, Any]], None]:
    """Return an edit that drops a keyword."""

    def edit(schema: dict[str, Any]) -> None:
        schema.pop(keyword, None)

    return edit


def replace(keyword: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Return an edit that sets a keyword."""

    def edit(schema: dict[str, Any]) -> None:
        schema[keyword] = value

    return edit

"""Mutations of a schema that several keywords share: dropped, and shifted by one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from clientwright.schema.numbers import to_fraction, to_json_number

Mutation = tuple[str, str, Callable[[dict[str, Any]], None]]
"""The keyword, a name, and the edit, which changes a schema in place."""


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

"""A witness: a smallest value that one side takes and the other refuses, checked by both before it is shown."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from clientwright.evolve.difference import lifting
from clientwright.evolve.difference.claims import Claim
from clientwright.evolve.difference.sampling import bare, few, sampled
from clientwright.evolve.difference.sides import Side
from clientwright.evolve.difference.values import Witness
from clientwright.json_types import is_dict, is_list
from clientwright.rules.json_edit import delete_value, value_at
from clientwright.specs.json_text import Schema, join_pointer, split_pointer
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.payload_generator import PayloadGenerator

SEEDS = 16
"""How many ways to narrow a schema are looked through for one witness."""

Test = Callable[[Any], bool]


def of_schema(
    claim: Claim, accepting: Side, refusing: Side, sub: tuple[Schema, Schema]
) -> Witness | None:
    """Find a value that shows an edit of a schema; `sub` is what stands there on both sides."""
    steps = split_pointer(claim.at)
    alone = _alone(accepting, steps, claim.isolate(*sub))
    for schema in _narrowed(claim, accepting, sub, steps, alone):
        found = _shown(accepting, refusing, alone, values(accepting, schema))
        if found:
            return found
    return None


def of_values(accepting: Side, refusing: Side, alone: Side, tried: Iterable[Any]) -> Witness | None:
    """Find a witness among values that were made in some other way, the shortest first."""
    return _shown(accepting, refusing, alone, sorted(tried, key=lambda v: len(repr(v))))


def _alone(accepting: Side, steps: Sequence[str], isolated: Any) -> Side:
    schema = lifting.swapped_in(accepting.schema, steps, isolated)
    return accepting.holding(schema if is_dict(schema) else {"not": {}})


def _narrowed(
    claim: Claim, accepting: Side, sub: tuple[Schema, Schema], steps: Sequence[str], alone: Side
) -> Iterator[Schema]:
    """Give whole schemas, narrowed to values of which one may be a witness, the likeliest first."""
    seeds = islice(_seeds(claim, sub, accepting.schemes), SEEDS)
    known = False
    for seed in seeds:
        with suppress(LookupError):
            yield lifting.wanted(accepting.schema, steps, seed)
            known = True
    if not known:
        yield from _above(accepting, alone, steps)


def _seeds(claim: Claim, sub: tuple[Schema, Schema], schemes: tuple[str, ...]) -> Iterator[Schema]:
    yield from claim.beyond(*sub)
    yield from sampled(sub[0], claim.isolate(*sub), schemes)


def _above(accepting: Side, alone: Side, steps: Sequence[str]) -> Iterator[Schema]:
    """Look further up, where the place itself cannot be reached by name."""
    for n in reversed(range(len(steps))):
        with suppress(LookupError, ValueError):
            own, theirs = (lifting.at(side.schema, steps[:n]) for side in (accepting, alone))
            if is_dict(own) and is_dict(theirs) and _is_schema(steps[:n]):
                for seed in sampled(own, theirs, accepting.schemes):
                    yield lifting.wanted(accepting.schema, steps[:n], seed)


def _is_schema(steps: Sequence[str]) -> bool:
    return not steps or steps[-1] == "items" or steps[-2:-1] in (["properties"], ["prefixItems"])


def values(accepting: Side, schema: Schema) -> Iterator[Any]:
    """Make whole values of a narrowed schema, the simplest first, settled by the side's rules."""
    for wanted in (schema, bare(schema)):
        shop = PayloadGenerator(accepting.holding(wanted).endpoint, accepting.schemes)
        made = False
        for value in _each(shop):
            yield value
            made = True
        if made:
            return


def _each(shop: PayloadGenerator) -> Iterator[Any]:
    for draw in few():
        with suppress(GenerationError):
            yield shop.payload(draw)


def _shown(accepting: Side, refusing: Side, alone: Side, tried: Iterable[Any]) -> Witness | None:
    def shows(value: Any) -> bool:
        return accepting.takes(value) and not refusing.takes(value) and not alone.takes(value)

    for value in tried:
        if shows(value):
            small = smaller(value, shows)
            return Witness(small, _why(refusing, alone, small))
    return None


def _why(refusing: Side, alone: Side, value: Any) -> str:
    """Say why a value is refused, by the fault that the edit alone gives rise to, if it is among them."""
    mine = {(fault.what, fault.at) for fault in alone.faults(value)}
    found = refusing.faults(value)
    own = [fault for fault in found if (fault.what, fault.at) in mine]
    fault = (own or found)[0]
    where = fault.at or "the whole"
    return f"{where}: {fault.why or fault.what}"


def smaller(value: Any, shows: Test) -> Any:
    """Take away whatever is not needed to show it."""
    for pointer in list(_pointers(value, "")):
        less = copy.deepcopy(value)
        delete_value(less, pointer)
        if value_at(value, pointer) is not value_at(less, pointer) and shows(less):
            return smaller(less, shows)
    return value


def _pointers(value: Any, pointer: str) -> Iterator[str]:
    """Give the pointers of everything inside a value, outer first, the last of a list first."""
    if is_dict(value):
        below = [(join_pointer(pointer, key), inner) for key, inner in value.items()]
    elif is_list(value):
        below = [(join_pointer(pointer, n), inner) for n, inner in reversed(list(enumerate(value)))]
    else:
        return
    yield from (at for at, _ in below)
    for inside, inner in below:
        yield from _pointers(inner, inside)

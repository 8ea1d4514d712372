"""Rules across fields: paired by what they speak of, compared by which follows from which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from clientwright.contract.breaking.violations import violations
from clientwright.contract.making.payloads import Workshop
from clientwright.contract.making.problems import NoStrategy
from clientwright.evolve.difference import witness
from clientwright.evolve.difference.sampling import few
from clientwright.evolve.difference.sides import Side
from clientwright.evolve.difference.values import Edit, Witness
from clientwright.rules.base import Rule
from clientwright.rules.editing import drop, slots
from clientwright.rules.paths import Path
from clientwright.spec.jsontext import Schema, resolve


@dataclass(frozen=True, slots=True)
class RuleClaim:
    """One edit of a rule: the rule as it is, or as it was where it is gone, and whether payloads may be lost or won."""

    edit: Edit
    rule: Rule
    number: int
    shrinks: bool
    grows: bool


def claims(old: Side, new: Side) -> Iterator[RuleClaim]:
    """Compare the rules of two inputs; where a rule was read, and its place in the list, mean nothing."""
    before = [replace(rule, origin=None) for rule in old.endpoint.rules]
    after = [replace(rule, origin=None) for rule in new.endpoint.rules]
    gone = [rule for rule in before if rule not in after]
    come = [rule for rule in after if rule not in before]
    for rule in gone:
        other = next((r for r in come if r.kind == rule.kind and r.paths() == rule.paths()), None)
        if other is None:
            follows = _follows(rule, after, new.shop.schema)
            yield RuleClaim(Edit.REMOVED, rule, before.index(rule), False, not follows)
        else:
            come.remove(other)
            yield _changed(rule, other, after.index(other), old, new)
    for rule in come:
        follows = _follows(rule, before, old.shop.schema)
        yield RuleClaim(Edit.ADDED, rule, after.index(rule), not follows, False)


def _follows(rule: Rule, from_any: Sequence[Rule], schema: Schema) -> bool:
    return any(other.implies(rule, schema) for other in from_any)


def _changed(old: Rule, new: Rule, number: int, before: Side, after: Side) -> RuleClaim:
    shrinks = old.implies(new, before.shop.schema) is not True
    grows = new.implies(old, after.shop.schema) is not True
    edit = Edit.CHANGED if shrinks == grows else Edit.TIGHTENED if shrinks else Edit.LOOSENED
    return RuleClaim(edit, new, number, shrinks, grows)


def shown(claim: RuleClaim, old: Side, new: Side) -> Witness | None:
    """Find a payload that the old side takes and the rule now refuses."""
    alone = old.keeping(claim.rule)
    tried = [*broken(alone, claim.rule), *_simple(old)]
    return witness.of_values(old, new, alone, tried)


def broken(side: Side, rule: Rule) -> Iterator[Any]:
    """Make payloads that break one of a side's rules, and the payloads one step away."""
    number = len(side.endpoint.rules) - 1 - side.endpoint.rules[::-1].index(rule)
    for found in violations(side.shop):
        if found.where == f"/rules/{number}":
            for draw in few()[:3]:
                with suppress(NoStrategy):
                    pair = found.build(side.shop, draw)
                    yield pair.bad
                    yield pair.twin


def _simple(side: Side) -> Iterator[Any]:
    for draw in few():
        with suppress(NoStrategy):
            yield side.shop.payload(draw)


@dataclass(frozen=True, slots=True)
class Flip:
    """A rule that stays, while a default that it fills in changes."""

    pointer: str
    rule: Rule
    path: Path
    old: Any
    new: Any


def flips(old: Side, new: Side) -> Iterator[Flip]:
    """List the defaults by which a rule of both sides now decides otherwise."""
    after = [replace(rule, origin=None) for rule in new.endpoint.rules]
    for rule in (replace(rule, origin=None) for rule in old.endpoint.rules):
        for path in rule.paths() if rule in after else ():
            before, now = (_default(path, side.shop.schema) for side in (old, new))
            if before != now or type(before) is not type(now):
                yield Flip(path.schema_pointer(), rule, path, before, now)


def _default(path: Path, schema: Schema) -> Any:
    return (path.schema(schema) or {}).get("default")


def flipped(flip: Flip, accepting: Side, refusing: Side) -> Witness | None:
    """Find a payload without the value, which the rule takes by one default and refuses by the other."""
    alone = accepting.holding(_with_default(flip, accepting, refusing))
    tried = [*_without(flip, accepting), *broken(_own(accepting, flip), flip.rule)]
    tried += broken(_own(alone, flip), flip.rule)
    return witness.of_values(accepting, refusing, alone, [v for v in tried if v is not None])


def _own(side: Side, flip: Flip) -> Side:
    rules = tuple(replace(rule, origin=None) for rule in side.endpoint.rules)
    return replace(side, endpoint=replace(side.endpoint, rules=rules))


def _with_default(flip: Flip, accepting: Side, refusing: Side) -> Schema:
    """Give the accepting side's schema with the other side's default."""
    schema: Schema = Workshop(accepting.endpoint, accepting.schemes).schema
    default = _default(flip.path, refusing.shop.schema)
    with suppress(LookupError):
        own = resolve(schema, flip.pointer)
        own.pop("default", None)
        if default is not None:
            own["default"] = default
    return schema


def _without(flip: Flip, side: Side) -> Iterator[Any]:
    """Make payloads in which the rule has something to decide, and the value is left out."""
    for draw in few():
        for other in flip.rule.paths():
            with suppress(NoStrategy, KeyError, IndexError):
                payload = side.shop.payload(draw, other)
                gone = slots(flip.path, payload)
                for pointer in gone:
                    drop(payload, pointer)
                if not side.shop.bench(draw, frozenset(gone)).unsettled(payload):
                    yield payload

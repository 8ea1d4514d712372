"""`if`, `then`, `else`, `not`: conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.additional_properties import describes_fields, in_place_schemas
from clientwright.schema.border_faults import (
    Named,
    border_faults,
    boundary_pool,
    conjoined,
    exchanged,
    without,
)
from clientwright.schema.constraint import Constraint, Schema, SchemaMutation, library_checks
from clientwright.schema.intersection import keep_equal
from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import KeywordFault, drop_mutations, replace
from clientwright.schema.protocols import Contradiction, Refuter, Semantics
from clientwright.schema.types import declared_types, shared_types

IF_KEYWORDS = ("if", "then", "else")
_BRANCHES = ("then", "else")


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield values that fit what `not` refuses, and values for which the condition decides that they are wrong."""
    if "not" in schema:
        rest, refused = without(schema, "not"), schema["not"]
        parts = (conjoined(semantics, rest, refused), refused, rest)
        pool = boundary_pool(semantics, *parts)
        sentence = "is nothing that its schema excludes"
        yield from border_faults(schema, pool, sentence, semantics, _at("not"))
    if "if" in schema:
        yield from border_faults(
            schema,
            _around_condition(schema, semantics),
            "is what its condition asks for",
            semantics,
            _at(*_BRANCHES),
        )


def _at(*keywords: str) -> Callable[[tuple[str, ...], Any], bool]:
    return lambda steps, _: steps[0] in keywords


def _around_condition(schema: Schema, semantics: Semantics) -> Iterator[Named]:
    """Yield values for which the condition just holds or does not, and which keep or break what it asks for."""
    rest, condition = without(schema, *IF_KEYWORDS), schema["if"]
    then, other = schema.get("then", True), schema.get("else", True)
    holding = list(semantics.boundary(conjoined(semantics, rest, condition, then)))
    holding += semantics.boundary(conjoined(semantics, rest, condition))
    parts = [conjoined(semantics, rest, one) for one in (other, then, True)]
    free = [*semantics.boundary(conjoined(semantics, rest, condition, other))]
    free += boundary_pool(semantics, *parts)
    names = list(
        dict.fromkeys(
            name for part in in_place_schemas(condition) for name in part.get("properties", ())
        )
    )
    yield from (*holding, *free)
    wrong = [
        (label, value)
        for label, value in (*holding, *free)
        if any(steps[0] in _BRANCHES for steps in semantics.broken_steps(schema, value))
    ]
    yield from exchanged(wrong[:_MOST_EXCHANGED], (*holding, *free), names)


_MOST_EXCHANGED = 6
"""How many values have the fields of the condition exchanged."""


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare conditions: with equal `if`, compare the branches; otherwise anything may change."""
    if {w: pair.old.get(w) for w in IF_KEYWORDS} != {w: pair.new.get(w) for w in IF_KEYWORDS}:
        yield from _compare_conditions(pair)
    if pair.old.get("not") != pair.new.get("not"):
        yield _compare_not(pair)


def _compare_conditions(pair: SchemaPair) -> Iterator[KeywordEdit]:
    if "if" not in pair.old or "if" not in pair.new:
        added = "if" in pair.new
        edit_kind = EditKind.ADDED if added else EditKind.REMOVED
        condition = {
            word: v
            for side in (pair.old, pair.new)
            for word, v in side.items()
            if word in IF_KEYWORDS
        }
        described = pair.described(condition, {}), pair.described({}, condition)
        describes = described[0][0] or described[1][1]
        yield pair.keyword_edit(
            "if",
            edit_kind,
            shrinks=added or describes,
            grows=not added or describes,
            keywords=IF_KEYWORDS,
        )
        return
    if pair.old["if"] != pair.new["if"]:
        yield pair.keyword_edit(
            "if", EditKind.CHANGED, shrinks=True, grows=True, keywords=IF_KEYWORDS
        )
        return
    for keyword in ("then", "else"):
        below = list(
            pair.compare_branch(pair.old.get(keyword, {}), pair.new.get(keyword, {}), keyword)
        )
        if pair.old.get(keyword, {}) != pair.new.get(keyword, {}):
            fewer, more = pair.described(pair.old.get(keyword), pair.new.get(keyword))
            shrinks = fewer or any(c.shrinks for c in below)
            grows = more or any(c.grows for c in below)
            edit_kind = refined_edit_kind(pair.edit_kind(keyword), shrinks, grows)
            yield pair.keyword_edit(keyword, edit_kind, shrinks=shrinks, grows=grows)


def _compare_not(pair: SchemaPair) -> KeywordEdit:
    if "not" in pair.old and "not" in pair.new:
        below = list(pair.compare_branch(pair.old["not"], pair.new["not"], "not"))
        shrinks, grows = any(c.grows for c in below), any(c.shrinks for c in below)
    else:
        shrinks = "not" in pair.new and _may_refuse(pair.new["not"], pair.old)
        grows = "not" in pair.old and _may_refuse(pair.old["not"], pair.new)
    edit_kind = refined_edit_kind(pair.edit_kind("not"), shrinks, grows)
    return pair.keyword_edit("not", edit_kind, shrinks=shrinks, grows=grows)


def _may_refuse(negated: Any, accepting: Schema) -> bool:
    """Return whether a negated schema may accept values of the types that a schema accepts."""
    return not is_dict(negated) or bool(shared_types(negated, accepting))


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop the parts that have no effect alone; a condition that holds still describes fields."""
    dropped: set[str] = set()
    if "if" not in schema:
        dropped |= {"then", "else"}
    elif (
        schema.get("then", {}) == {}
        and schema.get("else", {}) == {}
        and not describes_fields(schema["if"])
    ):
        dropped |= {"if", "then", "else"}
    return {word: value for word, value in schema.items() if word not in dropped}


def intersect(one: Schema, other: Schema, at: str) -> dict[str, Any]:
    """Return a negation of what either side negates; only one condition can be kept.

    Raises:
        GenerationError: both have a condition, and other ones.
    """
    found = keep_equal(one, other, at, *IF_KEYWORDS)
    negated = [side["not"] for side in (one, other) if "not" in side]
    if len(negated) == 2 and negated[0] != negated[1]:
        return found | {"not": {"anyOf": negated}}
    return found | ({"not": negated[0]} if negated else {})


def contradict(kind: str, schema: Schema, _: Refuter) -> Contradiction | None:
    """Return that `not` refuses every value of the type, or that a condition that always decides refuses all."""
    refused, condition = schema.get("not", False), schema.get("if")
    if refused in (True, {}):
        return Contradiction(("not",), "not refuses every value")
    if is_dict(refused) and refused.keys() == {"type"} and kind in declared_types(refused):
        return Contradiction(("not",), f"not refuses every {kind}")
    if condition in (True, {}) and schema.get("then") is False:
        return Contradiction(("then",), "if holds for every value, and then is false")
    if condition is False and schema.get("else") is False:
        return Contradiction(("else",), "if holds for no value, and else is false")
    return None


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each part dropped, and the condition turned around."""
    if "if" in schema:
        yield from drop_mutations(schema, IF_KEYWORDS)
        yield "if", "if-negated", replace("if", {"not": schema["if"]})
    yield from drop_mutations(schema, ("not",))


CONDITIONS = Constraint(
    "conditions",
    (*IF_KEYWORDS, "not"),
    interdependent=(IF_KEYWORDS, ("not",)),
    unsaid=("if", "not"),
    accept=library_checks("if", "not"),
    violate=violate,
    mutate=mutate,
    compare=compare,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "values are made without it, and tried",
        "describe": "no phrase says a condition",
    },
)

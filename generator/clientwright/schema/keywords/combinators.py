"""`allOf`, `anyOf`, `oneOf`: branches added, removed, changed.

More branches of `anyOf` accept more, of `allOf` less; of `oneOf` either may remove
values, because a value that matches two branches is rejected.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import combinations
from typing import Any

from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_types import is_dict
from clientwright.schema import narrowing
from clientwright.schema.additional_properties import (
    CLOSED,
    DESCRIBING_KEYWORDS,
    describes_fields,
)
from clientwright.schema.border_faults import (
    Named,
    border_faults,
    boundary_pool,
    conjoined,
    without,
)
from clientwright.schema.branch_contradictions import contradict_branches
from clientwright.schema.branch_values import generate
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.equality import canonical_json
from clientwright.schema.joined_branches import (
    join_branches,
    merge_all_of,
    without_branch_defaults,
)
from clientwright.schema.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    WitnessSchemas,
    refined_edit_kind,
)
from clientwright.schema.keyword_fault import (
    WRONG_VALUES,
    KeywordFault,
    MakeInvalid,
    Schema,
    drop_mutations,
    replace,
)
from clientwright.schema.protocols import GenerationError, Semantics
from clientwright.schema.types import OBJECTS, accepted_types, listed_values

KEYWORDS = ("allOf", "anyOf", "oneOf")
_BRANCHING = ("anyOf", "oneOf")
DESCRIBING = DESCRIBING_KEYWORDS | frozenset("dependentSchemas if allOf anyOf oneOf".split())
"""Keywords that may describe fields of an object."""


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield a value that fits no branch, or not each one of `allOf`, and breaks nothing else."""
    for keyword in KEYWORDS:
        for value in _unfit_values(schema, keyword, semantics) if keyword in schema else ():
            broken = semantics.only_broken(schema, value)
            if broken[:1] == (keyword,):
                *below, named = broken
                sentence = "fits its branches" if keyword == "allOf" else "fits a branch"
                yield KeywordFault(
                    named, f"{keyword}-unfit", sentence, _constant(value), below=tuple(below)
                )
                break
    if "oneOf" in schema:
        yield from border_faults(
            schema,
            _around_branches(schema, semantics),
            "fits one branch only",
            semantics,
            lambda steps, value: steps == ("oneOf",) and _fits_several(schema, value, semantics),
        )


def _unfit_values(schema: Schema, keyword: str, semantics: Semantics) -> Iterator[Any]:
    """Yield values of every type, then one that breaks each branch and keeps what stands beside them."""
    yield from WRONG_VALUES
    if keyword in _BRANCHING:
        negated = ({"not": branch} for branch in schema[keyword])
        with suppress(GenerationError):
            yield semantics.simplest(conjoined(semantics, without(schema, keyword), *negated))


def _around_branches(schema: Schema, semantics: Semantics) -> Iterator[Named]:
    """Yield values that fit two branches of `oneOf` or just one."""
    rest, branches = without(schema, "oneOf"), schema["oneOf"]
    for one, other in combinations(branches, 2):
        yield from semantics.boundary(conjoined(semantics, rest, one, other))
    yield from boundary_pool(semantics, *(conjoined(semantics, rest, one) for one in branches))


def _fits_several(schema: Schema, value: Any, semantics: Semantics) -> bool:
    """Return whether a value fits more than one branch."""
    broken = [semantics.broken_steps(one, value) for one in schema["oneOf"]]
    return sum(all(steps[-1] == CLOSED for steps in one) for one in broken) > 1


def _constant(value: Any) -> MakeInvalid:
    return lambda generator, valid: copy.deepcopy(value)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare each of the three keywords."""
    for keyword in KEYWORDS:
        if pair.old.get(keyword) != pair.new.get(keyword):
            edits = _branch_edits(pair, keyword)
            shrinks, grows = _effect(pair, keyword, edits)
            fewer, more = _described(pair, keyword)
            shrinks, grows = shrinks or fewer, grows or more
            yield pair.keyword_edit(
                keyword,
                refined_edit_kind(pair.edit_kind(keyword), shrinks, grows),
                shrinks=shrinks,
                grows=grows,
                witness_schemas=_branch_by_branch(pair, keyword),
                branch_edits=edits,
            )


def _branch_edits(pair: SchemaPair, keyword: str) -> list[KeywordEdit]:
    """Compare the branches that only one side has, pairwise in order."""
    removed, added = _unshared_branches(pair.old.get(keyword, []), pair.new.get(keyword, []))
    closed = _closes_branches(pair, keyword)
    return [
        edit
        for n, (old, new) in enumerate(zip(removed, added, strict=False))
        for edit in pair.compare(old, new, join_pointer(pair.schema_pointer, keyword, n), closed)
    ]


def _closes_branches(pair: SchemaPair, keyword: str) -> bool:
    """Return whether a branch rejects unknown fields, because nothing beside it describes fields of the same object."""
    sides = (pair.old, pair.new)
    alone = not any(DESCRIBING & side.keys() - {keyword} for side in sides)
    return pair.closed and alone and all(_one_object(side.get(keyword, ())) for side in sides)


def _one_object(branches: Iterable[Any]) -> bool:
    accepting = [
        one
        for one in branches
        if one is not False and (OBJECTS & accepted_types(one) or describes_fields(one))
    ]
    return len(accepting) <= 1


def _effect(pair: SchemaPair, keyword: str, edits: list[KeywordEdit]) -> tuple[bool, bool]:
    if keyword not in pair.old or keyword not in pair.new:
        return keyword in pair.new, keyword in pair.old
    if keyword == "oneOf":
        return True, True
    removed, added = _unshared_branches(pair.old[keyword], pair.new[keyword])
    shrinks, grows = any(c.shrinks for c in edits), any(c.grows for c in edits)
    fewer, more = len(removed) > len(added), len(added) > len(removed)
    if keyword == "anyOf":
        return shrinks or fewer, grows or more
    return shrinks or more, grows or fewer


def _described(pair: SchemaPair, keyword: str) -> tuple[bool, bool]:
    """Return whether the branches may describe fewer fields of a closed object than before, and more."""
    if _closes_branches(pair, keyword):
        return False, False
    removed, added = _unshared_branches(pair.old.get(keyword, []), pair.new.get(keyword, []))
    found = [pair.described(*both) for both in zip(removed, added, strict=False)]
    fewer, more = any(one for one, _ in found), any(one for _, one in found)
    if keyword == "anyOf" and keyword in pair.old and keyword in pair.new:
        return fewer, more  # one branch more or less accepts more or less
    lost = any(pair.described(one, {})[0] for one in removed[len(added) :])
    gained = any(pair.described({}, one)[1] for one in added[len(removed) :])
    return (
        fewer or (lost and describes_fields(pair.new)),
        more or (gained and describes_fields(pair.old)),
    )


def _unshared_branches(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the branches that only one side has, in order."""
    before, after = ({canonical_json(branch): branch for branch in side} for side in (old, new))
    return (
        [branch for key, branch in before.items() if key not in after],
        [branch for key, branch in after.items() if key not in before],
    )


def _branch_by_branch(pair: SchemaPair, keyword: str) -> WitnessSchemas:
    """Return witness schemas: one branch each, first the values that it lost."""

    def narrowed(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if keyword == "allOf":
            return
        mine, theirs = _unshared_branches(accepting.get(keyword, []), refusing.get(keyword, []))
        for one, other in zip(mine, theirs, strict=False):
            for edit in pair.compare(one, other, "", _closes_branches(pair, keyword)):
                yield from ({**accepting, keyword: [lost]} for lost in _lost_values(one, edit))
        others = (branch for branch in accepting.get(keyword, ()) if branch not in mine)
        for branch in (*mine, *others):
            yield {**accepting, keyword: [branch]}

    return narrowed


def _lost_values(branch: Any, edit: KeywordEdit) -> Iterator[dict[str, Any]]:
    """Yield the branch narrowed to values that its other form rejects."""
    for seed in edit.witness_schemas(edit.old, edit.new) if edit.shrinks else ():
        with suppress(LookupError):
            yield narrowing.require_at(branch, split_pointer(edit.schema_pointer), seed)


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the branches dropped, all of them and each by itself, and `oneOf` taken for `anyOf`."""
    yield from drop_mutations(schema, KEYWORDS)
    for keyword in KEYWORDS:
        branches = list(schema.get(keyword, ()))
        for n in range(len(branches) if len(branches) > 1 else 0):
            rest = [*branches[:n], *branches[n + 1 :]]
            yield keyword, f"{keyword}-{n}-dropped", replace(keyword, rest)
    if "oneOf" in schema and "anyOf" not in schema:
        yield "oneOf", "oneOf-as-anyOf", _rename("oneOf", "anyOf")


def _rename(keyword: str, other: str) -> SchemaMutation:
    def edit(schema: dict[str, Any]) -> None:
        schema[other] = schema.pop(keyword)

    return edit


def normalize(schema: dict[str, Any], semantics: Semantics) -> dict[str, Any]:
    """Merge branches where that is exact, and turn `oneOf` into `anyOf` where no value can fit two branches.

    The default of one branch of several is dropped: it is an annotation, and another branch may apply.
    """
    found = merge_all_of(without_branch_defaults(schema), semantics)
    if "oneOf" in found and "anyOf" not in found and _are_all_disjoint(found["oneOf"], semantics):
        found["anyOf"] = found.pop("oneOf")
    if "anyOf" in found:
        found["anyOf"] = join_branches(found["anyOf"])
    branches = found.get("anyOf", ())
    if any(branch == {} for branch in branches) and not any(map(describes_fields, branches)):
        del found["anyOf"]
    return found


def _are_all_disjoint(branches: list[Any], semantics: Semantics) -> bool:
    """Return whether no value fits two branches, by their types or listed values."""
    return all(
        not (is_dict(one) and is_dict(other))
        or _have_disjoint_types(one, other)
        or _lists_only_refused(one, other, semantics)
        or _lists_only_refused(other, one, semantics)
        for one, other in combinations(branches, 2)
    ) and all(map(is_dict, branches))


def _have_disjoint_types(one: Schema, other: Schema) -> bool:
    kinds = [accepted_types(branch) for branch in (one, other)]
    wide = [found | {"integer"} if "number" in found else found for found in kinds]
    return not wide[0] & wide[1]


def _lists_only_refused(one: Schema, other: Schema, semantics: Semantics) -> bool:
    """Return whether one branch lists its values, none of which fits the other."""
    listed = listed_values(one)
    return listed is not None and not any(semantics.is_valid(other, value) for value in listed)


COMBINATORS = Constraint(
    "combinators",
    KEYWORDS,
    unsaid=_BRANCHING,
    accept=library_checks(*KEYWORDS),
    generate=generate,
    violate=violate,
    compare=compare,
    mutate=mutate,
    normalize=normalize,
    contradict=contradict_branches,
    waived={
        "emit": "a union has a member for each branch: `codegen/schema_split.py`",
        "describe": "no phrase says the schema of a branch",
    },
)

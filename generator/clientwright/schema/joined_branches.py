"""Branches as fewer branches: `allOf` merged, and in `anyOf` one branch of what one schema can say.

A branch that only lists values, or whose keywords apply only to its types, is simple. Simple
branches are merged if they only list values, if their types differ, or if one of them is only null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import combinations
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.equality import canonical_json
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.protocols import GenerationError, Semantics
from clientwright.schema.types import APPLIES_TO_TYPES, NUMBERS, accepted_types, json_type_of
from clientwright.schema.walk import located_like

_NULL = "null"
_BRANCHING = ("anyOf", "oneOf")
_MEANT_FOR_ALL = frozenset("allOf anyOf oneOf not if then else $ref".split())
"""Keywords that apply to values of every type."""


def merge_all_of(schema: Mapping[str, Any], semantics: Semantics) -> dict[str, Any]:
    """Merge the branches of `allOf` where that is exact, and an `anyOf` or `oneOf` of one branch."""
    base: dict[str, Any] = located_like({k: v for k, v in schema.items() if k != "allOf"}, schema)
    left, parts = list[Any](), [*schema.get("allOf", ())]
    for word in _BRANCHING:
        if len(base.get(word, ())) == 1:
            parts += base.pop(word)
    for inner in (inner for part in parts for inner in _flatten_all_of(part, semantics)):
        base, rest = _intersect(base, inner, semantics)
        if rest and is_dict(inner) and "default" in inner:
            base, rest = (
                located_like({"default": inner["default"], **base}, base),
                [_without_default(inner)],
            )
        left += rest
    unique = {canonical_json(part): part for part in left}
    return located_like({**base, "allOf": list(unique.values())}, base) if unique else base


def _flatten_all_of(part: Any, semantics: Semantics) -> Iterator[Any]:
    """Yield what a part requires, and each part of its own that cannot be merged into it."""
    if not is_dict(part):
        if part is not True:
            yield part
        return
    inner = merge_all_of(part, semantics)
    own = {word: value for word, value in inner.items() if word != "allOf"}
    if own:
        yield located_like(own, inner)
    yield from inner.get("allOf", ())


def _intersect(
    base: dict[str, Any], part: Any, semantics: Semantics
) -> tuple[dict[str, Any], list[Any]]:
    if is_dict(part) and not semantics.collide(base, part):
        with suppress(GenerationError):
            return semantics.intersect(base, part), []
    return base, [part]


def without_branch_defaults(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema without the defaults of single branches of several."""
    several = {word: schema[word] for word in _BRANCHING if len(schema.get(word, ())) > 1}
    bare = {word: [_without_default(part) for part in parts] for word, parts in several.items()}
    return located_like({**schema, **bare}, schema) if bare != several else schema


def _without_default(schema: Any) -> Any:
    if not is_dict(schema) or "default" not in schema:
        return schema
    return located_like({w: v for w, v in schema.items() if w != "default"}, schema)


def join_branches(branches: list[Any]) -> list[Any]:
    """Return fewer branches that accept the same values."""
    found = [branch for branch in _flatten(branches) if branch is not False]
    found = list({canonical_json(branch): branch for branch in found}.values())
    listing = [branch for branch in found if _is_simple(branch) and _only_lists(branch)]
    if len(listing) > 1:
        found = _with_joined(found, listing, _join_lists(listing))
    typed = [branch for branch in found if _is_simple(branch) and "enum" not in branch]
    if len(typed) > 1 and all(
        _have_disjoint_types(one, other) for one, other in combinations(typed, 2)
    ):
        found = _with_joined(found, typed, _join_types(typed))
    return _join_null(found) or [False]


def _flatten(branches: list[Any]) -> list[Any]:
    """Return the branches, with the branches of one that is nothing else instead of it."""
    found: list[Any] = []
    for branch in branches:
        nested = is_dict(branch) and branch.keys() == {"anyOf"}
        found += _flatten(branch["anyOf"]) if nested else [branch]
    return found


def _is_simple(branch: Any) -> bool:
    """Return whether every keyword of a branch lists values, applies to its types, or annotates."""
    return is_dict(branch) and "type" in branch and not _MEANT_FOR_ALL & branch.keys()


def _only_lists(branch: Mapping[str, Any]) -> bool:
    """Return whether a branch accepts exactly the values that it lists."""
    return "enum" in branch and not APPLIES_TO_TYPES.keys() & branch.keys() - {MEDIA_KEYWORD}


def _with_joined(branches: list[Any], parts: list[Any], joined: Any) -> list[Any]:
    """Return the branches with a joined one in place of the first of its parts."""
    ids = set(map(id, parts))
    first = next(n for n, branch in enumerate(branches) if id(branch) in ids)
    left = [branch for branch in branches[first:] if id(branch) not in ids]
    return [*branches[:first], joined, *left]


def _join_lists(branches: list[Any]) -> Any:
    """Return a branch that lists the values of all."""
    values = [value for branch in branches for value in branch["enum"]]
    return _merge(branches, {"enum": values, "type": [json_type_of(value) for value in values]})


def _have_disjoint_types(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    kinds = [accepted_types(branch) for branch in (one, other)]
    return not kinds[0] & kinds[1] and not (kinds[0] & NUMBERS and kinds[1] & NUMBERS)


def _join_types(branches: list[Any]) -> Any:
    """Return a branch of several types, each with its own keywords."""
    return _merge(branches, {"type": [kind for branch in branches for kind in _types(branch)]})


def _join_null(branches: list[Any]) -> list[Any]:
    """Return the branches with null in one of the simple ones, always the same, if any of them accepts it."""
    accepting = [branch for branch in branches if _is_simple(branch) and _NULL in _types(branch)]
    others = [branch for branch in branches if _is_simple(branch) and _types(branch) != [_NULL]]
    if not accepting or not others:
        return branches
    bare = {id(branch): _without_null(branch) for branch in others}
    chosen = min(others, key=lambda branch: _sort_key(bare[id(branch)]))
    parts = [chosen, *(branch for branch in accepting if branch is not chosen)]
    own = bare[id(chosen)]
    changed: dict[str, Any] = {"type": [*_types(own), _NULL]}
    if "enum" in own:
        changed["enum"] = [*own["enum"], None]
    bare[id(chosen)] = located_like({**own, **changed}, *parts)
    kept = [branch for branch in branches if branch in others or branch not in accepting]
    return [bare.get(id(branch), branch) for branch in kept]


def _sort_key(branch: Mapping[str, Any]) -> str:
    """Return what orders branches, however their types are ordered."""
    return canonical_json({**branch, "type": sorted(_types(branch))})


def _without_null(branch: Mapping[str, Any]) -> Any:
    """Return a branch that does not accept null."""
    kinds = [kind for kind in _types(branch) if kind != _NULL]
    found = {**branch, "type": kinds[0] if len(kinds) == 1 else kinds}
    if "enum" in found:
        found["enum"] = [value for value in found["enum"] if value is not None]
    return located_like(found, branch)


def _merge(branches: list[Any], changed: Mapping[str, Any]) -> Any:
    """Return the keywords of all branches, of the first that has each, with some changed."""
    found: dict[str, Any] = {}
    for branch in branches:
        found = {**branch, **found}
    return located_like({**found, **changed}, *branches)


def _types(branch: Mapping[str, Any]) -> list[str]:
    written = branch["type"]
    return [written] if isinstance(written, str) else list(written)

"""Guess that a removed field was renamed, if a similar one was added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from clientwright.evolution.diff.change_messages import field_name
from clientwright.evolution.diff.changes import Change
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.rules.base import join_words
from clientwright.schema import narrowing
from clientwright.schema.equality import is_same_schema
from clientwright.schema.types import accepted_types

NAME_SIMILARITY = 0.5
"""Minimum similarity of the names of two fields of one type."""
NAME_SIMILARITY_SAME_SCHEMA = 0.3
"""Minimum similarity of the names if the schemas are equal."""
DESCRIPTION_SIMILARITY = 0.8
"""Minimum similarity of two descriptions that count as the same."""
_REMOVED_KIND, _ADDED_KIND = "property-removed", "property-added"


@dataclass(frozen=True, slots=True)
class RenameGuess:
    """The guess that a removed field has another name now, with its score and the reason."""

    score: float
    old_pointer: str
    new_pointer: str
    reason: str

    def advice(self, root_steps: Sequence[str], otherwise: str) -> str:
        """Return the guess, and what to do if it is wrong."""
        old, new = (
            field_name(join_pointer("", *root_steps) + _pointer_in_schema(at))
            for at in (self.old_pointer, self.new_pointer)
        )
        return (
            f"{old} may be called {new} now (a guess {self.reason}). If so, rename it; "
            f"if not, {otherwise[:1].lower()}{otherwise[1:]}"
        )


def add_rename_guesses(
    changes: Sequence[Change],
    old: ComparedSchema,
    new: ComparedSchema,
    root_steps: Sequence[str] = (),
) -> Iterator[Change]:
    """Add to each removed property its likely new name; `root_steps` lead to the root of pointers."""
    found = _best_guesses(_guesses(changes, (old, new), root_steps))
    for change in changes:
        known = change.kind == _REMOVED_KIND and change.advice
        guess = found.get(change.pointer) if known else None
        yield replace(change, advice=guess.advice(root_steps, change.advice)) if guess else change


def _best_guesses(guesses: Iterator[RenameGuess]) -> Mapping[str, RenameGuess]:
    """Return at most one new name for each removed field, and use each name once, the likeliest first."""
    found, used = dict[str, RenameGuess](), set[str]()
    for guess in sorted(guesses, key=lambda one: (-one.score, one.old_pointer, one.new_pointer)):
        if guess.old_pointer not in found and guess.new_pointer not in used:
            found[guess.old_pointer] = guess
            used.add(guess.new_pointer)
    return found


def _guesses(
    changes: Sequence[Change],
    sides: tuple[ComparedSchema, ComparedSchema],
    root_steps: Sequence[str],
) -> Iterator[RenameGuess]:
    all_removed, all_added = (
        _pointers_by_object(changes, kind) for kind in (_REMOVED_KIND, _ADDED_KIND)
    )
    for holder, removed in all_removed.items():
        before = {at: _schema_at(sides[0], root_steps, at) for at in removed}
        after = {at: _schema_at(sides[1], root_steps, at) for at in all_added.get(holder, [])}
        for one, old in before.items():
            for other, new in after.items():
                only_match = all(
                    sum(is_same_schema(old, schema) for schema in side.values()) == 1
                    for side in (before, after)
                )
                same_description = not root_steps and _described_alike(sides, one, other)
                if accepted_types(old) & accepted_types(new):
                    yield from _guess(
                        (one, old),
                        (other, new),
                        same_description=same_description,
                        only_match=only_match,
                    )


def _pointers_by_object(changes: Sequence[Change], kind: str) -> dict[str, list[str]]:
    """Return the pointers of fields by the pointer of their object."""
    found = dict[str, list[str]]()
    for change in changes:
        if change.kind == kind:
            found.setdefault(change.pointer.rpartition("/")[0], []).append(change.pointer)
    return found


def _guess(
    removed: tuple[str, Schema],
    added: tuple[str, Schema],
    *,
    same_description: bool,
    only_match: bool,
) -> Iterator[RenameGuess]:
    """Compare two fields of one type: name, schema, default, values, description."""
    (one, old), (other, new) = removed, added
    equal, similarity, shared = (
        is_same_schema(old, new),
        _name_similarity(one, other),
        _shared_keywords(old, new),
    )
    named = similarity >= (NAME_SIMILARITY_SAME_SCHEMA if equal else NAME_SIMILARITY)
    score = similarity + equal + same_description + len(shared) / 4
    parts = [
        *(["name"] if named else []),
        "type",
        *shared,
        *(["words"] if same_description else []),
    ]
    if named or same_description or (equal and "enum" in shared):
        yield RenameGuess(score, one, other, f"by its {join_words(parts)}")
    elif equal and only_match:
        yield RenameGuess(score, one, other, "as the only new field there that takes the same")


def _shared_keywords(before: Schema, after: Schema) -> tuple[str, ...]:
    """Return the most telling keywords that are equal in both schemas."""
    return tuple(
        word
        for word in ("default", "enum")
        if word in before and word in after and is_same_schema(before[word], after[word])
    )


def _described_alike(
    sides: tuple[ComparedSchema, ComparedSchema], removed: str, added: str
) -> bool:
    """Return whether two fields of an input have similar descriptions in some language."""
    old, new = (
        {
            locale: words.get(_pointer_in_schema(at), {}).get("description", "")
            for locale, words in side.endpoint.words.items()
        }
        for side, at in zip(sides, (removed, added), strict=True)
    )
    return any(_similar_text(old[locale], new[locale]) for locale in old.keys() & new.keys())


def _similar_text(one: str, other: str) -> bool:
    if not one or not other:
        return False
    match = SequenceMatcher(None, one, other)
    ratios = (match.real_quick_ratio, match.quick_ratio, match.ratio)
    return all(ratio() >= DESCRIPTION_SIMILARITY for ratio in ratios)


def _name_similarity(one: str, other: str) -> float:
    old, new = (split_pointer(pointer)[-1] for pointer in (one, other))
    shared = set(old.split("_")) & set(new.split("_"))
    return max(SequenceMatcher(None, old, new).ratio(), NAME_SIMILARITY if shared else 0.0)


def _pointer_in_schema(pointer: str) -> str:
    """Return a pointer into a spec file as a pointer into its schema."""
    return "/" + pointer.split("/", 2)[2]


def _schema_at(side: ComparedSchema, root_steps: Sequence[str], pointer: str) -> Schema:
    found: Any = narrowing.subschema_at(side.schema, [*root_steps, *split_pointer(pointer)[1:]])
    return found if is_dict(found) else {}

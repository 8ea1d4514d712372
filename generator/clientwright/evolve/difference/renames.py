"""A field that went while another of the same kind came may have been renamed: a guess, said as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from clientwright.evolve.difference import lifting
from clientwright.evolve.difference.kinds import kinds_of
from clientwright.evolve.difference.normal import same
from clientwright.evolve.difference.phrases import subject
from clientwright.evolve.difference.sides import Side
from clientwright.evolve.difference.values import Change
from clientwright.json_types import is_dict
from clientwright.rules.schema_and_text import join_words
from clientwright.specs.json_text import Schema, join_pointer, split_pointer

LIKE = 0.5
"""From so much likeness of their names on, two fields of one type may be the same one."""
ALIKE = 0.3
"""From so much on where everything else about them is equal."""
REWORDED = 0.8
"""From so much likeness on, two descriptions say the same."""
_GONE, _NEW = "property-removed", "property-added"


@dataclass(frozen=True, slots=True)
class Guess:
    """That a field which is gone has another name now: how much speaks for it, and what."""

    score: float
    gone: str
    come: str
    why: str

    def advice(self, above: Sequence[str], otherwise: str) -> str:
        """Say the guess, and what to do where it is wrong."""
        old, new = (
            subject(join_pointer("", *above) + _inside(at)) for at in (self.gone, self.come)
        )
        return (
            f"{old} may be called {new} now (a guess {self.why}). If so, rename it; "
            f"if not, {otherwise[:1].lower()}{otherwise[1:]}"
        )


def guessed(
    changes: Sequence[Change], old: Side, new: Side, above: Sequence[str] = ()
) -> Iterator[Change]:
    """Add to each property that is gone the new one that it may be called now; `above` leads to the root of pointers."""
    found = _chosen(_guesses(changes, (old, new), above))
    for change in changes:
        known = change.kind == _GONE and change.advice
        guess = found.get(change.pointer) if known else None
        yield replace(change, advice=guess.advice(above, change.advice)) if guess else change


def _chosen(guesses: Iterator[Guess]) -> Mapping[str, Guess]:
    """Give each field that is gone one new name, and each new name to one of them, the likeliest first."""
    found, taken = dict[str, Guess](), set[str]()
    for guess in sorted(guesses, key=lambda one: (-one.score, one.gone, one.come)):
        if guess.gone not in found and guess.come not in taken:
            found[guess.gone] = guess
            taken.add(guess.come)
    return found


def _guesses(
    changes: Sequence[Change], sides: tuple[Side, Side], above: Sequence[str]
) -> Iterator[Guess]:
    went, came = (_holders(changes, kind) for kind in (_GONE, _NEW))
    for holder, gone in went.items():
        before = {at: _schema(sides[0], above, at) for at in gone}
        after = {at: _schema(sides[1], above, at) for at in came.get(holder, [])}
        for one, old in before.items():
            for other, new in after.items():
                alone = all(
                    sum(same(old, schema) for schema in side.values()) == 1
                    for side in (before, after)
                )
                worded = not above and _worded(sides, one, other)
                if kinds_of(old) & kinds_of(new):
                    yield from _guess((one, old), (other, new), worded=worded, alone=alone)


def _holders(changes: Sequence[Change], kind: str) -> dict[str, list[str]]:
    """Give the pointers of fields by the object in which they stand."""
    found = dict[str, list[str]]()
    for change in changes:
        if change.kind == kind:
            found.setdefault(change.pointer.rpartition("/")[0], []).append(change.pointer)
    return found


def _guess(
    gone: tuple[str, Schema], come: tuple[str, Schema], *, worded: bool, alone: bool
) -> Iterator[Guess]:
    """Weigh what two fields of one type have in common: names, bounds, default, words, and that no others came or went."""
    (one, old), (other, new) = gone, come
    equal, likeness, telling = same(old, new), _likeness(one, other), _shared(old, new)
    named = likeness >= (ALIKE if equal else LIKE)
    score = likeness + equal + worded + len(telling) / 4
    parts = [*(["name"] if named else []), "type", *telling, *(["words"] if worded else [])]
    if named or worded or (equal and "enum" in telling):
        yield Guess(score, one, other, f"by its {join_words(parts)}")
    elif equal and alone:
        yield Guess(score, one, other, "as the only new field there that takes the same")


def _shared(before: Schema, after: Schema) -> tuple[str, ...]:
    """Name what says more about a field than its type, and is the same in both."""
    return tuple(
        word
        for word in ("default", "enum")
        if word in before and word in after and same(before[word], after[word])
    )


def _worded(sides: tuple[Side, Side], gone: str, come: str) -> bool:
    """Tell whether two fields of an input are described alike in some language."""
    old, new = (
        {
            locale: words.get(_inside(at), {}).get("description", "")
            for locale, words in side.endpoint.words.items()
        }
        for side, at in zip(sides, (gone, come), strict=True)
    )
    return any(_reads_like(old[locale], new[locale]) for locale in old.keys() & new.keys())


def _reads_like(one: str, other: str) -> bool:
    if not one or not other:
        return False
    match = SequenceMatcher(None, one, other)
    ratios = (match.real_quick_ratio, match.quick_ratio, match.ratio)
    return all(ratio() >= REWORDED for ratio in ratios)


def _likeness(one: str, other: str) -> float:
    old, new = (split_pointer(pointer)[-1] for pointer in (one, other))
    shared = set(old.split("_")) & set(new.split("_"))
    return max(SequenceMatcher(None, old, new).ratio(), LIKE if shared else 0.0)


def _inside(pointer: str) -> str:
    """Give a pointer of a spec file as one of the schema in it."""
    return "/" + pointer.split("/", 2)[2]


def _schema(side: Side, above: Sequence[str], pointer: str) -> Schema:
    found: Any = lifting.at(side.schema, [*above, *split_pointer(pointer)[1:]])
    return found if is_dict(found) else {}

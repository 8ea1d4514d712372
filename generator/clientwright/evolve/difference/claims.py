"""What an edit of a schema does to the set of values that it takes: claims, to be shown by a witness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.evolve.difference.kinds import SPEAKS_OF, shared
from clientwright.evolve.difference.values import Edit
from clientwright.json_types import is_list
from clientwright.specs.json_text import Schema, join_pointer

Beyond = Callable[[Schema, Schema], Iterable[Schema]]
"""Narrows what accepts to the values that what refuses does not take, the smallest first."""
Isolate = Callable[[Schema, Schema], Schema]
"""Gives what accepts with this one edit made."""


def nothing_beyond(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    """Know of no such values: they are looked for among values of all kinds."""
    yield from ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One edit of a keyword: whether it may take values away, or add some.

    `at` is the pointer of the schema in which it stands, `old` and `new` that schema on
    both sides. `open` says that neither can be read off the spec.
    """

    at: str
    keyword: str
    edit: Edit
    old: Schema
    new: Schema
    shrinks: bool = False
    grows: bool = False
    open: bool = False
    said_old: Any = None
    said_new: Any = None
    beyond: Beyond = nothing_beyond
    isolate: Isolate = lambda accepting, refusing: refusing
    name: str = ""
    inner: tuple[Claim, ...] = ()
    """What was edited in branches that stand on both sides."""

    @property
    def kind(self) -> str:
        """Name keyword and edit: `maximum-tightened`."""
        return f"{_NAMES.get(self.keyword, self.keyword)}-{self.edit}"

    @property
    def pointer(self) -> str:
        """Give the pointer of the keyword, or of the property."""
        if self.name:
            return join_pointer(self.at, "properties", self.name)
        return join_pointer(self.at, *() if self.keyword == NOTHING else (self.keyword,))


NOTHING = "nothing"
"""What a schema that takes no value is called."""
_NAMES: Mapping[str, str] = {"properties": "property"}


@dataclass(frozen=True, slots=True)
class Pair:
    """The same place of two schemas; `closed` where unknown fields are refused.

    `compare` compares what stands below.
    """

    old: Schema
    new: Schema
    at: str
    closed: bool
    compare: Callable[[Any, Any, str, bool], Iterator[Claim]]

    def below(self, old: Any, new: Any, *steps: str | int) -> Iterator[Claim]:
        """Compare two schemas that stand below."""
        yield from self.compare(old, new, join_pointer(self.at, *steps), self.closed)

    def inside(self, old: Any, new: Any, *steps: str | int) -> Iterator[Claim]:
        """Compare two schemas inside a condition or branch, where unknown fields are let pass."""
        yield from self.compare(old, new, join_pointer(self.at, *steps), False)

    def speaks(self, keyword: str) -> bool:
        """Tell whether a keyword speaks of a type that both sides take."""
        return keyword not in SPEAKS_OF or bool(SPEAKS_OF[keyword] & shared(self.old, self.new))

    def edit(self, keyword: str) -> Edit:
        """Tell whether a keyword was added, removed or changed."""
        if keyword not in self.old:
            return Edit.ADDED
        return Edit.CHANGED if keyword in self.new else Edit.REMOVED

    def claim(
        self,
        keyword: str,
        edit: Edit,
        *,
        shrinks: bool = False,
        grows: bool = False,
        open: bool = False,
        said: tuple[Any, Any] | None = None,
        beyond: Beyond = nothing_beyond,
        words: Iterable[str] = (),
        name: str = "",
        isolate: Isolate | None = None,
        inner: Iterable[Claim] = (),
    ) -> Claim:
        """Make a claim about a keyword; `words` are swapped to make this edit alone."""
        said_old, said_new = said or (self.old.get(keyword), self.new.get(keyword))
        alone = isolate or swapped(tuple(words) or (keyword,))
        return Claim(
            self.at, keyword, edit, self.old, self.new, shrinks, grows, open,
            said_old, said_new, beyond, alone, name, tuple(inner),
        )  # fmt: skip


def swapped(words: tuple[str, ...]) -> Isolate:
    """Take some keywords from the refusing side, all others from the accepting one."""

    def isolate(accepting: Schema, refusing: Schema) -> Schema:
        kept = {word: value for word, value in accepting.items() if word not in words}
        return {**kept, **{word: refusing[word] for word in words if word in refusing}}

    return isolate


def moved(shrinks: bool, grows: bool) -> Edit:
    """Name what became of a keyword that stands on both sides."""
    if shrinks == grows:
        return Edit.CHANGED
    return Edit.TIGHTENED if shrinks else Edit.LOOSENED


def edited(found: Edit, shrinks: bool, grows: bool) -> Edit:
    """Name an edit: added and removed stay, a change is told by its side."""
    return moved(shrinks, grows) if found is Edit.CHANGED else found


def array_of(value: Any) -> list[Any]:
    """Give a list, or an empty one."""
    return value if is_list(value) else []

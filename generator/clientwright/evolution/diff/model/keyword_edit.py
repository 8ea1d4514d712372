"""What an edit of a schema does to the set of values that it takes: claims, to be shown by a witness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_types import APPLIES_TO_TYPES, shared_types
from clientwright.specs.json_text import Schema, join_pointer

WitnessSchemas = Callable[[Schema, Schema], Iterable[Schema]]
"""Narrows what accepts to the values that what refuses does not take, the smallest first."""
IsolateEdit = Callable[[Schema, Schema], Schema]
"""Gives what accepts with this one edit made."""


def no_witness_schemas(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    """Know of no such values: they are looked for among values of all kinds."""
    yield from ()


@dataclass(frozen=True, slots=True)
class KeywordEdit:
    """One edit of a keyword: whether it may take values away, or add some.

    `at` is the pointer of the schema in which it stands, `old` and `new` that schema on
    both sides. `open` says that neither can be read off the spec.
    """

    schema_pointer: str
    keyword: str
    edit_kind: EditKind
    old: Schema
    new: Schema
    shrinks: bool = False
    grows: bool = False
    undecidable: bool = False
    old_value: Any = None
    new_value: Any = None
    witness_schemas: WitnessSchemas = no_witness_schemas
    isolate: IsolateEdit = lambda accepting, refusing: refusing
    name: str = ""
    branch_edits: tuple[KeywordEdit, ...] = ()
    """What was edited in branches that stand on both sides."""

    @property
    def kind(self) -> str:
        """Name keyword and edit: `maximum-tightened`."""
        return f"{_KIND_NAMES.get(self.keyword, self.keyword)}-{self.edit_kind}"

    @property
    def pointer(self) -> str:
        """Give the pointer of the keyword, or of the property."""
        if self.name:
            return join_pointer(self.schema_pointer, "properties", self.name)
        return join_pointer(
            self.schema_pointer, *() if self.keyword == ACCEPTS_NOTHING else (self.keyword,)
        )


ACCEPTS_NOTHING = "nothing"
"""What a schema that takes no value is called."""
_KIND_NAMES: Mapping[str, str] = {"properties": "property"}


@dataclass(frozen=True, slots=True)
class SchemaPair:
    """The same place of two schemas; `closed` where unknown fields are refused.

    `compare` compares what stands below.
    """

    old: Schema
    new: Schema
    schema_pointer: str
    closed: bool
    compare: Callable[[Any, Any, str, bool], Iterator[KeywordEdit]]

    def compare_below(self, old: Any, new: Any, *steps: str | int) -> Iterator[KeywordEdit]:
        """Compare two schemas that stand below."""
        yield from self.compare(old, new, join_pointer(self.schema_pointer, *steps), self.closed)

    def compare_branch(self, old: Any, new: Any, *steps: str | int) -> Iterator[KeywordEdit]:
        """Compare two schemas inside a condition or branch, where unknown fields are let pass."""
        yield from self.compare(old, new, join_pointer(self.schema_pointer, *steps), False)

    def applies(self, keyword: str) -> bool:
        """Tell whether a keyword speaks of a type that both sides take."""
        return keyword not in APPLIES_TO_TYPES or bool(
            APPLIES_TO_TYPES[keyword] & shared_types(self.old, self.new)
        )

    def edit_kind(self, keyword: str) -> EditKind:
        """Tell whether a keyword was added, removed or changed."""
        if keyword not in self.old:
            return EditKind.ADDED
        return EditKind.CHANGED if keyword in self.new else EditKind.REMOVED

    def keyword_edit(
        self,
        keyword: str,
        edit_kind: EditKind,
        *,
        shrinks: bool = False,
        grows: bool = False,
        undecidable: bool = False,
        values: tuple[Any, Any] | None = None,
        witness_schemas: WitnessSchemas = no_witness_schemas,
        keywords: Iterable[str] = (),
        name: str = "",
        isolate: IsolateEdit | None = None,
        branch_edits: Iterable[KeywordEdit] = (),
    ) -> KeywordEdit:
        """Make a claim about a keyword; `words` are swapped to make this edit alone."""
        old_value, new_value = values or (self.old.get(keyword), self.new.get(keyword))
        isolated = isolate or swap_keywords(tuple(keywords) or (keyword,))
        return KeywordEdit(
            self.schema_pointer, keyword, edit_kind, self.old, self.new, shrinks, grows, undecidable,
            old_value, new_value, witness_schemas, isolated, name, tuple(branch_edits),
        )  # fmt: skip


def swap_keywords(keywords: tuple[str, ...]) -> IsolateEdit:
    """Take some keywords from the refusing side, all others from the accepting one."""

    def isolate(accepting: Schema, refusing: Schema) -> Schema:
        kept = {keyword: value for keyword, value in accepting.items() if keyword not in keywords}
        return {
            **kept,
            **{keyword: refusing[keyword] for keyword in keywords if keyword in refusing},
        }

    return isolate


def changed_edit_kind(shrinks: bool, grows: bool) -> EditKind:
    """Name what became of a keyword that stands on both sides."""
    if shrinks == grows:
        return EditKind.CHANGED
    return EditKind.TIGHTENED if shrinks else EditKind.LOOSENED


def refined_edit_kind(edit_kind: EditKind, shrinks: bool, grows: bool) -> EditKind:
    """Name an edit: added and removed stay, a change is told by its side."""
    return changed_edit_kind(shrinks, grows) if edit_kind is EditKind.CHANGED else edit_kind

"""An edit of a keyword, and whether it removes or adds accepted values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.schema.additional_properties import described_fields
from clientwright.schema.protocols import Semantics
from clientwright.schema.types import shared_types


class EditKind(StrEnum):
    """What was done to a keyword, a rule or a fact."""

    ADDED = "added"
    REMOVED = "removed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"


WitnessSchemas = Callable[[Schema, Schema], Iterable[Schema]]
"""Maps (accepting, rejecting) to schemas of values that only the first accepts, the smallest first."""
IsolateEdit = Callable[[Schema, Schema], Schema]
"""Maps (accepting, rejecting) to the accepting schema with only this edit applied."""


def no_witness_schemas(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    """Yield nothing: candidates come from sample values instead."""
    yield from ()


@dataclass(frozen=True, slots=True)
class KeywordEdit:
    """One edit of a keyword: whether it removes accepted values (`shrinks`) or adds some (`grows`).

    `schema_pointer` points to the schema that contains the keyword; `old` and `new` are
    that schema on both sides. `undecidable`: the spec does not show which of the two it is.
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
    """Edits inside branches that are on both sides."""

    @property
    def kind(self) -> str:
        """Return keyword and edit as one name: `maximum-tightened`."""
        return f"{_KIND_NAMES.get(self.keyword, self.keyword)}-{self.edit_kind}"

    @property
    def pointer(self) -> str:
        """Return the pointer of the keyword, or of the property."""
        if self.name:
            return join_pointer(self.schema_pointer, "properties", self.name)
        return join_pointer(
            self.schema_pointer, *() if self.keyword == ACCEPTS_NOTHING else (self.keyword,)
        )


ACCEPTS_NOTHING = "nothing"
"""Keyword name for a schema that accepts no value."""
_KIND_NAMES: Mapping[str, str] = {"properties": "property"}


@dataclass(frozen=True, slots=True)
class SchemaPair:
    """Two schemas at the same pointer; `closed`: unknown fields are rejected.

    `compare` compares two subschemas.
    """

    old: Schema
    new: Schema
    schema_pointer: str
    closed: bool
    compare: Callable[[Any, Any, str, bool], Iterator[KeywordEdit]]
    semantics: Semantics

    def compare_below(self, old: Any, new: Any, *steps: str | int) -> Iterator[KeywordEdit]:
        """Compare two subschemas."""
        yield from self.compare(old, new, join_pointer(self.schema_pointer, *steps), self.closed)

    def compare_branch(self, old: Any, new: Any, *steps: str | int) -> Iterator[KeywordEdit]:
        """Compare two subschemas of a condition or branch, where unknown fields are accepted."""
        yield from self.compare(old, new, join_pointer(self.schema_pointer, *steps), False)

    def described(self, old: Any, new: Any) -> tuple[bool, bool]:
        """Return whether a branch may describe fewer fields than before, and more.

        What the schema around it describes anyway does not count, nor anything of an open object.
        """
        if not self.closed:
            return False, False
        before, after = described_fields(old), described_fields(new)
        return describes_more(before - after, self.new), describes_more(after - before, self.old)

    def shares(self, types: frozenset[str]) -> bool:
        """Return whether both sides accept values of one of these types."""
        return bool(types & shared_types(self.old, self.new))

    def edit_kind(self, keyword: str) -> EditKind:
        """Return whether a keyword was added, removed or changed."""
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
        """Return an edit of a keyword; `keywords` are the ones to swap to apply this edit alone."""
        old_value, new_value = values or (self.old.get(keyword), self.new.get(keyword))
        isolated = isolate or swap_keywords(tuple(keywords) or (keyword,))
        return KeywordEdit(
            self.schema_pointer, keyword, edit_kind, self.old, self.new, shrinks, grows, undecidable,
            old_value, new_value, witness_schemas, isolated, name, tuple(branch_edits),
        )  # fmt: skip


_BRANCH_STEPS = re.compile(r"(/(if|then|else|(allOf|anyOf|oneOf)/[0-9]+))+")
_BY_NAMES = re.compile(r"(/properties/[^/]*)+")
"""The pointers of what applies to a field whatever else there is."""


def describes_more(pointers: Iterable[str], around: Schema) -> bool:
    """Return whether fields that a branch describes are not described by the schema around it."""
    known = {pointer for pointer in described_fields(around) if _BY_NAMES.fullmatch(pointer)}
    inside = (_BRANCH_STEPS.sub("", pointer) for pointer in pointers)
    return any(pointer not in known for pointer in inside)


def reachable_edits(
    edits: Iterable[KeywordEdit], in_old: bool, in_new: bool
) -> Iterator[KeywordEdit]:
    """Yield edits at a place that the values of a side may never have: there it accepts none to lose."""
    for edit in edits:
        yield replace(edit, shrinks=edit.shrinks and in_old, grows=edit.grows and in_new)


def swap_keywords(keywords: tuple[str, ...]) -> IsolateEdit:
    """Return a function that takes these keywords from the rejecting side, all others from the accepting."""

    def isolate(accepting: Schema, refusing: Schema) -> Schema:
        kept = {keyword: value for keyword, value in accepting.items() if keyword not in keywords}
        return {
            **kept,
            **{keyword: refusing[keyword] for keyword in keywords if keyword in refusing},
        }

    return isolate


def changed_edit_kind(shrinks: bool, grows: bool) -> EditKind:
    """Return what happened to a keyword that is on both sides."""
    if shrinks == grows:
        return EditKind.CHANGED
    return EditKind.TIGHTENED if shrinks else EditKind.LOOSENED


def refined_edit_kind(edit_kind: EditKind, shrinks: bool, grows: bool) -> EditKind:
    """Return the kind of an edit: refine `CHANGED` to tightened or loosened."""
    return changed_edit_kind(shrinks, grows) if edit_kind is EditKind.CHANGED else edit_kind

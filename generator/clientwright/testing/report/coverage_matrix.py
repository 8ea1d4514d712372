"""The matrix of an endpoint's promises: its fields, times the kinds of check, with a verdict in each cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clientwright.io.json_pointer import split_pointer
from clientwright.schema.keywords import BY_KEYWORD
from clientwright.schema.walk import HOLDS_MANY, HOLDS_NAMED, HOLDS_ONE
from clientwright.testing.promises import Promise, PromiseGroup, Target, Verdict, VerdictState

WEAKEST_FIRST = (
    VerdictState.BROKEN,
    VerdictState.NOT_TRIED,
    VerdictState.UNOBSERVABLE,
    VerdictState.DOMINATED,
    VerdictState.PROVED,
)
"""The states in the order in which one decides the colour of a cell."""

ROOT_FIELD, NO_FIELD, ACCEPTED = "the input", "the endpoint", "accepted"
_RULE = "rule"
_RULE_NAME = re.compile(r"(?:^|:)rules/\d+-([^/]+)")
_BY_KEYWORD = (PromiseGroup.ACCEPTS, PromiseGroup.REFUSES)
"""The groups whose kind of check is the keyword that they are about."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Verdicts on promises about one field and one kind of check; the weakest is first."""

    verdicts: tuple[Verdict, ...]

    @property
    def state(self) -> VerdictState:
        """The weakest state."""
        return self.verdicts[0].state

    @property
    def count(self) -> int:
        """The number of verdicts with the weakest state."""
        return sum(verdict.state is self.state for verdict in self.verdicts)

    @property
    def broken(self) -> tuple[tuple[str, str], ...]:
        """The endpoints and the ids of its broken promises."""
        found = (v.promise for v in self.verdicts if v.state is VerdictState.BROKEN)
        return tuple(dict.fromkeys((promise.endpoint, promise.id) for promise in found))

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets with the weakest state."""
        found = (verdict.target for verdict in self.verdicts if verdict.state is self.state)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class CoverageMatrix:
    """The cells of an endpoint, by row; None where the specs say nothing of a kind."""

    kinds: tuple[str, ...]
    rows: Mapping[str, tuple[MatrixCell | None, ...]]


def build_matrix(verdicts: Iterable[Verdict]) -> CoverageMatrix:
    """Return the matrix of some verdicts; every verdict is in one cell.

    Rows are in the order of the verdicts, kinds in that of the registry of keywords.
    """
    cells: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        cells.setdefault(matrix_place(verdict), []).append(verdict)
    kinds = sorted(dict.fromkeys(kind for _, kind in cells), key=_kind_order)
    rows = dict.fromkeys(row for row, _ in cells)
    return CoverageMatrix(
        tuple(kinds),
        {row: tuple(_cell(cells.get((row, kind), ())) for kind in kinds) for row in rows},
    )


def matrix_place(verdict: Verdict) -> tuple[str, str]:
    """Return the row and the kind of a verdict: its field and keyword, as far as its place names them."""
    promise = verdict.promise
    first, *tokens = split_pointer(promise.place.pointer) or [""]
    if first == "rules":
        named = _RULE_NAME.search(promise.id)
        number = f" {int(tokens[0]) + 1}" if tokens and tokens[0].isdecimal() else ""
        return f"{_RULE}{number}{f': {named[1]}' if named else ''}", _RULE
    if first == "input" and promise.endpoint:
        field, keyword = _field_and_keyword(tokens, promise)
        if promise.group not in _BY_KEYWORD:
            return field, str(promise.group)
        return field, keyword or (
            ACCEPTED if promise.group is PromiseGroup.ACCEPTS else str(promise.group)
        )
    if promise.endpoint:
        return first or NO_FIELD, str(promise.group)
    subject = tokens[0] if first == "operations" and tokens else first or "the service"
    return subject, f"{verdict.target}: {promise.group}"


def _field_and_keyword(tokens: Sequence[str], promise: Promise) -> tuple[str, str]:
    """Return the path of a field below the input, and the keyword that a pointer ends with.

    Below a keyword that combines schemas, such as `anyOf`, that keyword counts.
    """
    path, combined, at = "", "", 0
    while at < len(tokens):
        word, below = tokens[at], tokens[at + 1 : at + 2]
        if word in ("properties", "patternProperties") and below:
            path += f".{below[0]}" if word == "properties" else f"./{below[0]}/"
        elif word in ("prefixItems", "items") and below:
            path += f"[{below[0]}]" if word == "prefixItems" else "[]"
        elif word == "$defs" and below:
            return promise.id.partition(":")[2].partition("/")[0] or ROOT_FIELD, (
                combined or _last_keyword(tokens)
            )
        elif word in (*HOLDS_MANY, *HOLDS_NAMED, *HOLDS_ONE) and below:
            combined = combined or word
        else:
            break
        at += 1 if word in HOLDS_ONE else 2
    keyword = tokens[at] if at < len(tokens) else ""
    return path.removeprefix(".") or ROOT_FIELD, combined or keyword


def _last_keyword(tokens: Sequence[str]) -> str:
    return next((word for word in reversed(tokens) if word in BY_KEYWORD), "")


def _cell(verdicts: Sequence[Verdict]) -> MatrixCell | None:
    ordered = sorted(verdicts, key=lambda verdict: WEAKEST_FIRST.index(verdict.state))
    return MatrixCell(tuple(ordered)) if ordered else None


_KIND_ORDER = {kind: n for n, kind in enumerate((ACCEPTED, *BY_KEYWORD, _RULE))}


def _kind_order(kind: str) -> tuple[int, str]:
    """Order kinds as the registry does its keywords; what is no keyword is last."""
    return _KIND_ORDER.get(kind, len(_KIND_ORDER)), kind

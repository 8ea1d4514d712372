"""Every keyword x edit x direction has a verdict, or a reason why there is no such edit."""

from __future__ import annotations

from itertools import product

import pytest

from clientwright.evolution.diff import Compatibility
from clientwright.schema.keywords import ANNOTATION_KEYWORDS, ASSERTION_KEYWORDS
from evolution.diff.edit_cases import EDIT_CASES, WAIVED
from evolution.diff.edit_verdicts import EDITS, EditCase
from evolution.diff.support import diff_inputs, diff_outputs, wrap_property

CASES = [(word, edit, cell) for word, cells in EDIT_CASES.items() for edit, cell in cells.items()]


def test_every_cell_is_covered_or_waived() -> None:
    """Every edit of every keyword has a case or a waiver."""
    cells = set(product(ASSERTION_KEYWORDS | ANNOTATION_KEYWORDS, EDITS))
    covered = {(word, edit) for word, edit, _ in CASES}
    assert cells - covered - WAIVED.keys() == set()
    assert covered & WAIVED.keys() == set()
    assert (covered | WAIVED.keys()) - cells == set()
    assert all(WAIVED.values())


@pytest.mark.parametrize(
    ("word", "edit", "cell"), CASES, ids=[f"{word}-{edit}" for word, edit, _ in CASES]
)
def test_edit_gets_its_verdict(word: str, edit: str, cell: EditCase) -> None:
    """An edit of a keyword gets the expected verdict in each direction, and every break has a witness."""
    old, new, of_request, of_response = cell
    for found, verdict in (
        (diff_inputs(wrap_property(old), wrap_property(new)), of_request),
        (diff_outputs(wrap_property(old), wrap_property(new)), of_response),
    ):
        assert found.compatibility == verdict, (word, edit, found.changes)
        assert found.changes
        assert all(change.witness for change in found.with_compatibility(Compatibility.BREAKING))

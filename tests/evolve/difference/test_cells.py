"""Every keyword × edit × direction has a verdict, or a reason why there is no such edit."""

from __future__ import annotations

from itertools import product

import pytest

from clientwright.evolve.difference import Verdict
from clientwright.specs.schema_keywords import ANNOTATION_KEYWORDS, ASSERTION_KEYWORDS
from evolve.difference.cells import CELLS, EDITS, WAIVED, Cell
from evolve.difference.support import answered, asked, inside

CASES = [(word, edit, cell) for word, cells in CELLS.items() for edit, cell in cells.items()]


def test_every_cell_is_covered_or_waived() -> None:
    """No keyword of the dialect, and no edit of it, is without a case or a reason."""
    cells = set(product(ASSERTION_KEYWORDS | ANNOTATION_KEYWORDS, EDITS))
    covered = {(word, edit) for word, edit, _ in CASES}
    assert cells - covered - WAIVED.keys() == set()
    assert covered & WAIVED.keys() == set()
    assert (covered | WAIVED.keys()) - cells == set()
    assert all(WAIVED.values())


@pytest.mark.parametrize(
    ("word", "edit", "cell"), CASES, ids=[f"{word}-{edit}" for word, edit, _ in CASES]
)
def test_a_cell_has_its_verdict(word: str, edit: str, cell: Cell) -> None:
    """An edit of a keyword gets the verdict of its direction, and every break shows its witness."""
    old, new, of_request, of_response = cell
    for found, verdict in (
        (asked(inside(old), inside(new)), of_request),
        (answered(inside(old), inside(new)), of_response),
    ):
        assert found.verdict == verdict, (word, edit, found.changes)
        assert found.changes
        assert all(change.witness for change in found.of(Verdict.BREAKING))

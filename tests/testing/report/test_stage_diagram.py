"""The diagram of a job's stages shows every stage and what was seen."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.testing.promises import MoveKind, StageMove, Target
from clientwright.testing.report.stage_diagram import (
    BOX_HEIGHT,
    BOX_WIDTH,
    WIDTH,
    move_rows,
    stage_diagrams,
)
from testing.report.sample_reports import MOVES, moves


@given(st.lists(moves, max_size=6))
@settings(max_examples=100)
def test_any_moves_become_a_diagram(found: list[StageMove]) -> None:
    """Whatever the moves, each target has a diagram with all its stages inside the picture."""
    diagrams = stage_diagrams(found)
    assert {one.target for one in diagrams} == {one.target for one in found}
    for one in diagrams:
        own = [move for move in found if move.target == one.target]
        assert len(one.boxes) == len({s for move in own for s in (move.before, move.after)})
        assert len({(box.x, box.y) for box in one.boxes}) == len(one.boxes)
        for box in one.boxes:
            assert 0 <= box.x <= WIDTH
            assert BOX_HEIGHT // 2 <= box.y <= one.height - BOX_HEIGHT // 2
        assert len(move_rows(one.moves)) == len(own)


def test_stages_are_below_those_before_them() -> None:
    """A documented move leads downwards, boxes do not overlap, and what was not seen is marked."""
    (diagram,) = stage_diagrams(MOVES)
    boxes = {box.name: box for box in diagram.boxes}
    assert list(boxes) == ["submit", "waiting", "running", "cancelled", "succeeded"]
    for move in MOVES:
        if move.kind is MoveKind.DIRECT:
            assert boxes[move.before or "submit"].y < boxes[move.after].y
    assert not boxes["cancelled"].seen
    assert abs(boxes["running"].x - boxes["cancelled"].x) > BOX_WIDTH
    unseen = [arrow for arrow in diagram.arrows if not arrow.seen]
    assert [arrow.label for arrow in unseen] == [""]
    assert diagram.target is Target.SERVER
    assert "waiting to cancelled: not seen" in diagram.text

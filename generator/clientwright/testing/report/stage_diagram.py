"""The diagram of a job's stages, with the moves that were seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clientwright.testing.promises import MoveKind, StageMove, Target

WIDTH, ROW, BOX_WIDTH, BOX_HEIGHT = 320, 84, 104, 34
SUBMIT = "submit"
"""What the diagram calls the time before the first stage."""

MOVE_MEANINGS = {
    MoveKind.DIRECT: "documented",
    MoveKind.SKIPPED: "possible; the stages between were not seen",
    MoveKind.CONTRADICTION: "contradicts the documents",
}


@dataclass(frozen=True, slots=True)
class StageBox:
    """A stage, and the middle of its box."""

    name: str
    x: int
    y: int
    seen: bool


@dataclass(frozen=True, slots=True)
class StageArrow:
    """The arrow of a move, as the path of an SVG, with the place of its label."""

    path: str
    label: str
    x: int
    y: int
    kind: MoveKind
    seen: bool


@dataclass(frozen=True, slots=True)
class StageDiagram:
    """The stages and moves of one target's jobs."""

    target: Target
    height: int
    boxes: tuple[StageBox, ...]
    arrows: tuple[StageArrow, ...]
    moves: tuple[StageMove, ...]
    text: str


def stage_diagrams(moves: Iterable[StageMove]) -> list[StageDiagram]:
    """Return a diagram for each target."""
    found: dict[Target, list[StageMove]] = {}
    for move in moves:
        found.setdefault(move.target, []).append(move)
    return [_diagram(target, those) for target, those in found.items()]


def stage_name(stage: str) -> str:
    """Return the name of a stage for readers."""
    return stage or SUBMIT


def _diagram(target: Target, moves: Sequence[StageMove]) -> StageDiagram:
    boxes = _boxes(moves)
    drawn = [move for move in moves if move.kind is not MoveKind.SKIPPED]
    return StageDiagram(
        target,
        max(box.y for box in boxes.values()) + BOX_HEIGHT,
        tuple(boxes.values()),
        tuple(_arrow(boxes[one.before], boxes[one.after], one) for one in drawn),
        tuple(moves),
        "; ".join(f"{stage_name(m.before)} to {stage_name(m.after)}: {_times(m)}" for m in moves),
    )


def _boxes(moves: Sequence[StageMove]) -> dict[str, StageBox]:
    """Return a box for each stage, below all stages that come before it."""
    direct = [move for move in moves if move.kind is MoveKind.DIRECT]
    depth = dict.fromkeys((s for move in moves for s in (move.before, move.after)), 0)
    for _ in depth:
        for move in direct:
            depth[move.after] = max(depth[move.after], depth[move.before] + 1)
            depth[move.after] = min(depth[move.after], len(depth))
    seen = {stage for move in moves if move.jobs for stage in (move.before, move.after)}
    rows: dict[int, list[str]] = {}
    for stage, row in depth.items():
        rows.setdefault(row, []).append(stage)
    return {
        stage: StageBox(
            stage_name(stage),
            (2 * n + 1) * WIDTH // (2 * len(rows[row])),
            BOX_HEIGHT // 2 + 2 + place * ROW,
            stage in seen,
        )
        for place, row in enumerate(sorted(rows))
        for n, stage in enumerate(rows[row])
    }


def _arrow(before: StageBox, after: StageBox, move: StageMove) -> StageArrow:
    """Return a straight arrow downwards or sideways, or one that bends around the others."""
    half = BOX_HEIGHT // 2
    label = f"×{move.jobs}" if move.jobs else ""
    x, y = (before.x + after.x) // 2, (before.y + after.y) // 2
    seen = bool(move.jobs)
    if move.kind is MoveKind.DIRECT:
        path = f"M{before.x} {before.y + half}L{after.x} {after.y - half - 2}"
        return StageArrow(path, label, x, y, move.kind, seen)
    if before.y == after.y:
        way = 1 if after.x > before.x else -1
        path = f"M{before.x + way * BOX_WIDTH // 2} {y}L{after.x - way * (BOX_WIDTH // 2 + 2)} {y}"
        return StageArrow(path, label, x, y - half, move.kind, seen)
    side = before.x + BOX_WIDTH // 2, after.x + BOX_WIDTH // 2
    bend = min(WIDTH - 4, max(side) + 40)
    path = f"M{side[0]} {before.y}C{bend} {before.y} {bend} {after.y} {side[1] + 2} {after.y}"
    return StageArrow(path, label, bend - 14, y, move.kind, seen)


def _times(move: StageMove) -> str:
    if not move.jobs:
        return "not seen"
    return f"seen {move.jobs} {'time' if move.jobs == 1 else 'times'}"


def move_rows(moves: Iterable[StageMove]) -> list[Mapping[str, str]]:
    """Return the moves as rows of a table."""
    return [
        {
            "before": stage_name(move.before),
            "after": stage_name(move.after),
            "seen": f"×{move.jobs}" if move.jobs else "not seen",
            "meaning": MOVE_MEANINGS[move.kind],
            "kind": str(move.kind),
        }
        for move in moves
    ]

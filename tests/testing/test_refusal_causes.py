"""One fault of a judge is one finding: refusals of good inputs are told apart by their cause."""

from __future__ import annotations

import pytest

from clientwright.testing.refusal_causes import RefusalCause, RefusalCauses
from clientwright.testing.targets.decision import Decision


def refusal(said: str, *named: tuple[str, ...]) -> Decision:
    """Give a refusal."""
    return Decision(False, said, named)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (refusal("x", ("a", "0", "b")), refusal("y", ("a", "7", "b")), True),
        (refusal("x", ("a",)), refusal("x", ("b",)), False),
        (refusal("x", ("a",)), refusal("x", ("a",), ("b",)), True),
        (refusal("x", ("a",), ("b",)), refusal("x", ("a",)), False),
        (refusal("HTTP 422 3 is less than 4"), refusal("HTTP 400 5 is less than 4"), True),
        (refusal("HTTP 422 no balance"), refusal("HTTP 422 no token"), False),
        (refusal("x"), refusal("x", ("a",)), False),
    ],
)
def test_causes_are_told_apart(first: Decision, second: Decision, same: bool) -> None:
    """A refusal is explained by one that named the same fields, or said the same but for its numbers."""
    assert RefusalCause.from_decision(first).explains(RefusalCause.from_decision(second)) is same


def test_the_first_promise_tells_it() -> None:
    """What was added is told by its promise, anything else by none."""
    causes = RefusalCauses()
    causes.add(refusal("x", ("a",)), "p")
    assert causes.reported_by(refusal("y", ("a",))) == "p"
    assert causes.reported_by(refusal("y", ("b",))) == ""

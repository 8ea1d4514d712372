"""Refusals of valid inputs are grouped by cause, so that one fault is one finding."""

from __future__ import annotations

import pytest

from clientwright.testing.targets.decision import Decision
from clientwright.testing.trials.run_promise import RefusalCause, RefusalCauses


def refusal(message: str, *named: tuple[str, ...]) -> Decision:
    """Return a refusal."""
    return Decision(False, message, named)


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
def test_cause_is_fields_or_message(first: Decision, second: Decision, same: bool) -> None:
    """A refusal has the same cause if it names the same fields, or has the same message but for numbers."""
    assert RefusalCause.from_decision(first).explains(RefusalCause.from_decision(second)) is same


def test_first_promise_reports_cause() -> None:
    """A known cause is reported by the promise that found it, any other by none."""
    causes = RefusalCauses()
    causes.add(refusal("x", ("a",)), "p")
    assert causes.reported_by(refusal("y", ("a",))) == "p"
    assert causes.reported_by(refusal("y", ("b",))) == ""

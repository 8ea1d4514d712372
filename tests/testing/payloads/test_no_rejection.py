"""No draw is rejected."""

from __future__ import annotations

import ast
from pathlib import Path

import hypothesis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import clientwright.rules
import clientwright.testing
from clientwright.schema.choice_sources import HypothesisChoiceSource
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from testing.support import NAMES

ROOMS = [Path(clientwright.testing.__path__[0]), Path(clientwright.rules.__path__[0])]
REJECTING = {"assume", "reject", "filter"}


def test_no_strategy_rejects() -> None:
    """No code of the harness or the rules makes Hypothesis reject a draw."""
    found = [
        f"{path.name}:{node.lineno}"
        for room in ROOMS
        for path in sorted(room.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in REJECTING)
        or (isinstance(node, ast.Name) and node.id in REJECTING - {"filter"})
    ]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
@settings(phases=[Phase.generate], max_examples=300)
@given(data=st.data())
def test_every_draw_becomes_a_payload(name: str, data: st.DataObject) -> None:
    """Every draw gives a payload: none is marked invalid, and none is repeated."""
    generator, strategies_used = PayloadGenerator(NAMES[name]), list[object]()

    def draw(strategy: st.SearchStrategy[object]) -> object:
        strategies_used.append(strategy)
        return data.draw(strategy)

    try:
        generator.generate(HypothesisChoiceSource(draw))
    except hypothesis.errors.UnsatisfiedAssumption:
        pytest.fail("a draw was rejected")
    assert strategies_used

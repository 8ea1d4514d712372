"""Hypothesis strategies of an endpoint's valid payloads, for anybody's property tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.generation.choice_sources import HypothesisChoiceSource
from clientwright.testing.payloads.generation.payload_generator import PayloadGenerator

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def payloads(
    endpoint: Endpoint, *, schemes: tuple[str, ...] = ("https",), surrogates: bool = False
) -> SearchStrategy[dict[str, Any]]:
    """Give a strategy whose every example keeps the endpoint's schema and rules.

    Nothing is filtered; `surrogates` lets halves of surrogate pairs into texts.
    """
    from hypothesis import strategies as st

    generator = PayloadGenerator(endpoint, schemes)

    @st.composite
    def made(draw: Any) -> dict[str, Any]:
        return generator.generate(HypothesisChoiceSource(draw, surrogates))

    return made()

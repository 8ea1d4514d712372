"""Hypothesis strategies for an endpoint's valid payloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientwright.schema.choice_sources import HypothesisChoiceSource
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def payloads(
    endpoint: Endpoint, *, schemes: tuple[str, ...] = ("https",), surrogates: bool = False
) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy whose examples all keep the endpoint's schema and rules.

    Nothing is filtered; `surrogates` allows halves of surrogate pairs in text.
    """
    from hypothesis import strategies as st

    generator = PayloadGenerator(endpoint, schemes)

    @st.composite
    def made(draw: Any) -> dict[str, Any]:
        return generator.generate(HypothesisChoiceSource(draw, surrogates))

    return made()

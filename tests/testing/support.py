"""Endpoints, payloads and servers for the tests of payloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clientwright.io.loopback_transport import LoopbackTransport
from clientwright.rules.base import Rule
from clientwright.schema.choice_sources import HypothesisChoiceSource, RandomChoiceSource
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.spec_files import load_specs
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.targets.server_target import ServerTarget

ROOT = Path(__file__).resolve().parents[2]


def project_specs() -> Specs:
    """Return the specs of the repository."""
    return load_specs(ROOT / "specs" / "runcomfy").services[0]


SPECS = project_specs()
IMAGE, TEXT = SPECS.endpoints
NAMES = {"image-to-video": IMAGE, "text-to-video": TEXT}


def make_endpoint(schema: Mapping[str, Any], *rules: Rule) -> Endpoint:
    """Return an endpoint with this input schema."""
    return Endpoint(ModelId("made/up"), dict(schema), rules=rules, path=Path("up.json"))


def generate_payloads(one: Endpoint, count: int, seed: str = "") -> Iterator[dict[str, Any]]:
    """Yield payloads from a seed."""
    generator = PayloadGenerator(one)
    return (generator.generate(RandomChoiceSource.from_seed(f"{seed}:{n}")) for n in range(count))


def payloads(
    endpoint: Endpoint, *, schemes: tuple[str, ...] = ("https",), surrogates: bool = False
) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy whose examples all keep the endpoint's schema and rules.

    Nothing is filtered; `surrogates` allows halves of surrogate pairs in text.
    """
    generator = PayloadGenerator(endpoint, schemes)

    @st.composite
    def made(draw: Any) -> dict[str, Any]:
        return generator.generate(HypothesisChoiceSource(draw, surrogates))

    return made()


def draw_payloads(one: Endpoint, count: int) -> list[dict[str, Any]]:
    """Return payloads by Hypothesis; a rejected draw would be missing."""
    found: list[dict[str, Any]] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(payloads(one))
    def take(payload: dict[str, Any]) -> None:
        found.append(payload)

    take()
    return found


def make_server(url: str, tokens: Mapping[str, str]) -> ServerTarget:
    """Return a server under test."""
    return ServerTarget(
        SPECS.service, url, tokens, httpx.Client(transport=LoopbackTransport(), timeout=30)
    )

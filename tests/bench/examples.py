"""Valid inputs by construction: how many a second, beside a strategy written by hand for the one endpoint."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.specs.model import Endpoint
from clientwright.specs.spec_files import load_specs
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from tests.bench.generation import CLIENTWRIGHT
from tests.bench.processes import run
from tests.bench.results import Aim, Row, row
from tests.bench.sampling import Measure, alternate
from tests.bench.unlike_endpoints import SPECS
from tests.testing.support import payloads

COUNT = 500
ROUNDS = 5
ENDPOINT = "kling/kling-3.0/standard/image-to-video"
Payload = dict[str, Any]


def measure() -> Iterator[Row]:
    """Yield the rows of examples."""
    endpoint = next(one for one in load_specs(SPECS).services[0].endpoints if one.id == ENDPOINT)
    found = alternate(
        {
            "by Hypothesis": _examples_a_second(payloads(endpoint)),
            "by hand": _examples_a_second(by_hand()),
            "by schemathesis": _examples_a_second(by_schemathesis()),
            "by a seed": _seeded_a_second(endpoint),
        },
        ROUNDS,
    )
    work, unit = "valid examples of one endpoint", "a second"
    aim = Aim(0.8, "ratio", at_least=True)
    ours, hand = found["by Hypothesis"], found["by hand"]
    yield row("examples-hypothesis", f"{work}, by Hypothesis", unit, ours, rival="a strategy by hand", theirs=hand, aim=aim)  # fmt: skip
    yield row("examples-schemathesis", f"{work}, by Hypothesis", unit, ours, rival="schemathesis, which keeps no rule", theirs=found["by schemathesis"])  # fmt: skip
    yield row("examples-seed", f"{work}, by a seed", unit, found["by a seed"])


@st.composite
def by_hand(draw: st.DrawFn) -> Payload:
    """Return a payload as a person writes a strategy for this endpoint, the sum of the segments included."""
    url = st.builds("https://example.com/{}.png".format, st.integers(0, 999))
    element = st.fixed_dictionaries(
        {},
        optional={
            "frontal_image_url": url,
            "reference_image_urls": st.lists(url),
            "video_url": url,
        },
    )
    payload = draw(
        st.fixed_dictionaries(
            {"prompt": st.text(), "start_image_url": url},
            optional={
                "generate_audio": st.booleans(),
                "elements": st.lists(element, max_size=3),
                "shot_type": st.just("customize"),
                "negative_prompt": st.text(),
                "cfg_scale": st.floats(0, 1),
                "duration": st.integers(3, 15),
            },
        )
    )
    left, segments = payload.get("duration", 10), list[Payload]()
    while draw(st.booleans()) and left >= 6:
        length = draw(st.integers(3, left - 3))
        segments.append({"prompt": draw(st.text()), "duration": length})
        left -= length
    return {**payload, "multi_prompt": [*segments, {"duration": left}]} if segments else payload


def by_schemathesis() -> st.SearchStrategy[Any]:
    """Return what schemathesis makes of our OpenAPI document of the same endpoint."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "openapi.json"
        run([*CLIENTWRIGHT, "export", "openapi", "--specs", str(SPECS), "--out", str(path)])
        schema: Any = schemathesis.openapi.from_dict(json.loads(path.read_text("utf-8")))
    cases: st.SearchStrategy[Any] = schema[f"/models/{ENDPOINT}"]["POST"].as_strategy()
    return cases


def _examples_a_second(strategy: st.SearchStrategy[Any]) -> Measure:
    def measure_once() -> float:
        @settings(
            max_examples=COUNT,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def take(payload: Any) -> None:
            taken.append(payload)

        taken: list[Any] = []
        started = time.perf_counter()
        take()
        return len(taken) / (time.perf_counter() - started)

    return measure_once


def _seeded_a_second(endpoint: Endpoint) -> Measure:
    """Return a measurement of examples as a contract run makes them; each is valid."""
    generator = PayloadGenerator(endpoint)
    oracle = PayloadOracle(generator)

    def make(n: int) -> Payload:
        return generator.generate(RandomChoiceSource.from_seed(str(n)))

    assert not any(oracle.broken_constraints(make(n)) for n in range(100))

    def measure_once() -> float:
        started = time.perf_counter()
        for n in range(COUNT):
            make(n)
        return COUNT / (time.perf_counter() - started)

    return measure_once

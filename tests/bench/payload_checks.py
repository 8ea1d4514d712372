"""Describing a job and checking its payload, beside a model written by hand and a validator in Rust."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import jsonschema_rs

from runcomfy.kling.kling_3_0.standard import image_to_video
from tests.bench import hand_made
from tests.bench.payload import PAYLOAD
from tests.bench.results import Aim, Row, row
from tests.bench.sampling import Measure, alternate
from tests.bench.unlike_endpoints import SPECS

ROUNDS, BATCH = 50, 500
SPEC = SPECS / "runcomfy/kling/kling-3.0/standard/image-to-video.json"


def measure() -> Iterator[Row]:
    """Yield the rows of a payload's check."""
    validator = jsonschema_rs.validator_for(json.loads(SPEC.read_text("utf-8"))["input"])
    found = alternate(
        {
            "ours": _batch(lambda: image_to_video.request(**PAYLOAD)),
            "by hand": _batch(lambda: hand_made.Input(**PAYLOAD)),
            "rust": _batch(lambda: validator.is_valid(PAYLOAD)),
        },
        ROUNDS,
    )
    work = "describe a job and check its full payload, with rules"
    rivals = (
        ("by hand", "a pydantic model by hand, with the rule", Aim(2, "ratio")),
        ("rust", "jsonschema-rs, which checks no rule and no medium", None),
    )
    for name, rival, aim in rivals:
        id = f"check-beside-{name.replace(' ', '-')}"
        yield row(id, work, "µs", found["ours"], rival=rival, theirs=found[name], aim=aim)


def _batch(check: Callable[[], object]) -> Measure:
    def run() -> float:
        """Return the microseconds of one check."""
        started = time.perf_counter()
        for _ in range(BATCH):
            check()
        return 1e6 * (time.perf_counter() - started) / BATCH

    return run

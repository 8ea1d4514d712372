"""What the tests of the grading share: the specs of this repository, and their probes."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientwright.contract.grade.equivalence import Probes
from clientwright.contract.payload_trials import PayloadTrials
from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="package")
def specs() -> Specs:
    """Give the committed specs."""
    (found,) = load_specs(ROOT / "specs").services
    return found


@pytest.fixture(scope="package")
def probes(specs: Specs) -> list[Probes]:
    """Give the payloads that tell mutants apart, by endpoint."""
    return [Probes(PayloadTrials(endpoint)) for endpoint in specs.endpoints]

"""The repository's specs and probes for the tests of the mutation score."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.mutation.equivalence import ProbeSet
from clientwright.testing.trials.payload_trials import PayloadTrials

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="package")
def specs() -> Specs:
    """Return the committed specs."""
    (found,) = load_specs(ROOT / "specs" / "runcomfy").services
    return found


@pytest.fixture(scope="package")
def probes(specs: Specs) -> list[ProbeSet]:
    """Return the probes of each endpoint."""
    return [ProbeSet(PayloadTrials(endpoint)) for endpoint in specs.endpoints]

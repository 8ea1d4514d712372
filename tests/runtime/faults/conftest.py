"""The outcomes of a module's faults, all played at once."""

from __future__ import annotations

import pytest

from runtime.faults.fault import Outcome
from runtime.faults.play import Play, play_all


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest) -> dict[tuple[str, str], Outcome]:
    """Play the faults of the module that this run has selected."""
    plays: dict[tuple[str, str], Play] = {}
    for item in request.session.items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if item.path == request.path and "fault" in params:
            play = params["fault"], params["flavour"]
            plays[play[0].name, play[1]] = play
    return play_all(plays.values())


@pytest.fixture
def outcome(request: pytest.FixtureRequest, outcomes: dict[tuple[str, str], Outcome]) -> Outcome:
    """Return the outcome of the test's fault."""
    params = request.node.callspec.params
    return outcomes[params["fault"].name, params["flavour"]]

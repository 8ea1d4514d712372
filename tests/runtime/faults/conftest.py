"""The outcomes of a module's faults, many of them played at once."""

from __future__ import annotations

import pytest

from runtime.faults.fault import Outcome
from runtime.faults.play import Play, play_all

AT_ONCE = 200
"""How many faults are played when the first of them is asked for: another process may test the others."""


class Outcomes:
    """The outcomes of faults by their names and flavours."""

    def __init__(self, plays: dict[tuple[str, str], Play]) -> None:
        self._plays, self._names = plays, list(plays)
        self._known: dict[tuple[str, str], Outcome] = {}

    def __getitem__(self, name: tuple[str, str]) -> Outcome:
        if name not in self._known:
            start = self._names.index(name) // AT_ONCE * AT_ONCE
            names = self._names[start : start + AT_ONCE]
            self._known |= play_all(self._plays[one] for one in names)
        return self._known[name]


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest) -> Outcomes:
    """Return the outcomes of the faults of the module that this run has selected."""
    plays: dict[tuple[str, str], Play] = {}
    for item in request.session.items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if item.path == request.path and "fault" in params:
            play = params["fault"], params["flavour"]
            plays[play[0].name, play[1]] = play
    return Outcomes(plays)


@pytest.fixture
def outcome(request: pytest.FixtureRequest, outcomes: Outcomes) -> Outcome:
    """Return the outcome of the test's fault."""
    params = request.node.callspec.params
    return outcomes[params["fault"].name, params["flavour"]]

"""The table of faults for services of every shape: the servers answer as their service's file says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runtime.faults import any_polls, any_submits, own_facts
from runtime.faults.fault import FLAVOURS, Fault, Outcome
from runtime.faults.parties import answers_of, party_of
from runtime.faults.verdict import check_headers, check_laws, check_log, check_row

SERVICES = ("fal", "replicate", "filmhouse")
EVERY = {any_submits: 9, any_polls: 11, own_facts: 2}
"""Of how many faults one is played in each run; the others are played in the run of many examples."""


def table() -> list[Fault]:
    """Return the faults of every service; those that only `nox -s stress` plays are marked."""
    found: list[Fault] = []
    for service in SERVICES:
        for module, every in EVERY.items():
            faults = list(module.rows_of(answers_of(service)))
            found += [
                replace(one, name=f"{service}-{one.name}", stress=n % every > 0)
                for n, one in enumerate(faults)
            ]
    return found


FAULTS = table()


@pytest.mark.parametrize(
    ("fault", "flavour"),
    [
        pytest.param(
            *(fault, flavour),
            id=f"{fault.name}-{flavour}",
            marks=[pytest.mark.stress] if fault.stress else [],
        )
        for fault in FAULTS
        for flavour in FLAVOURS
    ],
)
def test_row(fault: Fault, flavour: str, outcome: Outcome) -> None:
    """The caller gets what the table says, one job at most is bought, and its id is not lost."""
    check_row(fault, outcome)
    check_laws(fault, outcome)
    check_log(outcome)
    check_headers(outcome, party_of(fault.service).header)

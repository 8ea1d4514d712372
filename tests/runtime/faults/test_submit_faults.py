"""Whatever a server does with a submit: one paid job at most, and its id is not lost."""

from __future__ import annotations

from runtime.faults import refused_submits, submitted_ids, unknown_submits
from runtime.faults.fault import Fault, Outcome, rows
from runtime.faults.verdict import check_headers, check_laws, check_log, check_row

FAULTS = [*unknown_submits.FAULTS, *refused_submits.FAULTS, *submitted_ids.FAULTS]


@rows(FAULTS)
def test_row(fault: Fault, flavour: str, outcome: Outcome) -> None:
    """The caller gets what the table says, after as many submits."""
    check_row(fault, outcome)


@rows(FAULTS)
def test_laws(fault: Fault, flavour: str, outcome: Outcome) -> None:
    """No submit is repeated that may have been accepted, no id is lost, no token goes elsewhere."""
    check_laws(fault, outcome)


@rows(FAULTS)
def test_unknown_is_logged(fault: Fault, flavour: str, outcome: Outcome) -> None:
    """A submit whose outcome is unknown leaves a warning in the log, with the id if it is known."""
    check_log(outcome)


@rows(FAULTS[:3])
def test_headers(fault: Fault, flavour: str, outcome: Outcome) -> None:
    """Each request has the token, and asks for a body without encoding."""
    check_headers(outcome)

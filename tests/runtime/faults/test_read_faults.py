"""Whatever a server does after it accepted a job: the caller gets the output, or an error with the id."""

from __future__ import annotations

from runtime.faults import direct_reads, outputs, polled_answers, status_words
from runtime.faults.fault import Fault, Outcome, rows
from runtime.faults.verdict import check_headers, check_laws, check_row

FAULTS = [*polled_answers.FAULTS, *status_words.FAULTS, *direct_reads.FAULTS, *outputs.FAULTS]


@rows(FAULTS)
def test_row(fault: Fault, flavour: str, outcome: Outcome) -> None:
    """The caller gets what the table says, with the request id."""
    check_row(fault, outcome)


@rows(FAULTS)
def test_laws(fault: Fault, flavour: str, outcome: Outcome) -> None:
    """One job is submitted, its id is not lost, no token goes elsewhere."""
    check_laws(fault, outcome)


@rows(FAULTS[:3])
def test_headers(fault: Fault, flavour: str, outcome: Outcome) -> None:
    """Each request has the token, and asks for a body without encoding."""
    check_headers(outcome)

"""What must hold of every fault, beside the row of the table."""

from __future__ import annotations

from runtime.faults.fault import Fault, Outcome, Refusal
from runtime.faults.play import TOKEN


def check_row(fault: Fault, outcome: Outcome) -> None:
    """Check an outcome against the row of its fault."""
    seen = f"{outcome.kind}: {outcome.got}"
    assert outcome.posts in fault.posts, f"{outcome.posts} submits; {seen}"
    assert outcome.kind.removeprefix("Async") in fault.got, seen
    assert outcome.request_id == fault.id, f"request id {outcome.request_id!r}; {seen}"
    assert fault.check(outcome), seen


def check_laws(fault: Fault, outcome: Outcome) -> None:
    """Check that no submit was repeated that may have been accepted, no id lost, no token sent elsewhere."""
    assert outcome.abroad == 0
    submits = [act for name, act in outcome.answered if name == "submit"]
    assert all(isinstance(act, Refusal) for act in submits[:-1]), f"{len(submits)} submits"
    if outcome.job_id is not None:
        assert outcome.request_id == outcome.job_id
    assert TOKEN not in f"{outcome.got} {outcome.got!r} {outcome.log}"


def check_log(outcome: Outcome) -> None:
    """Check that an unknown submit is logged as a warning, with the request id if there is one."""
    if outcome.kind == "SubmitUnknown":
        known = outcome.request_id or ""
        assert any(known in line for line in outcome.log), f"logged: {outcome.log}"


def check_headers(outcome: Outcome, header: tuple[str, str] = ("Authorization", "Bearer")) -> None:
    """Check that each request has the token once, and asks for a body without encoding."""
    name, scheme = header
    token = f"{name}: {scheme} {TOKEN}".replace(":  ", ": ").lower().encode()
    for request in outcome.received:
        lines = request.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
        assert lines.count(token) == 1
        assert b"accept-encoding: identity" in lines

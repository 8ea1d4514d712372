"""How the calls that must be refused are made: about nobody's requests, to no model, under the tokens of strangers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from clientwright.contract.jobs.answered import Answered
from clientwright.contract.jobs.desk import Desk, Watched, read
from clientwright.contract.jobs.refusals import NO_SUCH_REQUEST, READS, Refusal
from clientwright.contract.jobs.table import CANCELLED
from clientwright.contract.judges.server import MINE, OTHER, Server

Asked = Mapping[str, Answered | str]
"""What came back, or why nothing was asked, by the ids of promises."""

Asking = Callable[[Desk, Iterable[Refusal]], Asked]


def ask_for_nobodys_request(desk: Desk, refusals: Iterable[Refusal]) -> Asked:
    """Ask about a request id that nobody was given."""
    return {
        one.clause.id: Answered(read(desk.server, one.about, NO_SUCH_REQUEST, MINE))
        for one in refusals
    }


def ask_for_no_model(desk: Desk, refusals: Iterable[Refusal]) -> Asked:
    """Submit a good input to a model that does not exist."""
    model = f"{desk.endpoint.id}-that-does-not-exist"
    return {one.clause.id: Answered(desk.server.submit(model, desk.payload)) for one in refusals}


def ask_as_strangers(desk: Desk, refusals: Iterable[Refusal]) -> Asked:
    """Submit one job under the good token, then make each call under each other one.

    The twins come first, but for the cancel's, which comes last: it may end the job.
    """
    job = desk.submit()
    if job is None:
        return dict.fromkeys(_ids(refusals), f"a submit was not taken: {desk.submits[0].told()}")
    held = {one.clause.id: one for one in refusals}
    twins = {"submit": True, **{name: bool(job.ask(name)) for name in READS if name != "cancel"}}
    asked = {name: _as_stranger(desk, job, one) for name, one in held.items()}
    twins["cancel"] = bool(job.ask("cancel"))
    spoiled = "the same call under the good token was not answered"
    return {name: one if twins[held[name].about] else spoiled for name, one in asked.items()}


def _as_stranger(desk: Desk, job: Watched, refusal: Refusal) -> Answered | str:
    server, who = desk.server, refusal.who
    if why := _no_token(server, who):
        return why
    if refusal.about == "submit":
        return Answered(server.submit(str(desk.endpoint.id), desk.payload, who))
    exchange = read(server, refusal.about, job.submitted.request_id, who)
    harmed = refusal.about == "cancel" and job.ask("status") == CANCELLED
    shown = job.oracle.history[-1].exchange if harmed else None
    return Answered(exchange, (job.submitted,), harmed=shown)


def _no_token(server: Server, who: str) -> str:
    if who != OTHER:
        return ""
    variable = f"{server.service.name.upper()}_OTHER_TOKEN"
    if not server.has(OTHER):
        return f"there is no token of another account: set {variable}"
    same = server.tokens.get(MINE) == server.tokens[OTHER]
    return f"{variable} holds the same token as the account's own" if same else ""


def _ids(refusals: Iterable[Refusal]) -> list[str]:
    return [one.clause.id for one in refusals]

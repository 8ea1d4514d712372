"""Every trial of the life of a job, for a server: what the endpoint's job does, and what must be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clientwright.contract.jobs import answered, verdicts
from clientwright.contract.jobs.desk import Desk
from clientwright.contract.jobs.life import LIFE, judged
from clientwright.contract.jobs.patience import PATIENCE, Patience
from clientwright.contract.jobs.refusals import (
    Refusal,
    requests_of_others,
    unknown_models,
    unknown_requests,
    wrong_tokens,
)
from clientwright.contract.jobs.scripts import SCRIPTS, SUBMITS
from clientwright.contract.jobs.strangers import (
    Asking,
    ask_as_strangers,
    ask_for_no_model,
    ask_for_nobodys_request,
)
from clientwright.contract.judges.server import Server
from clientwright.contract.making.payloads import minimal
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.promises import Effort, Group, Judge, Outcome, Promise, Trial
from clientwright.errors import ClientwrightError
from clientwright.specs.model import Endpoint, Specs

_Run = Callable[[Desk, Effort], Outcome]


def trials(specs: Specs, server: Server, patience: float = PATIENCE) -> list[Trial]:
    """List the trials; they submit jobs of one endpoint, the one that asks for least.

    The promises are the service's, so one endpoint shows them all; each promise stands
    in one trial. `patience` is how many seconds each trial waits for jobs, in all: what
    is left of a slow job is not tried, and no finding. Pauses are the server's `sleep`.
    """
    if not specs.endpoints:
        return []
    maker = _Maker(server, least(specs.endpoints), patience)
    service = server.service
    strangers = (*wrong_tokens(service), *requests_of_others(service))
    made = [
        maker.life(),
        maker.refusing(unknown_requests(service), ask_for_nobodys_request, 0),
        maker.refusing(unknown_models(service), ask_for_no_model, 1),
        maker.refusing(strangers, ask_as_strangers, 3),
    ]
    return [trial for trial in made if trial.promises]


def least(endpoints: Iterable[Endpoint]) -> Endpoint:
    """Choose the endpoint that requires the fewest fields."""
    return min(endpoints, key=lambda one: (len(one.input.get("required", ())), str(one.id)))


def _play(desk: Desk) -> None:
    """Run every script; where the run must stop, what was seen until then is still judged."""
    try:
        for script in SCRIPTS:
            if not desk.silent:
                script(desk)
    except ClientwrightError as error:
        desk.stopped = str(error)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Where trials are made: each gets a desk of its own when it runs."""

    server: Server
    endpoint: Endpoint
    patience: float

    def life(self) -> Trial:
        held = tuple(clause.promise(self.server.service, Group.JOBS) for clause in LIFE)

        def run(desk: Desk, effort: Effort) -> Outcome:
            _play(desk)
            return judged(desk, held, effort.seed)

        return self._trial(held, run, SUBMITS)

    def refusing(self, refusals: Iterable[Refusal], asking: Asking, submits: int) -> Trial:
        named = {one.clause.promise(self.server.service, Group.ERRORS): one for one in refusals}

        def run(desk: Desk, effort: Effort) -> Outcome:
            asked = asking(desk, named.values())
            told = (
                answered.verdict(promise, one, asked[promise.id], effort.seed)
                for promise, one in named.items()
            )
            seen = [one for one in asked.values() if not isinstance(one, str)]
            return Outcome(tuple(told), answered.notes(seen))

        return self._trial(tuple(named), run, submits)

    def _trial(self, promises: tuple[Promise, ...], run: _Run, submits: int) -> Trial:
        def tried(effort: Effort) -> Outcome:
            try:
                desk = self._desk()
            except NoStrategy as error:
                return verdicts.nothing_tried(promises, f"no payload can be made: {error}")
            return run(desk, effort)

        return Trial(promises, Judge.SERVER, tried, lambda _: submits)

    def _desk(self) -> Desk:
        schemes = tuple(self.server.service.facts["media"]["schemes"])
        waiting = Patience(self.patience, self.server.sleep)
        return Desk(self.server, self.endpoint, minimal(self.endpoint, schemes), waiting)

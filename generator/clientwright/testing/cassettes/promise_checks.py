"""The checks of a cassette with its spec: one function per promise, and when it applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.cassettes.cassette_model import Cassette, Interaction
from clientwright.testing.cassettes.client_replay import replay_in_client
from clientwright.testing.cassettes.input_decisions import (
    InputDecision,
    find_decisions,
    has_hidden_value,
)
from clientwright.testing.cassettes.problems import record_command
from clientwright.testing.cassettes.stale_cassettes import is_stale
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.lifecycle_verdicts import check_traffic, oracles_by_request
from clientwright.testing.jobs.observation import identify_call
from clientwright.testing.jobs.seen_moves import seen_moves
from clientwright.testing.jobs.state_machine import JobStateMachine
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.promises import Finding, StageMove, Target
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.targets.client_target import ClientTarget


def to_exchange(one: Interaction, wire: ServiceWire) -> Exchange:
    """Return a recorded interaction of a service as an exchange."""
    call, answer = one.call, one.answer
    path = f"{call.path}?{call.query}" if call.query else call.path
    return Exchange(
        call.method,
        path,
        call.who,
        call.body or None,
        answer.status,
        answer.content_type,
        answer.body.decode("utf-8", "replace"),
        sent_type=call.content_type,
        headers=tuple((name.lower(), value) for name, value in answer.headers.items()),
        wire=wire,
    )


@dataclass(frozen=True)
class CassetteTarget:
    """A cassette, with its file, the spec of its endpoint, and the generated client if there is one."""

    specs: Specs
    endpoint: Endpoint
    cassette: Cassette
    client: ClientTarget | None = None
    file: str = ""

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """All recorded calls."""
        wire = ServiceWire.of(self.specs.service)
        return [to_exchange(one, wire) for one in self.cassette.interactions]

    @cached_property
    def endpoint_submits(self) -> list[Exchange]:
        """The submits to this endpoint."""
        calls = [(one, identify_call(self.specs.service, one)) for one in self.exchanges]
        own = ("submit", str(self.endpoint.id))
        return [one for one, call in calls if call and (call.operation, call.subject) == own]

    @cached_property
    def input_decisions(self) -> list[InputDecision]:
        """The decisions about inputs: submits that were accepted, or refused because of their input."""
        return find_decisions(self.specs.service, self.endpoint_submits, self.exchanges)

    @property
    def follows_job(self) -> bool:
        """Return whether a job was submitted and its own account polled it."""
        mine = [one for one in self.exchanges if one.who == "mine"]
        return any(one.accepted for one in self.endpoint_submits) and len(mine) > 1

    @property
    def has_client(self) -> bool:
        """Return whether a generated client of the endpoint is known."""
        return self.client is not None and self.client.has_endpoint(str(self.endpoint.id))


def check_fresh(recorded: CassetteTarget) -> Finding | None:
    """Check that the cassette was recorded by the current spec."""
    header = recorded.cassette.header
    if not is_stale(header, recorded.specs, recorded.endpoint):
        return None
    again = record_command(header.endpoint, header.scenario, header.against, recorded.file)
    return Finding("the spec as it is now", f"another spec; run: {again}")


def check_inputs(recorded: CassetteTarget) -> Finding | None:
    """Check the server's decisions: accepted inputs are valid, refused inputs are not."""
    schemes = tuple(recorded.specs.service.document["media"]["schemes"])
    oracle = PayloadOracle(PayloadGenerator(recorded.endpoint, schemes))
    for one in recorded.input_decisions:
        if one.payload is MISSING or (has_hidden_value(one.payload) and not one.accepted):
            continue  # what was hidden may be what was refused
        if finding := one.finding(oracle.broken_constraints(one.payload)):
            return finding
    return None


def check_job_lives(recorded: CassetteTarget) -> Finding | None:
    """Check that the recorded jobs keep the service's promises about jobs."""
    mine = [one for one in recorded.exchanges if one.who == "mine"]
    broken = check_traffic(recorded.specs.service, mine, recorded.endpoint.output)
    return broken[0].to_finding() if broken else None


def recorded_moves(recorded: CassetteTarget) -> tuple[StageMove, ...]:
    """Return the moves between stages that the recorded jobs made."""
    service = recorded.specs.service
    mine = [one for one in recorded.exchanges if one.who == "mine"]
    jobs = oracles_by_request(service, mine, recorded.endpoint.output).values()
    machine = JobStateMachine.from_service(service)
    return seen_moves(machine, (oracle.history for oracle in jobs), Target.CASSETTE)


def _no_moves(recorded: CassetteTarget) -> tuple[StageMove, ...]:
    return ()


def check_client(recorded: CassetteTarget) -> Finding | None:
    """Check that the generated client reads every recorded call as it was recorded."""
    if recorded.client is None:
        return None
    service = recorded.specs.service
    differences = replay_in_client(recorded.client, service, recorded.cassette, recorded.exchanges)
    if not differences:
        return None
    expected, actual, one = differences[0]
    return Finding(expected, f"the client: {actual}", exchanges=(one,))


@dataclass(frozen=True, slots=True)
class CassetteCheck:
    """One promise of a cassette: its check, its sentence, whether it applies, and what else it shows."""

    run: Callable[[CassetteTarget], Finding | None]
    sentence: str
    applies: Callable[[CassetteTarget], bool] = lambda recorded: True
    moves: Callable[[CassetteTarget], tuple[StageMove, ...]] = _no_moves


CHECKS: dict[str, CassetteCheck] = {
    "fresh": CassetteCheck(check_fresh, "The cassette was recorded by the current spec."),
    "inputs": CassetteCheck(
        check_inputs,
        "Inputs that the server accepted are valid by the spec, and inputs it refused are not.",
        lambda recorded: bool(recorded.input_decisions),
    ),
    "lives": CassetteCheck(
        check_job_lives,
        "The recorded jobs keep the service's promises about jobs.",
        lambda recorded: recorded.follows_job,
        recorded_moves,
    ),
    "client": CassetteCheck(
        check_client,
        "The generated client reads every recorded call as it was recorded.",
        lambda recorded: recorded.has_client,
    ),
}
"""The checks by the last part of their promise ids."""

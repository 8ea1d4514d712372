"""The checks of each cassette: one function per promise, and when it applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clientwright.schema.additional_properties import CLOSED
from clientwright.testing.cassettes.cassette_target import CassetteTarget
from clientwright.testing.cassettes.client_replay import replay_in_client
from clientwright.testing.cassettes.folder_check import is_stale
from clientwright.testing.cassettes.problems import record_command
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.recorded_traffic import check_traffic
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.unspecified import first_unspecified
from clientwright.testing.promises import Finding


def check_fresh(recorded: CassetteTarget) -> Finding | None:
    """Check that the cassette was recorded by the current spec."""
    header = recorded.cassette.header
    if not is_stale(header, recorded.specs, recorded.endpoint):
        return None
    again = record_command(header.endpoint, header.scenario, header.against)
    return Finding("the spec as it is now", f"another spec; run: {again}")


def check_inputs(recorded: CassetteTarget) -> Finding | None:
    """Check the server's decisions: accepted inputs are valid, refused inputs are not."""
    schemes = tuple(recorded.specs.service.document["media"]["schemes"])
    oracle = PayloadOracle(PayloadGenerator(recorded.endpoint, schemes))
    for one in recorded.input_decisions:
        payload = Exchange("", "", "", None, text=(one.sent or b"").decode("utf-8", "replace")).body
        broken = [
            b for b in oracle.broken_constraints(payload) if b.constraint != CLOSED or one.refused
        ]
        if first_unspecified(payload) or bool(broken) is not one.accepted:
            continue
        why = f"invalid: {broken[0].reason}" if broken else "valid"
        return Finding(f"a decision for an input that is {why}", one.summary(), payload, (one,))
    return None


def check_job_lives(recorded: CassetteTarget) -> Finding | None:
    """Check that the recorded jobs keep the service's promises about jobs."""
    mine = [one for one in recorded.exchanges if one.who == "mine"]
    broken = check_traffic(recorded.specs.service, mine, recorded.endpoint.output)
    return broken[0].to_finding() if broken else None


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
    """One promise of a cassette: its check, its sentence, and whether it applies."""

    run: Callable[[CassetteTarget], Finding | None]
    sentence: str
    applies: Callable[[CassetteTarget], bool] = lambda recorded: True


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
    ),
    "client": CassetteCheck(
        check_client,
        "The generated client reads every recorded call as it was recorded.",
        lambda recorded: recorded.has_client,
    ),
}
"""The checks by the last part of their promise ids."""

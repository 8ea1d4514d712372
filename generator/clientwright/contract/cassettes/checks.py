"""What each cassette is held to: one function per promise, and when it applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clientwright.contract.cassettes.problems import command
from clientwright.contract.cassettes.recorded import Recorded
from clientwright.contract.cassettes.reliving import relive
from clientwright.contract.cassettes.stale import stale
from clientwright.contract.exchanges import Exchange
from clientwright.contract.jobs.traffic import judge_traffic
from clientwright.contract.making.payloads import Workshop
from clientwright.contract.openness import open_in
from clientwright.contract.oracle import Oracle
from clientwright.contract.promises import Finding


def fresh(recorded: Recorded) -> Finding | None:
    """The cassette was recorded by the spec as it is."""
    header = recorded.cassette.header
    if not stale(header, recorded.specs, recorded.endpoint):
        return None
    again = command(header.endpoint, header.scenario, header.against)
    return Finding("the spec as it is now", f"another spec; run: {again}")


def inputs(recorded: Recorded) -> Finding | None:
    """What the server took as input is valid by the spec, and what it refused as input is not."""
    schemes = tuple(recorded.specs.service.facts["media"]["schemes"])
    oracle = Oracle(Workshop(recorded.endpoint, schemes))
    for one in recorded.decided:
        payload = Exchange("", "", "", None, text=(one.sent or b"").decode("utf-8", "replace")).body
        broken = [b for b in oracle.faults(payload) if b.what != "closed" or one.refused]
        if open_in(payload) or bool(broken) is not one.accepted:
            continue
        why = f"invalid: {broken[0].why}" if broken else "valid"
        return Finding(f"a decision that fits an input that is {why}", one.told(), payload, (one,))
    return None


def lives(recorded: Recorded) -> Finding | None:
    """The lives of recorded jobs keep what the service promises of jobs."""
    mine = [one for one in recorded.exchanges if one.who == "mine"]
    broken = judge_traffic(recorded.specs.service, mine, recorded.endpoint.output)
    return broken[0].finding() if broken else None


def relived(recorded: Recorded) -> Finding | None:
    """The generated client makes of every recorded call what was recorded."""
    if recorded.client is None:
        return None
    service = recorded.specs.service
    apart = relive(recorded.client, service, recorded.cassette, recorded.exchanges)
    if not apart:
        return None
    expected, seen, one = apart[0]
    return Finding(expected, f"the client: {seen}", exchanges=(one,))


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of a cassette: how it is held, and whether a cassette shows anything about it."""

    hold: Callable[[Recorded], Finding | None]
    applies: Callable[[Recorded], bool] = lambda recorded: True


CHECKS: dict[str, Check] = {
    "fresh": Check(fresh),
    "inputs": Check(inputs, lambda recorded: bool(recorded.decided)),
    "lives": Check(lives, lambda recorded: recorded.lived),
    "client": Check(relived, lambda recorded: recorded.replayable),
}
"""The promises of a cassette, by the last part of their ids."""

"""Each scene as a trial of a client."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.contract.following.scenes import PATIENCE, Scene, scenes
from clientwright.contract.following.stage import Played, Stage
from clientwright.contract.following.words import Words
from clientwright.contract.judges.client import ClientJudge
from clientwright.contract.promises import (
    Effort,
    Finding,
    Group,
    Judge,
    Outcome,
    Promise,
    State,
    Trial,
    Verdict,
)
from clientwright.specs.model import Specs


def trials(specs: Specs, client: ClientJudge) -> Iterator[Trial]:
    """List the trials, played with the first endpoint that the client has."""
    known = (str(endpoint.id) for endpoint in specs.endpoints if client.knows(str(endpoint.id)))
    endpoint = next(known, None)
    for scene in scenes(Words(specs.service)) if endpoint else ():
        yield _trial(specs, client, scene, endpoint or "")


def _trial(specs: Specs, client: ClientJudge, scene: Scene, endpoint: str) -> Trial:
    place = specs.service.place(scene.pointer)
    id = f"client/{scene.name}"
    promise = Promise(id, Group.JOBS, scene.sentence, place, sure=scene.sure)

    def run(effort: Effort) -> Outcome:
        played = Stage(client, scene.script).play(endpoint, {}, PATIENCE)
        if scene.kept(played):
            return Outcome((Verdict(promise, Judge.CLIENT, State.PROVED, examples=1),))
        finding = Finding(scene.expected, _seen(played), seed=effort.seed)
        return Outcome((Verdict(promise, Judge.CLIENT, State.BROKEN, examples=1, finding=finding),))

    return Trial((promise,), Judge.CLIENT, run)


def _seen(played: Played) -> str:
    asked = ", ".join(f"{times} {name}" for name, times in played.asked.items() if times)
    what = f"{played.kind}: {played.error}" if played.error else f"a {played.kind}"
    return f"{what}, after {asked or 'nothing was asked'}"

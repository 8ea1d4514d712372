"""A scenario is played and becomes a cassette; nothing is written here."""

from __future__ import annotations

from clientwright.contract.cassettes import files, tape
from clientwright.contract.cassettes.fingerprint import fingerprint
from clientwright.contract.cassettes.problems import CassetteError, Derailed, SecretLeft
from clientwright.contract.cassettes.scenarios import Scenario, Take
from clientwright.contract.cassettes.scrub.texts import Scrub
from clientwright.contract.cassettes.studio import Studio
from clientwright.contract.cassettes.values import LIVE, Cassette, Header, Raw
from clientwright.sandbox.answers import HEADER
from clientwright.spec.values import Endpoint


class Unfinished(CassetteError):
    """A scenario that stopped half way: nothing of it is kept but the ids of its jobs."""

    def __init__(
        self, scenario: str, reason: str, request_ids: tuple[str, ...], interrupted: bool = False
    ) -> None:
        """Say which, why, and which jobs it left."""
        self.scenario, self.reason, self.request_ids = scenario, reason, request_ids
        self.interrupted = interrupted
        super().__init__(f"{scenario}: {reason}")


def record(
    studio: Studio,
    scenario: Scenario,
    endpoint: Endpoint,
    today: str,
    *,
    hide_prompts: bool = False,
) -> Cassette:
    """Play a scenario and give its cassette.

    Raises:
        Unfinished: the server did something else than the scenario is about.
        SecretLeft: a secret would stand in the file.
    """
    take = studio.take(scenario, endpoint)
    cleaner = studio.cleaner(scenario, hide_prompts)
    with tape.taped() as heard:
        _play(scenario, take, Scrub(frozenset(cleaner.who)))
    if studio.against == LIVE and any(_from_sandbox(raw) for raw in heard):
        said = "this server says that it is the sandbox; leave out --live"
        raise Unfinished(scenario.name, said, tuple(take.server.accepted))
    interactions, scrub = cleaner.clean(heard)
    service = studio.specs.service
    names = (service.name, str(endpoint.id), scenario.name, studio.against, today)
    header = Header(*names, fingerprint(service, endpoint), hide_prompts)
    cassette = Cassette(header, interactions)
    if scrub.finds(files.dumps(cassette)):
        raise SecretLeft(scenario.name)
    return cassette


def _from_sandbox(raw: Raw) -> bool:
    return any(name.lower() == HEADER.lower() for name, _ in raw.headers)


def _play(scenario: Scenario, take: Take, scrub: Scrub) -> None:
    try:
        scenario.act(take)
    except Derailed as error:
        said = scrub.text(str(error))
        raise Unfinished(scenario.name, said, tuple(take.server.accepted)) from None
    except KeyboardInterrupt:
        ids = tuple(take.server.accepted)
        raise Unfinished(scenario.name, "interrupted", ids, interrupted=True) from None

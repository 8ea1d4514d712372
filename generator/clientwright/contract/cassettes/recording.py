"""A scenario is played and becomes a cassette; nothing is written here."""

from __future__ import annotations

from clientwright.contract.cassettes import files, tape
from clientwright.contract.cassettes.fingerprint import fingerprint
from clientwright.contract.cassettes.ledger import LOST
from clientwright.contract.cassettes.problems import CassetteError, Derailed, SecretLeft
from clientwright.contract.cassettes.scenarios import Scenario, Take
from clientwright.contract.cassettes.scenarios.scenario import PASSING
from clientwright.contract.cassettes.scrub.texts import Scrub
from clientwright.contract.cassettes.scrub.traffic import Cleaner
from clientwright.contract.cassettes.studio import Studio
from clientwright.contract.cassettes.values import LIVE, Cassette, Header, Raw
from clientwright.errors import ClientwrightError
from clientwright.sandbox.http_responses import SANDBOX_HEADER
from clientwright.specs.model import Endpoint


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
        Unfinished: the server did something else than the scenario is about, a secret would
            stand in the file, or anything else stopped it.
    """
    service = studio.specs.service
    names = (service.name, str(endpoint.id), scenario.name, studio.against, today)
    header = Header(*names, fingerprint(service, endpoint), hide_prompts)
    take = studio.take(scenario, endpoint)
    cleaner = studio.cleaner(scenario, hide_prompts)
    try:
        with tape.taped() as heard:
            scenario.act(take)
        return _cassette(studio, header, cleaner, heard)
    except (Exception, KeyboardInterrupt) as error:
        raise _unfinished(scenario, take, error, Scrub(frozenset(cleaner.who))) from error


def _cassette(studio: Studio, header: Header, cleaner: Cleaner, heard: list[Raw]) -> Cassette:
    if studio.against == LIVE and any(_from_sandbox(raw) for raw in heard):
        raise Derailed("the provider", "a server that says it is the sandbox; leave out --live")
    interactions, scrub = cleaner.clean(_settled(heard))
    cassette = Cassette(header, interactions)
    if scrub.finds(files.dumps(cassette)):
        raise SecretLeft(header.scenario)
    return cassette


def _settled(heard: list[Raw]) -> list[Raw]:
    """Leave out answers that passed: the same was asked again at once."""
    later = [*heard[1:], None]
    return [
        one
        for one, then in zip(heard, later, strict=True)
        if one.status not in PASSING or then is None or _question(one) != _question(then)
    ]


def _question(raw: Raw) -> tuple[str, str, bytes]:
    return raw.method, raw.url, raw.sent


def _from_sandbox(raw: Raw) -> bool:
    return any(name.lower() == SANDBOX_HEADER.lower() for name, _ in raw.headers)


def _unfinished(scenario: Scenario, take: Take, error: BaseException, scrub: Scrub) -> Unfinished:
    interrupted = isinstance(error, KeyboardInterrupt)
    reason = "interrupted" if interrupted else told(error)
    lost = f"; {LOST}" if take.server.doubtful else ""
    ids = tuple(take.server.accepted)
    return Unfinished(scenario.name, scrub.text(reason) + lost, ids, interrupted)


def told(error: BaseException) -> str:
    """Say what stopped a scenario: our own errors are sentences, others need their kind beside them."""
    ours = isinstance(error, ClientwrightError)
    return str(error) if ours else f"{type(error).__name__}: {error}".rstrip(": ")

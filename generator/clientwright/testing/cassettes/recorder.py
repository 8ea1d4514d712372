"""A scenario is played and becomes a cassette; nothing is written here."""

from __future__ import annotations

from clientwright.errors import ClientwrightError
from clientwright.sandbox.http_responses import SANDBOX_HEADER
from clientwright.specs.model import Endpoint
from clientwright.testing.cassettes import cassette_files, vcr_transport
from clientwright.testing.cassettes.cassette_model import (
    LIVE,
    Cassette,
    CassetteHeader,
    RawExchange,
)
from clientwright.testing.cassettes.fingerprint import fingerprint
from clientwright.testing.cassettes.ledger import LOST_ANSWER
from clientwright.testing.cassettes.problems import (
    CassetteError,
    ScenarioDiverged,
    SecretNotRedacted,
)
from clientwright.testing.cassettes.recording_environment import RecordingEnvironment
from clientwright.testing.cassettes.redaction.redactor import Redactor
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.cassettes.scenarios import Scenario, ScenarioRun
from clientwright.testing.cassettes.scenarios.scenario import TRANSIENT_STATUSES


class ScenarioIncomplete(CassetteError):
    """A scenario that stopped half way: nothing of it is kept but the ids of its jobs."""

    def __init__(
        self, scenario: str, reason: str, request_ids: tuple[str, ...], interrupted: bool = False
    ) -> None:
        """Say which, why, and which jobs it left."""
        self.scenario, self.reason, self.request_ids = scenario, reason, request_ids
        self.interrupted = interrupted
        super().__init__(f"{scenario}: {reason}")


def record(
    studio: RecordingEnvironment,
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
    header = CassetteHeader(*names, fingerprint(service, endpoint), hide_prompts)
    take = studio.start_run(scenario, endpoint)
    cleaner = studio.make_redactor(scenario, hide_prompts)
    try:
        with vcr_transport.capture_traffic() as heard:
            scenario.play(take)
        return _build_cassette(studio, header, cleaner, heard)
    except (Exception, KeyboardInterrupt) as error:
        raise _incomplete(
            scenario, take, error, Redactor(frozenset(cleaner.account_by_token))
        ) from error


def _build_cassette(
    studio: RecordingEnvironment,
    header: CassetteHeader,
    cleaner: TrafficRedactor,
    heard: list[RawExchange],
) -> Cassette:
    if studio.against == LIVE and any(_from_sandbox(raw) for raw in heard):
        raise ScenarioDiverged(
            "the provider", "a server that says it is the sandbox; leave out --live"
        )
    interactions, scrub = cleaner.redact(_without_transient(heard))
    cassette = Cassette(header, interactions)
    if scrub.contains_secret(cassette_files.dumps(cassette)):
        raise SecretNotRedacted(header.scenario)
    return cassette


def _without_transient(heard: list[RawExchange]) -> list[RawExchange]:
    """Leave out answers that passed: the same was asked again at once."""
    later = [*heard[1:], None]
    return [
        one
        for one, then in zip(heard, later, strict=True)
        if one.status not in TRANSIENT_STATUSES
        or then is None
        or _request_key(one) != _request_key(then)
    ]


def _request_key(raw: RawExchange) -> tuple[str, str, bytes]:
    return raw.method, raw.url, raw.sent


def _from_sandbox(raw: RawExchange) -> bool:
    return any(name.lower() == SANDBOX_HEADER.lower() for name, _ in raw.headers)


def _incomplete(
    scenario: Scenario, take: ScenarioRun, error: BaseException, scrub: Redactor
) -> ScenarioIncomplete:
    interrupted = isinstance(error, KeyboardInterrupt)
    reason = "interrupted" if interrupted else describe_error(error)
    lost = f"; {LOST_ANSWER}" if take.server.unconfirmed else ""
    ids = tuple(take.server.accepted)
    return ScenarioIncomplete(scenario.name, scrub.redact_text(reason) + lost, ids, interrupted)


def describe_error(error: BaseException) -> str:
    """Say what stopped a scenario: our own errors are sentences, others need their kind beside them."""
    ours = isinstance(error, ClientwrightError)
    return str(error) if ours else f"{type(error).__name__}: {error}".rstrip(": ")

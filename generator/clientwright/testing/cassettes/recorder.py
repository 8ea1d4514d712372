"""Play a scenario and return its cassette; nothing is written here."""

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
from clientwright.testing.cassettes.errors import CassetteError, ScenarioDiverged, SecretNotRedacted
from clientwright.testing.cassettes.fingerprint import fingerprint
from clientwright.testing.cassettes.ledger import LOST_ANSWER
from clientwright.testing.cassettes.recording_environment import RecordingEnvironment
from clientwright.testing.cassettes.redaction.redactor import Redactor
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.cassettes.scenarios import Scenario, ScenarioRun
from clientwright.testing.cassettes.scenarios.scenario import TRANSIENT_STATUSES


class ScenarioIncomplete(CassetteError):
    """A scenario that stopped early; only the request ids of its jobs are kept."""

    def __init__(
        self, scenario: str, reason: str, request_ids: tuple[str, ...], interrupted: bool = False
    ) -> None:
        """Build the message from the scenario and the reason."""
        self.scenario, self.reason, self.request_ids = scenario, reason, request_ids
        self.interrupted = interrupted
        super().__init__(f"{scenario}: {reason}")


def record(
    environment: RecordingEnvironment,
    scenario: Scenario,
    endpoint: Endpoint,
    today: str,
    *,
    hide_prompts: bool = False,
) -> Cassette:
    """Play a scenario and return its cassette.

    Raises:
        ScenarioIncomplete: the server did something unexpected, a secret would be written,
            or anything else stopped the scenario.
    """
    service = environment.specs.service
    names = (service.name, str(endpoint.id), scenario.name, environment.against, today)
    header = CassetteHeader(*names, fingerprint(service, endpoint), hide_prompts)
    run = environment.start_run(scenario, endpoint)
    traffic_redactor = environment.make_redactor(scenario, hide_prompts)
    try:
        with vcr_transport.capture_traffic() as traffic:
            scenario.play(run)
        return _build_cassette(environment, header, traffic_redactor, traffic)
    except (Exception, KeyboardInterrupt) as error:
        raise _incomplete(
            scenario, run, error, Redactor(frozenset(traffic_redactor.account_by_token))
        ) from error


def _build_cassette(
    environment: RecordingEnvironment,
    header: CassetteHeader,
    traffic_redactor: TrafficRedactor,
    traffic: list[RawExchange],
) -> Cassette:
    if environment.against == LIVE and any(_from_sandbox(raw) for raw in traffic):
        raise ScenarioDiverged(
            "the provider", "a server that identifies itself as the sandbox; leave out --live"
        )
    interactions, redactor = traffic_redactor.redact(_without_transient(traffic))
    cassette = Cassette(header, interactions)
    if redactor.contains_secret(cassette_files.dumps(cassette)):
        raise SecretNotRedacted(header.scenario)
    return cassette


def _without_transient(traffic: list[RawExchange]) -> list[RawExchange]:
    """Drop transient answers: the same call was repeated at once."""
    following = [*traffic[1:], None]
    return [
        one
        for one, then in zip(traffic, following, strict=True)
        if one.status not in TRANSIENT_STATUSES
        or then is None
        or _request_key(one) != _request_key(then)
    ]


def _request_key(raw: RawExchange) -> tuple[str, str, bytes]:
    return raw.method, raw.url, raw.sent


def _from_sandbox(raw: RawExchange) -> bool:
    return any(name.lower() == SANDBOX_HEADER.lower() for name, _ in raw.headers)


def _incomplete(
    scenario: Scenario, run: ScenarioRun, error: BaseException, redactor: Redactor
) -> ScenarioIncomplete:
    interrupted = isinstance(error, KeyboardInterrupt)
    reason = "interrupted" if interrupted else describe_error(error)
    lost = f"; {LOST_ANSWER}" if run.server.unconfirmed else ""
    ids = tuple(run.server.accepted)
    return ScenarioIncomplete(scenario.name, redactor.redact_text(reason) + lost, ids, interrupted)


def describe_error(error: BaseException) -> str:
    """Return why a scenario stopped: our own message, or another error with its type."""
    has_message = isinstance(error, ClientwrightError)
    return str(error) if has_message else f"{type(error).__name__}: {error}".rstrip(": ")

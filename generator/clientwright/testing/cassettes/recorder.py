"""Play scenario after scenario; a cassette is written only when its scenario is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.errors import ClientwrightError
from clientwright.sandbox.http_responses import SANDBOX_HEADER
from clientwright.specs.model import Endpoint
from clientwright.testing.cassettes import cassette_files, vcr_transport
from clientwright.testing.cassettes.cassette_files import (
    JSON_SUFFIX,
    VCR_SUFFIX,
    cassette_path,
    text_format,
)
from clientwright.testing.cassettes.cassette_model import (
    LIVE,
    Cassette,
    CassetteHeader,
    RawExchange,
)
from clientwright.testing.cassettes.errors import CassetteError, ScenarioDiverged, SecretNotRedacted
from clientwright.testing.cassettes.ledger import LOST_ANSWER
from clientwright.testing.cassettes.recording_environment import RecordingEnvironment
from clientwright.testing.cassettes.recording_plan import PlannedScenario
from clientwright.testing.cassettes.redaction.redactor import Redactor
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.cassettes.scenarios import Scenario, ScenarioRun
from clientwright.testing.cassettes.scenarios.scenario import is_transient
from clientwright.testing.cassettes.stale_cassettes import fingerprint
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import WireAnswer


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
    traffic_redactor = environment.make_redactor(scenario, endpoint, hide_prompts)
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
    interactions, redactor = traffic_redactor.redact(
        _without_transient(traffic, traffic_redactor.wire)
    )
    cassette = Cassette(header, interactions)
    for suffix in (JSON_SUFFIX, VCR_SUFFIX):
        if redactor.contains_secret(text_format(suffix, environment.specs.service)(cassette)):
            raise SecretNotRedacted(header.scenario)
    return cassette


def _without_transient(traffic: list[RawExchange], wire: ServiceWire) -> list[RawExchange]:
    """Drop transient answers: the same call was repeated at once."""
    following = [*traffic[1:], None]
    return [
        one
        for one, then in zip(traffic, following, strict=True)
        if not is_transient(wire, _answer(one))
        or then is None
        or _request_key(one) != _request_key(then)
    ]


def _answer(raw: RawExchange) -> WireAnswer:
    return WireAnswer(raw.status, headers={name.lower(): value for name, value in raw.headers})


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


@dataclass(frozen=True, slots=True)
class RecordingResult:
    """The result of a scenario: `written`, `unchanged`, `skipped` or `failed`, and why.

    `request_ids` are jobs whose recording was lost. `ends_run` means no other scenario was recorded
    afterwards: a person `interrupted`, or files cannot be written.
    """

    path: Path
    planned: PlannedScenario
    status: str
    reason: str = ""
    request_ids: tuple[str, ...] = ()
    ends_run: bool = False
    interrupted: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON data."""
        return {
            "endpoint": str(self.planned.endpoint.id),
            "scenario": self.planned.scenario.name,
            "file": str(self.path),
            "became": self.status,
            "reason": self.reason,
            "request_ids": list(self.request_ids),
        }


def record_all(
    environment: RecordingEnvironment,
    planned: Sequence[PlannedScenario],
    folder: Path,
    today: str,
    *,
    hide_prompts: bool = False,
    suffix: str = JSON_SUFFIX,
) -> Iterator[RecordingResult]:
    """Record the planned scenarios and yield the result of each; the suffix of files is their format.

    An interruption, or a file that cannot be written, ends the run. Every error becomes a result,
    so that no request id is lost.
    """
    for one in planned:
        path = cassette_path(
            folder, environment.specs.service, one.endpoint, one.scenario.name, suffix
        )
        result = _record_one(environment, one, path, today, hide_prompts)
        yield result
        if result.ends_run:
            return


def _record_one(
    environment: RecordingEnvironment,
    one: PlannedScenario,
    path: Path,
    today: str,
    hide_prompts: bool,
) -> RecordingResult:
    if one.skip_reason:
        return RecordingResult(path, one, "skipped", one.skip_reason)
    start = len(environment.ledger.servers)
    try:
        cassette = record(environment, one.scenario, one.endpoint, today, hide_prompts=hide_prompts)
        to_text = text_format(path.suffix, environment.specs.service)
        status = "written" if cassette_files.write(path, cassette, to_text) else "unchanged"
    except ScenarioIncomplete as error:
        ids, interrupted = error.request_ids, error.interrupted
        return RecordingResult(path, one, "failed", error.reason, ids, interrupted, interrupted)
    except (Exception, KeyboardInterrupt) as error:
        return _write_failure(path, one, error, environment.ledger.request_ids_from(start))
    environment.ledger.discard_from(start)
    return RecordingResult(path, one, status)


def _write_failure(
    path: Path, one: PlannedScenario, error: BaseException, request_ids: tuple[str, ...]
) -> RecordingResult:
    interrupted = isinstance(error, KeyboardInterrupt)
    reason = "interrupted" if interrupted else describe_error(error).removeprefix(f"{path}: ")
    return RecordingResult(
        path, one, "failed", reason, request_ids, ends_run=True, interrupted=interrupted
    )

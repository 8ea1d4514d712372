"""Plan the trials for some targets and run them one after the other, with a report at the end or on interruption."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from clientwright.errors import ClientwrightError
from clientwright.specs.model import Specs
from clientwright.testing.client_protocol.client_trials import client_trials
from clientwright.testing.errors import ServerEndsRun, reason_of
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.jobs.seen_moves import merge_moves
from clientwright.testing.payloads.listed_elsewhere import ListedValues
from clientwright.testing.promises import (
    INTERRUPTED_REASON,
    Effort,
    Report,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.payload_trials import PayloadTrials
from clientwright.testing.trials.secret_findings import without_secrets
from clientwright.testing.trials.trial_parts import TrialPart, all_trials
from clientwright.testing.trials.tried_ranges import merge_ranges


def plan_trials(
    specs: Specs,
    *,
    client: ClientTarget | None = None,
    server: ServerTarget | None = None,
    cassettes: Path | None = None,
    chosen: Collection[str] = (),
) -> list[Trial]:
    """Return the trials for the given targets, in the order in which they run.

    If endpoints are `chosen`, by their ids, the trials are about them and the service only.
    """
    return all_trials(
        plan_parts(specs, client=client, server=server, cassettes=cassettes, chosen=chosen)
    )


def plan_parts(
    specs: Specs,
    *,
    client: ClientTarget | None = None,
    server: ServerTarget | None = None,
    cassettes: Path | None = None,
    chosen: Collection[str] = (),
) -> list[TrialPart]:
    """Return the parts of `plan_trials`: one for each endpoint, then the service, then the cassettes.

    The trials of a part are planned when they are first asked for.
    """
    kept = tuple(one for one in specs.endpoints if not chosen or str(one.id) in chosen)
    schemes = tuple(specs.service.document["media"]["schemes"])
    listed = ListedValues(specs.endpoints)
    own = [
        TrialPart(
            str(one.id),
            _shown(specs, _endpoint_trials, PayloadTrials(one, schemes, listed), client, server),
        )
        for one in kept
    ]
    service = _shown(specs, _service_trials, replace(specs, endpoints=kept), client, server)
    recorded = _shown(specs, _cassette_trials, specs, cassettes, client, chosen)
    return [*own, TrialPart("", service), TrialPart("", recorded)]


def _shown(
    specs: Specs, plan: Callable[..., Iterable[Trial]], *args: object
) -> Callable[[], Iterable[Trial]]:
    """Return how trials are planned whose findings have no secrets of inputs."""
    return lambda: without_secrets(plan(*args), specs)


def _endpoint_trials(
    payloads: PayloadTrials, client: ClientTarget | None, server: ServerTarget | None
) -> Iterator[Trial]:
    endpoint = payloads.endpoint
    if client is not None and client.has_endpoint(str(endpoint.id)):
        yield from payloads.for_target(client)
    if server is not None:
        yield from payloads.for_target(SubmitTarget.for_endpoints(server, [endpoint]))
        yield from payloads.for_server(server)


def _service_trials(
    specs: Specs, client: ClientTarget | None, server: ServerTarget | None
) -> Iterator[Trial]:
    if client is not None:
        yield from client_trials(specs, client)
    if server is not None:
        yield from job_trials(specs, server)


def _cassette_trials(
    specs: Specs, folder: Path | None, client: ClientTarget | None, chosen: Collection[str]
) -> Iterable[Trial]:
    if not folder:
        return ()
    from clientwright.testing.cassettes import cassette_trials

    return cassette_trials.list_trials(specs, folder, client, chosen)


TrialProgress = Callable[[int, int, str], None]
"""Called before each trial with the number done, the total, and the id of the next promise."""


def run_trials(
    trials: Sequence[Trial],
    effort: Effort,
    *,
    subjects: Sequence[str] = (),
    progress: TrialProgress = lambda done, of, next: None,
) -> Report:
    """Run every trial and return the report; after Ctrl-C, the remaining promises are not tried.

    Jobs already submitted were paid for, so an error after the first trial (a server that is gone,
    a fault of clientwright) ends the run in the same way: `stopped` contains its message. A server
    that fails at everything or answers too late ends it in any trial. A trial of jobs that such an
    error ended tells what it had seen.

    Raises:
        ClientwrightError: another error stopped the very first trial.
    """
    done, interrupted, stopped = list[TrialResult](), False, ""
    try:
        for trial in trials:
            progress(len(done), len(trials), trial.promises[0].id if trial.promises else "")
            done.append(trial.run(effort))
            if done[-1].ends_run:
                stopped = done[-1].hindrance
                break
        progress(len(done), len(trials), "")
    except KeyboardInterrupt:
        interrupted = True
    except Exception as error:
        if not done and not isinstance(error, ServerEndsRun):
            raise
        stopped = (
            reason_of(error)
            if isinstance(error, ClientwrightError)
            else f"clientwright itself failed: {type(error).__name__}: {error}"
        )
    return Report(
        tuple(_verdicts(done, trials, INTERRUPTED_REASON if interrupted else stopped)),
        tuple(note for one in done for note in one.notes),
        effort,
        tuple(subjects),
        interrupted,
        sum(trial.max_submits(effort) for trial in trials[: len(done)]),
        stopped,
        merge_ranges([found for one in done for found in one.ranges]),
        merge_moves([found for one in done for found in one.moves]),
        next((one.hindrance for one in done if one.hindrance), ""),
    )


def untried_report(
    trials: Sequence[Trial], effort: Effort, subjects: Sequence[str], stopped: str = ""
) -> Report:
    """Return the report of a run that ended before its first trial: by an error, else by a signal."""
    verdicts = not_tried_verdicts(trials, stopped or INTERRUPTED_REASON)
    return Report(
        tuple(verdicts),
        effort=effort,
        subjects=tuple(subjects),
        interrupted=not stopped,
        stopped=stopped,
    )


def _verdicts(
    done: Sequence[TrialResult], trials: Sequence[Trial], reason: str
) -> Iterator[Verdict]:
    """Yield the verdicts of the trials that were run, and of the others that they were not."""
    yield from (verdict for one in done for verdict in one.verdicts)
    yield from not_tried_verdicts(trials[len(done) :], reason)


def not_tried_verdicts(trials: Sequence[Trial], reason: str) -> list[Verdict]:
    """Return the verdicts of trials that are not run."""
    return [
        Verdict(promise, trial.target, VerdictState.NOT_TRIED, reason)
        for trial in trials
        for promise in trial.promises
    ]

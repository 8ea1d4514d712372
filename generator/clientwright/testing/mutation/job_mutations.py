"""The mutations of a server's jobs: its status words, their order, cancelling, results and accounts."""

from __future__ import annotations

from clientwright.sandbox.stored_job import JobPhase
from clientwright.sandbox.wire_format import StatusVocabulary
from clientwright.specs.model import Service
from clientwright.testing.mutation.call_edits import (
    accept_any_model,
    accept_token,
    drop_field,
    find_unknown,
    ignore_cancel,
    mark_others,
    refuse_marked,
    replace_code,
    replace_id,
    replace_outcome,
    replace_word,
    replace_word_after,
    set_field,
)
from clientwright.testing.mutation.crowd_mutations import crowd_mutations
from clientwright.testing.mutation.link_mutations import link_mutations
from clientwright.testing.mutation.server_mutation import ServerMutation

READ_OPERATIONS = ("status", "result")
_ALL_OPERATIONS = ("submit", "status", "result", "cancel")
_AN_OUTPUT = {"video": "https://x.example/a.mp4"}


def job_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return every mutation of a service's jobs."""
    return (
        *_word_mutations(service),
        *_spelling_mutations(service),
        *_queue_mutations(service),
        *_output_mutations(service),
        *_cancel_mutations(service),
        *_account_mutations(service),
        *link_mutations(service),
        *crowd_mutations(service),
    )


def _word_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations that use another word, or the right word at the wrong time."""
    status = StatusVocabulary.for_operation(service, "status")
    result = StatusVocabulary.for_operation(service, "result")
    waiting, running = status.word(JobPhase.WAITING), status.word(JobPhase.RUNNING)
    finished, succeeded = status.word(JobPhase.SUCCEEDED), result.word(JobPhase.SUCCEEDED)
    return (
        ServerMutation(
            "foreign-status",
            "A job waits as 'paused'.",
            on_answer=replace_word("status", waiting, "paused"),
        ),
        ServerMutation(
            "foreign-running",
            "A job runs as 'busy'.",
            on_answer=replace_word("status", running, "busy"),
        ),
        ServerMutation(
            "foreign-result",
            "A result is 'done'.",
            on_answer=replace_word("result", succeeded, "done"),
        ),
        ServerMutation(
            "succeeded-on-status",
            f"/status answers {succeeded!r}.",
            on_answer=replace_word("status", finished, succeeded),
        ),
        ServerMutation(
            "completed-on-result",
            f"/result answers {finished!r}.",
            on_answer=replace_word("result", succeeded, finished),
        ),
        ServerMutation(
            "back-to-queue",
            "A running job goes back into the queue.",
            on_answer=replace_word_after("status", running, waiting),
        ),
        ServerMutation(
            "back-to-running",
            "A finished job runs again.",
            on_answer=replace_word_after("status", finished, running),
        ),
        ServerMutation(
            "unfinished-result",
            "/result answers that a finished job is running.",
            on_answer=replace_word("result", succeeded, result.word(JobPhase.RUNNING)),
        ),
        ServerMutation(
            "success-becomes-failure",
            "A succeeded job fails later.",
            on_answer=replace_word_after("result", succeeded, result.word(JobPhase.FAILED)),
        ),
        ServerMutation(
            "cancelled-comes-back",
            "A cancelled job finishes later.",
            on_answer=replace_word_after("status", status.word(JobPhase.CANCELLED), finished, 0),
        ),
    )


def _spelling_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations that write a documented word in another way."""
    status = StatusVocabulary.for_operation(service, "status")
    result = StatusVocabulary.for_operation(service, "result")
    waiting, running = status.word(JobPhase.WAITING), status.word(JobPhase.RUNNING)
    ended, failed = result.word(JobPhase.SUCCEEDED), result.word(JobPhase.CANCELLED)
    cancelled, too_late = service.document["cancel"]["outcomes"][:2]
    aliases = {word: alias for alias, word in service.document["aliases"]["values"].items()}
    spellings = [
        ("status-alias", "status", "status", waiting, aliases.get(waiting)),
        ("status-capitals", "status", "status", running, running.swapcase()),
        ("status-blank", "status", "status", waiting, f"{waiting} "),
        ("result-alias", "result", "status", failed, aliases.get(failed)),
        ("result-capital", "result", "status", ended, ended.title()),
        ("result-newline", "result", "status", ended, f"{ended}\n"),
        ("outcome-alias", "cancel", "outcome", cancelled, aliases.get(cancelled)),
        ("outcome-capitals", "cancel", "outcome", too_late, too_late.swapcase()),
        ("outcome-blank", "cancel", "outcome", cancelled, f" {cancelled}"),
    ]
    return tuple(
        ServerMutation(
            name,
            f"/{operation} answers {word!r} as {other!r}.",
            on_answer=replace_word(operation, word, other, field),
        )
        for name, operation, field, word, other in spellings
        if other and other != word
    )


def _queue_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations of the queue position."""
    status = StatusVocabulary.for_operation(service, "status")
    waiting, running = status.word(JobPhase.WAITING), status.word(JobPhase.RUNNING)
    finished = status.word(JobPhase.SUCCEEDED)
    return (
        ServerMutation(
            "place-while-running",
            "A running job has a queue position.",
            on_answer=set_field("status", (running, finished), "queue_position", 1),
        ),
        ServerMutation(
            "place-as-text",
            "The queue position is text.",
            on_answer=set_field("status", (waiting,), "queue_position", "first"),
        ),
        ServerMutation(
            "place-below-zero",
            "The queue position is below zero.",
            on_answer=set_field("status", (waiting,), "queue_position", -1),
        ),
    )


def _output_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations of a job's output."""
    result = StatusVocabulary.for_operation(service, "result")
    unfinished = (result.word(JobPhase.WAITING), result.word(JobPhase.RUNNING))
    succeeded = result.word(JobPhase.SUCCEEDED)
    return (
        ServerMutation(
            "early-output",
            "An unfinished job has an output.",
            on_answer=set_field("result", unfinished, "output", _AN_OUTPUT),
        ),
        ServerMutation(
            "output-of-cancelled",
            "A cancelled job has an output.",
            on_answer=set_field("result", (result.word(JobPhase.CANCELLED),), "output", _AN_OUTPUT),
        ),
        ServerMutation(
            "no-output",
            "A succeeded job has no output.",
            on_answer=drop_field("result", succeeded, "output"),
        ),
        ServerMutation(
            "output-of-another-type",
            "The output is a number.",
            on_answer=set_field("result", (succeeded,), "output", 5),
        ),
        ServerMutation(
            "output-field-of-another-type",
            "The output's video is a number.",
            on_answer=set_field("result", (succeeded,), "output", {"video": 5}),
        ),
    )


def _cancel_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations of cancelling."""
    status = StatusVocabulary.for_operation(service, "status")
    # The first outcome in service.json means cancelled, the second that it was too late.
    cancelled, too_late = service.document["cancel"]["outcomes"][:2]
    return (
        ServerMutation(
            "cancels-while-running",
            f"A cancel of any job answers {cancelled!r}.",
            on_answer=replace_outcome(cancelled),
        ),
        ServerMutation(
            "cancel-forgotten",
            f"A cancel answers {cancelled!r}, and the job goes on.",
            ignore_cancel(status.word(JobPhase.CANCELLED), cancelled),
        ),
        ServerMutation(
            "cancel-denied",
            f"A cancel answers {too_late!r}, and cancels.",
            on_answer=replace_outcome(too_late, status=status.word(JobPhase.WAITING)),
        ),
        ServerMutation(
            "foreign-outcome", "A cancel answers 'done'.", on_answer=replace_outcome("done")
        ),
    )


def _account_mutations(service: Service) -> tuple[ServerMutation, ...]:
    """Return the mutations of tokens, request ids and model ids."""
    return (
        ServerMutation(
            "another-request",
            "Answers name another request.",
            on_answer=replace_id(*READ_OPERATIONS),
        ),
        ServerMutation(
            "another-request-cancelled",
            "A cancel answers about another request.",
            on_answer=replace_id("cancel"),
        ),
        ServerMutation(
            "unknown-request-found",
            "Unknown requests are waiting jobs.",
            on_answer=find_unknown(
                StatusVocabulary.for_operation(service, "status").word(JobPhase.WAITING)
            ),
        ),
        ServerMutation(
            "unknown-request-miscoded",
            "Unknown requests have another code.",
            on_answer=replace_code(404001, 400001),
        ),
        ServerMutation(
            "wrong-token-let-in", "Any token is accepted.", accept_token(service, *_ALL_OPERATIONS)
        ),
        ServerMutation(
            "no-token-let-in",
            "A missing token is accepted.",
            accept_token(service, *_ALL_OPERATIONS, only_absent=True),
        ),
        ServerMutation(
            "wrong-token-miscoded",
            "A wrong token has another code.",
            on_answer=replace_code(400004, 404001),
        ),
        ServerMutation(
            "others-status-shown",
            "The status of other accounts' jobs is shown.",
            accept_token(service, "status", only_known=True),
        ),
        ServerMutation(
            "others-result-shown",
            "The result of other accounts' jobs is shown.",
            accept_token(service, "result", only_known=True),
        ),
        ServerMutation(
            "others-job-cancelled",
            "Other accounts' jobs can be cancelled.",
            accept_token(service, "cancel", only_known=True),
        ),
        ServerMutation(
            "others-job-cancelled-silently",
            "A cancel of another account's job is refused, and cancels.",
            mark_others(accept_token(service, "cancel", only_known=True)),
            on_answer=refuse_marked(403001),
        ),
        ServerMutation(
            "others-request-miscoded",
            "Another account's request has another code.",
            on_answer=replace_code(403001, 400002),
        ),
        ServerMutation("any-model", "Every model id is accepted.", accept_any_model),
        ServerMutation(
            "unknown-model-miscoded",
            "An unknown model has another code.",
            on_answer=replace_code(400001, 400002),
        ),
    )

"""The mutations of tokens, request ids and model ids, by the errors that the service documents."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.specs.model import Service
from clientwright.specs.wire_facts import DocumentedError
from clientwright.testing.jobs.job_contract import job_operations
from clientwright.testing.jobs.required_refusals import (
    other_account_requests,
    unknown_models,
    unknown_requests,
    wrong_tokens,
)
from clientwright.testing.mutation.call_edits import (
    accept_any_model,
    accept_token,
    find_unknown,
    mark_others,
    refuse_marked,
    replace_error,
    replace_id,
)
from clientwright.testing.mutation.server_mutation import ServerMutation
from clientwright.testing.service_wire import ServiceWire

_UNUSUAL = (409, 418, 451)
"""HTTP statuses that are hardly documented for a refusal of a token or an id."""


def account_mutations(service: Service) -> Iterator[ServerMutation]:
    """Yield every mutation of tokens, request ids and model ids."""
    yield from _id_mutations(service)
    yield from _unknown_request_mutations(service)
    yield from _token_mutations(service)
    yield from _other_account_mutations(service)
    yield from _model_mutations(service)


def _id_mutations(service: Service) -> Iterator[ServerMutation]:
    wire = ServiceWire.of(service)
    reads = [one for one in ("status", "result") if one in job_operations(wire.facts)]
    named = [one for one in reads if wire.has_field(one, "request_id")]
    if named:
        yield ServerMutation(
            "another-request", "Answers name another request.", on_answer=replace_id(*named)
        )
    if wire.has_field("cancel", "request_id"):
        yield ServerMutation(
            "another-request-cancelled",
            "A cancel answers about another request.",
            on_answer=replace_id("cancel"),
        )


def _unknown_request_mutations(service: Service) -> Iterator[ServerMutation]:
    wire = ServiceWire.of(service)
    operations = [one.operation for one in unknown_requests(service)]
    for error in (one for one in wire.facts.errors if one.is_of_request and operations):
        yield ServerMutation(
            "unknown-request-found",
            "Unknown requests are waiting jobs.",
            on_answer=find_unknown(error, wire.word("status", "waiting")),
        )
        yield _miscoded(
            service, "unknown-request-miscoded", "Unknown requests have", error, *operations
        )
        return


def _token_mutations(service: Service) -> Iterator[ServerMutation]:
    operations = ("submit", *job_operations(service.wire))
    refusals = [*wrong_tokens(service)]
    if not refusals:
        return
    yield ServerMutation(
        "wrong-token-let-in", "Any token is accepted.", accept_token(service, *operations)
    )
    if not service.wire.token_optional:
        yield ServerMutation(
            "no-token-let-in",
            "A missing token is accepted.",
            accept_token(service, *operations, only_absent=True),
        )
    error = refusals[0].errors[0]
    if not isinstance(error.code, str):  # any word may stand for a refused token
        yield _miscoded(service, "wrong-token-miscoded", "A wrong token has", error)


def _other_account_mutations(service: Service) -> Iterator[ServerMutation]:
    refusals = [*other_account_requests(service)]
    if not refusals:
        return
    error = refusals[0].errors[0]
    for refusal in refusals:
        operation = refusal.operation
        let_in = accept_token(service, operation, only_known=True)
        if operation != "cancel":
            yield ServerMutation(
                f"others-{operation}-shown",
                f"The {operation} of other accounts' jobs is shown.",
                let_in,
            )
            continue
        yield ServerMutation(
            "others-job-cancelled", "Other accounts' jobs can be cancelled.", let_in
        )
        yield ServerMutation(
            "others-job-cancelled-silently",
            "A cancel of another account's job is refused, and cancels.",
            mark_others(let_in),
            on_answer=refuse_marked(error),
        )
    yield _miscoded(service, "others-request-miscoded", "Another account's request has", error)


def _model_mutations(service: Service) -> Iterator[ServerMutation]:
    for refusal in unknown_models(service):
        yield ServerMutation("any-model", "Every model id is accepted.", accept_any_model)
        error = refusal.errors[0]
        yield _miscoded(service, "unknown-model-miscoded", "An unknown model has", error, "submit")


def _miscoded(
    service: Service, name: str, who: str, error: DocumentedError, *operations: str
) -> ServerMutation:
    """Return the mutation that answers some calls with another error than the documented one."""
    errors = service.wire.errors
    kinds = (error.kind, "authentication")
    codes = (one.code for one in errors if one.code is not None and one.kind not in kinds)
    code = next(codes, 0) if isinstance(error.code, int) else f"not-{error.code}"
    http = next(one for one in _UNUSUAL if one not in {each.http for each in errors})
    what = "another code" if error.code is not None else f"HTTP {http}"
    edit = replace_error(error, code, http, *operations)
    return ServerMutation(name, f"{who} {what}.", on_answer=edit)

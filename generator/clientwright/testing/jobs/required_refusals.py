"""The calls a server must refuse: unknown ids, wrong tokens, requests of other accounts.

Where an error has a code, the code counts and the HTTP status does not: which status comes with a documented
code is open, so it is noted and never a finding. An error without a code is known by its HTTP status. For
unknown ids and other accounts' requests the documents promise the error, so a refusal without it is a
finding. For tokens that have codes they promise only the refusal: without a numeric code any 4xx will do; a
numeric code must be one about tokens. A call counts only if the same call with the good token was answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientwright.specs.model import Service
from clientwright.specs.wire_facts import DocumentedError
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import PromiseTemplate, job_operations
from clientwright.testing.targets.server_target import NONE, OTHER, WRONG

NO_SUCH_REQUEST = "clientwright-no-such-request"
_UNKNOWN_IDS = (
    "5d7c1f0e-2b64-4f3a-9a51-c0ffee000000",
    "5d7c1f0e2b644f3a9a51c0ffee000000",
    NO_SUCH_REQUEST,
)
"""Ids of the usual forms that no request has."""

_OF_UNKNOWN_REQUEST = "calls about a request that does not exist"
_TO_UNKNOWN_MODEL = "submits to a model id that does not exist"
_OF_OTHERS = "calls about another account's request"


@dataclass(frozen=True, slots=True)
class RequiredRefusal:
    """A call that must be refused.

    `errors` are those that permit it; `error_required` means that the refusal must be one of them.
    `operation` is the call that must succeed with the good token. `calls` names all such calls.
    """

    template: PromiseTemplate
    errors: tuple[DocumentedError, ...]
    error_required: bool
    operation: str
    calls: str
    who: str = ""

    def is_met_by(self, exchange: Exchange) -> bool:
        """Return whether an answer is the promised refusal."""
        if self._is_cancel_of_none(exchange):
            return True
        if not exchange.refused:
            return False
        if any(one.code is None and one.http == exchange.status for one in self.errors):
            return True
        codes = self._codes
        numbered = isinstance(exchange.error_code, int)
        return exchange.error_code in codes or not (numbered or self.error_required or not codes)

    def _is_cancel_of_none(self, exchange: Exchange) -> bool:
        """Return whether an answer to a cancel says, as documented, that nobody knows the request."""
        wire = exchange.wire
        if self.operation != "cancel" or self.who or not wire.facts.cancel_answers:
            return False
        word = wire.value("cancel", "outcome", exchange.answer)
        found = wire.cancel_answer(exchange.answer, word if isinstance(word, str) else "")
        return found is not None and found.means == "not-found"

    @property
    def _codes(self) -> list[int | str]:
        return [one.code for one in self.errors if one.code is not None]

    @property
    def expected(self) -> str:
        """What is promised, as a text."""
        if not self._codes:
            return f"a rejection with {_names(self.errors)}"
        codes = " or ".join(map(_name, self.errors))
        detail = (
            f"with error code {codes}" if self.error_required else f"(documented codes: {codes})"
        )
        return f"a rejection {detail}"


def unknown_requests(service: Service) -> Iterator[RequiredRefusal]:
    """Yield the calls about a request that does not exist."""
    errors = tuple(one for one in service.wire.errors if one.is_of_request)
    for operation in job_operations(service.wire) if errors else ():
        if operation == "result" and service.wire.ends_by_http:
            continue  # what a result answers before the end of its job is not documented
        template = PromiseTemplate(
            f"errors/unknown-request/{operation}",
            _pointer(service, errors[0]),
            f"A {operation} call about a request that does not exist is refused with {_names(errors)}.",
            "no answer came",
        )
        yield RequiredRefusal(template, errors, True, operation, _OF_UNKNOWN_REQUEST)


def unknown_request_id(service: Service) -> str:
    """Return a request id that does not exist, of the form that the service's ids have."""
    has_code = any(one.is_of_request and one.code is not None for one in service.wire.errors)
    tried = (NO_SUCH_REQUEST, *_UNKNOWN_IDS) if has_code else _UNKNOWN_IDS
    pattern = str(service.document["request_id"]["pattern"])
    return next((id for id in tried if re.fullmatch(pattern, id)), NO_SUCH_REQUEST)


def unknown_models(service: Service) -> Iterator[RequiredRefusal]:
    """Yield the submit to a model that does not exist.

    Where a call names its model in the body, a wrong one may be refused as a wrong body is.
    """
    facts = service.wire
    errors = tuple(one for one in facts.errors if one.kind == "not-found" and not one.is_of_request)
    errors = errors or tuple(one for one in facts.errors if one.kind == "not-found")
    if errors and "{model_id}" not in facts.operations["submit"].path:
        errors = (*errors, *(one for one in facts.errors if one.kind == "refused"))
    if errors:
        template = PromiseTemplate(
            "errors/unknown-model",
            _pointer(service, errors[0]),
            f"A submit to a model id that does not exist is refused with {_names(errors)}.",
            "no answer came",
        )
        yield RequiredRefusal(template, errors, True, "submit", _TO_UNKNOWN_MODEL)


def wrong_tokens(service: Service) -> Iterator[RequiredRefusal]:
    """Yield the calls with an unknown token, and, where each call needs one, without a token."""
    errors = tuple(one for one in service.wire.errors if one.kind == "authentication")
    cases = {WRONG: ("wrong-token", "under a wrong token"), NONE: ("no-token", "without a token")}
    if service.wire.token_optional:
        del cases[NONE]
    for who, (name, words) in cases.items() if errors else ():
        for operation in (*job_operations(service.wire), "submit"):
            template = PromiseTemplate(
                f"errors/{name}/{operation}",
                _pointer(service, errors[0]),
                f"A {operation} call {words} is refused.",
                "no submit was accepted",
            )
            yield RequiredRefusal(template, errors, False, operation, f"calls {words}", who)


def other_account_requests(service: Service) -> Iterator[RequiredRefusal]:
    """Yield another account's calls about a request that is not its own, where that is an error with a code."""
    kinds = ("permission",)
    errors = tuple(one for one in service.wire.errors if one.kind in kinds and one.code is not None)
    for operation in job_operations(service.wire) if errors else ():
        template = PromiseTemplate(
            f"errors/other-account/{operation}",
            _pointer(service, errors[0]),
            f"A {operation} call about another account's request is refused with {_names(errors)}.",
            "no submit was accepted",
        )
        yield RequiredRefusal(template, errors, True, operation, _OF_OTHERS, OTHER)


def _names(errors: Sequence[DocumentedError]) -> str:
    return " or ".join(dict.fromkeys(map(_name, errors)))


def _name(error: DocumentedError) -> str:
    return f"HTTP {error.http}" if error.code is None else str(error.code)


def _pointer(service: Service, error: DocumentedError) -> str:
    """Return where an error is documented."""
    return f"/errors/{service.wire.errors.index(error)}"

"""The calls a server must refuse: unknown ids, wrong tokens, requests of other accounts.

The error code counts, the HTTP status does not: which status comes with a documented code is
open, so it is noted and never a finding. For unknown ids and other accounts' requests the
documents promise the code, so a refusal without it is a finding. For tokens they promise only
the refusal: without a numeric code any 4xx will do; a numeric code must be one about tokens.
A call counts only if the same call with the good token was answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import PromiseTemplate
from clientwright.testing.targets.server_target import NONE, OTHER, WRONG

INVALID_MODEL, NOT_YOURS, NO_REQUEST = 400001, 403001, 404001
NO_SUCH_REQUEST = "clientwright-no-such-request"
JOB_OPERATIONS = ("status", "result", "cancel")
_OF_UNKNOWN_REQUEST = "calls about a request that does not exist"
_TO_UNKNOWN_MODEL = "submits to a model id that does not exist"
_OF_OTHERS = "calls about another account's request"


@dataclass(frozen=True, slots=True)
class RequiredRefusal:
    """A call that must be refused.

    `codes` are the permitted error codes; `code_required` means the refusal must have one of them.
    `operation` is the call that must succeed with the good token. `calls` names all such calls.
    """

    template: PromiseTemplate
    codes: tuple[int, ...]
    code_required: bool
    operation: str
    calls: str
    who: str = ""

    def is_met_by(self, exchange: Exchange) -> bool:
        """Return whether an answer is the promised refusal."""
        if not exchange.refused:
            return False
        numbered = isinstance(exchange.error_code, int)
        return exchange.error_code in self.codes or not (numbered or self.code_required)

    @property
    def expected(self) -> str:
        """What is promised, as a text."""
        codes = " or ".join(map(str, self.codes))
        detail = (
            f"with error code {codes}" if self.code_required else f"(documented codes: {codes})"
        )
        return f"a rejection {detail}"


def unknown_requests(service: Service) -> Iterator[RequiredRefusal]:
    """Yield the calls about a request that does not exist."""
    for operation in JOB_OPERATIONS if _pointer(service, NO_REQUEST) else ():
        template = PromiseTemplate(
            f"errors/unknown-request/{operation}",
            _pointer(service, NO_REQUEST),
            f"A {operation} call about a request that does not exist is refused with {NO_REQUEST}.",
            "no answer came",
        )
        yield RequiredRefusal(template, (NO_REQUEST,), True, operation, _OF_UNKNOWN_REQUEST)


def unknown_models(service: Service) -> Iterator[RequiredRefusal]:
    """Yield the submit to a model that does not exist."""
    if pointer := _pointer(service, INVALID_MODEL):
        template = PromiseTemplate(
            "errors/unknown-model",
            pointer,
            f"A submit to a model id that does not exist is refused with {INVALID_MODEL}.",
            "no answer came",
        )
        yield RequiredRefusal(template, (INVALID_MODEL,), True, "submit", _TO_UNKNOWN_MODEL)


def wrong_tokens(service: Service) -> Iterator[RequiredRefusal]:
    """Yield the calls with an unknown token, and without a token."""
    codes = tuple(e["code"] for e in service.document["errors"] if e["is"] == "authentication")
    cases = {WRONG: ("wrong-token", "under a wrong token"), NONE: ("no-token", "without a token")}
    for who, (name, words) in cases.items() if codes else ():
        for operation in (*JOB_OPERATIONS, "submit"):
            template = PromiseTemplate(
                f"errors/{name}/{operation}",
                _pointer(service, codes[0]),
                f"A {operation} call {words} is refused.",
                "no submit was accepted",
            )
            yield RequiredRefusal(template, codes, False, operation, f"calls {words}", who)


def other_account_requests(service: Service) -> Iterator[RequiredRefusal]:
    """Yield another account's calls about a request that is not its own."""
    for operation in JOB_OPERATIONS if _pointer(service, NOT_YOURS) else ():
        template = PromiseTemplate(
            f"errors/other-account/{operation}",
            _pointer(service, NOT_YOURS),
            f"A {operation} call about another account's request is refused with {NOT_YOURS}.",
            "no submit was accepted",
        )
        yield RequiredRefusal(template, (NOT_YOURS,), True, operation, _OF_OTHERS, OTHER)


def _pointer(service: Service, code: int) -> str:
    """Return where a code is documented, or an empty string."""
    codes = [error["code"] for error in service.document["errors"]]
    return f"/errors/{codes.index(code)}" if code in codes else ""

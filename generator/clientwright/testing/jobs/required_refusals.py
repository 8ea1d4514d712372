"""What a server must refuse, whatever the job: unknown ids, wrong tokens, the requests of others.

How a refusal is judged. Its code counts first, its HTTP status second, and which HTTP status
stands beside a documented code is open: it is noted, never a finding. For unknown ids and
for other people's requests the documents promise the code itself, so a refusal without it is
a finding. For tokens they promise the refusal: with no code, or a word for one, any 4xx will
do; with a number, it must be one that is about tokens. A call counts only when its twin, the same call under the
good token, was answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clientwright.specs.model import Service
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import PromiseTemplate
from clientwright.testing.targets.server_target import NONE, OTHER, WRONG, ServerTarget

INVALID_MODEL, NOT_YOURS, NO_REQUEST = 400001, 403001, 404001
NO_SUCH_REQUEST = "clientwright-no-such-request"
JOB_OPERATIONS = ("status", "result", "cancel")

RefusalCall = Callable[[ServerTarget, str], Exchange]


@dataclass(frozen=True, slots=True)
class RequiredRefusal:
    """A call that must be refused.

    `codes` are the error codes that may stand in the refusal, `code_needed` says that one
    must; `about` is the operation whose twin shows that the call itself is good.
    """

    template: PromiseTemplate
    codes: tuple[int, ...]
    code_required: bool
    operation: str
    who: str = ""

    def is_met_by(self, exchange: Exchange) -> bool:
        """Tell whether an answer is the refusal that is promised."""
        if not exchange.refused:
            return False
        numbered = isinstance(exchange.error_code, int)
        return exchange.error_code in self.codes or not (numbered or self.code_required)

    @property
    def expected(self) -> str:
        """Say what is promised."""
        codes = " or ".join(map(str, self.codes))
        detail = (
            f"with error code {codes}" if self.code_required else f"(documented codes: {codes})"
        )
        return f"a refusal {detail}"


def unknown_requests(service: Service) -> Iterator[RequiredRefusal]:
    """List the calls about a request that nobody made."""
    for operation in JOB_OPERATIONS if _pointer(service, NO_REQUEST) else ():
        template = PromiseTemplate(
            f"errors/unknown-request/{operation}",
            _pointer(service, NO_REQUEST),
            f"A {operation} call about a request that does not exist is refused with {NO_REQUEST}.",
            "no answer came",
        )
        yield RequiredRefusal(template, (NO_REQUEST,), True, operation)


def unknown_models(service: Service) -> Iterator[RequiredRefusal]:
    """Give the submit to a model that does not exist."""
    if pointer := _pointer(service, INVALID_MODEL):
        template = PromiseTemplate(
            "errors/unknown-model",
            pointer,
            f"A submit to a model id that does not exist is refused with {INVALID_MODEL}.",
            "no answer came",
        )
        yield RequiredRefusal(template, (INVALID_MODEL,), True, "submit")


def wrong_tokens(service: Service) -> Iterator[RequiredRefusal]:
    """List the calls that are made under a token that nobody has, or under none."""
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
            yield RequiredRefusal(template, codes, False, operation, who)


def other_account_requests(service: Service) -> Iterator[RequiredRefusal]:
    """List the calls of another account about a request that is not its own."""
    for operation in JOB_OPERATIONS if _pointer(service, NOT_YOURS) else ():
        template = PromiseTemplate(
            f"errors/other-account/{operation}",
            _pointer(service, NOT_YOURS),
            f"A {operation} call about another account's request is refused with {NOT_YOURS}.",
            "no submit was accepted",
        )
        yield RequiredRefusal(template, (NOT_YOURS,), True, operation, OTHER)


def _pointer(service: Service, code: int) -> str:
    """Find where a code is documented; nothing where it is not."""
    codes = [error["code"] for error in service.document["errors"]]
    return f"/errors/{codes.index(code)}" if code in codes else ""

"""What can go wrong, as one tree; beside each error, who must act.

ClientError
├── ConfigurationError        the caller: token or base URL cannot be used
├── InvalidInput              the caller: refused before anything was sent, all faults at once
├── TransportError            nobody: the service could not be reached, or not be read in time
├── UnexpectedAnswer          the provider: not JSON, a redirect, too large, of another shape
├── SubmitUnknown             the caller: the job may have been accepted; look before sending again
├── ApiError                  the service answered with an error
│   ├── AuthenticationError   the account's owner: token not accepted
│   ├── InsufficientBalance   the account's owner: top up
│   ├── PermissionDenied      the account's owner: another account's request
│   ├── NotFound              the caller: no such endpoint or request
│   ├── RequestRefused        the caller: refused without a known reason
│   │   └── InputRefused      the caller: the server does not take this input
│   ├── RateLimited           nobody: wait
│   └── ServerError           the provider: the service failed
└── JobError                  the job was accepted, and ended otherwise than hoped
    ├── JobFailed             the provider says why
    ├── JobCancelled          nobody: it was cancelled
    └── JobTimedOut           the caller: waiting ended, the job goes on
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from .input_faults import Fault
    from .responses import Result


class ClientError(Exception):
    """The root: what happened, about which request, and who must act; it pickles."""

    who: ClassVar[str] = "the caller"
    advice: ClassVar[str] = "Read the message."

    def __init__(
        self,
        message: str,
        *,
        request_id: str | None = None,
        endpoint: str | None = None,
        code: int | str | None = None,
        http_status: int | None = None,
        body: bytes | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request_id = request_id
        self.endpoint = endpoint
        self.code = code
        self.http_status = http_status
        self.body = body

    def __str__(self) -> str:
        facts = {
            "request": self.request_id,
            "endpoint": self.endpoint,
            "code": self.code,
            "HTTP": self.http_status,
        }
        known = ", ".join(f"{name} {fact}" for name, fact in facts.items() if fact is not None)
        about = f" [{known}]" if known else ""
        return f"{self.message}{about} (to act: {self.who}) {self.advice}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (type(self), self.args, dict(self.__dict__))


def _revive(kind: type[ClientError], args: tuple[Any, ...], state: dict[str, Any]) -> ClientError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class ConfigurationError(ClientError):
    """The client cannot be used as it is set up: its token, its base URL, its timeout."""

    advice = "Mend the setting that the message names."


class InvalidInput(ClientError):
    """The input breaks documented rules; nothing was sent. `faults` holds every fault."""

    advice = "Mend every field named here; nothing was sent."

    def __init__(self, faults: tuple[Fault, ...], *, endpoint: str | None = None) -> None:
        lines = "".join(f"\n  {fault}" for fault in faults)
        count = f"{len(faults)} fault{'s' * (len(faults) != 1)}"
        super().__init__(f"the input has {count}:{lines}\n", endpoint=endpoint)
        self.faults = faults


class TransportError(ClientError):
    """The service could not be reached, or not be read although reading was tried again."""

    who = "nobody"
    advice = "Check the address and the network, then try again: nothing was ordered by this call."


class UnexpectedAnswer(ClientError):
    """The answer is none that the service documents; `body` keeps it as it came."""

    who = "the provider"
    advice = "Look at the error's body; a gateway or a change of the service may be behind it."


class SubmitUnknown(ClientError):
    """A submit may have been accepted, but its answer was lost; it is never repeated by itself."""

    advice = (
        "The job may be running and may be billed: look in your account before you submit again."
    )


class ApiError(ClientError):
    """The service answered with an error; `retry_after` holds the seconds it asked to wait, if it did."""

    def __init__(self, message: str, *, retry_after: float | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.retry_after = retry_after


class AuthenticationError(ApiError):
    """The token is not accepted."""

    who, advice = "the account's owner", "Check the token and the account."


class InsufficientBalance(ApiError):
    """The account's balance does not cover the job."""

    who, advice = "the account's owner", "Top up the balance, then submit again."


class PermissionDenied(ApiError):
    """The account may not do this."""

    who = "the account's owner"
    advice = "Use the token of the account that owns the request."


class NotFound(ApiError):
    """The service knows no such endpoint or request, or knows it no longer."""

    advice = "Check the id; requests expire."


class RequestRefused(ApiError):
    """The service refused the request."""

    advice = "Read the service's words; the same request will be refused again."


class InputRefused(RequestRefused):
    """The service does not take this input."""

    advice = "Read the service's words and mend the input."


class RateLimited(ApiError):
    """Too many requests."""

    who, advice = "nobody", "Wait, then try again."


class ServerError(ApiError):
    """The service failed."""

    who, advice = "the provider", "Try again later."


class JobError(ClientError):
    """An accepted job ended otherwise than hoped; `result` holds its last result, if one was read."""

    def __init__(self, message: str, *, result: Result[Any] | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.result = result


class JobFailed(JobError):
    """The job ran and failed; the message holds the provider's words."""

    who = "the provider, or the caller if the words say so"
    advice = "Read the words; a new submit is a new job."


class JobCancelled(JobError):
    """The job was cancelled."""

    who, advice = "nobody", "Submit again if the job is still wanted."


class JobTimedOut(JobError):
    """Waiting ended before the job did; the job goes on."""

    advice = "The job goes on: wait again with the same request id; do not submit again."

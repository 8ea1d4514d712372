# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Exception tree; beside each error, who must act.

ClientError
├── ConfigurationError        the caller: unusable token, base URL or option
│   └── ClientClosed          the caller: the client is closed, this call sent nothing
├── JournalError              the caller: the journal cannot be used; says what was and what was not sent
│   └── KeyConflict           the caller: the key was used with another input, or under another account
├── BudgetReached             the caller: the job would exceed its batch's ceiling; nothing was sent
├── DownloadError             no one is at fault: an output could not be saved; the job itself succeeded
│   └── OutputExpired         no one is at fault: the provider no longer has the output
├── InvalidInput              the caller: rejected before anything was sent, with every fault
├── TransportError            no one is at fault: the service could not be reached, or not be read in time
├── UnexpectedAnswer          the provider: not JSON, a redirect, too large, or of another shape
│   └── OutputUnreadable      the provider: the job succeeded, its output is missing or of another shape
│       └── ResultExpired     no one is at fault: it succeeded, and its output was kept for a while
├── SubmitUnknown             the caller: the job may have been accepted; check before sending again
├── ApiError                  the service answered with an error
│   ├── AuthenticationError   the account's owner: token not accepted
│   ├── InsufficientBalance   the account's owner: top up
│   ├── PermissionDenied      the account's owner: another account's request
│   ├── NotFound              the caller: no such endpoint or request
│   ├── RequestRefused        the caller: rejected without a known reason
│   │   └── InputRefused      the caller: the service does not accept this input
│   ├── RateLimited           no one is at fault: wait
│   └── ServerError           the provider: the service failed
└── JobError                  the job was accepted but did not succeed
    ├── JobFailed             the provider, or the caller if the message says that the input is wrong
    ├── JobCancelled          no one is at fault: it was cancelled
    └── JobTimedOut           the caller: the wait timed out before the job ended
"""

from __future__ import annotations

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from .input_faults import Fault
    from .journal.entry import Entry
    from .responses import Result


class ClientError(Exception):
    """Base of all errors: what happened, for which request, and who must act. Can be pickled.

    `temporary` tells whether the same read may succeed a little later.
    """

    temporary: bool = False
    who: ClassVar[str] = "the caller"
    advice: str = "Read the message."

    def __init__(
        self,
        message: str,
        *,
        request_id: str | None = None,
        endpoint: str | None = None,
        code: int | str | None = None,
        http_status: int | None = None,
        body: bytes | None = None,
        advice: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.request_id = request_id
        self.endpoint = endpoint
        self.code = code
        self.http_status = http_status
        self.body = body
        if advice:  # of this error, instead of its class's
            self.advice = advice

    def __str__(self) -> str:
        facts = {
            "request": self.request_id,
            "endpoint": self.endpoint,
            "code": self.code,
            "HTTP": self.http_status,
        }
        known = ", ".join(f"{name} {fact}" for name, fact in facts.items() if fact is not None)
        message = self.message.rstrip(" ")
        gap = " " if message.endswith((".", "!", "?", "。", "…")) else ". "
        gap = "" if message.endswith("\n") else gap
        about = f"[{known}] " if known else ""
        return f"{message}{gap}{about}{self.advice}"

    def __reduce__(self) -> tuple[Any, ...]:
        # pickle would call the class with `args` alone, which lack the keyword arguments
        return _revive, (type(self), self.args, dict(self.__dict__))


def _revive(kind: type[ClientError], args: tuple[Any, ...], state: dict[str, Any]) -> ClientError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class ConfigurationError(ClientError):
    """A token, base URL, timeout or other option cannot be used."""

    advice = "Correct this setting."


class ClientClosed(ConfigurationError):
    """The client, or the HTTP client that was passed to it, is closed; this call sent nothing."""

    advice = "Make a new client; a job that was accepted continues."


class InvalidInput(ClientError):
    """The input breaks documented rules; nothing was sent. `faults` lists every fault."""

    advice = "Nothing was sent. Fix the fields above."

    def __init__(self, faults: tuple[Fault, ...], *, endpoint: str | None = None) -> None:
        lines = "".join(f"\n  {fault}" for fault in faults)
        count = f"{len(faults)} fault{'s' * (len(faults) != 1)}"
        super().__init__(f"the input has {count}:{lines}\n", endpoint=endpoint)
        self.faults = faults

    def __repr__(self) -> str:
        return f"<InvalidInput at {', '.join(fault.path or 'input' for fault in self.faults)}>"

    def _repr_html_(self) -> str:
        from .notebook import fault_table

        return fault_table(self.faults)


class TransportError(ClientError):
    """The service could not be reached, or an answer could not be read despite retries."""

    temporary = True
    who = "no one is at fault"
    advice = (
        "This call submitted nothing, so it is safe to retry. Check address, proxy and network."
    )


class UnexpectedAnswer(ClientError):
    """The answer is not one the service documents; `body` keeps it unchanged."""

    who = "the provider"
    advice = "Look at the error's body: a gateway or a change of the service may be the cause."


class OutputUnreadable(UnexpectedAnswer):
    """The job succeeded, but its output is missing or of another shape.

    `result` has the answer as it came (`result.raw`), `urls` every URL in its output.
    """

    advice = "The job is finished: take its output from the error's result and urls."

    def __init__(self, message: str, *, result: Result[Any] | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.result, self.urls = result, result.urls if result else ()


class ResultExpired(OutputUnreadable):
    """The job succeeded, but the service no longer has its output.

    `result` has the answer as it came (`result.raw`).
    """

    who = "no one is at fault"
    advice = "Submit again if you still need the output, and save it soon after the job has ended."


class SubmitUnknown(ClientError):
    """A submit may have been accepted, but its answer was lost. It is never repeated automatically.

    `entry` is its entry in the client's journal, if it has one.
    """

    entry: Entry | None = None

    advice = (
        "The job may be running and billed: look for it in your account, or by its request id "
        "if one is named, before you submit again."
    )


class ApiError(ClientError):
    """The service answered with an error; `retry_after` is the wait it asked for, in seconds, or None."""

    def __init__(self, message: str, *, retry_after: float | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.retry_after = retry_after


class AuthenticationError(ApiError):
    """The token is not accepted."""

    who, advice = "the account's owner", "Check the token and its account."


class InsufficientBalance(ApiError):
    """The account's balance does not cover the job."""

    who, advice = "the account's owner", "Top up the account's balance, then submit again."


class PermissionDenied(ApiError):
    """The account may not do this."""

    who = "the account's owner"
    advice = "Use the token of the account that owns the request."


class NotFound(ApiError):
    """The service does not know the endpoint or request, or no longer does."""

    advice = "Check the id and the base URL; requests expire."


class RequestRefused(ApiError):
    """The service refused the request."""

    advice = "The same request will be rejected again: change what the message names."


class InputRefused(RequestRefused):
    """The service does not accept this input."""

    advice = "Fix the input as the message asks."


class RateLimited(ApiError):
    """Too many requests."""

    temporary = True
    who, advice = "no one is at fault", "Wait, then retry."


class ServerError(ApiError):
    """The service failed."""

    temporary = True
    who, advice = "the provider", "Only the provider can fix this; retry later."


class JobError(ClientError):
    """An accepted job did not succeed; `result` is the last result that was read, if any."""

    def __init__(self, message: str, *, result: Result[Any] | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.result = result


class JobFailed(JobError):
    """The job ran and failed; the message contains the provider's reason."""

    who = "the provider, or the caller if the message says that the input is wrong"
    advice = (
        "Fix the input if the message says that it is wrong; submitting again starts a new job."
    )


class JobCancelled(JobError):
    """The job was cancelled."""

    who, advice = "no one is at fault", "Submit again if you still want the job."


class JobTimedOut(JobError):
    """The wait timed out before the job ended; the message contains the last status."""

    advice = "Wait again with the same request id; do not submit again."

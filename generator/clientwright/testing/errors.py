"""The errors that stop a run of the harness."""

from __future__ import annotations

from clientwright.errors import ClientwrightError

EXIT_STOPPED = 3
"""The exit code, also of pytest, when the server ended the run: it is gone, or rejects the account."""


def reason_of(error: ClientwrightError) -> str:
    """Return the message of an error as a reason: its lines as sentences of one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    ended = (line if line.endswith((".", "?", "!", ":")) else f"{line}." for line in lines[:-1])
    return " ".join([*ended, *lines[-1:]])


class ServerUnreachable(ClientwrightError):
    """The server under test does not answer as an API would."""

    exit_code = EXIT_STOPPED

    def __init__(self, base_url: str, reason: str) -> None:
        """Create it for a base URL and the reason."""
        super().__init__(
            f"{base_url}: {reason}\n"
            "Is the server running, and does the URL lead to its base (for RunComfy, ending in /v1)?"
        )


class AccountRefused(ClientwrightError):
    """The server refuses the account, and would refuse every payload."""

    exit_code = EXIT_STOPPED

    def __init__(self, base_url: str, answer: str) -> None:
        """Create it for a base URL and the refusal."""
        super().__init__(
            f"{base_url}: the account is rejected, although the input is valid: {answer}\n"
            "Is the token right, and does the account's balance cover a job?"
        )


class CallRateLimited(ClientwrightError):
    """The server answers every submit, however often it is repeated, that calls come too fast."""

    exit_code = EXIT_STOPPED

    def __init__(self, base_url: str, answer: str) -> None:
        """Create it for a base URL and the last answer."""
        super().__init__(
            f"{base_url}: its rate limit let no submit through, although each was repeated after the pause "
            f"that it asks for: {answer}\n"
            "Run it again later, or with a token whose limit is higher; another program may use this one."
        )


class ServerEndsRun(ClientwrightError):
    """A server's failures end the run; what was found until then is reported, even of the first trial."""

    exit_code = EXIT_STOPPED


class ServerFailing(ServerEndsRun):
    """The server fails at every call."""

    def __init__(self, base_url: str, count: int, answer: str) -> None:
        """Create it for a base URL, the number of calls in a row that failed, and an answer."""
        super().__init__(
            f"{base_url}: it failed {count} times in a row: {answer}\n"
            "The rest would show the same. Run it again when the server is well."
        )


class ServerTooLate(ServerEndsRun):
    """The answers of a server take too long for a run."""

    def __init__(self, base_url: str, calls: str, seconds: float) -> None:
        """Create it for a base URL, which calls they were, and the seconds they took together."""
        super().__init__(
            f"{base_url}: {calls}: {seconds:,.0f} seconds of waiting together\n"
            "Run it again with fewer promises (--only, --endpoint, --examples), or with a longer --patience."
        )


class RetryAfterTooLong(ClientwrightError):
    """The server asks for a longer pause than a run waits."""

    exit_code = EXIT_STOPPED

    def __init__(self, base_url: str, seconds: float, answer: str) -> None:
        """Create it for a base URL, the pause in seconds and the answer."""
        super().__init__(
            f"{base_url}: it asks to wait {seconds:,.0f} seconds: {answer}\n"
            f"Run it again in {-(-seconds // 60):,.0f} minutes."
        )

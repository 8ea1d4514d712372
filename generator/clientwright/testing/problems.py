"""What stops a run of the harness."""

from __future__ import annotations

from clientwright.errors import ClientwrightError


class ServerUnreachable(ClientwrightError):
    """The server under test does not answer as an API would."""

    exit_code = 3

    def __init__(self, base_url: str, reason: str) -> None:
        """Say where and why."""
        super().__init__(
            f"{base_url}: {reason}\n"
            "Is the server running, and does the URL lead to its base (for RunComfy, ending in /v1)?"
        )


class AccountRefused(ClientwrightError):
    """The server refuses the account, so that it would refuse everything: nothing could be judged."""

    exit_code = 3

    def __init__(self, base_url: str, told: str) -> None:
        """Say where and how."""
        super().__init__(
            f"{base_url}: the account is refused, though the input is good: {told}\n"
            "Is the token right, and does the account's balance cover a job?"
        )


class RetryAfterTooLong(ClientwrightError):
    """The server asks to be left alone for longer than a run waits."""

    exit_code = 3

    def __init__(self, base_url: str, seconds: float, told: str) -> None:
        """Say where, and when to come back."""
        super().__init__(
            f"{base_url}: it asks to be left alone for {seconds:,.0f} seconds: {told}\n"
            f"Run it again in {-(-seconds // 60):,.0f} minutes."
        )

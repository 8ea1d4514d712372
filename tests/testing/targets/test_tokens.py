"""Tokens from the environment."""

from __future__ import annotations

import pytest

from clientwright.errors import UsageError
from clientwright.testing.targets import tokens
from sandbox.support import service

SERVICE = service()


def test_first_set_variable_counts() -> None:
    """The first variable that is set counts; spaces around a token are removed."""
    environ = {"RUNCOMFY_API_TOKEN": " ", "RUNCOMFY_TOKEN": "one\n", "RUNCOMFY_API_KEY": "two"}
    assert tokens.tokens_from_environment(SERVICE, environ) == {"mine": "one"}


def test_second_account_is_optional() -> None:
    """The variable of its token is named after the service."""
    environ = {"RUNCOMFY_API_TOKEN": "one", "RUNCOMFY_OTHER_TOKEN": "two"}
    assert tokens.tokens_from_environment(SERVICE, environ) == {"mine": "one", "other": "two"}


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, "RUNCOMFY_API_TOKEN, RUNCOMFY_TOKEN, RUNCOMFY_API_KEY"),
        ({"RUNCOMFY_OTHER_TOKEN": "two"}, "no token"),
        ({"RUNCOMFY_TOKEN": "se cret"}, "RUNCOMFY_TOKEN: "),
        ({"RUNCOMFY_TOKEN": "sécret"}, "RUNCOMFY_TOKEN: "),
        ({"RUNCOMFY_TOKEN": "a", "RUNCOMFY_OTHER_TOKEN": "secret\x00"}, "RUNCOMFY_OTHER_TOKEN: "),
        ({"RUNCOMFY_TOKEN": "secret", "RUNCOMFY_OTHER_TOKEN": "secret"}, "same token"),
    ],
)
def test_unusable_token_is_refused(environ: dict[str, str], message: str) -> None:
    """A missing, invalid or repeated token is refused by the name of its variable, never its value."""
    with pytest.raises(UsageError) as caught:
        tokens.tokens_from_environment(SERVICE, environ)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "cret" not in str(caught.value)

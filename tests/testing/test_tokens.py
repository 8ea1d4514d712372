"""Tokens from the environment."""

from __future__ import annotations

import pytest

from clientwright.errors import UsageError
from clientwright.testing import tokens
from sandbox.support import service

SERVICE = service()


def test_variables_are_read_in_their_order() -> None:
    """The first variable that holds something counts; spaces around a token are none of it."""
    environ = {"RUNCOMFY_API_TOKEN": " ", "RUNCOMFY_TOKEN": "one\n", "RUNCOMFY_API_KEY": "two"}
    assert tokens.tokens_from_environment(SERVICE, environ) == {"mine": "one"}


def test_a_second_account_is_optional() -> None:
    """Its token is named after the service."""
    environ = {"RUNCOMFY_API_TOKEN": "one", "RUNCOMFY_OTHER_TOKEN": "two"}
    assert tokens.tokens_from_environment(SERVICE, environ) == {"mine": "one", "other": "two"}


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "RUNCOMFY_API_TOKEN, RUNCOMFY_TOKEN, RUNCOMFY_API_KEY"),
        ({"RUNCOMFY_OTHER_TOKEN": "two"}, "no token"),
        ({"RUNCOMFY_TOKEN": "se cret"}, "RUNCOMFY_TOKEN: "),
        ({"RUNCOMFY_TOKEN": "sécret"}, "RUNCOMFY_TOKEN: "),
        ({"RUNCOMFY_TOKEN": "a", "RUNCOMFY_OTHER_TOKEN": "secret\x00"}, "RUNCOMFY_OTHER_TOKEN: "),
        ({"RUNCOMFY_TOKEN": "secret", "RUNCOMFY_OTHER_TOKEN": "secret"}, "same token"),
    ],
)
def test_what_cannot_be_sent_is_refused(environ: dict[str, str], said: str) -> None:
    """No token, one that no header can hold, the same one twice: the variable is named, the token never."""
    with pytest.raises(UsageError) as caught:
        tokens.tokens_from_environment(SERVICE, environ)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "cret" not in str(caught.value)

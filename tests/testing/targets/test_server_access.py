"""The URL of a server under test, and the tokens from the environment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import UsageError
from clientwright.testing.targets import server_access
from sandbox.support import service

SERVICE = service()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/v1"),
        ("http://127.0.0.1:9000/", "http://127.0.0.1:9000/v1"),
        ("http://127.0.0.1:9000/v1/", "http://127.0.0.1:9000/v1"),
        ("https://api.example.com/base/v2", "https://api.example.com/base/v2"),
        ("http://[::1]:9000", "http://[::1]:9000/v1"),
        ("HTTP://localhost:9000", "http://localhost:9000/v1"),
    ],
)
def test_missing_path_is_the_services(text: str, url: str) -> None:
    """A URL without a path gets that of the service; any other is unchanged."""
    assert server_access.parse_base_url(text, SERVICE) == url


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1:9000",
        "localhost:9000",
        "ftp://127.0.0.1/v1",
        "http://",
        "http://:9000",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "http://[::1",
        "http://user:secret@127.0.0.1/v1",
        "http://127.0.0.1/v1?token=secret",
        "http://127.0.0.1/v1#part",
        "http://127.0.0.1/ v1",
        "http://exämple.com/v1",
    ],
)
def test_invalid_base_url_is_refused(text: str) -> None:
    """Anything else is a usage error, which repeats no password and no query."""
    with pytest.raises(UsageError, match="--server") as caught:
        server_access.parse_base_url(text, SERVICE)
    assert "@" not in str(caught.value)
    assert "?token" not in str(caught.value)


@given(st.text(max_size=40) | st.text(max_size=20).map("http://".__add__))
def test_any_text_is_a_url_or_refused(text: str) -> None:
    """Any text is refused, or is a URL that stays the same when parsed again."""
    try:
        url = server_access.parse_base_url(text, SERVICE)
    except UsageError:
        return
    assert server_access.parse_base_url(url, SERVICE) == url


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:9000/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:9000/v1", True),
        ("https://model-api.runcomfy.net/v1", False),
        ("http://localhost.example.com/v1", False),
        ("http://127.0.0.1.example.com/v1", False),
        ("http://10.0.0.1/v1", False),
        ("http://0.0.0.0/v1", False),
    ],
)
def test_only_loopback_is_local(url: str, here: bool) -> None:
    """Names that only begin like those of this machine are other machines."""
    assert server_access.is_local(url) == here


def test_missing_scheme_is_named() -> None:
    """A host and a port without a scheme are answered with what to add."""
    with pytest.raises(UsageError, match="is not a base URL of a server; add http://"):
        server_access.parse_base_url("localhost:9000", SERVICE)


def test_first_set_variable_counts() -> None:
    """The first variable that is set counts; spaces around a token are removed."""
    environ = {"RUNCOMFY_API_TOKEN": " ", "RUNCOMFY_TOKEN": "one\n", "RUNCOMFY_API_KEY": "two"}
    assert server_access.tokens_from_environment(SERVICE, environ) == {"mine": "one"}


def test_second_account_is_optional() -> None:
    """The variable of its token is named after the service."""
    environ = {"RUNCOMFY_API_TOKEN": "one", "RUNCOMFY_OTHER_TOKEN": "two"}
    assert server_access.tokens_from_environment(SERVICE, environ) == {
        "mine": "one",
        "other": "two",
    }


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
        server_access.tokens_from_environment(SERVICE, environ)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "cret" not in str(caught.value)

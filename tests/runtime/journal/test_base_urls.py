"""One spelling for all base URLs that name the same place."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.journal.base_urls import same_url

PLAIN = "https://api.example/v1"
PIECES = st.lists(
    st.sampled_from(
        ["v1", "V1", "/", "//", ".", "..", "%76", "%7e", "~", "%2F", "%", "%2", "\u00e9", "a"]
    ),
    max_size=8,
).map("".join)
HOSTS = st.sampled_from(
    ["api.example", "API.example", "localhost", "127.0.0.1", "[::1]", "[0:0::1]"]
)
URLS = st.builds(
    "{}://{}{}/{}".format,
    st.sampled_from(["https", "http", "HTTPS"]),
    HOSTS,
    st.sampled_from(["", ":443", ":0443", ":80", ":8080", ":"]),
    PIECES,
)


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://API.EXAMPLE/v1",
        "https://api.example:443/v1",
        "https://api.example:0443/v1",
        "https://api.example:/v1",
        "https://api.example./v1",
        "https://api.example//v1",
        "https://api.example/./v1",
        "https://api.example/x/../v1",
        "https://api.example/%2e/v1/",
        "https://api.example/%761",
    ],
)
def test_spellings_of_one_place(url: str) -> None:
    """Case, default ports, zeros, dots, slashes and needless escapes do not count."""
    assert same_url(url) == PLAIN


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example/v1",
        "https://api.example:8443/v1",
        "https://api.example/V1",
        "https://api.example/v1/v1",
        "https://127.0.0.1/v1",
    ],
)
def test_other_places(url: str) -> None:
    """Another scheme, host, port or path is another place."""
    assert same_url(url) != PLAIN
    assert same_url("http://localhost/v1") != same_url("http://127.0.0.1/v1")


@given(URLS)
def test_one_spelling_is_enough(url: str) -> None:
    """The one spelling of a URL is its own one spelling."""
    assert same_url(same_url(url)) == same_url(url)


@given(URLS)
def test_what_is_sent_to_one_place_is_one_url(url: str) -> None:
    """What the HTTP library makes of a URL is another spelling of it."""
    assert same_url(str(httpx.URL(url))) == same_url(url)

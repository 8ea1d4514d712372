"""No URL in a text that others read has a query, a fragment or a login."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.telemetry.structured_log import without_queries

SECRET = "s3cr3t"
schemes = st.from_regex(r"[A-Za-z][A-Za-z0-9+.-]{0,8}", fullmatch=True)
hosts = st.from_regex(r"[A-Za-z0-9.-]{1,9}(:[0-9]{1,5})?", fullmatch=True)
paths = st.text(st.characters(exclude_characters="?#\n\r"), max_size=12).map("/{}".format)
words = st.text(st.characters(exclude_categories=["Z", "C"]), max_size=6)
texts = st.text(max_size=12)


@given(st.tuples(texts, schemes, hosts, paths, st.sampled_from("?#")), words, words, texts)
def test_nothing_after_a_mark_is_left(
    start: tuple[str, ...], one: str, two: str, after: str
) -> None:
    """What follows `?` or `#` of a URL is cut, whatever its scheme and its path, also in capitals."""
    before, scheme, host, path, mark = start
    url = f"{scheme}://{host}{path}"
    assert SECRET not in without_queries(f"{before}{url}{mark}{one}{SECRET}{two} {after}")


@given(st.tuples(texts, schemes), words, words, st.tuples(hosts, texts))
def test_no_login_is_left(
    start: tuple[str, str], user: str, password: str, end: tuple[str, str]
) -> None:
    """Neither the user nor the password of a URL is left."""
    user, password = user.replace("/", ""), password.replace("/", "")
    login = f"{user}{SECRET}:{password}{SECRET}"
    assert SECRET not in without_queries(f"{start[0]} {start[1]}://{login}@{end[0]}/ {end[1]}")


@given(schemes, hosts, st.from_regex(r"(/[a-z ]{0,9}){0,3}", fullmatch=True))
def test_the_rest_of_a_url_stays(scheme: str, host: str, path: str) -> None:
    """Scheme, host and path are kept, and text that has no URL is as it was."""
    url = f"{scheme}://{host}{path}"
    assert without_queries(f"at {url}") == f"at {url}"
    assert without_queries(f"at {scheme}?a=1#b") == f"at {scheme}?a=1#b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTPS://x.example/A?sig=1", "HTTPS://x.example/A"),
        ("s3://bucket/key?sig=1, gone", "s3://bucket/key gone"),
        ("https://x/it's <here>/a b.mp4?sig=1 is gone", "https://x/it's <here>/a b.mp4 is gone"),
        ("https://u:pw@h.example/a", "https://h.example/a"),
        ("postgresql://u:p?w#1@h/db", "postgresql://"),
        ("https://x/a?prompt=a cat&sig=1 is gone", "https://x/a is gone"),
        (r"https:\/\/x\/a?sig=1", r"https:\/\/x\/a"),
        ("https://x/a is gone. Why? Nobody knows", "https://x/a is gone. Why? Nobody knows"),
    ],
)
def test_samples(text: str, expected: str) -> None:
    """Samples of each kind."""
    assert without_queries(text) == expected

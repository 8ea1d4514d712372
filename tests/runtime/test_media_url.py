"""Media URLs: certainly wrong ones are rejected, uncertain ones accepted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.media_url import Media

IMAGE = Media("image", ("jpg", "png"))
ANY_IMAGE = Media("image")


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/a.png",
        "HTTPS://X.example/A.JPEG?v=a.mp4#b.mp4",
        "https://x.example/a",
        "https://x.example/a.unknown",
        "https://x.example/v1.0/presigned?X=1",
        "https://x.example/a%2Epng",
        "https://bücher.example/é.jpg",
        "https://x.example:8443/a.jpg",
    ],
)
def test_plausible_url_is_accepted(url: str) -> None:
    """A URL of an allowed format, or of no known one, is accepted."""
    assert IMAGE.rejection_reason(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.png",
        "//x.example/a.png",
        "http://x.example/a.png",
        "data:image/png;base64,AAAA",
        "https:///a.png",
        "https:a.png",
        "https://x.example/a b.png",
        "https://x.example/a.png\n",
        " https://x.example/a.png",
        "https://x.example/\x00.png",
        "https://[::1/a.png",
        "https://x.example:99999/a.png",
        "https://x.example/a.webp",
        "https://x.example/A.MP4",
    ],
)
def test_wrong_url_is_rejected(url: str) -> None:
    """Another scheme, no host, whitespace, or a known wrong format is rejected."""
    assert IMAGE.rejection_reason(url)


def test_any_format_of_the_kind_is_accepted() -> None:
    """If no formats are documented, any format of the kind is accepted, and none of another kind."""
    assert ANY_IMAGE.rejection_reason("https://x.example/a.webp") is None
    assert ANY_IMAGE.rejection_reason("https://x.example/a.mp4")
    assert Media("audio").rejection_reason("https://x.example/a.mp3") is None


@given(st.text())
def test_any_text_is_handled(text: str) -> None:
    """No text crashes the check."""
    assert IMAGE.rejection_reason(text) is None or isinstance(IMAGE.rejection_reason(text), str)


def test_a_refused_scheme_names_the_starts_that_are_accepted() -> None:
    """The reason lists each accepted start as it is written: data: has no slashes."""
    reason = Media("image", schemes=("https", "data")).rejection_reason("ftp://a.example/b.png")
    assert reason == "it should start with https:// or data:"

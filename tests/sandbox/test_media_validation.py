"""Checks of media URLs that need no fetch."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.runtime.media_url import Media
from clientwright.sandbox.media_validation import NEVER_IN_URLS, url_extension, url_rejection
from clientwright.schema.media_formats import is_valid_media_url

IMAGE = {"kind": "image", "formats": ["jpg", "jpeg", "png", "bmp", "webp"]}
ANY_IMAGE, ANY_VIDEO = {"kind": "image"}, {"kind": "video"}


@pytest.mark.parametrize(
    ("url", "media"),
    [
        ("https://example.com/cat.png", IMAGE),
        ("https://example.com/cat.JPG?token=a%20b#x.mp4", IMAGE),
        ("HTTPS://example.com/cat.jpe", IMAGE),
        ("https://example.com/cat", IMAGE),
        ("https://example.com/cat.php", IMAGE),
        ("https://example.com/v1.2/", IMAGE),
        ("https://example.com", IMAGE),
        ("https://user@[::1]:8443/cat.webp", IMAGE),
        ("https://例え.jp/猫.png", IMAGE),
        ("https://example.com/cat%2Epng", IMAGE),
        ("https://example.com/cat.jpeg", {"kind": "image", "formats": ["JPG"]}),
        ("https://example.com/cat.gif", ANY_IMAGE),
        ("https://example.com/cat.mov", ANY_VIDEO),
    ],
)
def test_plausible_url_is_accepted(url: str, media: dict[str, Any]) -> None:
    """A URL that only a fetch could disprove is accepted."""
    assert url_rejection(url, media, ["https"]) is None


@pytest.mark.parametrize(
    ("url", "media", "message"),
    [
        ("http://example.com/cat.png", IMAGE, "absolute https URL"),
        ("ftp://example.com/cat.png", IMAGE, "absolute https URL"),
        ("data:image/png;base64,AAAA", IMAGE, "absolute https URL"),
        ("cat.png", IMAGE, "absolute https URL"),
        ("//example.com/cat.png", IMAGE, "absolute https URL"),
        ("https:///cat.png", IMAGE, "absolute https URL"),
        ("https:cat.png", IMAGE, "absolute https URL"),
        ("", IMAGE, "absolute https URL"),
        ("https://[::1/cat.png", IMAGE, "no URL"),
        ("https://example.com:port/cat.png", IMAGE, "no URL"),
        (" https://example.com/cat.png", IMAGE, "whitespace"),
        ("https://example.com/a cat.png", IMAGE, "whitespace"),
        ("https://example.com/cat.png\n", IMAGE, "whitespace"),
        ("https://example.com/\x00cat.png", IMAGE, "control"),
        ("https://example.com/cat.gif", IMAGE, "allowed are jpg, jpeg, png"),
        ("https://example.com/cat.mp4", IMAGE, "ends in .mp4"),
        ("https://example.com/cat.MP4?x=.png", ANY_IMAGE, "is no image"),
        ("https://example.com/cat.png", ANY_VIDEO, "is no video"),
    ],
)
def test_wrong_url_is_rejected(url: str, media: dict[str, Any], message: str) -> None:
    """A URL of another scheme, shape or known format is rejected with the reason."""
    assert message in (url_rejection(url, media, ["https"]) or "")


@given(st.text(st.characters(codec=None)))
def test_any_text_is_handled(text: str) -> None:
    """No text crashes the check, and text without a scheme is never accepted."""
    assert url_rejection(text, IMAGE, ["https"]) or text.lower().startswith("https://")


URL_PARTS = (
    "https://",
    "http:",
    "e.com",
    "[::1",
    ":99999",
    ":80",
    ":",
    "/",
    "a",
    ".png",
    ".JPEG",
    ".mp4",
    ".m4v",
)
URL_PARTS += (
    ".svg",
    ".qt",
    ".",
    "%2E",
    "%2F",
    "%00",
    "?x=.mp4",
    "#",
    "@",
    "é",
    "\\",
    " ",
    "\n",
    "\x7f",
    "\u2028",
    "\x1f",
)
MEDIA = [
    IMAGE,
    ANY_IMAGE,
    ANY_VIDEO,
    {"kind": "audio", "formats": [".MP3", "aif"]},
    {"kind": "video", "formats": ["mov", "mpeg"]},
]


@example(["https://", "e.com", "/", "a", "%2E", "mp4"], ANY_IMAGE)
@example(["https://", "e.com", ":99999", "/", "a", ".png"], ANY_IMAGE)
@example(["https://", "e.com", "/", "a", ".m4v"], ANY_IMAGE)
@given(
    st.lists(st.sampled_from(URL_PARTS)).map(lambda parts: ["https://", "e.com", *parts])
    | st.lists(st.sampled_from(URL_PARTS)),
    st.sampled_from(MEDIA),
)
def test_client_sandbox_and_oracle_agree_on_urls(parts: list[str], media: dict[str, Any]) -> None:
    """However odd a URL, the three that check it decide the same."""
    url = "".join(parts)
    client = Media(media["kind"], tuple(media.get("formats", ())))
    accepted = client.rejection_reason(url) is None
    assert (url_rejection(url, media, ["https"]) is None) == accepted
    assert is_valid_media_url(url, media, ("https",)) == accepted


@given(st.sampled_from(["png", "JPEG", "Mp4", "wav", "tif"]), st.text("abc/._%2F-"))
def test_extension_is_of_last_segment(name: str, before: str) -> None:
    """Text before the last dot of the last segment changes nothing."""
    usual = {"jpeg": "jpg", "tif": "tiff"}
    assert url_extension(f"/{before}x.{name}") == usual.get(name.lower(), name.lower())
    assert url_extension(f"/x.{name}/") == ""


def test_no_white_space_or_control_character() -> None:
    """Every character that is white space or a control character is refused in a URL, and no other."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    expected = [c for c in every if c.isspace() or unicodedata.category(c) == "Cc"]
    assert NEVER_IN_URLS.findall(every) == expected

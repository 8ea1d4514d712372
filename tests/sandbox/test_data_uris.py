"""Media that an input holds itself, as `data:` URIs, where a service takes them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.export.schema_document import input_schema
from clientwright.runtime.media_url import Media
from clientwright.sandbox.media_validation import url_rejection
from clientwright.schema.media_formats import is_valid_media_url, valid_media_urls
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from sources.support import SERVICE

SCHEMES = ("https", "data")
PARTS = (
    "data:",
    "DATA:",
    "image/png",
    "Video/mp4",
    "audio/mpeg",
    "font/woff2",
    "ſ/k",
    ";base64",
    ";charset=utf-8",
    ';a="b"',
    ";",
    "=",
    "/",
    ",",
    "iVBORw0KGgo=",
    "é",
    " ",
    "\n",
    "https://example.com/a.png",
)
MEDIA: list[dict[str, Any]] = [{}, {"kind": "image"}, {"kind": "video", "formats": ["mp4"]}]

SERVICE_WITH_DATA = replace(
    SERVICE,
    document={**SERVICE.document, "media": {**SERVICE.document["media"], "schemes": SCHEMES}},
)
MEDIUM = {"type": "object", "properties": {"a": {"type": "string", "x-media": {}}}}
EXPORTED = input_schema(Endpoint(ModelId("v/m"), MEDIUM), SERVICE_WITH_DATA, "en")["properties"][
    "a"
]


def judges(uri: str, media: dict[str, Any], schemes: tuple[str, ...]) -> list[bool]:
    """Return whether client, sandbox and oracle accept a URL."""
    client = Media(media.get("kind", ""), tuple(media.get("formats", ())), schemes)
    quick = re.match(client.pattern, uri)
    accepted = client.rejection_reason(uri) is None
    assert accepted or not quick
    return [
        accepted,
        url_rejection(uri, media, schemes) is None,
        is_valid_media_url(uri, media, schemes),
    ]


@pytest.mark.parametrize(
    ("uri", "kind", "accepted"),
    [
        ("data:image/png;base64,iVBORw0KGgo=", "image", True),
        ("data:image/png;base64,iVBORw0KGgo=", "", True),
        ("data:image/png;base64,iVBORw0KGgo=", "video", False),
        ("data:;base64,AAAA", "video", True),
        ("data:,a", "image", True),
        ("data:application/octet-stream;base64,AAAA", "audio", True),
        ("DATA:Image/PNG;base64,AAAA", "image", True),
        ("data://example.com/cat.png", "image", False),
        ("data:image/png;base64", "image", False),
        ("data:", "", False),
        ("data:image/png;base64,AA AA", "image", False),
        ("https://example.com/cat.png", "image", True),
        ("http://example.com/cat.png", "image", False),
    ],
)
def test_a_data_uri_is_judged_by_its_head(uri: str, kind: str, accepted: bool) -> None:
    """A data: URI is accepted if it has its form and does not say that it holds another kind."""
    assert judges(uri, {"kind": kind} if kind else {}, SCHEMES) == [accepted] * 3
    assert not uri.lower().startswith("data:") or not any(judges(uri, {}, ("https",)))


@example(["data:", "ſ/k", ","], {})
@given(
    st.lists(st.sampled_from(PARTS)).map(lambda parts: ["data:", *parts]), st.sampled_from(MEDIA)
)
def test_client_sandbox_and_oracle_agree_on_data_uris(
    parts: list[str], media: dict[str, Any]
) -> None:
    """However odd a data: URI, the three that check it decide the same, and exports refuse none that they accept."""
    uri = "".join(parts)
    found = judges(uri, media, SCHEMES)
    assert found in ([True] * 3, [False] * 3)
    assert not found[0] or re.search(EXPORTED["pattern"], uri)


@pytest.mark.parametrize("media", MEDIA)
def test_payloads_hold_both_forms(media: dict[str, Any]) -> None:
    """Where a service takes data: URIs, generated payloads have some, and all are accepted."""
    urls = valid_media_urls(media, SCHEMES)
    assert {url.partition(":")[0] for url in urls} == {"https", "data"}
    assert all(judges(url, media, SCHEMES) == [True] * 3 for url in urls)

"""Outputs of succeeded sandbox jobs."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.sandbox.sample_output import media_kind_of, sample_output
from clientwright.sandbox.stored_job import StoredJob
from clientwright.specs.model import CatalogueListing, Endpoint
from clientwright.specs.model_ids import ModelId
from sandbox.support import image_to_video, service


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("kling/kling-3.0/standard/image-to-video", "video"),
        ("some/video-to-audio", "audio"),
        ("some/image", "image"),
        ("some/image-to-video-to-image", "image"),
        ("video-maker/upscale", "video"),
        ("some/model", ""),
    ],
)
def test_kind_is_named_last(model: str, kind: str) -> None:
    """A model produces the kind of medium that its id names last."""
    assert media_kind_of(model) == kind


def test_output_list_of_endpoint() -> None:
    """If the endpoint's own output only has a list, the URL is in that list."""
    job = StoredJob("r", "some/model", "sandbox", {}, 0, 0, 0)
    own = {"properties": {"images": {"type": "array"}}}
    endpoint = image_to_video()
    output = sample_output(job, type(endpoint)(endpoint.id, endpoint.input, own), service())
    assert output == {"images": ["https://outputs.sandbox.runcomfy.net/r.png"]}


@pytest.mark.parametrize(
    ("model", "facts", "kind"),
    [
        ("acme/voice/text-to-speech", {}, "audio"),
        ("acme/clip/image-to-video", {"kind": "image"}, "video"),
        ("acme/draw/v2", {"kind": "text-to-image"}, "image"),
        ("acme/draw/upscale", {"categories": ("tools", "photo")}, "image"),
        ("acme/draw/upscale", {"input": "image"}, "image"),
        ("acme/odd", {}, "video"),
    ],
)
def test_kind_comes_from_id_then_catalogue_then_input(
    model: str, facts: dict[str, Any], kind: str
) -> None:
    """The kind comes from the id, else from the catalogue's kind and categories, else from the input."""
    properties = (
        {"it": {"type": "string", "x-media": {"kind": facts["input"]}}} if "input" in facts else {}
    )
    listing = CatalogueListing(
        "", "", kind=facts.get("kind", ""), categories=facts.get("categories", ())
    )
    endpoint = Endpoint(
        ModelId(model), {"type": "object", "properties": properties}, listing=listing
    )
    job = StoredJob("r", model, "sandbox", {}, 0, 0, 0)
    assert [*sample_output(job, endpoint, service())] == [kind]

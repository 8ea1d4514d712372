"""Films of things, made by a model."""

from __future__ import annotations

from shop._vendor.runcomfy import RunComfy, kling


def film(token: str, thing: str) -> str | None:
    """Make a film of a thing; give its URL."""
    request = kling.kling_3_0.standard.text_to_video.request(prompt=thing)
    with RunComfy(token=token) as api:
        return api.run(request).output.video


def tall_film(token: str, thing: str) -> str | None:
    """Make a film for a telephone; give its URL."""
    model = kling.kling_3_0.standard.text_to_video
    with RunComfy(token=token) as api:
        return api.run(model.request(prompt=thing, aspect_ratio="9:16")).output.video

"""Films of things, made by a model."""

from __future__ import annotations

from shop._vendor.runcomfy import RunComfy


def film(token: str, thing: str) -> str | None:
    """Make a film of a thing; give its URL."""
    with RunComfy(token=token) as api:
        return api.kling.kling_3_0.standard.text_to_video.run(prompt=thing).output.video


def tall_film(token: str, thing: str) -> str | None:
    """Make a film for a telephone; give its URL."""
    with RunComfy(token=token) as api:
        model = api.kling.kling_3_0.standard.text_to_video
        return model.run(prompt=thing, aspect_ratio="9:16").output.video

"""What a person writes for one endpoint: a pydantic model with its rule. The rival of what is generated."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

Url = Annotated[StrictStr, Field(pattern=r"^https://[^/\s]+/\S+$")]
Seconds = Annotated[StrictInt, Field(ge=3, le=15)]


class Segment(BaseModel):
    """One segment of the video."""

    model_config = ConfigDict(extra="forbid")
    prompt: StrictStr | None = None
    duration: Seconds = 5


class Element(BaseModel):
    """One subject of the video."""

    model_config = ConfigDict(extra="forbid")
    frontal_image_url: Url | None = None
    reference_image_urls: list[Url] | None = None
    video_url: Url | None = None


class Input(BaseModel):
    """The input of Kling 3.0 standard image-to-video."""

    model_config = ConfigDict(extra="forbid")
    prompt: StrictStr
    start_image_url: Url
    multi_prompt: Annotated[list[Segment], Field(max_length=20)] | None = None
    duration: Seconds = 10
    generate_audio: StrictBool | None = None
    elements: Annotated[list[Element], Field(max_length=3)] | None = None
    shot_type: Literal["customize"] | None = None
    negative_prompt: StrictStr | None = None
    cfg_scale: Annotated[StrictFloat | StrictInt, Field(ge=0, le=1)] | None = None

    @model_validator(mode="after")
    def add_up(self) -> Input:
        """Check that the segments last as long as the video."""
        total = sum(segment.duration for segment in self.multi_prompt or ())
        if self.multi_prompt and total != self.duration:
            raise ValueError(f"the segments last {total} s, the video {self.duration} s")
        return self

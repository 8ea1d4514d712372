"""A hand-written provider in the shape of generated code, for the runtime's tests only."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from clientwright.runtime.async_client import AsyncClient
from clientwright.runtime.async_jobs import AsyncJob
from clientwright.runtime.client import Client
from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.jobs import Job
from clientwright.runtime.media_url import Media
from clientwright.runtime.models import (
    Anything,
    Boolean,
    Closed,
    ClosedInput,
    Integer,
    Number,
    Omittable,
    OpenOutput,
    Rest,
    Text,
)
from clientwright.runtime.rules.sum_equals import SumEquals
from clientwright.runtime.schema_interpreter import Keywords
from clientwright.runtime.service import Service

SERVICE = Service(
    name="demo",
    title="Demo",
    base_url="https://api.demo.example/v1",
    base_url_variable="DEMO_BASE",
    token_variables=("DEMO_TOKEN", "DEMO_KEY"),
    auth=("Authorization", "Bearer"),
    operations={
        "submit": ("POST", "/models/{model_id}"),
        "status": ("GET", "/requests/{request_id}/status"),
        "result": ("GET", "/requests/{request_id}/result"),
        "cancel": ("POST", "/requests/{request_id}/cancel"),
    },
    not_begun=((429, ()), (503, ("retry-after", "own-json"))),
    status_values={
        "in_queue": "waiting",
        "in_progress": "running",
        "completed": "finished",
        "cancelled": "cancelled",
    },
    result_values={
        "in_queue": "waiting",
        "in_progress": "running",
        "succeeded": "succeeded",
        "failed": "failed",
        "cancelled": "cancelled",
    },
    aliases={"queued": "in_queue", "processing": "in_progress", "canceled": "cancelled"},
    cancel_outcomes=("cancelled", "not_cancellable"),
    errors={400001: "not-found", 400002: "balance", 400004: "authentication", 500001: "server"},
    sure_refusals=(400001, 400002, 400004),
    media_schemes=("https",),
    advised_megabytes={"image": 50, "video": 100},
    output_hosts=(".demo.example",),
)
TOKEN = "a-secret-token"


class Segment(Closed):
    """One shot."""

    prompt: Annotated[Text, Field(min_length=1)]
    duration: Omittable[Annotated[Integer, Field(ge=1, le=15)]] = None


class Input(ClosedInput):
    """The input."""

    rules = (SumEquals(("multi_prompt", None, "duration"), ("duration",), None, 10),)
    rest: ClassVar[Rest | None] = Keywords({"properties": {"cfg_scale": {"multipleOf": 0.1}}})

    prompt: Text
    start_image_url: Omittable[Annotated[Text, Media("image", ("jpg", "png"))]] = None
    duration: Omittable[Annotated[Integer, Field(ge=3, le=15)]] = None
    cfg_scale: Omittable[Annotated[Number, Field(ge=0, le=1)]] = None
    sound: Omittable[Boolean] = None
    multi_prompt: Omittable[Annotated[list[Segment], Field(max_length=20)]] = None
    class_: Omittable[Text] = Field(default=None, alias="class")
    extra: Anything = None


class Output(OpenOutput):
    """The output."""

    video: str | None = None
    videos: list[str] | None = None


ENDPOINT = Endpoint(SERVICE, "demo/film-1.0/image to video", Input, Output)


class Demo(Client):
    """The client."""

    _service: ClassVar[Service] = SERVICE

    def job(self, request_id: str | int) -> Job[Output]:
        """Return the handle of a job."""
        return Job(self._connection, request_id, Output)


class AsyncDemo(AsyncClient):
    """The async client."""

    _service: ClassVar[Service] = SERVICE

    def job(self, request_id: str | int) -> AsyncJob[Output]:
        """Return the handle of a job."""
        return AsyncJob(self._connection, request_id, Output)

"""A site of media, and submits that look at them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

import trio
from pydantic import Field

from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.media_url import Media
from clientwright.runtime.models import ClosedInput, Omittable, Text
from runtime.demo_service import SERVICE, Output

Picture = Annotated[Text, Media("image")]


class Input(ClosedInput):
    """An input with media."""

    prompt: Omittable[Text] = None
    image: Omittable[Picture] = None
    images: Omittable[Annotated[list[Picture], Field(max_length=20)]] = None
    video: Omittable[Annotated[Text, Media("video")]] = None


ENDPOINT = Endpoint(SERVICE, "demo/media", Input, Output)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A server of media that is the API, too: what it answers by path, and what it was asked."""

    url: str
    answers: dict[str, list[Answer]] = field(default_factory=dict[str, list[Answer]])
    asked: list[tuple[str, str, dict[str, str]]] = field(
        default_factory=list[tuple[str, str, dict[str, str]]]
    )
    release: threading.Event = field(default_factory=threading.Event)
    hangs: threading.Event = field(default_factory=threading.Event)

    def add(self, path: str, *answers: Answer) -> str:
        """Set the answers of a path, of which the last one repeats; return its URL."""
        self.answers[path] = [*answers]
        return self.url + path

    def paths(self, method: str) -> list[str]:
        """Return what was asked for by a method."""
        return [path for how, path, _ in self.asked if how == method]


Submit = Callable[..., Any]


def run_loop(kind: str, main: Callable[[], Awaitable[Any]]) -> Any:
    """Run a coroutine function on an event loop."""

    async def run() -> Any:
        return await main()

    return trio.run(main) if kind == "trio" else asyncio.run(run())

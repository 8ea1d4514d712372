"""Who plays: the clients of each service, the request that they send, and the server that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from clientwright.codegen.arguments import service_arguments
from clientwright.runtime.async_client import AsyncClient
from clientwright.runtime.client import Client
from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.service import Service as RuntimeService
from clientwright.specs.model import Service
from falwright import AsyncFal, Fal
from falwright.fal_ai import veo2
from replicatewright import AsyncReplicate, Replicate
from replicatewright.google import veo_3_1
from runcomfy import AsyncRunComfy, RunComfy
from runcomfy.kling.kling_3_0.standard import text_to_video
from runtime.byte_server import ServerAction, operation_of
from runtime.demo_service import Input, Output
from runtime.faults.fault import SERVED
from runtime.faults.service_answers import FILES, ServiceAnswers

URL = "https://x/v.mp4"
OUTPUTS: Mapping[str, Any] = {
    "fal": {"video": {"url": URL}},
    "replicate": URL,
    "filmhouse": {"video": URL},
}


@dataclass(frozen=True)
class Party:
    """The clients of a service, a request, and what a server that behaves does."""

    sync: Any
    asynchronous: Any
    request: Any
    served: Mapping[str, Sequence[ServerAction]]
    operation_of: Callable[[bytes], str]
    header: tuple[str, str] = field(default=("Authorization", "Bearer"))


@cache
def answers_of(service: str) -> ServiceAnswers:
    """Return the answers of a service."""
    return ServiceAnswers(service, OUTPUTS[service])


@cache
def party_of(service: str) -> Party:
    """Return who plays for a service: its generated package, or clients made from the file of a made-up one."""
    if service == "runcomfy":
        request = text_to_video.request(prompt="A cat")
        return Party(RunComfy, AsyncRunComfy, request, SERVED, operation_of)
    answers = answers_of(service)
    auth = answers.facts["auth"]
    rest = (answers.served(), answers.operation_of, (auth["header"], auth["scheme"]))
    if service == "fal":
        return Party(Fal, AsyncFal, veo2.request(prompt="A cat"), *rest)
    if service == "replicate":
        return Party(Replicate, AsyncReplicate, veo_3_1.request(prompt="A cat"), *rest)
    made = RuntimeService(**service_arguments(Service(answers.facts, FILES[service])))

    class MadeUp(Client):
        _service: ClassVar[RuntimeService] = made

    class AsyncMadeUp(AsyncClient):
        _service: ClassVar[RuntimeService] = made

    request = Endpoint(made, "house/film", Input, Output).request({"prompt": "A cat"})
    return Party(MadeUp, AsyncMadeUp, request, *rest)

"""What a succeeded job of the sandbox gives: URLs that look like the provider's and lead nowhere."""

from __future__ import annotations

from typing import Any

from clientwright.sandbox.job import Job
from clientwright.spec.values import Endpoint, Service

_ENDINGS = {"video": "mp4", "image": "png", "audio": "mp3"}


def output(job: Job, endpoint: Endpoint | None, service: Service) -> dict[str, Any]:
    """Give the output of a job: one URL under the name of the endpoint's kind of medium."""
    schema = (endpoint.output if endpoint else None) or service.output
    names: dict[str, Any] = schema.get("properties", {})
    kind = kind_of(job.model_id) or next(
        (k for k in _ENDINGS if k in names or f"{k}s" in names), "video"
    )
    url = f"https://outputs.sandbox{_suffix(service)}/{job.request_id}.{_ENDINGS[kind]}"
    return {f"{kind}s": [url]} if f"{kind}s" in names and kind not in names else {kind: url}


def kind_of(model_id: str) -> str:
    """Tell what a model makes by its id: the kind named last, as in `image-to-video`, or nothing."""
    places = {model_id.rfind(kind): kind for kind in _ENDINGS}
    return places[max(places)] if max(places) >= 0 else ""


def _suffix(service: Service) -> str:
    return str(service.facts["output_hosts"]["suffixes"][0])

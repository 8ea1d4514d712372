"""Outputs of succeeded sandbox jobs: URLs of small files that the sandbox serves itself.

For recordings they are URLs like the provider's, which lead nowhere and name no port.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.sandbox.stored_job import StoredJob
from clientwright.specs.model import Endpoint, Service

_EXTENSIONS = {"video": "mp4", "image": "png", "audio": "mp3"}
OUTPUTS_PATH = "/outputs"
"""Path of the files that the sandbox serves."""
_KIND_WORDS = {
    **dict.fromkeys(("video", "animation", "animate", "lip-sync", "lipsync"), "video"),
    **dict.fromkeys(("image", "photo", "picture", "portrait"), "image"),
    **dict.fromkeys(("audio", "speech", "voice", "music", "song", "sound", "tts"), "audio"),
}
"""Words in ids and categories, and the kind of medium each indicates."""


def sample_output(
    job: StoredJob, endpoint: Endpoint | None, service: Service, origin: str | None = None
) -> dict[str, Any]:
    """Return a job's output: one URL under the name of its endpoint's kind of medium.

    The URL is below the path of outputs at `origin`, or at a made-up host of the provider.
    """
    schema = service.output_of(endpoint.output if endpoint else None)
    names: dict[str, Any] = schema.get("properties", {})
    kinds = (
        kind
        for kind in _candidate_kinds(job.model_id, endpoint)
        if kind in names or f"{kind}s" in names
    )
    kind = next(kinds, "video")
    folder = f"{origin}{OUTPUTS_PATH}" if origin else _provider_like(service)
    url = f"{folder}/{job.request_id}.{_EXTENSIONS[kind]}"
    return {f"{kind}s": [url]} if f"{kind}s" in names and kind not in names else {kind: url}


def _candidate_kinds(model_id: str, endpoint: Endpoint | None) -> Iterator[str]:
    """Yield the kinds a model may produce, most likely first: from its id, categories, input, output."""
    yield media_kind_of(model_id)
    listing = endpoint.listing if endpoint else None
    for text in (listing.kind, *listing.categories) if listing else ():
        yield media_kind_of(text)
    properties: dict[str, Any] = endpoint.input.get("properties", {}) if endpoint else {}
    for schema in properties.values():
        yield schema.get("x-media", {}).get("kind", "") if isinstance(schema, dict) else ""
    yield from _EXTENSIONS


def media_kind_of(text: str) -> str:
    """Return the kind that an id or category names last, as in `image-to-video`, or an empty string."""
    places = {text.lower().rfind(word): kind for word, kind in _KIND_WORDS.items()}
    return places[max(places)] if max(places) >= 0 else ""


def _provider_like(service: Service) -> str:
    return f"https://outputs.sandbox{service.document['output_hosts']['suffixes'][0]}"

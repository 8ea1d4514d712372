"""Outputs of succeeded sandbox jobs, and their files: without a token, by ranges, only when there is an output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

import runcomfy
from clientwright.sandbox.sample_output import media_kind_of, sample_output
from clientwright.sandbox.server import RunningSandbox, run_sandbox
from clientwright.sandbox.stored_job import StoredJob
from clientwright.specs.model import CatalogueListing, Endpoint
from clientwright.specs.model_ids import ModelId
from sandbox.support import ClientFactory, SteppedClock, image_to_video, service, specs, submit


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


def file_url(api: httpx.Client, clock: SteppedClock) -> str:
    """Return the URL of the output of a job that has succeeded."""
    request_id = submit(api).json()["request_id"]
    clock.now += 20
    return str(api.get(f"/requests/{request_id}/result").json()["output"]["video"])


def test_a_file_needs_no_token(api: httpx.Client, clock: SteppedClock) -> None:
    """The file is a video of the length that its headers say, also for HEAD."""
    url = file_url(api, clock)
    found, head = httpx.get(url), httpx.head(url)
    assert (found.status_code, found.headers["Content-Type"]) == (200, "video/mp4")
    assert found.content[4:8] == b"ftyp"
    assert int(head.headers["Content-Length"]) == len(found.content)
    assert (head.content, head.headers["ETag"]) == (b"", found.headers["ETag"])


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, None), ("bytes=5-9", 5, 10), ("bytes=9-9999999", 9, None)],
)
def test_ranges(
    asked: str, first: int, last: int | None, api: httpx.Client, clock: SteppedClock
) -> None:
    """A range is that part of the file, as long as the file is the one that was meant."""
    url = file_url(api, clock)
    whole = httpx.get(url)
    part = httpx.get(url, headers={"Range": asked, "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.content) == (206, whole.content[first:last])
    end = (last or len(whole.content)) - 1
    assert part.headers["Content-Range"] == f"bytes {first}-{end}/{len(whole.content)}"
    other = httpx.get(url, headers={"Range": asked, "If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, whole.content)


def test_a_range_beyond_the_end(api: httpx.Client, clock: SteppedClock) -> None:
    """There is nothing behind the end."""
    url = file_url(api, clock)
    beyond = httpx.get(url, headers={"Range": "bytes=9999999-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"].startswith("bytes */")


def test_no_output_no_file(api: httpx.Client, clock: SteppedClock) -> None:
    """Before a job has succeeded, and under other names, there is no file."""
    request_id = submit(api).json()["request_id"]
    origin = str(api.base_url.copy_with(path="/outputs"))
    assert httpx.get(f"{origin}/{request_id}.mp4").status_code == 404
    clock.now += 20
    assert httpx.get(f"{origin}/{request_id}.mp4").status_code == 200
    for name in (
        f"{request_id}.png",
        f"{request_id}",
        "nobody.mp4",
        ".mp4",
        f"{request_id}.mp4.mp4",
    ):
        assert httpx.get(f"{origin}/{name}").status_code == 404


def test_a_failed_job_has_no_file(
    sandbox: RunningSandbox, caller: ClientFactory, clock: SteppedClock
) -> None:
    """A failed job has no file."""
    api = caller(sandbox.base_url, "sandbox-unlucky")
    request_id = submit(api).json()["request_id"]
    clock.now += 20
    origin = str(api.base_url.copy_with(path="/outputs"))
    assert httpx.get(f"{origin}/{request_id}.mp4").status_code == 404


def test_without_files_outputs_look_like_the_providers() -> None:
    """For recordings, outputs are URLs like the provider's, and nothing is served."""
    with (
        run_sandbox(specs(), serve_outputs=False) as sandbox,
        runcomfy.RunComfy(sandbox.token, sandbox.base_url) as api,
    ):
        request = runcomfy.kling.kling_3_0.standard.text_to_video.request(prompt="A cat")
        output = api.run(request).output
        assert (output.video or "").startswith("https://outputs.sandbox.runcomfy.net/")


def test_the_generated_client_downloads(tmp_path: Path) -> None:
    """The client of the service saves the file of a job of the sandbox."""
    with (
        run_sandbox(specs()) as sandbox,
        runcomfy.RunComfy(sandbox.token, sandbox.base_url) as api,
    ):
        request = runcomfy.kling.kling_3_0.standard.text_to_video.request(prompt="A cat")
        (saved,) = api.run(request).download(tmp_path)
    assert Path(saved.path).read_bytes()[4:8] == b"ftyp"
    assert saved.size == Path(saved.path).stat().st_size

"""All correct servers keep the documents, each in its own way, and know nothing of clientwright."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from testing.independent.all_servers import SERVERS
from testing.independent.loopback import OTHER_TOKEN, serve
from testing.independent.support import BASIC, IMAGE, PICTURE, TEXT, make_client

HERE = Path(__file__).parent
MODULES = sorted(
    {HERE / f"{module.rpartition('.')[2]}.py" for module in ("documents", "loopback")}
    | {HERE / f"{type(make()).__module__.rpartition('.')[2]}.py" for make in SERVERS.values()}
)
STANDARD = set(
    "__future__ collections contextlib copy dataclasses http itertools json random re secrets "
    "threading time typing urllib uuid".split()
)
SEGMENT = {"prompt": "cut", "duration": 5}


@pytest.fixture(scope="module", params=SERVERS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the URL of each server."""
    with serve(SERVERS[request.param]()) as url:
        yield url


@pytest.fixture(scope="module")
def mine(url: str) -> Iterator[httpx.Client]:
    """Yield a client of the first account."""
    with make_client(url) as client:
        yield client


def code_of(answer: httpx.Response) -> int | None:
    """Return the error code of an answer, if it has one."""
    body = answer.json()
    found = body.get("error_code") or body.get("code") or body.get("error", {}).get("code")
    return int(found) if found else None


def is_refused(answer: httpx.Response) -> bool:
    """Return whether an answer is a refusal."""
    return 400 <= answer.status_code < 500 or code_of(answer) is not None


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (TEXT, {}),
        (IMAGE, {}),
        (TEXT, {"multi_prompt": [], "cfg_scale": 1, "shot_type": "intelligent"}),
        (TEXT, {"duration": 5.0, "multi_prompt": [SEGMENT]}),
        (TEXT, {"multi_prompt": [{}]}),
        (TEXT, {"duration": 15, "multi_prompt": [{"duration": 3}] * 5}),
        (IMAGE, {"multi_prompt": [{}, SEGMENT], "elements": []}),
        (IMAGE, {"elements": [{}, {"reference_image_urls": [PICTURE]}, {}]}),
        (IMAGE, {"start_image_url": "https://example.com:8443/a.WEBP?x=1#c"}),
    ],
)
def test_documented_inputs_are_accepted(
    mine: httpx.Client, model: str, more: dict[str, Any]
) -> None:
    """What the documents allow for sure is accepted by every server."""
    answer = mine.post(model, json=BASIC[model] | more)
    assert (answer.status_code, is_refused(answer)) == (200, False)
    assert answer.json()["request_id"]


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (TEXT, {"prompt": None}),
        (TEXT, {"duration": 2}),
        (TEXT, {"duration": 16}),
        (TEXT, {"duration": "5"}),
        (TEXT, {"duration": True}),
        (TEXT, {"cfg_scale": 1.01}),
        (TEXT, {"sound": 1}),
        (TEXT, {"aspect_ratio": "4:3"}),
        (TEXT, {"multi_prompt": SEGMENT}),
        (TEXT, {"multi_prompt": [SEGMENT, SEGMENT]}),
        (IMAGE, {"multi_prompt": [SEGMENT]}),
        (IMAGE, {"shot_type": "intelligent"}),
        (IMAGE, {"elements": [{}] * 4}),
        (IMAGE, {"start_image_url": "http://example.com/cliff.png"}),
    ],
)
def test_forbidden_inputs_are_refused(mine: httpx.Client, model: str, more: dict[str, Any]) -> None:
    """What the documents forbid is refused by every server."""
    assert is_refused(mine.post(model, json=BASIC[model] | more))


def test_documented_codes_are_returned(url: str, mine: httpx.Client) -> None:
    """Other accounts, unknown models and unknown requests each get their code, wrong tokens a refusal."""
    job = f"/requests/{mine.post(TEXT, json=BASIC[TEXT]).json()['request_id']}"
    with make_client(url, OTHER_TOKEN) as other, make_client(url, "stranger") as stranger:
        assert code_of(mine.post("/models/kling/Kling-3.0", json=BASIC[TEXT])) == 400001
        assert code_of(other.post(f"{job}/cancel")) == 403001
        assert code_of(other.get("/requests/nothing/status")) == 404001
        assert is_refused(stranger.post(TEXT, json=BASIC[TEXT]))
        assert is_refused(stranger.get(f"{job}/result"))


def test_a_job_ends(mine: httpx.Client) -> None:
    """A job that is looked at often enough ends, and its result tells how."""
    job = f"/requests/{mine.post(TEXT, json=BASIC[TEXT]).json()['request_id']}"
    words = [mine.get(f"{job}/status").json()["status"] for _ in range(40)]
    assert words == sorted(words, key=["in_queue", "in_progress", "completed"].index)
    result = mine.get(f"{job}/result").json()
    assert result["status"] in ("succeeded", "failed")
    assert bool(result.get("output")) == (result["status"] == "succeeded")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_servers_are_short_and_independent(path: Path) -> None:
    """A server has less than 150 lines; besides the standard library it needs what its siblings share."""
    source = path.read_text("utf-8")
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    shared = {"testing.independent.documents", "testing.independent.loopback"}
    assert source.count("\n") < 150
    assert {name.split(".")[0] for name in names - shared} <= STANDARD
